"""Step 8 as a whole: the sample's true best lever, and exhibits on less data than that."""

import json
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.books.books import Books, open_books
from cs_lib.engagement import Assumptions, Engagement
from cs_lib.errors import EngagementError
from cs_lib.exhibits import shown, shown_page
from cs_lib.exhibits.pages import NoPage
from cs_lib.intake import Intake
from cs_lib.steps import s03_valuation, s04_segmentation, s08_ltv_opportunity
from cs_lib.steps.s08_ltv_opportunity import ranking
from cs_lib.steps.s08_ltv_opportunity.response_curves import STATED
from tests import whole
from tests.steps import case
from tests.steps.told import read

pytestmark = pytest.mark.slow

PLANTED = json.loads((whole.PARAMS / "sample" / "truth.json").read_text(encoding="utf-8"))
TRUTH = PLANTED["levers"]
YOUNG = case.Case(
    contracts="line_id,customer_id,start,end,product_id,qty,list_price,discount,billing_period\n"
    "1,A,2025-12-01,2026-12-01,A,100,1200,0,year\n"
)
REVENUE = ("contracts", "customers", "fx")
ALONE = ("contracts", "fx")


def stepped(engagement: Engagement, intake: Intake, books: Books) -> Any:
    valuation = s03_valuation.run(engagement, intake, books)
    segmentation = s04_segmentation.run(engagement, intake, books, valuation)
    return s08_ltv_opportunity.run(engagement, intake, books, valuation, segmentation)


class World(NamedTuple):
    """The sample, opened once: what is asked of it changes the assumptions, not the books."""

    engagement: Engagement
    intake: Intake
    books: Books

    def step(self, tables: Collection[str] | None = None, **assumptions: object) -> Any:
        given = Assumptions.model_validate(assumptions)
        said = self.engagement.model_copy(update={"assumptions": given})
        intake, books = self.intake, case.under(self.books, said)
        if tables is not None:
            kept = {name: intake.tables[name] for name in tables}
            given_columns = {name: intake.provided[name] for name in tables}
            intake = replace(intake, tables=kept, provided=given_columns)
        return stepped(said, intake, books)


@pytest.fixture(scope="module")
def world() -> World:
    run = whole.review()
    return World(run.engagement, run.intake, run.books)


@pytest.fixture(scope="module")
def step() -> Any:
    return whole.review().results["ltv_opportunity"]


@pytest.fixture(scope="module")
def alone(world: World) -> Any:
    return world.step(REVENUE)


def test_the_true_best_lever_ranks_first(step: Any) -> None:
    first = step.workings.ranked.iloc[0]
    assert {"segment": first["segment"], "lever": first["lever"]} == TRUTH["best"]


def test_the_three_true_best_are_the_three_first_found(step: Any) -> None:
    true = [(row["segment"], row["lever"]) for row in TRUTH["choices"][:3]]
    found = step.workings.ranked[["segment", "lever"]].head(3).itertuples(index=False, name=None)
    assert set(found) == set(true)


def test_the_true_lead_of_the_best_quarter_lies_in_the_interval(step: Any) -> None:
    found = step.workings.ranked.set_index(["lever", "segment"])
    true = [row for row in TRUTH["choices"] if row["lever"] == "retention"]
    assert len(true) == 3
    for row in true:
        told = found.loc[("retention", row["segment"])]
        lead = abs(row["best_quarter"] - row["rate"])
        assert told["uplift_low"] <= lead <= told["uplift_high"]


def test_the_lead_of_the_best_users_in_retention_is_measured(step: Any) -> None:
    # skill and will drive adoption and churn
    found = step.workings.best_users.set_index("lever").loc["retention"]
    assert found["source"] == "observed"
    assert found["mean"] + 1.645 * found["deviation"] < 0


def test_addressable_arr_of_retention_is_all_arr(step: Any) -> None:
    ranked = step.workings.ranked
    mine = ranked[ranked["lever"] == "retention"]
    assert mine["addressable"].sum() == pytest.approx(PLANTED["closing_report"][-1], abs=1)


def test_the_best_allocation_costs_what_todays_costs(step: Any) -> None:
    table = step.workings.allocated
    assert len(table) == 9
    assert table["best_spend"].sum() <= table["spend"].sum() * (1 + 1e-6)
    assert set(step.workings.responses_known["source"]) == {STATED}
    assert table["marginal_return"].is_monotonic_decreasing


def test_headlines_are_published(step: Any) -> None:
    by_id = {each.id: each for each in step.headlines}
    first = step.workings.ranked.iloc[0]
    assert by_id["M67"].value == pytest.approx(first["opportunity"], abs=0.01)
    assert by_id["M68"].value == first["first_share"]


def test_every_amount_of_the_page_is_the_one_in_the_appendix(step: Any) -> None:
    page = shown_page(step.opportunity)
    told = shown(step.ranking)
    links = [run for part in (told.title, *told.say, *page.bullets) for run in part if run.link]
    assert len(links) == 6
    table = step.ranking_table.frame
    for run in links:
        assert run.link.exhibit == step.ranking_table.address
        rows = table[table["choice"].astype(str) == run.link.row]
        (value,) = rows[run.link.column]
        amounts = f"EUR {value / 1000:,.0f}k", f"EUR {value / 1e6:.1f}m"
        assert run.text in (*amounts, f"{value:.0%}")


def test_a_result_is_read_in_full_however_little_is_known(step: Any, alone: Any) -> None:
    for found in (step, alone):
        assert "nan" not in read(found).lower().split()


def test_on_revenue_alone_every_choice_is_ranked_on_what_is_believed_of_any_company(
    alone: Any,
) -> None:
    assert alone.headlines == ()
    assert alone.workings.terms == ranking.Terms(5, ranking.REVENUE, unmeasured=True)
    assert alone.workings.ranked["rank"].tolist() == list(range(1, 10))
    lacking = {exhibit.name: absent.need for exhibit, absent in alone.absent}
    assert lacking == {"budget": "costs", "response_estimates": "costs"}


def test_without_segments_the_whole_company_is_spoken_of(world: World) -> None:
    engagement = world.engagement.model_copy(update={"assumptions": Assumptions()})
    tables, columns = (
        {name: part[name] for name in ALONE}
        for part in (world.intake.tables, world.intake.provided)
    )
    intake = replace(world.intake, tables=tables, provided=columns)
    books = open_books(engagement, intake)
    found = stepped(engagement, intake, books)
    assert found.workings.ranked["segment"].isna().all()
    said = read(found)
    assert "unassigned" not in said
    assert "Retention, the whole company" in said


def test_without_a_margin_revenue_is_ranked(world: World) -> None:
    found = world.step(uplifts={"expansion": 0.02})
    assert found.workings.terms.basis == "revenue"
    assert found.workings.ranked["rank"].notna().sum() == 9
    assert found.budget.absent.need == "gross_margin"


def test_another_budget_is_compared_with_todays(world: World) -> None:
    given = world.engagement.assumptions.model_dump(mode="json")
    found = world.step(**(given | {"budget": 4_000_000}))
    said = "".join(run.text for part in shown(found.budget).say for run in part)
    assert "EUR 4.0m instead of EUR 3.0m would change lifetime value" in said
    short = world.step(**(given | {"budget": 1_000_000}))
    assert short.budget.title.startswith("A budget of EUR 1.0m is below the minimum")


def test_a_segment_that_is_not_there_is_an_engagements_mistake(world: World) -> None:
    with pytest.raises(EngagementError, match=r"no segment 'Midmarket'.* mean 'Mid-market'"):
        world.step(uplifts={"upsell": {"Midmarket": 0.02}})


def computed(small: case.Case) -> Any:
    """Step 8 of a small case, and what it asks for."""
    with tempfile.TemporaryDirectory() as folder:
        engagement = engagements.load(small.write(Path(folder)))
        wanted = [each for each in workbook.steps() if each.number in (3, 4, 8)]
        return workbook.compute(engagement, wanted).results["ltv_opportunity"]


def test_a_year_of_three_accounts_is_ranked_on_revenue() -> None:
    found = computed(case.PLAIN)
    assert found.workings.terms.basis == "revenue"
    assert read(found)


def test_a_history_too_short_for_a_quarter_ranks_nothing_and_makes_no_page() -> None:
    found = computed(YOUNG)
    assert found.ranking.absent.need == "quarter"
    assert isinstance(found.opportunity, NoPage)
    assert read(found)


def test_a_stored_result_is_read_back(step: Any, alone: Any, tmp_path: Path) -> None:
    for name, found in (("full", step), ("alone", alone)):
        workbook.save(found, tmp_path / name, "digest")
        again = workbook.read(type(found), tmp_path / name, "digest")
        assert read(again) == read(found)
        pd.testing.assert_frame_equal(
            again.workings.ranked, found.workings.ranked, check_dtype=False
        )
