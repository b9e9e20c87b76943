"""Everything of step 3 about what a customer is worth: the frames that the page shows."""

from collections.abc import Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.steps.economics import case, claims, curves, first_value, future, ltv
from cs_lib.steps.economics.bases import EVERYONE, Base
from cs_lib.steps.economics.lives import Watched, watched
from cs_lib.steps.review.books import Books


def frames(
    engagement: Engagement,
    intake: Intake,
    books: Books,
    by_ratio: pd.DataFrame,
    bases: Mapping[str, Base],
) -> dict[str, pd.DataFrame]:
    """ltv, lives, watched, survival, at_risk, fan, sensitivity, case, claims and first value."""
    seen = watched(books, intake)
    found = ltv.worths(books, seen.lives, by_ratio, bases)
    begin = future.start(books, bases[EVERYONE])
    made = {
        "ltv": ltv.table(found),
        "lives": seen.lives,
        "watched": _watched(seen),
        "survival": curves.drawn(found),
        "at_risk": curves.at_risk(found),
        "fan": future.fan(begin),
        "sensitivity": future.sensitivity(begin, engagement.assumptions.multiple),
        "claims": claims.table(books, intake),
        **first_value.frames(books, intake),
    }
    told = made | {"ratios": by_ratio}
    return made | {"case": case.table(engagement, books, begin, told)}


def _watched(seen: Watched) -> pd.DataFrame:
    """One row: `since` (None where nobody left), `lives`, `losses`, `unsigned`, `unseen`."""
    since = None if seen.since is None else pd.Timestamp(seen.since)
    losses = int(seen.lives["ended"].sum())
    columns = ["since", "lives", "losses", "unsigned", "unseen"]
    row = (since, len(seen.lives), losses, seen.unsigned, seen.unseen)
    return pd.DataFrame([row], columns=columns).astype({"since": "datetime64[us]"})
