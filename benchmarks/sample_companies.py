"""A sample company as a client: some of its tables, written to files and read from them."""

from collections.abc import Collection
from pathlib import Path

import yaml

from cs_lib import engagement as engagements
from cs_lib import intake, sample
from cs_lib.books.books import Books, open_books
from cs_lib.intake import Intake


def opened(folder: Path, seed: int, tables: Collection[str]) -> tuple[Books, Intake]:
    """The books of the company of this seed, and what was read; `tables` alone are given."""
    file = sample.write(folder, seed=seed)
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["tables"] = {name: content["tables"][name] for name in tables}
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    engagement = engagements.load(file)
    given = intake.load(engagement)
    return open_books(engagement, given), given
