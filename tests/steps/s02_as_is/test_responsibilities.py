"""Missing and double A, and who runs along, by hand."""

from typing import Any

import pandas as pd

from cs_lib.steps.s02_as_is import responsibilities, stages
from cs_lib.texts import Code, Count
from tests.steps.s02_as_is.builders import books, intake, table

ROWS = table(
    "raci",
    ("contract", "sales", "accountable"), ("contract", "sales", "responsible"),
    ("contract", "Finance team", "accountable"), ("adoption", "service", "responsible"),
    ("performance", "service", "accountable"), ("performance", "product", "consulted"),
    ("advocacy", "sales", "accountable"), ("advocacy", "service", "responsible"),
    columns="stage team role",
)  # fmt: skip
GIVEN = intake(raci=ROWS)


def by_stage() -> pd.DataFrame:
    return responsibilities.by_stage_and_role(stages.by_stage(books(), GIVEN), GIVEN)


def test_each_stage_has_its_fault() -> None:
    found = by_stage().set_index("stage")["raci_state"]
    assert found.to_dict() == {
        "awareness": "nobody", "consideration": "nobody", "trial": "nobody",
        "contract": "two_accountable", "adoption": "no_accountable",
        "performance": "no_responsible", "transformation": "nobody", "advocacy": "clear",
    }  # fmt: skip


def test_the_faults_are_listed_by_stage() -> None:
    shown: Any = responsibilities.raci.make(by_stage())
    assert shown.title == responsibilities.Unclear(Count(7), Count(8))
    missing, double, nobody = shown.say
    assert len(missing.stages) == 5
    assert double.stages == (responsibilities.StageName(Code("stage", "contract")),)
    assert len(nobody.stages) == 5


def test_product_and_finance_are_missed_where_they_take_no_part() -> None:
    relay = responsibilities.relayed(GIVEN).set_index("team")
    assert relay.loc["product", ["runs", "beside", "missed"]].tolist() == [0, 1, 7]
    assert relay.loc["Finance team", "missed_at"] == "adoption performance transformation advocacy"
    assert relay.loc["sales", "missed"] == 0
    shown: Any = responsibilities.relay_map.make(relay.reset_index(), by_stage())
    assert shown.title == responsibilities.Missed(Count(2))
    assert len(shown.say[0].stages) == 4
    assert shown.frame.set_index("team").loc["sales", "missed_at"] is None
