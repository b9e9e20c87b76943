"""The ten steps: one package, one result type and one pure `run(...)` each.

A step's needs are the parameter names of its `run`: `engagement`, `intake`, or the stem of a step
with a lower number (the first page, number 00, reads all the others).
"""
