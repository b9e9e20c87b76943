"""Rates shrunk to the portfolio, worked by hand."""

import pandas as pd
import pytest

from cs_lib.models.forecast.credibility import shrunk


def book(**lost: list[float]) -> pd.DataFrame:
    """Accounts of 100 each: what every one of a segment lost."""
    rows = [(segment, 100.0, amount) for segment, each in lost.items() for amount in each]
    return pd.DataFrame(rows, columns=["segment", "before", "lost"])


def test_one_segment_is_believed_as_far_as_it_goes():
    found = shrunk(book(A=[10, 0, 0, 0]), "lost", "before")
    assert found["raw"].tolist() == [0.025]
    assert found["shrunk"].tolist() == [0.025]


def test_what_chance_explains_is_not_believed():
    # both segments lose one account in four or five: no more apart than chance would have them
    found = shrunk(book(A=[100, 0, 0, 0], B=[100, 0, 0, 0, 0]), "lost", "before").set_index(
        "segment"
    )
    assert found["credibility"].tolist() == [0, 0]
    assert found["shrunk"].tolist() == pytest.approx([2 / 9, 2 / 9])


def test_credibility_by_hand():
    # A: 0.10 and 0.30, B: 0.70 and 0.90. Raw 0.2 and 0.8; within = 0.01; own = 0.01 / 2 = 0.005.
    # Paule and Mandel with two rates: (0.6 ** 2) / 2 - 0.005 = 0.175; Z = 0.175 / 0.18.
    found = shrunk(book(A=[10, 30], B=[70, 90]), "lost", "before").set_index("segment")
    z = 0.175 / 0.18
    assert found["credibility"].tolist() == pytest.approx([z, z], rel=1e-4)
    assert found.loc["A", "shrunk"] == pytest.approx(z * 0.2 + (1 - z) * 0.5, rel=1e-4)


def test_a_segment_of_few_large_accounts_counts_less():
    same = [("A", 100.0, 10.0), ("A", 100.0, 30.0)] * 5 + [
        ("B", 100.0, 70.0),
        ("B", 100.0, 90.0),
    ] * 5
    large = [*same, ("A", 2_000.0, 400.0)]
    small, big = (
        shrunk(pd.DataFrame(rows, columns=["segment", "before", "lost"]), "lost", "before")
        for rows in (same, large)
    )
    one, other = (each.set_index("segment")["credibility"] for each in (small, big))
    assert other["A"] < one["A"]


def test_without_exposure_there_is_no_rate():
    assert shrunk(book().assign(segment="A"), "lost", "before").empty
