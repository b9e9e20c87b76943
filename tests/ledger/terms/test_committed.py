"""CARR (M03): signed and not started, noticed and not gone."""

import json
from typing import Any

import pandas as pd
import pytest

from cs_lib import engagement, ledger, sample
from cs_lib.ledger.terms.committed import Committed
from tests.ledger.histories import ledger_of, line, seats
from tests.sample.builders import read

pytestmark = pytest.mark.slow

NOW, SIGNED = "2026-03-31", "2026-03-10"


def committed(*lines: dict[str, Any], **more: Any) -> Committed:
    return ledger_of(lines, NOW, **more).committed()


def parts(found: Committed) -> dict[str, float]:
    amounts = found.parts.set_index("part")["amount"]
    lines = found.lines.groupby("part")["amount"].sum()
    assert amounts.sub(lines, fill_value=0).abs().max() < 1e-6
    return {part: amount for part, amount in amounts.items() if amount}


RUNNING = seats("K", "2025-06-01", "2026-06-01", 10, 100, line_id="1")


def test_nothing_ahead_leaves_arr() -> None:
    found = committed(RUNNING)
    assert (parts(found), found.carr) == ({}, 1_000)
    assert found.parts["part"].tolist() == [
        "signed_new", "signed_expansion", "signed_renewal", "known_expiry", "notified",
    ]  # fmt: skip


def test_a_new_customer_and_more_for_an_old_one_are_told_apart() -> None:
    found = committed(
        RUNNING,
        seats("K", "2026-05-01", "2026-06-01", 2, 50, product_id="B", signed_on=SIGNED),
        seats("new", "2026-04-15", "2027-04-15", 4, 100, signed_on=SIGNED),
    )
    assert parts(found) == {"signed_new": 400, "signed_expansion": 100}
    assert (found.arr, found.carr) == (1_000, 1_500)


def test_a_signed_renewal_counts_only_for_the_difference() -> None:
    renewed = seats("K", "2026-06-01", "2027-06-01", 12, 100, line_id="2", signed_on=SIGNED)
    found = committed(RUNNING, renewed)
    assert parts(found) == {"signed_renewal": 200}
    assert found.lines["amount"].tolist() == [1_200, -1_000]


def chain(*arr: int, **fields: Any) -> list[dict[str, Any]]:
    """Yearly terms of one customer, one after the other; the first began on 1 June 2025."""
    return [
        line(
            "K", f"{2025 + n}-06-01", f"{2026 + n}-06-01", arr=each, **{"line_id": f"{n}"} | fields
        )
        for n, each in enumerate(arr)
    ]


@pytest.mark.parametrize(
    "fields", [{}, {"line_id": "same"}, {"signed_on": SIGNED}, {"line_id": None}]
)
@pytest.mark.parametrize(
    ("arr", "carr"),
    [
        ((10_000, 10_000, 10_000), 10_000),  # G27
        ((10_000, 10_000, 15_000), 15_000),
        ((10_000, 12_000, 9_000, 11_000), 11_000),
    ],
)
def test_g27_a_chain_of_signed_renewals_comes_to_its_last_term(arr, carr, fields) -> None:
    found = committed(*chain(*arr, **fields))
    assert (found.arr, found.carr) == (10_000, carr)
    expected = {"signed_renewal": carr - 10_000} if carr != 10_000 else {}
    assert parts(found) == expected


def test_a_chain_that_has_not_begun_comes_to_its_last_term() -> None:
    first = seats("new", "2026-06-01", "2027-06-01", 5, 1_000)
    later = [first, first | {"start": "2027-06-01", "end": "2028-06-01", "qty": 7}]
    found = committed(RUNNING, *later)
    assert parts(found) == {"signed_new": 5_000, "signed_renewal": 2_000}


def test_a_renewal_after_a_gap_within_the_grace_period_is_one() -> None:
    late = seats("K", "2026-06-20", "2027-06-20", 12, 100, line_id="2", signed_on=SIGNED)
    assert parts(committed(RUNNING, late)) == {"signed_renewal": 200}


def test_what_is_signed_later_is_not_known_yet() -> None:
    renewed = seats("K", "2026-06-01", "2027-06-01", 12, 100, line_id="2", signed_on="2026-04-02")
    assert parts(committed(RUNNING, renewed)) == {}


def test_a_discount_that_expires_within_the_term() -> None:
    found = committed(
        seats("K", "2025-09-01", "2026-05-01", 10, 100, discount=0.2, line_id="1"),
        seats("K", "2026-05-01", "2026-09-01", 10, 100, line_id="1"),
    )
    assert (found.arr, parts(found)) == (800, {"known_expiry": 200})


def test_notice_counts_from_the_day_it_is_given_until_the_end() -> None:
    assert parts(committed(RUNNING | {"notice_date": "2026-03-20"})) == {"notified": -1_000}
    assert parts(committed(RUNNING | {"notice_date": "2026-04-02"})) == {}
    gone = seats("L", "2025-01-01", "2026-02-01", 1, 500, notice_date="2025-12-01")
    assert parts(committed(RUNNING, gone)) == {}


def test_notice_is_void_where_the_renewal_is_signed() -> None:
    renewed = seats("K", "2026-06-01", "2027-06-01", 9, 100, line_id="2", signed_on=SIGNED)
    found = committed(RUNNING | {"notice_date": "2026-02-20"}, renewed)
    assert parts(found) == {"signed_renewal": -100}


def test_a_new_child_of_a_live_parent_is_no_new_customer() -> None:
    child = seats("child", "2026-05-01", None, 1, 300, signed_on=SIGNED)
    owners = [{"customer_id": name, "parent_id": "G"} for name in ("K", "child")]
    book = ledger_of([RUNNING, child], NOW, customers=owners)
    assert parts(book.committed()) == {"signed_new": 300}
    assert parts(book.at("parent").committed()) == {"signed_expansion": 300}


@pytest.mark.parametrize("seed", [7, 2])
def test_the_sample_is_committed_to_what_was_planted(tmp_path, seed) -> None:
    file = sample.write(tmp_path, seed=seed)
    tables = [read(tmp_path, name) for name in ("contracts", "customers", "fx")]
    found = ledger.build(*tables, engagement=engagement.load(file), grain="customer").committed()
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    planted = pd.Series(truth["committed"])
    apart = found.parts.set_index("part")["amount"].sub(planted)
    assert apart.abs().max() <= 0.01
    assert found.arr == pytest.approx(truth["closing_report"][-1], abs=0.01)
    assert found.carr == pytest.approx(truth["closing_report"][-1] + planted.sum(), abs=0.05)
