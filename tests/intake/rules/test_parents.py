"""Parents that contradict each other are counted and named; the rule that decides is said."""

import pytest

HEAD = "customer_id,parent_id,parent_from,parent_to\n"
LINES = "customer_id,start,end,mrr\nC1,2025-01-01,,100\nC2,2025-01-01,,10\n"


@pytest.fixture
def told(client):
    """rule -> (rows, ARR, detail) of the findings on the customers' table."""

    def load(customers: str) -> dict:
        client.write("contracts.csv", LINES)
        client.write("customers.csv", HEAD + customers)
        intake = client.load(contracts="contracts.csv", customers="customers.csv")
        rows = intake.quality[intake.quality["rule"].str.contains("parent")]
        assert set(rows["action"]) <= {"kept"}
        return {
            row["rule"]: (row["rows"], row["amount"], row["detail"])
            for row in rows.to_dict("records")
        }

    return load


def test_two_parents_at_once(told) -> None:
    found = told("C1,G1,,2025-12-31\nC1,G2,2025-03-01,\nC2,G1,,2025-03-01\nC2,G2,2025-03-01,\n")
    rows, arr, detail = found["two_parents_at_once"]
    assert (rows, arr) == (1, 1_200)
    assert "C1 under G2 from 2025-03-01, no longer under G1" in detail
    assert "the row that begins later ends the one before it" in detail


def test_leaving_the_group_ends_it_too(told) -> None:
    assert told("C1,G1,,\nC1,,2025-03-01,\n")["two_parents_at_once"][0] == 1


@pytest.mark.parametrize("rows", ["C1,G1,,\nC1,G1,2025-03-01,\n", "C1,,,\nC1,G1,2025-03-01,\n"])
def test_the_same_parent_or_none_before_is_no_contradiction(told, rows) -> None:
    assert "two_parents_at_once" not in told(rows)


def test_a_parent_of_a_parent(told) -> None:
    found = told("C1,G1,,\nG1,T,,\n")
    assert found["parent_of_a_parent"][:2] == (1, 1_200)
    assert "C1 under G1" in found["parent_of_a_parent"][2]
    assert "parents_in_a_circle" not in found


def test_a_circle(told) -> None:
    found = told("C1,C2,,\nC2,C1,,\n")
    assert found["parents_in_a_circle"][:2] == (2, 1_320)
    assert "first of them in the alphabet" in found["parents_in_a_circle"][2]


def test_its_own_parent_is_no_finding(told) -> None:
    assert told("C1,C1,,\nC2,,,\n") == {}
