"""What does the client's data owner have to mend? One page to send, with nothing of the report."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cs_lib import formats
from cs_lib.errors import DataProblem, UsageError
from cs_lib.intake import Checked
from cs_lib.intake.records import labels
from cs_lib.intake.rules.register import WEIGHTS, rule_of
from cs_lib.version import __version__

TITLE = "Data check"
SHOWN = 200
"""Problems listed on the page; the rest is counted."""
_ROWS = 20
_TEMPLATES = Path(__file__).parent / "templates"
_ACTIONS = {"estimated": "estimated", "dropped": "left out", "refused": "kept out"}


def write(found: Checked, file: Path) -> Path:
    """The page of `found` as `file`, in a new folder where there is none; returns `file`."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder; name a file, such as {file / 'check.html'}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render(found), encoding="utf-8", newline="\n")
    return file


def render(found: Checked) -> str:
    """The page: what was read, what is wrong, the grades, and what was kept out. Escaped text."""
    engagement, intake = found.engagement, found.intake
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("check.html.j2").render(
        title=TITLE,
        client=engagement.client,
        period=engagement.period,
        as_of=formats.date(engagement.as_of),
        currency=engagement.currency,
        version=__version__,
        style=_style(),
        problems=[_problem(each) for each in found.problems[:SHOWN]],
        problems_said=_said(len(found.problems)),
        note=found.note,
        unaccounted=_sentence(intake.unaccounted.said(engagement.currency)) if intake else "",
        grades=[
            row | {"share": formats.percent(row["share"])}
            for row in found.grades.to_dict("records")
        ],
        groups=list(_groups(found)),
        out=list(_kept_out(found)),
        files=list(_files(found)),
    )


def _style() -> str:
    sheets = [(_TEMPLATES / name).read_text(encoding="utf-8") for name in ("page.css", "check.css")]
    return "\n".join(sheets).replace("{{ footer }}", TITLE)


def _said(many: int) -> str:
    rest = f" The first {SHOWN} are listed." if many > SHOWN else ""
    return f"{formats.count(many, 'place')} in the files.{rest}"


def _sentence(said: str) -> str:
    return f"{said[0].upper()}{said[1:]}."


def _problem(each: DataProblem) -> dict[str, str]:
    parts = [each.file, f"table {each.table}"]
    parts += [f"column {each.column}"] if each.column else []
    parts += [f"row {each.row}"] if each.row is not None else []
    return {
        "place": ", ".join(parts),
        "wrong": each.wrong,
        "allowed": each.allowed,
        "fix": each.fix,
    }


def _groups(found: Checked) -> Iterator[dict[str, Any]]:
    rows = found.findings.to_dict("records")
    for weight, words in WEIGHTS.items():
        mine = [_finding(row) for row in rows if row["weight"] == weight]
        if mine:
            yield {"heading": words.capitalize(), "weight": weight, "findings": mine}


def _finding(row: Any) -> dict[str, Any]:
    facts = [formats.count(row["rows"], "row")] if row["rows"] else []
    if not pd.isna(row["accounts"]):
        facts.append(formats.count(row["accounts"], "account"))
    if not pd.isna(row["amount"]):
        facts.append(f"amount {formats.money(row['amount'])}")
    facts += [_ACTIONS[row["action"]]] if row["action"] in _ACTIONS else []
    shown = ("title", "table", "examples", "override")
    return {name: row[name] for name in shown} | {
        "facts": facts,
        "detail": _sentence(row["detail"]) if row["detail"] else "",
    }


def _kept_out(found: Checked) -> Iterator[dict[str, str]]:
    """The rows in quarantine by table and rule, with the numbers they have in their file."""
    quarantine = found.intake.quarantine if found.intake else {}
    for table, rows in quarantine.items():
        for rule, some in rows.groupby("_rule", sort=True):
            shown = some.head(_ROWS)
            first = ", ".join(map(str, labels(shown["_row"], shown.get("_file"))))
            more = len(some) - _ROWS
            yield {
                "table": table,
                "why": rule_of(str(rule)).title,
                "rows": formats.integer(len(some)),
                "numbers": first + (f" and {more} more" if more > 0 else ""),
            }


def _files(found: Checked) -> Iterator[dict[str, Any]]:
    if found.intake is None:
        return
    for table, file in found.intake.files.items():
        yield {
            "table": table,
            "name": file.name,
            "rows": formats.integer(len(found.intake.tables[table])),
            "called": sorted(file.called.items()),
            "unread": file.unread,
        }
