"""What a policy leaves out or reads in its own way is told in rows and money; worked by hand."""

from typing import Any

import pandas as pd
import pytest

from cs_lib import engagement, intake

HEAD = "customer_id,start,end,mrr,qty,product_id,line_type,recorded_on,superseded_on\n"


def told(found, *rules: str) -> list[tuple]:
    """rule, rows, amount, action of these rules, as the quality table has them."""
    rows = found.quality[found.quality["rule"].isin(rules)]
    return [
        (r["rule"], r["rows"], None if pd.isna(r["amount"]) else r["amount"], r["action"])
        for r in rows.to_dict("records")
    ]


def load(client, rows: str, policies: dict[str, Any] | None = None, **tables: str):
    client.write("contracts.csv", HEAD + rows)
    for name, text in tables.items():
        client.write(f"{name}.csv", text)
    return client.load(policies, contracts="contracts.csv", **{n: f"{n}.csv" for n in tables})


NEGATIVE = (
    "C1,2025-01-01,,100,,A,,,\n"
    "C1,2025-03-01,,-10,,A,,,\n"  # on C1's product A
    "C1,2025-03-01,,5,-1,A,,,\n"  # so is a negative quantity
    "C1,2025-03-01,,-20,,B,,,\n"  # beside it
    "C2,2025-03-01,,-30,,A,,,\n"  # alone
    "C1,2025-03-01,,-40,,A,one_off,,\n"  # does not recur
)


def test_negative_lines_are_kept_as_discounts(client) -> None:
    rules = ("negative_line", "negative_line_beside", "negative_line_alone")
    assert told(load(client, NEGATIVE), *rules) == [
        ("negative_line", 2, -12.0 * 15, "kept"),
        ("negative_line_beside", 1, -240.0, "kept"),
        ("negative_line_alone", 1, -360.0, "dropped"),
    ]


def test_negative_lines_left_out_are_dropped_and_counted(client) -> None:
    found = load(client, NEGATIVE, {"negative_lines": "leave_out"})
    assert told(found, "negative_line", "negative_line_beside", "negative_line_alone") == [
        ("negative_line", 4, -12.0 * 65, "dropped")
    ]


KNOWN = (
    "C1,2025-01-01,,100,,A,,2025-01-01,2026-05-01\n"
    "C1,2025-01-01,,110,,A,,2026-05-01,\n"
    "C1,2025-01-01,,50,,B,,2026-10-15,\n"  # after the review's last day
    "C1,2025-01-01,,20,,D,,2025-01-01,2026-10-15\n"
)


@pytest.mark.parametrize(
    ("known_at", "expected"),
    [("run", (2, 12 * (100 + 20.0))), ("as_of", (2, 12 * (100 + 50.0)))],
)
def test_rows_not_known_are_dropped_and_counted(client, known_at, expected) -> None:
    found = load(client, KNOWN, {"known_at": known_at})
    assert told(found, "not_known") == [("not_known", *expected, "dropped")]
    assert told(found, "overlap") == []  # a row and its correction do not overlap


def test_old_names_that_no_line_bears_are_told(client) -> None:
    client.write("contracts.csv", HEAD + "C1,2025-01-01,,100,,A,,,\n")
    text = (
        "client: Acme\nas_of: 2026-09-30\ncurrency: EUR\ntables: {contracts: contracts.csv}\n"
        "product_map: {A: B, a: B, Z: B}\n"
    )
    found = intake.load(engagement.load(client.write("acme.yml", text)))
    assert told(found, "rename_unused") == [("rename_unused", 0, None, "kept")]
    assert "names Z, a," in found.quality["detail"].iloc[-1]


PEOPLE = "customer_id,name,predecessor_id\n"
SWAP = "C1,2025-01-01,2025-07-01,100,,A,,,\nC2,2025-07-15,,110,,A,,,\nC3,2025-07-01,,7,,A,,,\n"


@pytest.mark.parametrize(
    ("customers", "expected"),
    [
        (
            "C1,Café Acme,\nC2,cafe acme.,\nC3,Other,\n",
            [("looks_like_successor", 1, 1320.0, "kept")],
        ),
        ("C1,Acme,\nC2,Acme,C1\nC3,Other,\n", []),
        ("C1,Acme,\nC2,Bolt,\nC3,Other,\n", []),
    ],
)
def test_a_new_customer_of_a_lost_one_s_name_is_pointed_out(client, customers, expected) -> None:
    found = load(client, SWAP, customers=PEOPLE + customers)
    assert told(found, "looks_like_successor") == expected


@pytest.mark.parametrize(
    ("customers", "row", "wrong"),
    [
        ("C1,Acme,C2\nC2,Acme,C1\n", 2, "C1 is, over its predecessors, its own"),
        ("C1,Acme,\nC2,Acme,C9\n", 3, "C9, the predecessor of C2, is no known customer"),
        ("C1,Acme,\nC2,Acme,C2\n", 3, "C2 is, over its predecessors, its own"),
    ],
)
def test_a_predecessor_that_leads_nowhere_is_refused(client, customers, row, wrong) -> None:
    client.write("contracts.csv", HEAD + SWAP)
    client.write("customers.csv", PEOPLE + customers)
    problem = client.refused(contracts="contracts.csv", customers="customers.csv").problems[0]
    assert (problem.file, problem.table, problem.column, problem.row, problem.wrong) == (
        "customers.csv", "customers", "predecessor_id", row, wrong,
    )  # fmt: skip
