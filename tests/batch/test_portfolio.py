"""Clients side by side: ranks, and without names nobody is known."""

import re

from cs_lib.batch import portfolio
from tests.batch.toys import record

SIX = [
    record(f"c{number}/2026Q3", client=f"Client {number}", figures={"M25": 0.9 + number / 20})
    for number in range(6)
]


def test_ranks_by_hand():
    page = portfolio.page(SIX[:2])
    assert "Median NRR is 93% across 2 clients" in page  # 90.0 and 95.0: 92.5, half up
    assert re.search(r"Client 1</a>.*?95\.0%<span class=\"sub\">1 of 2", page, re.S)
    assert re.search(r"Client 0</a>.*?90\.0%<span class=\"sub\">2 of 2", page, re.S)


def test_equal_values_share_a_rank():
    assert portfolio._ranks([1.1, 1.0, 1.0, 0.9]) == [1, 2, 2, 4]


def test_lower_churn_is_better():
    churn = portfolio.MEASURES[2]
    clients = [record(figures={"M23": value}) for value in (0.2, 0.1)]
    assert portfolio._values(churn, clients) == [0.1, 0.2]


def test_one_report_a_client_the_latest_and_no_variant():
    found = [
        record("acme/2026Q2", client="Acme", period="2026Q2"),
        record("acme/2026Q3", client="Acme", period="2026Q3"),
        record("acme--low/2026Q3", client="Acme", period="2026Q3", variant="low"),
        record("beta--low/2026Q3", client="Beta", period="2026Q3", variant="low"),
        record("gone/2026Q3", client="Gone", state="failed"),
    ]
    assert [each.place for each in portfolio.latest(found)] == ["acme/2026Q3", "beta--low/2026Q3"]


def test_without_names_there_is_no_name_link_amount_or_decimal():
    page = portfolio.page(SIX, anonymous=True)
    assert "Client " not in page.split("<body>")[1].replace("Client by client", "")
    assert "c1/2026Q3" not in page
    assert "EUR" not in page
    assert re.findall(r"\d\.\d%", page) == []
    assert page.count("<caption>") == 1, "only measures that five clients have"


def test_too_few_are_not_ranked_without_names():
    page = portfolio.page(SIX[:4], anonymous=True)
    assert "Too few clients to compare without names" in page
    assert "95%" not in page.split("<body>")[1]


def test_nobody_yet():
    assert "No NRR to compare yet" in portfolio.page([])
