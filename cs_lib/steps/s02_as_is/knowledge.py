"""Of how many accounts do you have fresh data, in each of the five areas of customer knowledge?

Source: S4 (Totango): utilisation, adoption, measurable business outcomes, operational aspects, and
feedback, instead of "360 degrees" (2.06).
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.engagement import Limits
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Cell, Code, Count, Extreme, Sentence, Share

FRESH_DAYS = {
    "utilisation": 90, "adoption": 90, "business_outcomes": 180, "operations": 90, "feedback": 180
}  # fmt: skip
"""Data of an area are fresh for so many days, where `limits.fresh_days` does not say another."""
ITEM = dict(zip(FRESH_DAYS, ("K1", "K2", "K3", "K4", "K5"), strict=True))
"""The statement of the questionnaire `knowledge` on each area."""
COLUMNS = [
    "knowledge_area",
    "fresh_days",
    "known_at_all",
    "fresh",
    "fresh_arr",
    "last_day",
    "own_score",
]


def _days(intake: Intake) -> Iterator[tuple[str, pd.DataFrame]]:
    """What each area is known from: customer and day; areas without a table are left out."""
    tables: Mapping[str, pd.DataFrame] = intake.tables
    sources = (
        ("utilisation", "usage", "date"), ("adoption", "indicators", "date"),
        ("business_outcomes", "outcomes", "date"), ("operations", "activities", "date"),
        ("operations", "tickets", "opened"), ("feedback", "surveys", "date"),
    )  # fmt: skip
    for area, table, column in sources:
        if table not in tables:
            continue
        rows = tables[table]
        if area == "adoption":
            rows = rows[rows["kind"] == "adoption"]
        if area == "business_outcomes":
            rows = rows[rows["actual"].notna()]
        yield area, rows[["customer_id", column]].rename(columns={column: "day"}).dropna()


def covered(books: Books, intake: Intake, scored: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """The five areas (`COLUMNS`), the one with the least fresh ARR first.

    `known_at_all` is the share of accounts with any data by the last day, `fresh` with fresh ones,
    and `fresh_arr` their share of ARR; missing where no table tells. `own_score` is the raters'.
    """
    live = books.live[books.live["arr"] > 0].set_index("account")["arr"]
    day = pd.Timestamp(books.as_of)
    found: dict[str, list[pd.DataFrame]] = {}
    for area, rows in _days(intake):
        found.setdefault(area, []).append(rows[rows["day"] <= day])
    own = scored[scored["questionnaire"] == "knowledge"].set_index("item")["mean"]
    made: list[tuple[object, ...]] = []
    told = {str(area): days for area, days in limits.fresh_days.items()}
    for area, days in (FRESH_DAYS | told).items():
        score = own.get(ITEM[area])
        if area not in found or live.empty:
            made.append((area, days, None, None, None, None, score))
            continue
        rows = pd.concat(found[area])
        last = rows["day"].groupby(account_of(rows["customer_id"], books, intake)).max()
        last = last.reindex(live.index)
        fresh = last > day - pd.Timedelta(days=days)
        made.append((area, days, last.notna().mean(), fresh.mean(), live[fresh].sum() / live.sum(),
                     last.max(), score))  # fmt: skip
    numbers = dict.fromkeys(("known_at_all", "fresh", "fresh_arr", "own_score"), float)
    frame = pd.DataFrame(made, columns=COLUMNS).astype(numbers | {"last_day": "datetime64[us]"})
    return frame.sort_values("fresh_arr", kind="stable", na_position="first", ignore_index=True)


class Blindest(Sentence):
    area: Code
    share: Annotated[Share, "fresh_arr"]


class Nothing(Sentence):
    areas: Count


class Area(Sentence):
    area: Code


class NoTable(Sentence):
    areas: tuple[Area, ...]


class Best(Sentence):
    area: Code
    share: Share
    extremes = (Extreme("as_is.knowledge.fresh_arr", "area"),)


@exhibit(
    part=Part.A4,
    shows=Table(
        c.knowledge_area, c.fresh_arr, c.fresh, c.known_at_all, c.fresh_days, c.last_day,
        c.own_score,
    ),
)  # fmt: skip
def knowledge(
    areas: pd.DataFrame,
) -> Shown[Blindest | Nothing | Area | NoTable | Best] | Absent:
    """In which area do you know least about customers?"""
    told, untold = (areas[areas["fresh_arr"].notna() == each] for each in (True, False))
    if told.empty:
        return Absent("usage")
    say: list[NoTable | Best] = []
    if len(untold):
        named = untold["knowledge_area"]
        say.append(NoTable(tuple(Area(Code("knowledge_area", str(each))) for each in named)))
    low, high = told.iloc[0], told.iloc[-1]
    if len(told) > 1:
        say.append(Best(Code("knowledge_area", str(high["knowledge_area"])),
                        Share(high["fresh_arr"])))  # fmt: skip
    at = Cell("as_is.knowledge", str(low["knowledge_area"]), "fresh_arr")
    title = Blindest(Code("knowledge_area", str(low["knowledge_area"])),
                     Share(low["fresh_arr"], at))  # fmt: skip
    return Shown(areas, title=title, say=tuple(say))
