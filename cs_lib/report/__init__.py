"""From results to what is handed over: executed notebooks, one page, a manifest."""

from cs_lib.report.build import build

__all__ = ["build"]
