"""Lists by name: who was lost, who shrank, who is live; what is outside ARR; what is missing."""

import pandas as pd

from cs_lib.intake import Intake
from cs_lib.steps.review.books import Books
from cs_lib.tables import REVENUE_TABLES, TABLES

TOP, LARGEST = 10, 20


def lost(books: Books) -> pd.DataFrame:
    """Which customers were lost? The ten largest of the year.

    Columns: `account`, `name`, `segment`, `arr` (opening ARR), `share` (of all logos lost).
    """
    if books.year is None:
        return pd.DataFrame(columns=["account", "name", "segment", "arr", "share"])
    gone = books.year.base[books.year.base["status"] == "churned"].rename(columns={"v0": "arr"})
    gone = gone.assign(share=gone["arr"] / gone["arr"].sum())
    return _top(gone, "arr")[["account", "name", "segment", "arr", "share"]]


def eroded(books: Books) -> pd.DataFrame:
    """Which customers stayed but pay less? The ten largest decreases.

    Columns: `account`, `name`, `segment`, `before`, `after`, `change` (negative).
    """
    columns = ["account", "name", "segment", "before", "after", "change"]
    if books.year is None:
        return pd.DataFrame(columns=columns)
    frame = books.year.base
    shrunk = frame[(frame["status"] == "stayed") & (frame["v1"] < frame["v0"])]
    shrunk = shrunk.rename(columns={"v0": "before", "v1": "after"})
    shrunk = shrunk.assign(
        change=shrunk["after"] - shrunk["before"], size=shrunk["before"] - shrunk["after"]
    )
    return _top(shrunk, "size")[columns]


def live(books: Books) -> pd.DataFrame:
    """Which accounts pay today? All of them, largest first, with rank and cumulative share.

    Columns: those of `Ledger.accounts` and `rank`, `cumulative`.
    """
    frame = _top(books.live, "arr", len(books.live))
    total = frame["arr"].sum()
    return frame.assign(rank=range(1, len(frame) + 1), cumulative=frame["arr"].cumsum() / total)


def _top(frame: pd.DataFrame, by: str, count: int = TOP) -> pd.DataFrame:
    ordered = frame.sort_values([by, "account"], ascending=[False, True], kind="stable")
    return ordered.head(count).reset_index(drop=True)


_WHY = {
    "usage": "usage beyond the committed minimum is not contracted",
    "one_off": "one-off: it does not recur",
    "services": "services: they do not recur",
    "trial": "a trial is no customer yet",
    "free": "nothing is paid",
}


_BRIEF = {
    "net_out": "no {unit} end saw them",
    "count": "no {unit} end saw them: in new logos or returns, and in logos lost",
}


def memo(books: Books) -> pd.DataFrame:
    """What lies outside ARR by definition? Columns: `label`, `count`, `amount` (a year), `why`."""
    found = books.memo
    rows = [
        (
            f"{line['line_type'].replace('_', '-').capitalize()} lines",
            line["lines"],
            line["arr"],
            _WHY[line["line_type"]],
        )
        for line in found["out_of_scope"]
    ]
    rows += _with_usage(books)
    if found["intra_month_logos"]:
        unit = books.engagement.grid.unit
        rows.append(
            (
                f"Customers that came and went within a {unit}",
                found["intra_month_logos"],
                None,
                _BRIEF[books.engagement.policies.intra_month_logos].format(unit=unit),
            )
        )
    late = found["late_renewals"]
    if late["count"]:
        days = books.engagement.policies.reactivation_gap_days
        rows.append(
            (
                "Late renewals held as live",
                late["count"],
                late["arr"],
                f"back within {days} days: in ARR, no churn",
            )
        )
    unsigned = found["unsigned"]
    if unsigned["count"]:
        days = books.engagement.policies.unsigned_grace_days
        rows.append(
            (
                "Unsigned ARR: lines served beyond their end",
                unsigned["count"],
                unsigned["arr"],
                f"in ARR for up to {days} days after the end; nothing is signed",
            )
        )
    return pd.DataFrame(rows, columns=["label", "count", "amount", "why"]).astype({"amount": float})


def _with_usage(books: Books) -> list[tuple[str, int, float | None, str]]:
    """The usage of three months as a year's, and ARR with it: figures beside ARR (P09)."""
    found = books.main.usage_beside(books.as_of)
    if not found.lines:
        return []
    why = "12 x the average of the last three months; never in ARR"
    return [
        ("Usage, trailing three months", found.lines, found.usage, why),
        (
            "ARR incl. usage",
            found.lines,
            found.total,
            "ARR + usage, side by side",
        ),
    ]


def not_provided(intake: Intake) -> pd.DataFrame:
    """Which tables would unlock more? Columns: `table`, `purpose`, `unlocks`."""
    # Missing rates stop a run that needs them; one that got here would gain nothing from them.
    missing = [spec for name, spec in TABLES.items() if name not in {*intake.tables, "fx"}]
    return pd.DataFrame(
        [
            (spec.name, spec.purpose, spec.unlocks)
            for spec in missing
            if spec.unlocks and spec.name not in REVENUE_TABLES
        ],
        columns=["table", "purpose", "unlocks"],
    )
