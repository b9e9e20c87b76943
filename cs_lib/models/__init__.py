"""Statistics over arrays and frames: how long customers stay, what they are worth, where to spend.

Pure functions with frozen results. Nothing here reads an engagement, a ledger or a file, and
everything random takes a seed.
"""
