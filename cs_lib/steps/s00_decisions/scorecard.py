"""How do the metrics compare with plan, last quarter, last year, peers and the client's own?"""

from collections.abc import Mapping
from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.definitions.register import BY_SLUG
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Foot, Result, Said, Shown, Table, c, exhibit, page
from cs_lib.exhibits.needs import CUSTOMER_LEVEL
from cs_lib.exhibits.pages import NoPage
from cs_lib.intake import Intake
from cs_lib.steps.s00_decisions import references, trust
from cs_lib.texts import Code, Count, Extreme, Money, Name, Points, Sentence

SHOWN = (
    "arr", "nrr", "nrr_ex_price", "grr", "gross_churn_rate", "new_logo_arr", "customers",
    "logo_churn_rate",
)  # fmt: skip
"""Eight metrics: money first, then accounts (S2: dollars first, logos second)."""


class Graded(Sentence): ...


class Peers(Sentence):
    n: Count
    value: Annotated[Money, "arr"]
    source: Name
    year: Name


class PeersAtLeast(Peers): ...


class NoPeers(Sentence): ...


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


class TooEarly(Sentence): ...


class SetTargets(Sentence): ...


class LargestGap(Sentence):
    metric: Code
    short: Points
    extremes = (Extreme("decisions.gaps.money", "metric"),)


class KeepGoing(Sentence): ...


class StepNumber(Sentence):
    number: Count


class NotInThisEdition(Sentence):
    steps: tuple[StepNumber, ...]


class OneNotInThisEdition(Sentence):
    number: Count


class LackData(Sentence):
    steps: tuple[StepNumber, ...]


class OneLacksData(Sentence):
    number: Count


class ByProduct(Sentence):
    steps: tuple[StepNumber, ...]


class OneByProduct(Sentence):
    number: Count


Claim = AllMeet | AllMiss | SomeMiss | OneMisses | NoTargets | TooEarly
Words = (
    Claim | SetTargets | LargestGap | KeepGoing | StepNumber | NotInThisEdition
    | OneNotInThisEdition | LackData | OneLacksData | ByProduct | OneByProduct
)  # fmt: skip
STEPS = (
    "numbers_review", "as_is", "valuation", "segmentation", "success_definition", "personas",
    "value_path", "ltv_opportunity", "execution", "effectiveness",
)  # fmt: skip
"""The ten steps in order, by stem."""


def graded(kpis: pd.DataFrame, grades: pd.DataFrame, books: Books) -> pd.DataFrame:
    """The metrics of step 1, each with its grade by data and by size (`data_grade`)."""
    letters = [trust.letter(slug, grades, books) for slug in kpis["metric"]]
    return kpis.assign(data_grade=pd.Series(letters, index=kpis.index, dtype="str"))


@exhibit(
    shows=Table(
        c.metric, c.now, c.target, c.quarter_ago, c.year_ago, c.stated, c.peer_median, c.data_grade
    ),
)  # fmt: skip
def scorecard(
    metrics: pd.DataFrame, books: Books, intake: Intake
) -> Shown[Graded | Peers | PeersAtLeast | NoPeers]:
    """How do eight metrics compare with plan, last quarter, last year, peers and your figures?"""
    shown = metrics.set_index("metric").loc[list(SHOWN)].reset_index()
    frame = shown.assign(peer_median=references.medians(shown, books, intake))
    found = references.survey_for(books, intake)
    if found is None:
        return Shown(frame, note=(Graded(), NoPeers()))
    survey, value = found
    kind = PeersAtLeast if survey.at_least else Peers
    source = Name(survey.source)
    peers = kind(Count(survey.n), Money(value, survey.currency), source, Name(str(survey.year)))
    return Shown(frame, note=(Graded(), peers))


@page(number=2, exhibits=("scorecard", "client_to_ours"))
def performance(
    metrics: pd.DataFrame, gaps: pd.DataFrame, results: Mapping[str, Result], books: Books,
    engagement: Engagement,
) -> Said[Words]:  # fmt: skip
    """How many metrics meet their target, and which gap costs most?"""
    claim, follows = _claim(metrics), _follows(metrics, gaps)
    worst = metrics.set_index("metric")["data_grade"].loc[list(SHOWN)].dropna().max()
    foot = Foot.of(
        books.stock(books.as_of)[1], books.as_of, books.source.table, worst if worst else "D"
    )
    return Said(claim, so_what=(follows,), foot=foot, bullets=_left_out(results))


def _left_out(results: Mapping[str, Result]) -> tuple[Words, ...]:
    """A line, not a page: the steps that are not there, and why those without a page have none."""
    absent = [n for n, stem in enumerate(STEPS, start=1) if stem not in results]
    bare = [
        n
        for n, stem in enumerate(STEPS, start=1)
        if stem in results
        and (pages := results[stem].pages.values())
        and all(isinstance(page, NoPage) for page in pages)
    ]
    by_product = [n for n in bare if _by_product(results[STEPS[n - 1]])]
    said: list[Words] = []
    for numbers, one, several in (
        ([n for n in bare if n not in by_product], OneLacksData, LackData),
        (by_product, OneByProduct, ByProduct),
        (absent, OneNotInThisEdition, NotInThisEdition),
    ):
        if len(numbers) == 1:
            said.append(one(Count(numbers[0])))
        elif numbers:
            said.append(several(tuple(StepNumber(Count(number)) for number in numbers)))
    return tuple(said)


def _by_product(result: Result) -> bool:
    """Does a step without pages have its data, which belong to no product of a customer?"""
    needs = {
        absent.need
        for spec in type(result).page_specs.values()
        for name in spec.exhibits
        if (absent := result.exhibits[name].absent)
    }
    return CUSTOMER_LEVEL in needs


def _missed(metrics: pd.DataFrame) -> pd.Series:
    """Per metric with a target: is it missed, seen from where better lies?"""
    aimed = metrics[metrics["target"].notna() & metrics["now"].notna()].set_index("metric")
    higher = aimed["better"] == "higher"
    return (aimed["now"] < aimed["target"]).where(higher, aimed["now"] > aimed["target"])


def _claim(metrics: pd.DataFrame) -> Claim:
    missed = _missed(metrics)
    if missed.empty:
        return NoTargets() if metrics["target"].isna().all() else TooEarly()
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
