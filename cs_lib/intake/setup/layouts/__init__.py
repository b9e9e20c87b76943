"""The exports of known vendors: which columns give them away, and what each column means."""

from cs_lib.intake.setup.layouts.beside import completed
from cs_lib.intake.setup.layouts.matching import Match, export_of, match
from cs_lib.intake.setup.layouts.model import Export, Layout, layouts

__all__ = ["Export", "Layout", "Match", "completed", "export_of", "layouts", "match"]
