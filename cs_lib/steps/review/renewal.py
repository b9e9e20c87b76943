"""What was due and what became of it, what is signed, how cohorts hold, what was in our hands."""

import pandas as pd

from cs_lib.intake import Intake
from cs_lib.ledger import cohorts, renewals
from cs_lib.ledger.causes import Causes
from cs_lib.ledger.renewals import Renewals
from cs_lib.ledger.sources import reconcile
from cs_lib.metrics import Gate, Headline
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.gates import gate
from cs_lib.steps.review.kpis import headline

_RATES = ("segment", "opening", "atr", "atr_share", "gross", "net", "due_accounts")
_LOSSES = ("part", "label", "amount", "share", "accounts")


def rates(found: Renewals | None) -> pd.DataFrame:
    """Of what was up for renewal, how much was renewed (M28, M29)? One row for all, one a segment.

    Columns: `segment`, `opening`, `atr`, `atr_share`, `gross`, `net`, `due_accounts`.
    """
    if found is None:
        return pd.DataFrame(columns=list(_RATES))
    frame = renewals.table(found)[list(_RATES)]
    return frame.assign(segment=frame["segment"].replace({"all": "All"}))


def steps(found: Renewals | None) -> pd.DataFrame:
    """How does the renewal rate become GRR (M30)? Columns: `step`, `label`, `amount`, `share`."""
    if found is None:
        return pd.DataFrame(columns=["step", "label", "amount", "share"])
    return renewals.bridge_to_grr(found).steps


def gates(books: Books, found: Renewals | None) -> tuple[Gate, ...]:
    """Do the lines, the lists and the rates tell one story?

    The first is the only one that does not go through the bridge's events: the lines are read
    again and counted as they stand, because books from which events are missing close as well.
    """
    counted = books.committed.arr - books.stock(books.as_of)[0]
    lines = gate("M02", "lines live on the last day = closing ARR", counted, "read again, summed")
    if found is None:
        return (lines,)
    # What was renewed before the opening is due in the period, but no longer live at its start.
    early = float(found.accounts["due_early"].sum())
    listed = float(found.due["arr"].sum()) + early - renewals.rates(found).atr
    share = renewals.bridge_to_grr(found).residual
    return (
        lines,
        gate(
            "R5",
            "renewals due = ATR list",
            listed,
            f"{len(found.due):,} lines due, early ones incl.",
        ),
        gate("M30", "renewal rate and GRR are one story", share, "residual in shares of opening"),
    )


def headlines(books: Books, found: Renewals | None) -> tuple[Headline, ...]:
    """CARR, ATR and the renewal rates, as published."""
    published: list[tuple[str, float | None, int]] = [
        ("M03", books.committed.carr, len(books.live))
    ]
    if found is not None:
        all_of = renewals.rates(found)
        of_due = [("M28", all_of.atr), ("M29", all_of.gross), ("M29b", all_of.net)]
        published += [(metric, value, all_of.due_accounts) for metric, value in of_due]
    return tuple(headline(books, metric, value, n) for metric, value, n in published)


def committed(books: Books) -> pd.DataFrame:
    """What is ARR with what is signed or announced (M03)? `label`, `amount`, `accounts`."""
    found = books.committed
    parts = found.parts.loc[found.parts["amount"] != 0, ["label", "amount", "accounts"]]
    ends = [("ARR today", found.arr), ("Committed ARR (CARR)", found.carr)]
    first, last = (pd.DataFrame({"label": [name], "amount": [amount]}) for name, amount in ends)
    return pd.concat([first, parts, last], ignore_index=True)


def triangle(books: Books) -> tuple[pd.DataFrame, dict[str, str]]:
    """How does each year's cohort hold its money (M31)? The triangle, and its columns' headings.

    Columns: `label` (the cohort and its customers at its first year's end), `unit`, then one per
    year of age; what has not been seen yet is empty.
    """
    found = books.main.cohorts("year")
    if found.empty:
        return pd.DataFrame(columns=["label", "unit"]), {}
    shares = cohorts.triangle(found, "share")
    first = found[found["age"] == 0].set_index("cohort")["logos"]
    headings = {f"age_{age}": f"After {age} y" if age else "Start" for age in shares.columns}
    frame = shares.set_axis(list(headings), axis=1).reset_index(names="label")
    frame.insert(1, "unit", "rate")
    customers = frame["label"].map(first).astype(int)
    return frame.assign(
        label=[f"{c} (n = {n:,})" for c, n in zip(frame["label"], customers, strict=True)]
    ), headings


def control(books: Books, intake: Intake) -> Causes | None:
    """Which losses had a reason, and could they have been prevented (M32)?"""
    if books.year is None:
        return None
    log = intake.tables.get("churn_events")
    return books.main.causes(books.year.pair, log, books.engagement.reason_families)


def split(found: Causes | None) -> pd.DataFrame:
    """Gross churn by control and by cause family.

    Columns: `part` (Control | Cause family), `label`, `amount`, `share`, `accounts`. What has no
    reason stays unexplained; nothing is spread.
    """
    if found is None:
        return pd.DataFrame(columns=list(_LOSSES))
    named = (("Control", found.control, "control"), ("Cause family", found.families, "family"))
    parts = [
        frame.assign(part=part, label=frame[key].str.replace("_", " ").str.capitalize())
        for part, frame, key in named
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows.loc[rows["amount"] != 0, list(_LOSSES)].reset_index(drop=True)


def billings(books: Books, intake: Intake) -> pd.DataFrame:
    """Why do the last quarter's invoices not come to its share of ARR? Items that sum exactly.

    Columns: `label`, `amount`, `count`. Empty unless contracts and invoices are both given.
    """
    if not {"contracts", "invoices"} <= set(intake.tables) or not books.quarters:
        return pd.DataFrame(columns=["label", "amount", "count"])
    found = reconcile(
        intake.tables["contracts"],
        intake.tables["invoices"],
        books.quarters[-1],
        engagement=books.engagement,
        fx=intake.tables.get("fx"),
    )
    return found.loc[found["amount"] != 0, ["label", "amount", "count"]].reset_index(drop=True)
