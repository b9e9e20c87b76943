"""Does renewing EUR 1 of ARR cost EUR 1? The fire-fighter's test.

"If the fire-fighter model is still in operation and a company needs to spend for example 1$ to
generate 1$ of renewal, then the CS role is not moving the needle forwards" (S4).
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.segments import parts, whole
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s03_valuation import ratios as by_ratio
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.ratios import PER_RETAINED, RENEWAL
from cs_lib.texts import Cell, Money, Scope, Sentence

FAILS, PASSES, UNKNOWN = "fails", "passes", "not_known"
LIMIT = 1.0
"""EUR spent for EUR 1 renewed, or kept, from which on nothing is gained."""


class Below(Sentence):
    one: Money
    cost: Annotated[Money, "renewal_cost"]


class Fighting(Below):
    """Renewal work costs as much as it renews."""


class Signal(Sentence):
    one: Money


class Segment(Sentence):
    segment: Scope


class Failed(Sentence):
    segments: tuple[Segment, ...]


Says = Below | Fighting | Signal | Failed


@exhibit(
    part=Part.A6,
    shows=Table(c.segment, c.renewal_cost, c.retention_cost, c.fire_verdict),
    needs=("costs",),
)
def firefighting(
    ratios: pd.DataFrame, coverage: Coverage, engagement: Engagement
) -> Shown[Says] | Absent:
    """Does renewing EUR 1 of ARR cost EUR 1?"""
    rows = table(ratios)
    company = whole(rows)
    if company.empty or company["renewal_cost"].isna().all():
        return Absent(by_ratio.lacking(ratios, "CRC"))
    one, value = Money(1.0, engagement.currency), float(company["renewal_cost"].iloc[0])
    at = Cell("valuation.firefighting", None, "renewal_cost")
    kind = Fighting if value >= LIMIT else Below
    failed = parts(rows)[parts(rows)["fire_verdict"] == FAILS]["segment"]
    say: list[Says] = [Signal(one)]
    if len(failed) and coverage.enough:
        say.append(Failed(tuple(Segment(Scope(str(each))) for each in failed)))
    return Shown(rows, title=kind(one, Money(value, engagement.currency, at=at)), say=tuple(say))


def table(ratios: pd.DataFrame) -> pd.DataFrame:
    """By segment, the company last: `segment`, `renewal_cost`, `retention_cost`, `fire_verdict`.

    The cost of renewal work for EUR 1 renewed (M43c), and all retention cost for EUR 1 kept
    (M43b); one of them at 1 fails.
    """
    rows = ratios[ratios["variant"].isin([RENEWAL, PER_RETAINED])]
    made = []
    for segment, part in rows.groupby("segment", sort=False, dropna=False):
        values = part.set_index("variant")["value"]
        known = values.dropna()
        verdict = FAILS if (known >= LIMIT).any() else PASSES if len(known) == 2 else UNKNOWN
        made.append((segment, values[RENEWAL], values[PER_RETAINED], verdict))
    columns = ["segment", "renewal_cost", "retention_cost", "fire_verdict"]
    frame = pd.DataFrame(made, columns=columns)
    return pd.concat([parts(frame), whole(frame)], ignore_index=True)
