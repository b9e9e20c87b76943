"""How much is missing, and when that is too much."""

import pytest

from cs_lib import intake
from cs_lib.errors import DataError
from tests.intake.builders import SOUND, loaded

pytestmark = pytest.mark.slow
BROKEN = "L2,C2,2025-01-01,2024-01-01,5,,\n"  # ends before it starts


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
