"""How likely is each account to leave? A declared score, a fitted one, and the test of both."""
