"""What does step 9 hand up to the first page? The ONE, who owns it, and when it is judged."""

import pandas as pd

from cs_lib.exhibits.findings import Finding
from cs_lib.steps.s09_execution.chosen import Decision
from cs_lib.steps.s09_execution.options import readable


def found(
    decided: Decision | None, listed: pd.DataFrame, findable: pd.DataFrame
) -> tuple[Finding, ...]:
    """The option that was chosen, with what it is worth and what waiting costs, where known."""
    if decided is None:
        return ()
    top = listed.iloc[0]
    worth, waiting = top["ltv_net"], top["delay_cost"]
    return (
        Finding(
            "the_one", "one", "execution.decision_record", "C" if len(findable) else "D",
            "stated", n=int(findable["treated"].iloc[0]) if len(findable) else None,
            subject=readable(decided.option), owner=decided.owner, by=decided.verdict,
            waiting=None if pd.isna(waiting) else float(waiting),
            facts={} if pd.isna(worth) else {"ltv_net": float(worth)},
        ),
    )  # fmt: skip
