"""A toy review: two small notebooks, an engagement file and a workbook that has no real data."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cs_lib import engagement as engagements
from cs_lib.report.publishing import slug

CLIENT = "Acme & Söhne"
Cell = tuple[str, ...]
PARAMETERS = ("code", 'engagement = "../params/sample.yml"\nresults_dir = None', "parameters")


def notebook(path: Path, *cells: Cell) -> Path:
    """Write a notebook of (kind, source, *tags) cells."""
    import nbformat  # here: whoever only takes a name of this module need not wait for it

    made = nbformat.v4.new_notebook()
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    for place, (kind, source, *tags) in enumerate(cells):
        cell = getattr(nbformat.v4, f"new_{kind}_cell")(source)
        cell["id"] = f"cell-{place}"
        cell.metadata.tags = list(tags)
        made.cells.append(cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)
    return path


def executed(path: Path, *cells: tuple[str, Sequence[dict[str, Any]] | str]) -> Path:
    """Write a notebook as if executed: (markdown text) or (source, outputs) cells."""
    import nbformat

    made = nbformat.v4.new_notebook()
    for source, outputs in cells:
        if isinstance(outputs, str):
            made.cells.append(nbformat.v4.new_markdown_cell(source))
            continue
        cell = nbformat.v4.new_code_cell(source, execution_count=len(made.cells) + 1)
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
        made.cells.append(cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)
    return path


def shown(html: str) -> dict[str, Any]:
    """The output of a cell that shows `html`."""
    data = {"text/html": html, "text/plain": "INTERNAL repr"}
    return {"output_type": "display_data", "data": data, "metadata": {}}


@dataclass
class Toy:
    """Where the toy review lies, and a way to have it fail."""

    engagement: Path
    notebooks: Path
    out: Path
    fail: Callable[[], None] = lambda: None
    draft_reasons: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return self.out / slug(CLIENT) / "2026Q3"

    @staticmethod
    def steps() -> None:
        """Imports nothing, unlike `workbook.steps`."""

    @staticmethod
    def reading(engagement: Any) -> AbstractContextManager[None]:
        """Toys read nothing."""
        return nullcontext()

    @staticmethod
    def with_needs(numbers: Any) -> tuple[SimpleNamespace, ...]:
        """What `workbook.with_needs` gives."""
        return (SimpleNamespace(stem="first"), SimpleNamespace(stem="second"))

    def run(
        self,
        path: Path,
        results_dir: Path,
        settings: Any,
        numbers: Any,
        stored: Callable[[str], None],
        *,
        reader: None = None,
    ) -> SimpleNamespace:
        """What `workbook.run` gives."""
        self.fail()
        results_dir.mkdir(parents=True)
        (results_dir / "engagement.json").write_text("{}\n")
        loaded = engagements.load(path, settings)
        for step in self.with_needs(numbers):
            stored(step.stem)
        return SimpleNamespace(
            engagement=loaded,
            intake=SimpleNamespace(digests={"data/contracts.csv": "ab" * 32}),
            results={"first": None, "second": None},
            digest="cd" * 32,
            headlines=({"id": "M24", "value": 0.9, "period_end": dt.date(2026, 9, 30)},),
            gates=(SimpleNamespace(id="R1", name="Bridge", holds=True, residual=0.0),),
            draft_reasons=self.draft_reasons,
            signoff="open",
            cautions=(),
        )
