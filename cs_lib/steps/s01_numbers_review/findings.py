"""What does step 1 hand up to the first page? Its stories about retention, prices and renewals.

The same missed target has different remedies when one account left, when many leak, when a rise in
price hides a loss of volume, or when the bad quarter is about to leave the twelve months. Each is
told apart here by what the ledger holds.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from cs_lib.books import retention_rates
from cs_lib.books.belonging import most, owners
from cs_lib.books.books import Books
from cs_lib.exhibits.findings import Finding
from cs_lib.exhibits.pages import Grade
from cs_lib.intake import Intake
from cs_lib.steps.s01_numbers_review import gaps, renewal_calendar, stated, story
from cs_lib.steps.s01_numbers_review import headwind_tailwind as winds
from cs_lib.steps.s01_numbers_review import losses as lost

MATTERS = 0.01
"""A difference of rates below one point is not news; nor is one of ARR below one percent."""
VOLUME_FELL = 2 * MATTERS
TOP = 10
SOON_DAYS = 180


def found(
    books: Books, gap_rows: pd.DataFrame, kpis: pd.DataFrame, losses: pd.DataFrame,
    renewals_due: pd.DataFrame, grades: pd.DataFrame, intake: Intake,
) -> tuple[Finding, ...]:  # fmt: skip
    """What the first page may rank, in no order."""
    by_figure: dict[str, Grade] = dict(zip(grades["figure"], grades["grade"], strict=True))
    return (
        *_growth(books, kpis, by_figure),
        *_retention(books, gap_rows, losses, renewals_due, by_figure, intake),
        *_volume(books, kpis, by_figure),
        *_window(books, kpis, by_figure),
        *_definitions(books, kpis, by_figure),
        *_renewals(books, renewals_due, by_figure, intake),
    )


def _value(kpis: pd.DataFrame, metric: str, column: str = "now") -> float | None:
    known = kpis.loc[kpis["metric"] == metric, column].dropna()
    return None if known.empty else float(known.iloc[0])


def _growth(
    books: Books, kpis: pd.DataFrame, grades: dict[str, Grade]
) -> Iterator[Finding]:  # fmt: skip
    """Growth of ARR, and how few accounts new business rests on."""
    now, before = _value(kpis, "arr"), _value(kpis, "arr", "year_ago")
    if now is not None and before:
        yield Finding(
            "arr_grew" if now >= before else "arr_fell", "growth", "numbers_review.metrics",
            grades["ARR"], good=now >= before, money=abs(now - before), accounts=len(books.live),
            n=len(books.live),
            facts={"growth": now / before - 1, "arr": now},
        )  # fmt: skip
    new = winds.newcomers(books)
    if len(new):
        count, share = story.few(new)
        yield Finding(
            "new_business", "growth", "numbers_review.waterfall", grades["ARR"], good=True,
            money=float(new.sum()), accounts=len(new), n=len(new),
            facts={"few": float(count), "share": share},
        )  # fmt: skip


def _retention(
    books: Books, gap_rows: pd.DataFrame, losses: pd.DataFrame, due: pd.DataFrame,
    grades: dict[str, Grade], intake: Intake,
) -> Iterator[Finding]:  # fmt: skip
    """The rate whose gap is worth most, to its target or else to last year: one account or many?

    A rate that is above its target fell short of nothing, however it was a year ago.
    """
    rates = gap_rows[gap_rows["metric"].isin(retention_rates.RATES)]
    aimed = set(rates.loc[rates["compared_with"] == "target", "metric"])
    own = rates[(rates["compared_with"] == "target") | ~rates["metric"].isin(aimed)]
    missed = own[own["gap"] >= MATTERS / 2].to_dict("records")
    frame = lost.by_account(losses, books)
    if not missed:
        if len(own):
            best = own.to_dict("records")[-1]
            yield Finding(
                "rate_kept", "retention", "numbers_review.trend", grades["NRR"], good=True,
                money=-best["gap_arr"], about=best["metric"],
                n=len(books.year.base) if books.year else None,
                facts={"now": best["now"], "reference": best["reference"]},
            )  # fmt: skip
        return
    worst = missed[0]
    figure = "NRR" if worst["metric"] == "nrr" else "GRR"
    facts = {key: float(worst[key]) for key in ("gap", "now", "reference")}
    facts["target"] = float(worst["compared_with"] == "target")
    waiting = None if _recovers(books, worst) else worst["gap_arr"] / 4
    if gaps.is_one_account(worst):
        # the other rate without the same account belongs to the story
        beside = [row for row in missed[1:] if row["account"] == worst["account"]]
        facts |= {"explained": float(worst["explained"]), "without": float(worst["without"])}
        facts |= {f"without_{row['metric']}": float(row["without"]) for row in beside}
        facts |= {"share_of_losses": float(worst["share_of_losses"])}
        moved = gaps.largest(books.year, worst["metric"]) if books.year else None
        if moved and (share := story.of_weak_quarter(books, "nrr", moved.account)) is not None:
            facts["of_weak_quarter"] = share
        # the remedy is for those who could be the next: the largest terms that end soon
        largest = due[due["term_end"] <= _soon(books)].nlargest(TOP, "arr_due")
        yield Finding(
            "one_account", "retention", "numbers_review.with_without", grades[figure],
            money=worst["gap_arr"], accounts=1, n=len(books.year.base) if books.year else None,
            subject=worst["account"], about=worst["metric"], waiting=waiting, facts=facts,
            owner=most(largest["arr_due"], largest["account"].map(owners(books, intake))),
            by=None if largest.empty else largest["term_end"].min().date(),
        )  # fmt: skip
        return
    if len(frame):
        facts["top_ten"] = float(frame["share_of_losses"].head(TOP).sum())
    yield Finding(
        "spread_losses", "retention", "numbers_review.losses_by_account", grades[figure],
        money=worst["gap_arr"], accounts=len(frame), n=len(books.year.base) if books.year else None,
        about=worst["metric"], waiting=waiting, facts=facts,
        owner=most(losses["amount"], losses["account"].map(owners(books, intake))),
    )  # fmt: skip


def _recovers(books: Books, gap: Mapping[Any, Any]) -> bool:
    """Does the rate return to what it is compared with, at the pace of the last three quarters?"""
    effect = story.leaving(books, str(gap["metric"]))
    return effect is not None and retention_rates.returned(effect.paced.value, gap["reference"])


def _volume(books: Books, kpis: pd.DataFrame, grades: dict[str, Grade]) -> Iterator[Finding]:
    """Do price rises hide that customers buy less? The money is what they hide (`_hidden`)."""
    nrr, without, year = _value(kpis, "nrr"), _value(kpis, "nrr_ex_price"), books.year
    if nrr is None or without is None or nrr - without < MATTERS:
        return
    if year is None or not retention_rates.enough(books, year, "nrr"):
        return
    then, then_without = _year_before(books, kpis, "nrr"), _year_before(books, kpis, "nrr_ex_price")
    before = None if then is None or then_without is None else (then, then_without)
    hidden, made_up = _hidden((nrr, without), before, books.engagement.targets.get("nrr", 1.0))
    if hidden < MATTERS:
        return
    money, facts = hidden * books.stock(books.as_of)[0], {"now": nrr, "without": without}
    if before is not None and made_up:
        facts |= {"then": before[0], "then_without": before[1]}
    yield Finding(
        "price_hides_volume", "pricing", "numbers_review.metrics", grades["NRR"],
        money=money, accounts=len(year.base), n=len(year.base), about="nrr", waiting=money / 4,
        facts=facts | {"points": nrr - without},
    )  # fmt: skip


def _hidden(
    now: tuple[float, float], then: tuple[float, float] | None, target: float
) -> tuple[float, float]:
    """How much of NRR do price rises hide, and how much did they make up for in the year?

    `now` and `then` (a year ago): NRR, and without price rises. They hide something where the rate
    reaches 100 % only with them, or its target only since they add more than a year ago: what would
    be missing; and where the rate without them fell by two points in a year, and they made up for
    more than a third of it: that part. Of several the largest; zero where they hide nothing.
    """
    (nrr, without), hidden, made_up = now, 0.0, 0.0
    if without < 1.0 <= nrr:
        hidden = 1.0 - without
    if then is not None:
        fell = then[1] - without
        part = fell - max(then[0] - nrr, 0.0)
        if fell >= VOLUME_FELL and part > gaps.THIRD * fell:
            made_up = part
    # price rises that add what they added a year ago are part of what a target was set for
    usual = then is not None and (nrr - without) - (then[0] - then[1]) < MATTERS
    if without < target <= nrr and not usual:
        hidden = max(hidden, target - without)
    return max(hidden, made_up), made_up


def _year_before(books: Books, kpis: pd.DataFrame, metric: str) -> float | None:
    """NRR of the year before, with price rises or without; None on too few accounts (P26)."""
    year = books.year_to(books.before(books.as_of, 12))
    if year is None or not retention_rates.enough(books, year, "nrr"):
        return None
    return _value(kpis, metric, "year_ago")


def _window(books: Books, kpis: pd.DataFrame, grades: dict[str, Grade]) -> Iterator[Finding]:
    """Is the weakest quarter about to leave the twelve months (a base effect)?"""
    effect, year = story.leaving(books, "nrr"), books.year
    if effect is None or year is None:
        return
    now = retention_rates.rate(year, "nrr")
    if now is None or effect.paced.value - now < MATTERS:
        return
    known = {"target": books.engagement.targets.get("nrr"),
             "then": _year_before(books, kpis, "nrr")}  # fmt: skip
    yield Finding(
        "weak_quarter_leaves", "retention", "numbers_review.quarter_table", grades["NRR"],
        good=True, money=(effect.paced.value - now) * books.stock(books.as_of)[0], about="nrr",
        subject=effect.period.value, n=len(year.base),
        facts={"paced": effect.paced.value, "now": now}
        | {name: value for name, value in known.items() if value is not None},
    )  # fmt: skip


def _definitions(books: Books, kpis: pd.DataFrame, grades: dict[str, Grade]) -> Iterator[Finding]:
    """Figures that the client states and that the ledger does not give, with the likeliest reading.

    Beside it the figure by each other definition that we can count: ARR with what is signed, under
    notice or used (`reading`), a rate on renewals alone, or by group of companies.
    """
    arr = books.stock(books.as_of)[0]
    told, ours = _value(kpis, "arr", "stated"), _value(kpis, "arr")
    if told is not None and ours and abs(told - ours) >= MATTERS * ours:
        parts = stated.arr_parts(books, told)
        yield Finding(
            "arr_differs", "numbers", "numbers_review.your_figure", grades["ARR"],
            money=abs(told - ours), accounts=len(books.live), n=len(books.live), about="arr",
            facts={"stated": told, "ours": ours, "reading": ours + sum(parts.values())},
        )  # fmt: skip
    if books.year is None:
        return
    for rate in retention_rates.RATES:
        if not retention_rates.enough(books, books.year, rate):
            continue
        told, ours = _value(kpis, rate, "stated"), _value(kpis, rate)
        if told is None or ours is None or abs(told - ours) < MATTERS:
            continue
        facts = {"stated": told, "ours": ours} | stated.readings(rate, books)
        yield Finding(
            "rate_differs", "numbers", "numbers_review.your_figure",
            grades["NRR" if rate == "nrr" else "GRR"], money=abs(told - ours) * arr,
            accounts=len(books.live), n=len(books.year.base), about=rate, facts=facts,
        )  # fmt: skip


def _renewals(
    books: Books, due: pd.DataFrame, grades: dict[str, Grade], intake: Intake
) -> Iterator[Finding]:
    """What comes up within 180 days, and which of the year's terms are under notice."""
    if due.empty:
        return
    soon = due[due["term_end"] <= _soon(books)]
    if len(soon):
        top = renewal_calendar.largest(soon, books.engagement.currency, 1)[0]
        yield Finding(
            "renews_soon", "renewals", "numbers_review.renewals_by_name", grades["ARR"],
            touches=float(soon["arr_due"].sum()), accounts=soon["account"].nunique(),
            n=soon["account"].nunique(),
            subject=top.account.value, by=soon["term_end"].min().date(),
            owner=most(soon["arr_due"], soon["account"].map(owners(books, intake))),
            facts={"largest": top.arr.value, "days": float(SOON_DAYS)},
        )  # fmt: skip
    noticed = due[due["renewal_state"] == renewal_calendar.NOTICED]
    if noticed.empty:
        return
    top = renewal_calendar.largest(noticed, books.engagement.currency, 1)[0]
    quarter = noticed[noticed["period"] == due["period"].iloc[0]]
    yield Finding(
        "notice_given", "renewals", "numbers_review.renewals_by_name", grades["ARR"],
        money=float(noticed["arr_due"].sum()), accounts=noticed["account"].nunique(),
        n=noticed["account"].nunique(),
        subject=top.account.value,
        owner=most(noticed["arr_due"], noticed["account"].map(owners(books, intake))),
        by=noticed["term_end"].min().date(), waiting=float(quarter["arr_due"].sum()) or None,
        facts={"largest": top.arr.value},
    )  # fmt: skip


def _soon(books: Books) -> pd.Timestamp:
    """The last of the 180 days ahead."""
    return pd.Timestamp(books.as_of) + pd.Timedelta(days=SOON_DAYS)
