"""Step 8 as a whole: the sample's true best lever, and pages on less data than that."""

import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pandas as pd
import pytest

from cs_lib import display, workbook
from cs_lib import engagement as engagements
from cs_lib.engagement import Assumptions, Engagement
from cs_lib.errors import EngagementError
from cs_lib.intake import Intake, door
from cs_lib.steps import s03_valuation, s08_ltv_opportunity
from cs_lib.steps.opportunity.curves import STATED
from cs_lib.steps.review.books import Books, open_books
from tests.steps import case

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).resolve().parents[2] / "params"
TRUTH = json.loads((SAMPLE / "sample" / "truth.json").read_text(encoding="utf-8"))["levers"]
NOTEBOOK = SAMPLE.parent / "notebooks" / "08_ltv_opportunity.ipynb"
YOUNG = case.Case(
    contracts="line_id,customer_id,start,end,product_id,qty,list_price,discount,billing_period\n"
    "1,A,2025-12-01,2026-12-01,A,100,1200,0,year\n"
)
REVENUE = ("contracts", "customers", "fx")


class World(NamedTuple):
    """The sample, opened once: what is asked of it changes the assumptions, not the books."""

    engagement: Engagement
    intake: Intake
    books: Books

    def step(self, tables: Collection[str] | None = None, **assumptions: object) -> Any:
        given = self.engagement.assumptions
        if assumptions or tables is not None:
            given = Assumptions.model_validate(assumptions)
        said = self.engagement.model_copy(update={"assumptions": given})
        intake, books = self.intake, replace(self.books, engagement=said)
        if tables is not None:
            kept = {name: intake.tables[name] for name in tables}
            given_columns = {name: intake.provided[name] for name in tables}
            intake = replace(intake, tables=kept, provided=given_columns)
        valuation = s03_valuation.run(said, intake, books)
        return s08_ltv_opportunity.run(said, intake, books, valuation)


@pytest.fixture(scope="module")
def world() -> World:
    found = engagements.load(SAMPLE / "sample.yml")
    intake = door.load(found)
    return World(found, intake, open_books(found, intake))


@pytest.fixture(scope="module")
def step(world: World) -> Any:
    return world.step()


@pytest.fixture(scope="module")
def alone(world: World) -> Any:
    return world.step(REVENUE)


def test_the_true_best_lever_ranks_first(step: Any) -> None:
    first = step.ranking.iloc[0]
    assert {"segment": first["segment"], "lever": first["lever"]} == TRUTH["best"]


def test_the_three_true_best_are_the_three_first_found(step: Any) -> None:
    true = [(row["segment"], row["lever"]) for row in TRUTH["choices"][:3]]
    found = step.ranking[["segment", "lever"]].head(3).itertuples(index=False, name=None)
    assert set(found) == set(true)


def test_the_true_lead_of_the_best_quarter_lies_in_the_interval(step: Any) -> None:
    found = step.inputs.set_index("choice")
    true = [row for row in TRUTH["choices"] if row["lever"] == "retention"]
    assert len(true) == 3
    for row in true:
        told = found.loc[f"Retention, {row['segment']}"]
        assert told["low"] <= abs(row["best_quarter"] - row["rate"]) <= told["high"]


def test_only_the_planted_difference_is_believed(step: Any) -> None:
    # skill and will drive adoption and churn; industry, region, owner and source drive nothing
    believed = step.compared[step.compared["credible"].astype(bool)]
    assert believed[["lever", "attribute"]].to_numpy().tolist() == [["retention", "adoption"]]


def test_the_title_tells_the_finding_and_what_would_end_it(step: Any) -> None:
    title = step.findings["ranking"]
    assert title.startswith("Retention in Enterprise is worth most: EUR ")
    assert "of draws; it loses first place if its achievable uplift falls under" in title


def test_addressable_arr_of_retention_is_all_arr(step: Any) -> None:
    mine = step.inputs[step.inputs["choice"].str.startswith("Retention")]
    closing = json.loads((SAMPLE / "sample" / "truth.json").read_text(encoding="utf-8"))
    assert mine["addressable"].sum() == pytest.approx(closing["closing_report"][-1], abs=1)


def test_the_year_through_three_lenses_is_an_identity(step: Any) -> None:
    rows = step.lens_segments
    assert (rows["gross"] - rows["net"]).tolist() == pytest.approx(rows["tailwind"].tolist())
    parts, whole = rows.iloc[:-1], rows.iloc[-1]
    for name in ("opening", "gross", "tailwind", "keeping", "growing", "contribution"):
        assert parts[name].sum() == pytest.approx(whole[name])


def test_the_best_spread_costs_what_todays_costs(step: Any) -> None:
    table = step.allocation
    assert len(table) == 9
    assert table["best"].sum() <= table["today"].sum() * (1 + 1e-6)
    assert set(step.curves["source"]) == {STATED}
    assert step.allocation["marginal_today"].is_monotonic_decreasing


def test_another_budget_is_held_against_todays(world: World, step: Any) -> None:
    given = world.engagement.assumptions.model_dump(mode="json")
    found = world.step(**(given | {"budget": 4_000_000}))
    today = found.allocation["today"].sum()
    assert found.allocation["best"].sum() > today
    assert found.findings["allocation"].startswith(
        "Spread best, a budget of EUR 4.0m would earn EUR "
    )
    assert found.findings["allocation"].endswith("than today's EUR 3.0m does")
    short = world.step(**(given | {"budget": 1_000_000}))
    assert "minimum service level needs" in short.findings["allocation_detail"]


def test_headlines_are_published(step: Any) -> None:
    by_id = {each.id: each for each in step.headlines}
    assert by_id["M67"].value == pytest.approx(step.ranking.iloc[0]["net"], abs=0.01)
    assert by_id["M68"].value == step.shares.iloc[0]["share"]
    assert by_id["M66"].value == pytest.approx(step.gaps.iloc[-1]["gap"], abs=0.01)


def test_on_contracts_alone_the_page_says_what_it_stands_on(alone: Any) -> None:
    assert alone.basis == "revenue"
    assert alone.findings["ranking"].startswith("No uplift is known yet: one point gained in")
    assert alone.findings["so_what"].startswith("State what each lever can achieve")
    assert [each.id for each in alone.headlines] == ["M66"]
    assert alone.tornado.empty
    assert "on revenue alone" in alone.findings["ranking"]
    assert alone.findings["allocation"] == "The data cannot support an allocation"
    assert "Ask, for each lever" in alone.findings["allocation_detail"]
    assert set(alone.missing["what"]) == {
        "Costs", "Gross margin", "Usage", "Potential", "Outcomes", "Responses", "Uplifts",
    }  # fmt: skip
    assert alone.cost_sets.empty
    assert alone.allocation.empty
    assert len(alone.ranking) == 9
    assert not alone.whitespace.empty


def test_every_sentence_is_said_in_full(step: Any, alone: Any) -> None:
    for page in (step, alone):
        for name, text in page.findings.items():
            assert text.strip(), name
            assert "nan" not in text.lower().split(), (name, text)
            assert "–" not in text, (name, text)


def drawn(step: Any) -> str:
    """The notebook's own cells on this result, as text; what they cannot show raises."""
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    shown = [source for source in sources if source.startswith("display.")]
    return "\n".join(repr(eval(source, {"display": display, "step": step})) for source in shown)


def test_the_notebook_shows_every_result_however_little_is_known(step: Any, alone: Any) -> None:
    assert "Retention, Enterprise" in drawn(step)
    assert "No choice is ranked by a known uplift." in drawn(alone)
    for found in (case.computed(), case.computed(YOUNG)):
        assert "Assumptions" in drawn(found.results["ltv_opportunity"])


def test_without_a_margin_the_title_says_revenue_alone(world: World) -> None:
    found = world.step(uplifts={"expansion": 0.02})
    assert found.basis == "revenue"
    assert found.findings["ranking"].startswith(
        "Of the 6 in 9 choices with a known uplift, retention"
    )
    assert "on revenue alone" in found.findings["ranking"]
    assert "Gross margin" in set(found.missing["what"])


def test_a_segment_that_is_not_there_is_an_engagements_mistake(world: World) -> None:
    with pytest.raises(EngagementError, match=r"no segment 'Midmarket'.* mean 'Mid-market'"):
        world.step(uplifts={"upsell": {"Midmarket": 0.02}})


def test_a_year_of_three_accounts_still_makes_a_page() -> None:
    found = case.computed().results["ltv_opportunity"]
    assert found.basis == "revenue"
    assert found.gaps["gap"].isna().all()
    assert "No account's potential is known" in found.findings["gaps_detail"]


def test_a_history_too_short_for_a_quarter_ranks_nothing() -> None:
    found = case.computed(YOUNG).results["ltv_opportunity"]
    assert "Nothing can be ranked" in found.findings["ranking"]
    assert found.findings["so_what"].startswith("Nothing can be ranked")
    assert found.ranking.empty


def test_a_stored_result_is_read_back(step: Any, tmp_path: Path) -> None:
    workbook.save(step, tmp_path, "digest")
    again = workbook.read(type(step), tmp_path, "digest")
    pd.testing.assert_frame_equal(again.ranking, step.ranking, check_dtype=False)
    assert again.findings == step.findings
    assert list(again.whitespace_columns.items()) == list(step.whitespace_columns.items())
