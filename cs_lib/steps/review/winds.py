"""Headwind and tailwind: the twelve-month waterfall, its leaves and their shares.

Losses are headwind and gains tailwind (S2's outline; other texts by the same author swap the
words). Price erosion is every decrease of a customer who stayed.
"""

import pandas as pd

from cs_lib.ledger import LEAVES
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.comparison import GROUPS, Comparison
from cs_lib.steps.review.quarters import bridge_of

_STRIP = {
    "new": "New business",
    "reactivation": "Reactivation",
    "tailwind": "Tailwind",
    "headwind": "Headwind",
    "unallocated": "Not allocated",
    "transfer": "Transfers",
    "fx": "Exchange rates",
}


def leaves(books: Books) -> pd.DataFrame:
    """Why did the customers of a year ago pay less, or more? One row per leaf.

    Columns: `wind`, `group`, `leaf`, `label`, `metric`, `amount` (signed), `share` (of its wind),
    `accounts`. Twelve-month pair of snapshots, accounts live at opening.
    """
    columns = ["wind", "group", "leaf", "label", "metric", "amount", "accounts"]
    if books.year is None:
        return pd.DataFrame(columns=[*columns, "share"])
    base = books.year.base
    rows = [
        (GROUPS[leaf.group][0].capitalize(), leaf.group, leaf.name, leaf.label, leaf.metric,
         float(base[leaf.name].sum()), int((base[leaf.name] != 0).sum()))
        for leaf in LEAVES.values()
        if leaf.group in GROUPS
    ]  # fmt: skip
    frame = pd.DataFrame([row for row in rows if row[-1]], columns=columns)
    return _with_share(frame, "wind")


def _with_share(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    total = frame.groupby(by)["amount"].transform("sum")
    # A wind that did not blow has no shares, so it has no bar.
    return frame.assign(share=frame["amount"] / total)[total != 0].reset_index(drop=True)


def groups(books: Books) -> pd.DataFrame:
    """What percent of the loss, and of the gain, is due to what? S2's four lines.

    Columns: `group` (the wind), `label`, `part`, `amount`, `share` (of its wind), `accounts`.
    """
    columns = ["group", "label", "part", "amount", "accounts"]
    if books.year is None:
        return pd.DataFrame(columns=[*columns, "share"])
    base = books.year.base
    rows = []
    for group, (wind, label) in GROUPS.items():
        mine = base[[leaf.name for leaf in LEAVES.values() if leaf.group == group]]
        rows.append(
            (
                wind.capitalize(),
                label,
                group,
                float(mine.sum().sum()),
                int((mine != 0).any(axis=1).sum()),
            )
        )
    return _with_share(pd.DataFrame(rows, columns=columns), "group")


def waterfall(books: Books) -> pd.DataFrame:
    """How did ARR get from a year ago to today? Columns: `label`, `amount`, `kind`.

    `kind` is opening, up, down, neutral or closing. It closes: the last row is the sum of all.
    """
    year = books.year
    if year is None:
        return pd.DataFrame(columns=["label", "amount", "kind"])
    opening = year.opening if year.opening_arr is None else year.opening_arr
    rows = [("Opening ARR", opening, "opening"), *_inflow(year)]
    rows += [
        (label, year.group(group), "up" if wind == "tailwind" else "down")
        for group, (wind, label) in GROUPS.items()
    ]
    rows += [row for row in _rest(year) if round(row[1], 2)]
    rows.append(("Closing ARR", year.closing_arr, "closing"))
    return pd.DataFrame(rows, columns=["label", "amount", "kind"])


def _inflow(year: Comparison) -> list[tuple[str, float, str]]:
    since = year.pair.accounts.drop(year.base.index)
    back = since["status"] == "reactivated"
    rows = [("New business", float(since.loc[~back, "v1"].sum()), "up")]
    returned = float(since.loc[back, "v1"].sum()) + year.leaf("resumed")
    return [*rows, ("Reactivated", returned, "up")] if back.any() or returned else rows


def _rest(year: Comparison) -> list[tuple[str, float, str]]:
    """What is neither wind: changes without a known cause, and exchange rates."""
    unknown = year.leaf("unallocated_increase") + year.leaf("unallocated_decrease")
    return [
        ("Not allocated", unknown, "neutral"),
        ("Exchange rates", year.exchanged, "neutral"),
    ]


def strip(books: Books) -> pd.DataFrame:
    """Eight quarters as a strip of bridges. Columns: `period`, `rollup`, `label`, `amount`."""
    rows = bridge_of(books)
    sums = rows.groupby(["period_end", "rollup"])["amount"].sum()
    wanted = _STRIP | {"closing": "Closing ARR"}
    return pd.DataFrame(
        [
            (period.label, rollup, label, float(sums.get((pd.Timestamp(period.end), rollup), 0.0)))
            for period in books.quarters
            for rollup, label in wanted.items()
            if rollup in set(rows["rollup"])
        ],
        columns=["period", "rollup", "label", "amount"],
    )


def two_views(books: Books) -> pd.DataFrame:
    """Why do twelve months not add up to the year's pair? Both, side by side, line by line.

    The months count every movement, also of accounts that joined within the year and those
    that were reversed; the pair compares two snapshots. Columns: `label`, `months`,
    `pair`, `difference`; the differences add up to 0.
    """
    if books.year is None:
        return pd.DataFrame(columns=["label", "months", "pair", "difference"])
    rows = bridge_of(books, "month")
    rows = rows[rows["period_end"] > books.year.pair.opening]
    summed = rows.groupby(rows["group"].where(rows["group"] != "", rows["rollup"]))["amount"].sum()
    return _side_by_side(summed, waterfall(books))


def _side_by_side(summed: pd.Series, pair: pd.DataFrame) -> pd.DataFrame:
    by_label = pair.set_index("label")["amount"]
    labels = {
        "New business": "new", "Reactivated": "reactivation",
        **{label: group for group, (_, label) in GROUPS.items()},
        "Not allocated": "unallocated", "Transfers": "transfer", "Exchange rates": "fx",
    }  # fmt: skip
    rows = [
        (label, float(summed.get(key, 0.0)), float(by_label.get(label, 0.0)))
        for label, key in labels.items()
    ]
    frame = pd.DataFrame(rows, columns=["label", "months", "pair"])
    frame = frame[(frame["months"].round(2) != 0) | (frame["pair"].round(2) != 0)]
    total = pd.DataFrame(
        [("Sum", frame["months"].sum(), frame["pair"].sum())], columns=frame.columns
    )
    frame = pd.concat([frame, total], ignore_index=True)
    return frame.assign(difference=frame["months"] - frame["pair"])
