"""Which lever, in which segment, raises lifetime value most: the parts of step 8."""
