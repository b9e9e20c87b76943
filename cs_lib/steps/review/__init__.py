"""What step 1 is made of: the books, the eight quarters, the figures, the agreement, the gates."""
