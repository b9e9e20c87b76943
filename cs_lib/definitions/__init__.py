"""What the figures mean: the register of metrics, and the arithmetic that two rooms share."""
