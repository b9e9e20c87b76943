"""What does step 10 hand up to the first page? Whether the last play worked, and what follows."""

import pandas as pd

from cs_lib.exhibits.findings import Finding
from cs_lib.steps.s10_effectiveness import trials as of
from cs_lib.steps.s10_effectiveness.verdicts import readable


def found(judged: pd.DataFrame) -> tuple[Finding, ...]:
    """The verdict on the play that was judged last, the larger effect of two; else nothing."""
    if not judged["due"].any():
        return ()
    row = of.latest(judged).sort_values("effect", kind="stable").iloc[0]
    if row["loop_verdict"] == of.WAIT:
        return ()
    facts = {name: float(row[name]) for name in ("effect", "effect_low", "effect_high")}
    facts = {name: value for name, value in facts.items() if pd.notna(value)}
    n = int(row["treated"] + row["compared"])
    return (
        Finding(
            f"play_{row['loop_verdict']}", "loop", "effectiveness.effects",
            "B" if row["works"] == of.YES else "C", "comparison",
            good=row["loop_verdict"] == of.KEEP, n=n, accounts=int(row["treated"]),
            subject=readable(row["option"]), facts=facts,
        ),
    )  # fmt: skip
