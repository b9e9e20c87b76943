"""Step 3 as a whole: its workings, what is absent without costs, keys or a margin, other levels."""

import dataclasses

import pandas as pd
import pytest

from cs_lib.books.segments import whole
from cs_lib.exhibits import shown, shown_page
from cs_lib.exhibits.pages import Page
from cs_lib.exhibits.rendering import target
from cs_lib.exhibits.stored import read, save
from cs_lib.steps.s03_valuation import Valuation
from cs_lib.texts import Run
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow

INTERFACE = {
    "costs": ["motion", "driver", "segment", "amount"],
    "ratios": [
        "ratio", "variant", "segment", "unit", "cost", "base", "value", "lag_months", "why",
    ],
}  # fmt: skip


@pytest.mark.parametrize("ledger", [case.PLAIN, case.Ledger((), "")], ids=["costs", "alone"])
def test_later_steps_find_the_columns_they_name(ledger: case.Ledger) -> None:
    found = case.valuation(ledger).workings
    assert {name: list(getattr(found, name).columns) for name in INTERFACE} == INTERFACE


def test_published_figures_carry_the_registers_ids() -> None:
    by_id = {each.id: each for each in case.valuation().headlines}
    costs = ["M40", "M41", "M43", "M43b", "M43c", "M43d", "M44", "M45", "M48"]
    assert list(by_id) == [*costs, "M49", "M50", "M51", "M53", "M54"]
    assert by_id["M41"].value == 6_000
    assert by_id["M43"].value == pytest.approx(6_000 / 133_100)
    assert "M41 CAC per logo: EUR 6,000" in case.valuation().headline_text


def crc(found: Valuation) -> float:
    """The company's headline CRC ratio."""
    rows = whole(found.workings.ratios)
    chosen = rows[(rows["ratio"] == "CRC") & (rows["variant"] == "headline")]
    return float(chosen["value"].iloc[0])


@pytest.mark.parametrize(
    "policies",
    [
        "policies: {grain: parent}",
        "policies: {grain: product}",
        "policies: {segment_by: null}",
        "policies: {segment_by: acquired_via}",
    ],
)
def test_the_ledger_closes_at_every_grain_and_segment(policies: str) -> None:
    found = case.opened_anew(case.PLAIN._replace(more=policies))
    assert all(gate.holds for gate in found.gates)
    assert found.workings.costs["amount"].sum() == pytest.approx(20_400, abs=1e-9)
    assert crc(found) == pytest.approx(6_000 / 133_100)


def test_fiscal_weeks_take_the_twelve_months_they_stand_for() -> None:
    weeks = "policies: {fiscal_periods: 4-4-5}\nfiscal_week: {ends_on: wednesday, rule: last}\n"
    found = case.opened_anew(case.PLAIN._replace(more=weeks))
    assert found.workings.costs["amount"].sum() == pytest.approx(20_400, abs=1e-9)
    assert all(gate.holds for gate in found.gates)


NEEDING_COSTS = {
    "unit_costs", "managers", "cost_matrix", "unallocated", "cost_reconciliation",
    "ratio_variants", "questions", "firefighting", "planning", "drivers", "profit",
}  # fmt: skip


def test_contracts_alone_lack_costs_and_show_nothing_empty() -> None:
    found = case.valuation(case.Ledger((), ""))
    absent = {each.name: absent.need for each, absent in found.absent}
    assert {name for name, need in absent.items() if need == "costs"} >= NEEDING_COSTS
    assert found.gates == ()
    assert {each.id for each in found.headlines} == {"M49", "M50", "M51", "M53", "M54"}
    assert not isinstance(found.unit_economics, Page)


def test_without_keys_all_cost_is_unallocated() -> None:
    found = case.valuation(case.without("allocation_keys"))
    (row,) = found.workings.costs.to_dict("records")
    assert (row["motion"], row["driver"], row["amount"]) == ("unallocated", "no_driver", 20_400)
    assert pd.isna(row["segment"])
    assert set(found.workings.open_cost["open_why"]) == {"no_keys"}
    assert found.workings.ratios["value"].isna().all()
    assert all(gate.holds for gate in found.gates)


def test_a_history_of_months_has_ratios_but_nothing_retained() -> None:
    short = "customer_id,start,end,mrr\nA,2025-06-01,,100\nB,2025-08-01,,50\n"
    found = case.valuation(case.without("customers", contracts=short))
    # ARR 1,200 at seven month ends, 600 more at five: over the seven that there are.
    assert crc(found) == pytest.approx(6_000 / ((7 * 1_200 + 5 * 600) / 7))
    rows = whole(found.workings.ratios)
    others = rows[rows["ratio"].isin(["CAC", "CEC", "CUC"])]
    assert others["value"].isna().all()
    assert set(others["why"]) == {"no_year"}
    assert rows.loc[rows["variant"] == "per_retained", "value"].isna().all()
    assert found.workings.account.empty


LEDGERS = {
    "costs": case.PLAIN,
    "alone": case.Ledger((), ""),
    "no margin": case.PLAIN._replace(more=""),
    "no keys": case.without("allocation_keys"),
    "no roster": case.without("roster"),
}


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_everything_reads_and_every_link_leads_to_one_row(ledger: case.Ledger) -> None:
    found = case.valuation(ledger)
    told = [shown(each) for each in found.exhibits.values()]
    pages = [shown_page(each) for each in found.pages.values() if isinstance(each, Page)]
    anchors = [row.anchor for each in told for row in each.rows]
    said: list[Run] = [run for each in told for runs in (each.title, *each.say) for run in runs]
    said += [run for p in pages for runs in (p.claim, *p.so_what, *p.bullets) for run in runs]
    links = {run.link for run in said if run.link}
    assert [link for link in links if anchors.count(target(link)) != 1] == []


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Nothing is one kind of nothing: Parquet knows no None."""
    return frame.astype(object).where(frame.notna())


def test_it_is_stored_and_read_back(tmp_path) -> None:
    found = case.valuation()
    again = read(Valuation, tmp_path, save(found, tmp_path))
    assert again.headlines == found.headlines
    assert {name: each.title for name, each in again.exhibits.items()} == {
        name: each.title for name, each in found.exhibits.items()
    }
    for field in dataclasses.fields(found.workings):
        value, back = getattr(found.workings, field.name), getattr(again.workings, field.name)
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(plain(value), plain(back))
        else:
            assert value == back
