"""The first page: what is to be decided, why, and what waiting costs."""

from cs_lib.steps.s00_decisions.step import Decisions, run

__all__ = ["Decisions", "run"]
