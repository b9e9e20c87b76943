"""What a check of the client's data found, in the order in which it is to be followed up."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, DataProblem, printable
from cs_lib.formats import integer, money, percent
from cs_lib.intake.door import Intake, receive
from cs_lib.intake.gate import hold
from cs_lib.intake.grades import grades
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.rules.register import WEIGHTS, Weight, rule_of

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Checked:
    """The data of one engagement, looked at. `problems` say why no report can be made of them.

    `intake` holds what could be read, bad rows in quarantine; None where revenue could not.
    """

    engagement: Engagement
    intake: Intake | None
    problems: tuple[DataProblem, ...] = ()
    note: str = ""

    @cached_property
    def grades(self) -> pd.DataFrame:
        """The grade of each headline figure (`grades.grades`); empty without revenue."""
        if self.intake is None:
            return pd.DataFrame(columns=["figure", "grade", "share", "reason"])
        return grades(self.intake, self.engagement)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The quality table, what is wrong first, then by money and rows.

        Adds `weight` (wrong | doubtful | note) and `title`, the rule in the client's words.
        """
        quality = pd.DataFrame(columns=["rule", "action", "amount", "rows"])
        if self.intake is not None:
            quality = self.intake.quality
        pairs = zip(quality["rule"], quality["action"], strict=True)
        weights = [weight_of(rule, action) for rule, action in pairs]
        found = quality.assign(
            weight=weights,
            title=[rule_of(rule).title for rule in quality["rule"]],
            _order=[list(WEIGHTS).index(weight) for weight in weights],
            _money=quality["amount"].abs().fillna(0.0),
        )
        by = ["_order", "_money", "rows"]
        ordered = found.sort_values(by, ascending=[True, False, False], kind="stable")
        return ordered.drop(columns=["_order", "_money"]).reset_index(drop=True)

    def raise_problems(self) -> None:
        """Raises Blocked where there are problems."""
        if self.problems:
            raise Blocked(self)


class Blocked(DataError):
    """The data gate blocked the run; `found` holds what was read on the way, for its page."""

    def __init__(self, found: Checked) -> None:
        self.found = found
        super().__init__(found.problems, found.note)


def weight_of(rule: str, action: str) -> Weight:
    """How pressing is a line of the quality table? Rows that are kept out are missing: wrong."""
    return "wrong" if action == "refused" else rule_of(rule).weight


def look(engagement: Engagement, contents: Contents | None = None) -> Checked:
    """What is there, what is wrong, and may it pass? Data that cannot be used raise nothing.

    `contents` is what the run has read already.
    """
    intake, refused = receive(engagement, contents)
    try:
        if refused is not None:
            raise refused
        assert intake is not None
        hold(intake, engagement)
    except DataError as error:
        return Checked(engagement, intake, error.problems, error.note)
    return Checked(engagement, intake)


def as_json(found: Checked) -> dict[str, Any]:
    """The whole check in plain types: ok, problems, unaccounted, grades and quality."""
    intake = found.intake
    quality = [_plain(row) for row in found.findings.to_dict("records")]
    for row in quality:
        row["examples"] = row["examples"].split("; ") if row["examples"] else []
    return {
        "ok": not found.problems,
        "problems": [vars(problem) for problem in found.problems],
        "unaccounted": None if intake is None else intake.unaccounted.share,
        "grades": [_plain(row) for row in found.grades.to_dict("records")],
        "quality": quality,
    }


def _plain(row: Any) -> dict[str, Any]:
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def as_tables(found: Checked) -> Iterator[tuple[str, Rows]]:
    """The check for a terminal: headings, and rows of text under them."""
    if found.intake is None:
        return
    rows = found.findings.to_dict("records")
    yield "what was found", [_line(row) for row in rows]
    shown = [row for row in rows if row["examples"] or row["weight"] != "note"]
    yield "which rows, and how to mend or accept them", [_way_out(row) for row in shown]
    yield (
        "how far the figures can be trusted",
        [_grade(row) for row in found.grades.to_dict("records")],
    )


def _line(row: Any) -> dict[str, str]:
    return {
        "follow-up": WEIGHTS[row["weight"]],
        "table": row["table"],
        "rule": row["rule"],
        "rows": integer(row["rows"]),
        "accounts": "" if pd.isna(row["accounts"]) else integer(row["accounts"]),
        "amount": "" if pd.isna(row["amount"]) else money(row["amount"]),
        "action": row["action"],
        "detail": printable(row["detail"]),
    }


def _way_out(row: Any) -> dict[str, str]:
    return {name: printable(row[name]) for name in ("table", "rule", "examples", "override")}


def _grade(row: Any) -> dict[str, str]:
    share = percent(row["share"])
    return {"figure": row["figure"], "grade": row["grade"], "in doubt": share, "why": row["reason"]}
