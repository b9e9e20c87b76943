"""How much of a mapping does `tensteps new` get right, on files that other people published?

    python benchmarks/bench_mapping.py [FOLDER OF THE PUBLISHED DATA] [--no-layouts]

For each folder of mapping_truth.yml: `new`, then `check` of what it wrote, no hand edit. A column
is right when truth and proposal name the same column of the file for the same column of the
contract; what both leave unused is not counted, so that a file full of other things helps nobody.
With --no-layouts no vendor is known, as with one that nobody has described.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from cs_lib import engagement, workbook
from cs_lib.errors import TenStepsError, UsageError
from cs_lib.intake.setup import layouts, propose
from cs_lib.tables import TABLES

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data"
Pair = tuple[str, str, str]  # file, table, column of the contract


@dataclass
class Result:
    folder: str
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    asked: int = 0
    blocking: int = 0
    outcome: str = ""
    seconds: float = 0.0

    @property
    def share(self) -> str:
        counted = self.right + len(self.wrong) + len(self.missing)
        return f"{self.right / counted:.0%}" if counted else "none"


def truth(files: Mapping[str, Mapping[str, Mapping[str, str | list[str]]]]) -> dict[Pair, set[str]]:
    return {
        (file, table, column): {theirs} if isinstance(theirs, str) else set(theirs)
        for file, tables in files.items()
        for table, columns in tables.items()
        for column, theirs in columns.items()
    }


def proposed(file: Path) -> dict[Pair, str]:
    tables = yaml.safe_load(file.read_text("utf-8"))["tables"]
    found: dict[Pair, str] = {}
    for table, source in tables.items():
        first = {
            column: next(each["column"] for each in places if "column" in each)
            for column, places in source.get("first_of", {}).items()
            if any("column" in each for each in places)
        }
        file_name = Path(source.get("path") or source["paths"][0]).name
        for column, theirs in (first | source["columns"]).items():
            found[file_name, table, column] = str(theirs)
    return found


def asks(file: Path) -> Iterator[str]:
    """Every question, with the line of the column it stands above."""
    lines = file.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if "# ASK" in line:
            below = next(each for each in lines[number:] if not each.strip().startswith("#"))
            yield f"{line} >> {below.strip()}"


def matters(pair: Pair) -> bool:
    column = TABLES[pair[1]].column(pair[2])
    return column.type in ("id", "date", "month") or column.unit == "money"


def outcome(file: Path) -> str:
    try:
        checked = workbook.examine(engagement.load(file))
    except TenStepsError as error:
        first = str(error).splitlines()[1].strip(" -")
        return f"exit {error.exit_code}: {first[:110]}"
    if checked.problems or checked.intake is None:
        return f"exit 3: {str(checked.problems[0])[:110]}"
    return f"ok, {sum(map(len, checked.intake.tables.values()))} rows"


def measured(folder: str, wanted: Mapping[Pair, set[str]], data: Path, target: Path) -> Result:
    result = Result(folder)
    started = time.perf_counter()
    file = target / propose.folder.FILE
    found: dict[Pair, str] = {}
    said: list[str] = []
    try:
        propose.new(target, [data / folder])
        found, said = proposed(file), list(asks(file))
        result.outcome = outcome(file)
    except UsageError as error:
        result.outcome = f"exit 2: {str(error).splitlines()[0][:80]}"
    result.seconds = time.perf_counter() - started
    for pair in sorted({*wanted, *found}):
        name = f"{pair[0]}: {pair[1]}.{pair[2]} <- {found.get(pair, '-')}"
        if found.get(pair) in wanted.get(pair, ()):
            result.right += 1
            continue
        (result.wrong if pair in found else result.missing).append(name)
        if pair in found and matters(pair) and not any(f">> {pair[2]}:" in ask for ask in said):
            result.silent.append(name)
    result.asked, result.blocking = len(said), sum("(blocking)" in ask for ask in said)
    return result


def main() -> None:
    given = [each for each in sys.argv[1:] if each != "--no-layouts"]
    data = Path(given[0]) if given else DATA
    if "--no-layouts" in sys.argv:
        layouts.match = layouts.export_of = lambda sheet: None
    folders = yaml.safe_load((HERE / "mapping_truth.yml").read_text("utf-8"))
    print("folder | right | wrong | missed | share right | asked (blocking) | seconds | check")
    total = [0, 0, 0]
    for folder, files in folders.items():
        with tempfile.TemporaryDirectory() as made:
            result = measured(folder, truth(files), data, Path(made) / "client")
        total = [
            total[0] + result.right,
            total[1] + len(result.wrong),
            total[2] + len(result.missing),
        ]
        print(
            f"{folder} | {result.right} | {len(result.wrong)} | {len(result.missing)} | "
            f"{result.share} | {result.asked} ({result.blocking}) | {result.seconds:.1f} | "
            f"{result.outcome}"
        )
        for kind in ("wrong", "missing", "silent"):
            for line in getattr(result, kind):
                print(f"    {kind}: {line}")
    print(f"all | {total[0]} | {total[1]} | {total[2]} | {total[0] / sum(total):.1%}")


if __name__ == "__main__":
    main()
