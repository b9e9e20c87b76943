"""What does each motion cost, and what does it earn? The parts of step 3."""
