"""From results to what is handed over: executed notebooks, one page, a manifest.

Nothing is imported here: the warm process of `nursery` is in this room and must be ready soon.
"""
