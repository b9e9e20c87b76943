"""Things that happened after the last day."""

import pytest

from tests.intake.builders import note

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
