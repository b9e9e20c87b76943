"""Every assumption is printed, with its source."""

import datetime as dt
from typing import Any

from cs_lib.engagement import Engagement
from cs_lib.engagement.models import Assumptions
from cs_lib.steps.s03_valuation import assumptions as told
from cs_lib.texts import Code, Count, Day, Money, Name, Share, Times, catalogue

EXPANSION, RETENTION = Code("lever", "expansion"), Code("lever", "retention")


def shown(**given: object) -> Any:
    return told.assumptions.make(
        Engagement.model_validate(
            {
                "client": "K",
                "as_of": "2025-12-31",
                "currency": "EUR",
                "tables": {"contracts": "lines.csv"},
                "assumptions": given,
            }
        )
    )


def rows(**given: object) -> dict[str, tuple[Any, str]]:
    frame = shown(**given).frame
    values = zip(frame["assumption_value"], frame["assumption_source"], strict=True)
    return dict(zip(frame["assumption"], values, strict=True))


def test_every_assumption_has_a_row_a_name_and_says_what_it_decides() -> None:
    words = catalogue().files["codes"]
    assert set(rows()) == set(Assumptions.model_fields)
    for kind in ("assumption", "decides"):
        assert set(words[kind]) == set(Assumptions.model_fields)


def test_stated_ones_come_first_and_are_counted() -> None:
    found = shown(multiple=6, discount_rate=0.12)
    assert set(found.frame["assumption"][:2]) == {"multiple", "discount_rate"}
    assert found.title == told.Stated(Count(2), Count(len(Assumptions.model_fields)))


def test_each_kind_of_value_reads_as_what_it_is() -> None:
    found = rows(
        gross_margin=0.8, multiple=6, budget=1_000_000, complete_since="2024-01-01",
        lever_costs="client_measured",
    )  # fmt: skip
    assert found["gross_margin"] == (told.AsShare(Share(0.8)), "stated")
    assert found["multiple"] == (told.AsTimes(Times(6)), "stated")
    assert found["budget"] == (told.AsMoney(Money(1_000_000, "EUR")), "stated")
    assert found["complete_since"] == (told.AsDay(Day(dt.date(2024, 1, 1))), "stated")
    choice = Code("assumption_choice", "client_measured")
    assert found["lever_costs"] == (told.AsChoice(choice), "stated")
    assert found["horizon_months"] == (told.AsMonths(Count(60)), "default")
    assert found["path_years"] == (told.AsYears(Count(3)), "default")
    yes = Code("assumption_choice", "yes")
    assert found["expansion_includes_price"] == (told.AsChoice(yes), "default")
    assert found["csm_share_of_crc"] == (None, "not_given")


def test_what_is_stated_by_lever_and_segment_is_told_in_full() -> None:
    found = rows(
        uplifts={"retention": {"all": 0.03, "SMB": 0.05}},
        probabilities={"expansion": 0.4},
        marginal_costs={"retention": 0.5},
        responses={"expansion": {"at_zero": 0.7, "at_double": 1.08}},
    )
    assert found["uplifts"][0].levers == (
        told.LeverShare(RETENTION, Share(0.03)),
        told.LeverShareIn(RETENTION, Name("SMB"), Share(0.05)),
    )
    assert found["probabilities"][0].levers == (told.LeverShare(EXPANSION, Share(0.4)),)
    cost = told.LeverCost(RETENTION, Money(0.5, "EUR"))
    assert found["marginal_costs"][0].levers == (cost,)
    response = told.LeverResponse(EXPANSION, Times(0.7), Times(1.08))
    assert found["responses"][0].levers == (response,)
    assert rows()["uplifts"] == (None, "not_given")
