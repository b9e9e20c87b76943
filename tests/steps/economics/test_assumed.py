"""Every assumption is printed, with its source."""

from cs_lib.engagement import Engagement
from cs_lib.engagement.models import Assumptions
from cs_lib.steps.economics import assumed


def table_of(**given: object) -> dict[str, tuple[str, str]]:
    engagement = Engagement.model_validate(
        {
            "client": "K",
            "as_of": "2025-12-31",
            "currency": "EUR",
            "tables": {"contracts": "lines.csv"},
            "assumptions": given,
        }
    )
    rows = assumed.table(engagement)
    return {row["assumption"]: (row["value"], row["source"]) for row in rows.to_dict("records")}


def test_every_assumption_is_printed_and_says_what_it_decides() -> None:
    assert set(table_of()) == set(Assumptions.model_fields)
    assert set(assumed.DECIDES) == set(Assumptions.model_fields)


def test_what_is_stated_by_lever_and_segment_is_told_in_full() -> None:
    found = table_of(gross_margin=0.8, uplifts={"retention": {"all": 0.03, "SMB": 0.05}})
    assert found["gross_margin"] == ("0.8", "stated by the client")
    assert found["uplifts"] == ("retention (all 0.03, SMB 0.05)", "stated by the client")
    assert found["discount_rate"][1] == "default of this kit"
    assert found["budget"][1] == "not given"
