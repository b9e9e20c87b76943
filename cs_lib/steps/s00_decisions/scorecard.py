"""How do the metrics compare with plan, last quarter, last year and what the client reports?"""

from collections.abc import Mapping

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.definitions.register import BY_SLUG
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Foot, Result, Said, Shown, Table, c, exhibit, page
from cs_lib.exhibits.pages import NoPage
from cs_lib.texts import Code, Count, Points, Sentence

SHOWN = (
    "arr", "nrr", "nrr_ex_price", "grr", "gross_churn_rate", "new_logo_arr", "customers",
    "logo_churn_rate",
)  # fmt: skip
"""Eight metrics: money first, then accounts (S2: dollars first, logos second)."""
GRADED = {
    "arr": "ARR", "nrr": "NRR", "nrr_ex_price": "NRR", "grr": "GRR", "gross_churn_rate": "GRR",
    "new_logo_arr": "ARR", "customers": "Customers", "logo_churn_rate": "Logo churn rate",
}  # fmt: skip
"""Each metric's figure in the data's grades: what it is made of."""


class AllMeet(Sentence):
    metrics: Count


class AllMiss(Sentence):
    metrics: Count


class SomeMiss(Sentence):
    missed: Count
    metrics: Count


class OneMisses(Sentence):
    metric: Code
    short: Points


class NoTargets(Sentence): ...


class SetTargets(Sentence): ...


class LargestGap(Sentence):
    metric: Code
    short: Points


class KeepGoing(Sentence): ...


class StepNumber(Sentence):
    number: Count


class NotInThisEdition(Sentence):
    steps: tuple[StepNumber, ...]


class OneNotInThisEdition(Sentence):
    number: Count


class StepsWithoutData(Sentence):
    steps: tuple[StepNumber, ...]


class OneWithoutData(Sentence):
    number: Count


Claim = AllMeet | AllMiss | SomeMiss | OneMisses | NoTargets
Editions = NotInThisEdition | OneNotInThisEdition | StepsWithoutData | OneWithoutData
Words = Claim | SetTargets | LargestGap | KeepGoing | Editions
ALL_STEPS = range(1, 11)


def graded(kpis: pd.DataFrame, grades: pd.DataFrame) -> pd.DataFrame:
    """The metrics of step 1, each with the grade of the data that it rests on: `data_grade`."""
    by_figure = grades.set_index("figure")["grade"]
    letter = kpis["metric"].map(GRADED).map(by_figure)
    return kpis.assign(data_grade=letter)


@exhibit(
    shows=Table(
        c.metric, c.now, c.target, c.quarter_ago, c.year_ago, c.stated, c.data_grade
    ),
)  # fmt: skip
def scorecard(metrics: pd.DataFrame) -> Shown[Sentence]:
    """How do eight metrics compare with plan, last quarter, last year and your own figures?"""
    shown = metrics.set_index("metric").loc[list(SHOWN)].reset_index()
    return Shown(shown)


@page(number=2, exhibits=("scorecard",))
def performance(
    metrics: pd.DataFrame, gaps: pd.DataFrame, books: Books, engagement: Engagement,
    results: Mapping[str, Result],
) -> Said[Words]:  # fmt: skip
    """How many metrics meet their target, and which gap costs most?"""
    claim, follows = _claim(metrics), _follows(metrics, gaps)
    worst = metrics.set_index("metric")["data_grade"].loc[list(SHOWN)].dropna().max()
    foot = Foot.of(
        books.stock(books.as_of)[1], books.as_of, books.source.table, worst if worst else "D"
    )
    return Said(claim, so_what=(follows,), foot=foot, bullets=editions(results))


def editions(results: Mapping[str, Result]) -> tuple[Editions, ...]:
    """Which steps have no page: those that were not computed, and those that lack data?"""
    pages = {_number(each): list(each.pages.values()) for each in results.values()}
    absent = [number for number in ALL_STEPS if number not in pages]
    bare = [
        number
        for number, made in pages.items()
        if made and all(isinstance(each, NoPage) for each in made)
    ]
    said: list[Editions] = []
    if len(absent) == 1:
        said.append(OneNotInThisEdition(Count(absent[0])))
    elif absent:
        said.append(NotInThisEdition(tuple(StepNumber(Count(n)) for n in absent)))
    if len(bare) == 1:
        said.append(OneWithoutData(Count(bare[0])))
    elif bare:
        said.append(StepsWithoutData(tuple(StepNumber(Count(n)) for n in bare)))
    return tuple(said)


def _number(result: Result) -> int:
    """The number of a result's step, which its package bears: s07_value_path is 7."""
    package = next(part for part in type(result).__module__.split(".") if part[1:3].isdigit())
    return int(package[1:3])


def _missed(metrics: pd.DataFrame) -> pd.Series:
    """Per metric with a target: is it missed, seen from where better lies?"""
    aimed = metrics[metrics["target"].notna() & metrics["now"].notna()].set_index("metric")
    higher = aimed["better"] == "higher"
    return (aimed["now"] < aimed["target"]).where(higher, aimed["now"] > aimed["target"])


def _claim(metrics: pd.DataFrame) -> Claim:
    missed = _missed(metrics)
    if missed.empty:
        return NoTargets()
    if not missed.any():
        return AllMeet(Count(len(missed)))
    if len(missed) == 1:
        row = metrics.set_index("metric").loc[missed.index[0]]
        if BY_SLUG[missed.index[0]].unit == "rate":
            gap = abs(row["target"] - row["now"])
            return OneMisses(Code("metric", missed.index[0]), Points(gap))
    if missed.all():
        return AllMiss(Count(len(missed)))
    return SomeMiss(Count(int(missed.sum())), Count(len(missed)))


def _follows(metrics: pd.DataFrame, gaps: pd.DataFrame) -> Words:
    if metrics["target"].isna().all():
        return SetTargets()
    if gaps.empty:
        return KeepGoing()
    top = gaps.iloc[0]
    return LargestGap(Code("metric", top["metric"]), Points(top["points"]))
