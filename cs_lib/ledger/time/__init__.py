"""Days, months and the engagement's periods, the same on every engine."""
