"""Which accounts have most left to sell, how is that known, and did it come true last year?"""

from typing import Annotated

import pandas as pd

from cs_lib.books.belonging import by_name
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s04_segmentation import backtest, potential
from cs_lib.texts import Cell, Code, Count, Money, Sentence, Share

TOP = 10
COLUMNS = [
    "potential_method", "accounts", "arr", "share_of_arr", "data_grade", "declared_factor",
    "declared_spread", "accounts_compared",
]  # fmt: skip


class Gaps(Sentence):
    accounts: Count
    gap: Money
    grade: Code


class Above(Sentence):
    accounts: Count


class Notified(Sentence):
    accounts: Count


class Exits(Sentence):
    accounts: Count


class Guessed(Sentence):
    accounts: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.arr, c.potential, c.potential_low, c.potential_high, c.gap,
        c.penetration, c.confidence,
    ),
)  # fmt: skip
def largest_gaps(
    accounts: pd.DataFrame, engagement: Engagement
) -> Shown[Gaps | Above | Notified | Exits | Guessed] | Absent:
    """Which accounts have most left to sell? (M66)"""
    left = accounts[accounts["gap"].round(2) > 0]
    # nobody sells more to an account that is about to leave, or that ought to; and a bare quartile
    # of the segment says nothing about one account
    known = left[left["method"].ne(potential.SEGMENT)]
    rows = known[known["sellable"]].head(TOP)
    if rows.empty:
        return Absent("potential")
    gap, worst = rows["gap"].sum(), Code("grade", str(rows["confidence"].max()))
    exits = known["quadrant"].eq("need_to_exit") & ~known["notified"]
    counts = (
        (Above, accounts["above"]), (Notified, known["notified"]), (Exits, exits),
        (Guessed, left["method"].eq(potential.SEGMENT)),
    )  # fmt: skip
    said = tuple(kind(Count(int(each.sum()))) for kind, each in counts if each.any())
    return Shown(
        by_name(rows),
        title=Gaps(Count(len(rows)), Money(gap, engagement.currency), worst),
        say=said,
    )


def methods(found: potential.Estimates, accounts: pd.DataFrame) -> pd.DataFrame:
    """How is the potential of the accounts known? One row a method (`COLUMNS`), the surest first.

    `declared_factor`: the median of what the client declared over what the method finds, by which
    the method is corrected; `declared_spread` of its logarithm; both of `accounts_compared`.
    """
    arr, rows = accounts.set_index("account")["arr"], []
    for name in (*potential.METHODS, potential.SEGMENT):
        frame = found.by_method.get(name)
        rough = list(accounts.loc[accounts["method"] == name, "account"])
        mine = rough if frame is None else list(frame.index[frame["value"].notna()])
        if not mine:
            continue
        paid, seen = float(arr.reindex(mine).sum()), found.reached.get(name, {})
        grade = "D" if frame is None else str(frame["grade"].max())
        measured = (seen.get(key) for key in ("factor", "error", "accounts"))
        rows.append((name, len(mine), paid, paid / arr.sum(), grade, *measured))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype(dict.fromkeys(COLUMNS[5:], "float64"))


class Most(Sentence):
    share: Share
    method: Code


class Corrected(Sentence):
    method: Code
    accounts: Count


@exhibit(
    part=Part.A6,
    shows=Table(
        c.potential_method, c.accounts, c.arr, c.share_of_arr, c.data_grade, c.declared_factor,
        c.declared_spread, c.accounts_compared,
    ),
)  # fmt: skip
def potential_methods(
    methods: pd.DataFrame, accounts: pd.DataFrame
) -> Shown[Most | Corrected] | Absent:
    """How is each account's potential known?"""
    if methods.empty:
        return Absent("potential")
    known = accounts[accounts["potential"].notna()]
    by_method = known.groupby("method")["arr"].sum() / accounts["arr"].sum()
    top = str(by_method.idxmax())
    corrected = methods[methods["accounts_compared"] > 0].to_dict("records")
    say = tuple(
        Corrected(Code("potential_method", r["potential_method"]), Count(r["accounts_compared"]))
        for r in corrected
    )
    title = Most(Share(float(by_method[top])), Code("potential_method", top))
    return Shown(methods, title=title, say=say)


class Beats(Sentence):
    auc: Share
    low: Share
    high: Share
    accounts: Count


class NoBetter(Sentence):
    auc: Annotated[Share, "auc"]
    low: Share
    high: Share
    accounts: Count


class Toy(Sentence):
    auc: Annotated[Share, "auc"]
    low: Share
    high: Share


@exhibit(
    part=Part.A6,
    shows=Table(
        c.ranking_by, c.auc, c.auc_low, c.auc_high, c.accounts, c.accounts_expanded
    ),
    needs=("year",),
)  # fmt: skip
def gap_backtest(backtested: pd.DataFrame) -> Shown[Beats | NoBetter | Toy] | Absent:
    """Did the accounts with the largest gap a year ago expand more than others?"""
    if backtested.empty:
        return Absent("choices")
    rows = {row["ranking_by"]: row for row in backtested.to_dict("records")}

    def shares(name: str) -> tuple[Share, Share, Share]:
        at = Cell("segmentation.gap_backtest", name, "auc")
        row = rows[name]
        return Share(row["auc"], at), Share(row["auc_low"]), Share(row["auc_high"])

    ours = rows[backtest.OURS]
    kind = Beats if ours["auc_low"] > 0.5 else NoBetter
    title = kind(*shares(backtest.OURS), Count(int(ours["accounts"])))
    return Shown(backtested, title=title, say=(Toy(*shares(backtest.SEGMENT_QUARTILE)),))
