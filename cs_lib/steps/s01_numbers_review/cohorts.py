"""How much of what each year's new customers are worth is still there (M31)?

A customer belongs to the year in which it was acquired, as the client says. Where the customer
list does not say it, to the year of its first contract on file, which is later for every customer
who was there before the records begin; the title then says so.
"""

import datetime as dt
import itertools

import pandas as pd

from cs_lib.books import lives
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Matrix, Part, Shown, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.ledger import present
from cs_lib.texts import LAST, Count, Extreme, Name, Sentence, Share

YEARS = 5
"""How many year ends are compared: a board looks at no more, and each pair costs."""
_FLAT = 0.0005
"""Shares closer to the whole than this print as 100 %."""
COLUMNS = ("cohort", "year_end", "cohort_kept", "customers_kept", "n", "acquired")


class NoneShrank(Sentence): ...


class OneShrank(Sentence):
    cohort: Name
    kept: Share


class SomeShrank(Sentence):
    shrank: Count
    cohorts: Count


class NoneShrankOnFile(Sentence): ...


class SomeShrankOnFile(Sentence):
    shrank: Count
    cohorts: Count


class Lowest(Sentence):
    cohort: Name
    low: Share
    extremes = (
        Extreme(
            "numbers_review.cohort_heatmap.customers_kept",
            "low",
            lowest=True,
            among=(("year_end", LAST),),
            least=10,
        ),
    )


class Remain(Sentence):
    cohort: Name
    share: Share


@exhibit(shows=charts.Heatmap(c.cohort, c.year_end, c.cohort_kept, c.n))
def cohort_heatmap(
    cohorts: pd.DataFrame, books: Books
) -> (
    Shown[
        NoneShrank | OneShrank | SomeShrank | NoneShrankOnFile | SomeShrankOnFile | Lowest | Remain
    ]
    | Absent
):
    """How much of each start year's ARR is still there?"""
    last = cohorts[cohorts["n"] >= books.engagement.policies.small_n]
    last = last[last.duplicated("cohort", keep=False)].drop_duplicates("cohort", keep="last")
    if last.empty:
        return Absent("year")
    low = last.nsmallest(1, "customers_kept").iloc[0]
    kind = Lowest if len(last) > 1 and low["customers_kept"] < 1 else Remain
    customers = kind(Name(low["cohort"]), Share(low["customers_kept"]))
    return Shown(cohorts, title=_shrank(last), say=(customers,))


def _shrank(
    last: pd.DataFrame,
) -> NoneShrank | OneShrank | SomeShrank | NoneShrankOnFile | SomeShrankOnFile:
    """Which start years are worth less than at their first year end?"""
    down, acquired = last[last["cohort_kept"] < 1 - _FLAT], bool(last["acquired"].all())
    if down.empty:
        return NoneShrank() if acquired else NoneShrankOnFile()
    if acquired and len(down) == 1 < len(last):
        row = down.iloc[0]
        return OneShrank(Name(row["cohort"]), Share(row["cohort_kept"]))
    kind = SomeShrank if acquired else SomeShrankOnFile
    return kind(Count(len(down)), Count(len(last)))


@exhibit(part=Part.A5, shows=Matrix(c.cohort, c.year_end, c.customers_kept))
def cohort_customers(cohorts: pd.DataFrame, books: Books) -> Shown[Sentence] | Absent:
    """How many of each start year's customers are still there?"""
    enough = cohorts[cohorts["n"] >= books.engagement.policies.small_n]
    return Absent("year") if enough.empty else Shown(enough)


def table(books: Books, intake: Intake) -> pd.DataFrame:
    """ARR and customers of each start year at the year ends on record, as shares (`COLUMNS`).

    `kept` is of the ARR, and `customers_kept` of the `n` customers, that the cohort had at its
    first year end on record, at that day's exchange rates. `acquired`: is the start year the
    client's own? Year ends before losses are on record are left out, since they know only the
    customers who stayed.
    """
    started = _acquired(intake)
    found = _on_file(books) if started is None else _by_day(books, started)
    return pd.DataFrame(found, columns=list(COLUMNS))


def _acquired(intake: Intake) -> "pd.Series[pd.Timestamp] | None":
    """When was each customer acquired? None where the client does not say it."""
    customers = intake.tables.get("customers")
    if customers is None or "acquired_on" not in customers or customers["acquired_on"].isna().all():
        return None
    known = customers.dropna(subset=["acquired_on"]).drop_duplicates("customer_id", keep="last")
    return known.set_index(known["customer_id"].astype("str"))["acquired_on"]


def _ends(books: Books) -> list[dt.date]:
    """The last year ends on record, and the last day of the review."""
    since = lives.recorded_since(books)
    ends = [period.end for period in books.main.calendar.years]
    known = [end for end in ends if since is None or end >= since]
    return list(dict.fromkeys([*known[-YEARS:], books.as_of]))


def _by_day(books: Books, started: "pd.Series[pd.Timestamp]") -> list[tuple[object, ...]]:
    """By the day on which the client acquired each customer."""
    ends, grid = _ends(books), books.main.calendar.grid
    spans = list(itertools.combinations(ends, 2))
    if not spans:
        return []
    year_of = started.map(lambda day: grid.year(grid.number(day.date())))
    names = [_name(books, end) for end in ends]
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for (first, then), pair in zip(spans, books.ledgers["customer"].pairs(spans), strict=True):
        base, then_name = present(pair.accounts), _name(books, then)
        cohort = base["account"].map(year_of)
        own = grid.year(grid.number(first))
        # Whoever started by the first year end is followed from it, the others from their own.
        mine = base[(cohort <= own) if first == ends[0] else (cohort == own)]
        for name, part in mine.groupby(cohort):
            start, live = part["v0"].sum(), len(part)
            if start <= 0:
                continue
            kept = part["v1"].sum() / start
            stayed = (part["status"] != "churned").sum() / live
            found[(name, _name(books, first))] = (name, _name(books, first), 1.0, 1.0, live, True)
            found[(name, then_name)] = (name, then_name, kept, stayed, live, True)
    return [found[key] for key in sorted(found, key=lambda key: (key[0], names.index(key[1])))]


def _name(books: Books, end: dt.date) -> str:
    """A year end by its year, another day by its quarter: 2025, 2026Q3."""
    grid = books.main.calendar.grid
    number = grid.number(end)
    return grid.year(number) if grid.place(number) == 11 else grid.quarter(number)


def _on_file(books: Books) -> list[tuple[object, ...]]:
    """The ledger's own cohorts, which begin with the first contract on file."""
    found = books.main.cohorts("year")
    if found.empty:
        return []
    first = found[found["age"] == 0].set_index("cohort")["logos"].to_dict()
    shown = {pd.Timestamp(end): _name(books, end) for end in _ends(books)}
    known = found[found["period_end"].isin(list(shown)) & found["share"].notna()]
    return [
        (
            row["cohort"],
            shown[row["period_end"]],
            row["share"],
            row["logo_share"],
            int(first[row["cohort"]]),
            False,
        )
        for row in known.to_dict("records")
    ]
