"""How far can each headline figure be trusted? A to D, by the share that doubts touch.

Which rule touches which figure stands in `rules.register.RULES`.
"""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.formats import percent
from cs_lib.intake.door import Intake
from cs_lib.intake.rules.register import FIGURES, LOGOS, rule_of
from cs_lib.intake.scope import annual_value, in_scope, live_by_customer, rated
from cs_lib.intake.unaccounted import main_table
from cs_lib.tables import REVENUE_TABLES

BOUNDS = (("A", 0.01), ("B", 0.03), ("C", 0.05))
"""Grade and the share below which it is given; from the last share on the grade is D."""
WORST = "D"
COLUMNS = {"figure": "str", "grade": "str", "share": "float64", "reason": "str"}
_NAMED = 3
CLEAN = "No rule found anything"
UNTOUCHED = "Nothing that was found bears on it"


def grade_of(share: float) -> str:
    """The grade of a figure of which this share is in doubt."""
    return next((grade for grade, bound in BOUNDS if share < bound), WORST)


def grades(intake: Intake, engagement: Engagement) -> pd.DataFrame:
    """How good is the ground of each headline figure? `figure`, `grade`, `share`, `reason`.

    `share` is what the doubts touch of a figure at most: of ARR, or of the accounts for figures
    that count accounts, or of the table's rows where neither is known; doubts about the same rows
    add up, to 1 at most.
    """
    bases = _Bases(intake, engagement)
    nothing = UNTOUCHED if len(intake.quality) else CLEAN
    rows = []
    for figure in FIGURES:
        doubts = sorted(bases.doubts(figure), key=lambda doubt: -doubt[0])
        share = min(1.0, sum(part for part, _ in doubts))
        said = [f"{title}: {percent(part)}" for part, title in doubts[:_NAMED]]
        more = len(doubts) - _NAMED
        reason = "; ".join([*said, *([f"and {more} more"] if more > 0 else [])])
        rows.append((figure, grade_of(share), share, reason or nothing))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


class _Bases:
    """What the doubts are held against: all lines, what runs on the last day, all accounts."""

    def __init__(self, intake: Intake, engagement: Engagement) -> None:
        self._intake = intake
        self._table = main_table(intake.tables)
        # as the amounts of the notes are
        tables = rated(intake.tables, engagement)
        lines = tables[self._table]
        value = annual_value(self._table, lines[in_scope(lines)])
        live = live_by_customer(tables, engagement.as_of)
        self._lines = float(value.abs().sum())
        self._live = 0.0 if live is None else float(live.sum())
        self._accounts = int(lines["customer_id"].nunique())

    def doubts(self, figure: str) -> Iterator[tuple[float, str]]:
        """What touches this figure: the share and the rule, in words."""
        if share := self._intake.unaccounted.share:
            yield share, "Rows kept out or without a price"
        for note in self._intake.quality.to_dict("records"):
            rule = rule_of(note["rule"])
            if figure in rule.figures and self._concerns(note["table"]):
                yield self._share(note, rule.live, figure in LOGOS), rule.title

    def _concerns(self, table: str) -> bool:
        """Figures are made of one revenue table; the others only stand beside it."""
        return table == self._table or table not in REVENUE_TABLES

    def _share(self, note: Mapping[Hashable, Any], live: bool, of_accounts: bool) -> float:
        whole = self._live if live else self._lines
        rows = len(self._intake.tables.get(str(note["table"]), ()))
        of_money = (note["amount"], whole)
        of_logos = (note["accounts"], self._accounts)
        first, second = (of_logos, of_money) if of_accounts else (of_money, of_logos)
        for part, base in (first, second, (note["rows"], rows)):
            if not pd.isna(part) and base:
                return min(1.0, abs(float(part)) / base)
        return 1.0
