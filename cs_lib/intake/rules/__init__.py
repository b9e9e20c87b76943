"""What the rows must obey: each for itself, and across tables."""
