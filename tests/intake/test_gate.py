"""How much is missing, when that is too much, and what is left of each figure's grade."""

import pytest

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.errors import DataError
from cs_lib.intake.grades import grade_of
from cs_lib.intake.register import FIGURES, RULES
from cs_lib.metrics import REGISTER

pytestmark = pytest.mark.slow

HEAD = "line_id,customer_id,start,end,mrr,currency,line_type\n"
SOUND = "L1,C1,2025-01-01,,95,,\n"
BROKEN = "L2,C2,2025-01-01,2024-01-01,5,,\n"  # ends before it starts


def loaded(client, rows: str, limit: float | None = None, **tables):
    """The door opened, bad rows in quarantine; and the engagement."""
    client.write("contracts.csv", HEAD + rows)
    policies = {"bad_rows": "quarantine"}
    policies |= {} if limit is None else {"unaccounted_limit": limit}
    taken = client.load(policies, contracts="contracts.csv", **tables)
    return taken, engagements.load(client.folder / "acme.yml")


def test_what_is_missing_is_a_share_of_all_arr(client) -> None:
    found = loaded(client, SOUND + BROKEN)[0].unaccounted
    assert (found.rows, found.value, found.total) == (1, 60, 1200)
    assert found.share == pytest.approx(0.05)


def test_at_the_limit_the_gate_is_open_above_it_is_not(client) -> None:
    intake.hold(*loaded(client, SOUND + BROKEN))
    with pytest.raises(DataError) as caught:
        intake.hold(*loaded(client, SOUND.replace("95", "94.9") + BROKEN))
    assert caught.value.exit_code == 3
    first, second = caught.value.problems
    assert "5.0% of ARR is unaccounted for: 1 row of contracts" in first.wrong
    assert first.allowed == "at most 5.0% (policies: unaccounted_limit)"
    assert second.row == 3


def test_the_limit_is_the_engagements_to_set(client) -> None:
    rows = SOUND.replace("95", "50") + BROKEN.replace(",5,", ",50,")
    intake.hold(*loaded(client, rows, limit=0.5))
    with pytest.raises(DataError):
        intake.hold(*loaded(client, rows, limit=0.4999))
    with pytest.raises(DataError):
        intake.hold(*loaded(client, SOUND + BROKEN, limit=0))


def test_a_row_without_a_readable_price_counts_as_the_mean_of_the_others(client) -> None:
    rows = "L1,C1,2025-01-01,,100,,\nL2,C1,2025-01-01,,300,,\nL3,C2,2025-01-01,,much,,\n"
    found = loaded(client, rows)[0].unaccounted
    assert (found.unpriced, found.value, found.total) == (1, 2400, 7200)


def test_a_term_without_an_end_has_no_price_and_is_missing_though_it_is_kept(client) -> None:
    text = "customer_id,start,end,amount,billing_period\nC1,2025-01-01,,100,term\n"
    found = client.contracts(text + "C2,2025-01-01,,100,month\n").unaccounted
    assert (found.rows, found.share) == (1, 0.5)


@pytest.mark.parametrize("kind", ["trial", "usage", "one_off"])
def test_what_is_no_recurring_revenue_is_not_missed(client, kind: str) -> None:
    assert loaded(client, SOUND + BROKEN.replace(",,\n", f",,{kind}\n"))[0].unaccounted.share == 0


def test_money_is_converted_before_it_is_weighed(client) -> None:
    client.write("fx.csv", "currency,month,rate\nJPY,2026-08,0.5\nJPY,2026-09,0.01\n")
    rows = SOUND + BROKEN.replace(",5,,", ",500,JPY,")
    assert loaded(client, rows, fx="fx.csv")[0].unaccounted.value == 60


def test_a_copy_is_not_missing(client) -> None:
    assert loaded(client, SOUND + SOUND)[0].unaccounted.rows == 0


@pytest.mark.parametrize(
    ("share", "grade"),
    [(0, "A"), (0.0099, "A"), (0.01, "B"), (0.03, "C"), (0.0499, "C"), (0.05, "D"), (1, "D")],
)
def test_the_bounds_of_the_grades(share: float, grade: str) -> None:
    assert grade_of(share) == grade


def test_graded_figures_are_of_the_definition_register() -> None:
    assert set(FIGURES) <= {metric.name for metric in REGISTER}
    assert {figure for rule in RULES for figure in rule.figures} <= set(FIGURES)
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_clean_data_are_graded_a(client) -> None:
    found = intake.grades(*loaded(client, SOUND))
    assert found["figure"].tolist() == list(FIGURES)
    assert set(found["grade"]) == {"A"}
    assert set(found["reason"]) == {"No rule found anything"}


def test_a_doubt_touches_the_figures_it_bears_on_and_names_itself(client) -> None:
    """Of 12,000 a year 240 (2 %) are of a line entered twice; of 1 account, that one."""
    rows = "L1,C1,2025-01-01,,960,,\nL2,C1,2026-01-01,,20,,\nL3,C1,2026-01-01,,20,,\n"
    found = intake.grades(*loaded(client, rows)).set_index("figure")
    assert found.loc["ARR", "share"] == pytest.approx(240 / 12_000)
    assert found.loc["ARR", "grade"] == "B"
    assert found.loc["ARR", "reason"] == "Contract lines that are equal but for their number: 2.0%"
    assert found.loc["Customers", "grade"] == "A"


def test_marks_of_churn_are_weighed_against_what_runs_on_the_last_day(client) -> None:
    """C1 pays 60 of 100 on the last day, and is 1 of 3 accounts; C3 has left."""
    client.write("c.csv", "customer_id,churned\nC1,yes\n")
    rows = "L1,C1,2025-01-01,,60,,\nL2,C2,2025-01-01,,40,,\nL3,C3,2024-01-01,2025-01-01,900,,\n"
    found = intake.grades(*loaded(client, rows, customers="c.csv")).set_index("figure")
    assert found.loc["ARR", "share"] == pytest.approx(0.6)
    assert found.loc["Logo churn rate", "share"] == pytest.approx(1 / 3)
    assert found.loc["Gross renewal rate", "share"] == 0


def test_doubts_never_touch_more_than_all(client) -> None:
    client.write("c.csv", "customer_id,churned\nC1,yes\n")
    client.write("e.csv", "customer_id,date\nC1,2026-01-01\n")
    found = intake.grades(*loaded(client, SOUND, customers="c.csv", churn_events="e.csv"))
    assert found["share"].max() == 1
