"""Costs in other currencies, and keys that cannot share them out; the cases are worked by hand."""

from typing import Any

import pytest

from cs_lib.definitions.cost_rates import rates
from cs_lib.intake import Intake
from tests.intake.builders import Client

YEAR = [f"2025-{month:02d}" for month in (10, 11, 12)] + [f"2026-{m:02d}" for m in range(1, 10)]
COSTS = "period,amount,cost_centre,currency\n" + "".join(f"{m},100,cs,\n" for m in YEAR)
KEYS = "cost_centre,motion,share,segment\ncs,retain,0.7,\ncs,other,0.3,\n"
CUSTOMERS = "customer_id,size\nC1,Large\n"


def loaded(client: Client, costs: str = COSTS, keys: str = KEYS, **more: str) -> Intake:
    files = {"costs": costs, "allocation_keys": keys, "customers": CUSTOMERS, **more}
    for name, content in files.items():
        client.write(f"{name}.csv", content)
    return client.load(**{name: f"{name}.csv" for name in files})


def told(found: Intake) -> set[str]:
    rows = found.quality
    return set(rows.loc[rows["table"].isin(["costs", "allocation_keys"]), "rule"])


def line(found: Intake, rule: str) -> Any:
    return found.quality.set_index("rule").loc[rule]


def test_a_year_of_costs_with_whole_keys_has_nothing_to_tell(client: Client) -> None:
    assert told(loaded(client)) == set()


def test_costs_in_a_currency_without_a_rate_are_refused(client: Client) -> None:
    client.write("costs.csv", COSTS + "2026-09,50,cs,USD\n")
    error = client.refused(costs="costs.csv")
    (problem,) = error.problems
    assert (problem.table, problem.column, problem.row) == ("costs", "currency", 14)
    assert problem.wrong == "no exchange rate for USD in 2026-09"
    assert "complete the table fx" in problem.fix


def test_a_rate_of_another_month_does_not_stand_in(client: Client) -> None:
    client.write("costs.csv", COSTS + "2026-08,50,cs,USD\n")
    client.write("fx.csv", "currency,month,rate\nUSD,2026-09,0.9\n")
    assert "USD in 2026-08" in client.refused(costs="costs.csv", fx="fx.csv").problems[0].wrong


def test_costs_are_worth_the_rate_of_their_own_month(client: Client) -> None:
    costs = COSTS + "2026-08,50,cs,USD\n2026-09,50,cs,USD\n2026-09,50,cs,EUR\n"
    fx = "currency,month,rate\nUSD,2026-08,0.8\nUSD,2026-09,0.9\n"
    tables = loaded(client, costs, fx=fx).tables
    assert rates(tables["costs"], tables["fx"], "EUR").to_list()[-4:] == [1.0, 0.8, 0.9, 1.0]


@pytest.mark.parametrize(
    ("keys", "rule", "said"),
    [
        (KEYS.replace("0.3", "0.5"), "keys_above_whole", "cs 120.0%"),
        (KEYS.replace("0.3", "0.1"), "keys_below_whole", "cs 80.0%"),
        (KEYS.replace("cs,", "CS,"), "cost_without_key", "cs: unallocated"),
        (KEYS + "sales,acquire,1,\n", "key_without_cost", "sales: no cost line"),
        (KEYS.replace("0.3,", "0.3,Huge"), "key_segment_unknown", "Huge"),
    ],
)
def test_keys_that_do_not_fit_the_costs(client: Client, keys: str, rule: str, said: str) -> None:
    assert said in line(loaded(client, keys=keys), rule)["detail"]


def test_keys_in_few_digits_are_a_whole(client: Client) -> None:
    keys = "cost_centre,motion,share\ncs,retain,0.333\ncs,expand,0.333\ncs,other,0.333\n"
    assert told(loaded(client, keys=keys)) == set()


def test_months_without_cost_are_named(client: Client) -> None:
    found = line(loaded(client, "\n".join(COSTS.splitlines()[:-2])), "months_without_cost")
    assert found["detail"].startswith("no cost in 2026-08 and 2026-09")
    assert found["rows"] == 2


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("cs,retian,0.2,\n", "motion", "did you mean 'retain'"),
        ("cs,upsell,-0.2,\n", "share", "-0.2 is out of range"),
        ("cs,upsell,20,\n", "share", "20 is out of range"),
    ],
)
def test_keys_that_break_the_contract_are_refused(
    client: Client, row: str, column: str, said: str
) -> None:
    client.write("keys.csv", KEYS + row)
    (problem,) = client.refused(allocation_keys="keys.csv").problems
    assert (problem.table, problem.column, problem.row) == ("allocation_keys", column, 4)
    assert said in problem.wrong
