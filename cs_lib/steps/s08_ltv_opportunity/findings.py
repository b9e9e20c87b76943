"""What does step 8 hand up to the first page? What is worth most, and how sure that is."""

import pandas as pd

from cs_lib.exhibits.findings import Finding
from cs_lib.steps.s08_ltv_opportunity.choice import grade, known
from cs_lib.steps.s08_ltv_opportunity.ranking import Terms


def found(ranked: pd.DataFrame, terms: Terms) -> tuple[Finding, ...]:
    """The first choice; nothing where no uplift was ever seen or stated.

    Its worth is lifetime value and no ARR a year: it is not ranked beside what is.
    """
    if ranked.empty or terms.unmeasured:
        return ()
    top = known(ranked)[0]
    segment: str | None = None if pd.isna(top["segment"]) else str(top["segment"])
    return (
        Finding(
            "best_lever", "lever", "ltv_opportunity.ranking", grade(top), "uplift",
            about=top["lever"], subject=segment, accounts=int(top["accounts"]),
            n=int(top["accounts"]),
            low=float(top["opportunity_low"]), high=float(top["opportunity_high"]),
            facts={"worth": float(top["opportunity"]), "first_share": float(top["first_share"])},
        ),
    )  # fmt: skip
