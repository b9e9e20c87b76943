"""How many managers does the target ratio fund, against those that are there (3.06, M55)?

A year's budget of an account is CRC ratio x ARPA; the part of it that pays customer success
managers, over what one costs, says how many accounts one of them can look after.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.segments import EVERYONE, Base, whole
from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.steps.s03_valuation.ratios import HEADLINE, headline
from cs_lib.steps.s03_valuation.segment_keys import logged

COLUMNS = (
    "segment", "accounts", "arpa", "crc_now", "crc_target", "budget", "csm_budget", "rest",
    "loaded_cost", "accounts_per_csm", "accounts_per_csm_now", "fte_paid_for", "fte_now",
    "hours_now", "hours_paid_for",
)  # fmt: skip
MANAGER = ("csm", "customer success", "customer_success")
"""What the role of a customer success manager is called on a roster."""


@dataclass(frozen=True)
class Team:
    """The customer success managers of one segment, or of all: FTE and cost a year."""

    fte: float
    cost: float
    hours: float | None

    @property
    def loaded(self) -> float | None:
        """What one full-time manager costs a year."""
        return self.cost / self.fte if self.fte else None


def teams(intake: Intake, books: Books) -> Mapping[str | None, Team]:
    """The managers on the roster by segment, and of the whole company (None).

    Empty without a roster that names roles, FTE and cost. `hours` are those logged with
    customers in the twelve months, None without activities.
    """
    if not {"role_type", "fte", "cost"} <= intake.provided.get("roster", frozenset()):
        return {}
    roster = intake.tables["roster"].dropna(subset=["fte", "cost"])
    role = roster["role_type"].fillna("").str.lower()
    people = roster[role.map(lambda name: any(word in name for word in MANAGER))]
    if people.empty:
        return {}
    time = logged(intake, books)
    found: dict[str | None, Team] = {EVERYONE: _team(people, time)}
    for segment, part in people.groupby("segment"):
        found[str(segment)] = _team(part, time)
    return found


def _team(people: pd.DataFrame, time: pd.DataFrame) -> Team:
    minutes = time.loc[time["person"].isin(people["person"]), "minutes"].sum()
    hours = float(minutes) / 60 if len(time) else None
    return Team(float(people["fte"].sum()), float(people["cost"].sum()), hours)


def csm_share(
    engagement: Engagement, ratios: pd.DataFrame, found: Mapping[str | None, Team]
) -> float | None:
    """Which part of CRC pays the managers? As assumed, else their cost on the roster / CRC.

    None where neither is known, or where the roster costs more than the ledger's CRC.
    """
    assumed = engagement.assumptions.csm_share_of_crc
    if assumed is not None or EVERYONE not in found:
        return assumed
    rows = ratios[(ratios["ratio"] == "CRC") & (ratios["variant"] == HEADLINE)]
    crc = whole(rows)["cost"]
    if crc.empty or pd.isna(crc.iloc[0]) or crc.iloc[0] <= 0:
        return None
    share = found[EVERYONE].cost / float(crc.iloc[0])
    return share if share <= 1 else None


def table(
    engagement: Engagement,
    ratios: pd.DataFrame,
    bases: Mapping[str | None, Base],
    found: Mapping[str | None, Team],
) -> pd.DataFrame:
    """Budget, load, headcount and face time by tier. Columns: those of `COLUMNS`.

    Money a year in the report's currency, `hours_*` a year and account. The target of each
    segment is its own ratio, moved as the company's has to move to reach its target; without a
    target it is today's.
    """
    now = headline(ratios, "CRC")
    if now is None:
        return pd.DataFrame(columns=list(COLUMNS))
    target = engagement.targets.get("crc_ratio", now)
    share = csm_share(engagement, ratios, found)
    rows = []
    for segment, base in bases.items():
        crc = headline(ratios, "CRC", segment)
        if crc is not None and base.accounts:
            wanted = crc * target / now if now else None
            rows.append(_row(segment, base, crc, wanted, share, found.get(segment)))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS[1:], float))


def _row(
    segment: str | None, base: Base, crc: float, target: float | None, share: float | None,
    team: Team | None,
) -> dict[str, object]:  # fmt: skip
    arpa = base.arr / base.accounts
    budget = None if target is None else target * arpa
    managed = None if budget is None or share is None else budget * share
    load = team.loaded / managed if team and team.loaded and managed else None
    hours = team.hours / team.fte if team and team.hours is not None and team.fte else None
    return {
        "segment": segment, "accounts": base.accounts, "arpa": arpa,
        "crc_now": crc, "crc_target": target, "budget": budget, "csm_budget": managed,
        "rest": None if budget is None or managed is None else budget - managed,
        "loaded_cost": team.loaded if team else None,
        "accounts_per_csm": load,
        "accounts_per_csm_now": base.accounts / team.fte if team and team.fte else None,
        "fte_paid_for": base.accounts / load if load else None,
        "fte_now": team.fte if team else None,
        "hours_now": hours * team.fte / base.accounts if team and hours is not None else None,
        "hours_paid_for": hours / load if hours is not None and load else None,
    }  # fmt: skip
