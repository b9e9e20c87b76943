"""What a line is worth a year, and every policy that changes lines."""
