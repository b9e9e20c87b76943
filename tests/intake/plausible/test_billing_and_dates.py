"""Invoices that do not add up, and things that happened after the last day."""

import pytest

from tests.intake.noted import note

INVOICES = "invoice_id,line_id,customer_id,issued,amount,invoice_total\n"


def billed(client, *rows: str):
    client.write("i.csv", INVOICES + "".join(f"{row}\n" for row in rows))
    return note(client.load(invoices="i.csv"), "invoice_total_differs", "invoices")


def test_lines_that_do_not_add_up_to_the_total(client) -> None:
    found = billed(
        client,
        "I1,1,C1,2026-01-01,100,150",
        "I1,2,C1,2026-01-01,40,150",
        "I2,1,C2,2026-01-01,100,100",
    )
    assert (found["rows"], found["accounts"], found["amount"]) == (2, 1, 10)
    assert found["examples"] == "I1/1 (row 2); I1/2 (row 3)"


def test_lines_that_name_several_totals(client) -> None:
    assert billed(client, "I1,1,C1,2026-01-01,60,100", "I1,2,C1,2026-01-01,40,110")["rows"] == 2


def test_a_cent_a_line_is_rounding_and_no_total_is_no_claim(client) -> None:
    assert not billed(
        client,
        "I1,1,C1,2026-01-01,33.33,100",
        "I1,2,C1,2026-01-01,33.33,100",
        "I1,3,C1,2026-01-01,33.33,100",
        "I2,1,C1,2026-01-01,5,",
    )


FILES = {
    "usage": "date,customer_id,metric,value\n{day},C1,logins,1\n",
    "activities": "date,customer_id\n{day},C1\n",
    "tickets": "ticket_id,customer_id,opened\nT1,C1,{day}\n",
    "surveys": "date,customer_id,instrument,score\n{day},C1,nps,9\n",
}


@pytest.mark.parametrize("table", FILES)
def test_rows_dated_after_the_last_day(client, table: str) -> None:
    for day, rows in (("2026-10-01", 1), ("2026-09-30", 0)):
        client.write(f"{table}.csv", FILES[table].format(day=day))
        found = note(client.load(**{table: f"{table}.csv"}), "after_as_of", table)
        assert found.get("rows", 0) == rows
