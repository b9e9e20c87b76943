"""Rows that break the contract: file, table, column, row, what is wrong, allowed, and the fix."""

import pytest

from tests.golden import messages

HEADER = "customer_id,start,end,mrr,line_id,line_type,discount,currency,auto_renew\n"
GOOD = "C1,2025-01-01,,100,L1,,,,\n"

# The third row of a file whose other rows are right.
ROWS = {
    "text in a number": "C2,2025-01-01,,many,L2,,,,",
    "a currency sign": "C2,2025-01-01,,€ 100,L2,,,,",
    "infinity": "C2,2025-01-01,,inf,L2,,,,",
    "a decimal comma": 'C2,2025-01-01,,"99,5",L2,,,,',
    "thousands or a fraction": 'C2,2025-01-01,,"1,234",L2,,,,',
    "an impossible day": "C2,2025-02-30,,1,L2,,,,",
    "a date with two readings": "C2,01/02/2025,,1,L2,,,,",
    "a date of another format": "C2,2025-01-01,31.12.2025,1,L2,,,,",
    "an American date": "C2,12/31/2025,,1,L2,,,,",
    "an empty required cell": " ,2025-01-01,,1,L2,,,,",
    "a word that is not allowed": "C2,2025-01-01,,1,L2,recuring,,,",
    "a share above one": "C2,2025-01-01,,1,L2,,15,,",
    "no currency": "C2,2025-01-01,,1,L2,,,EURO,",
    "neither yes nor no": "C2,2025-01-01,,1,L2,,,,maybe",
    "end before start": "C2,2025-02-01,2025-01-31,1,L2,,,,",
    "no price": "C2,2025-01-01,,,L2,,,,",
    "the key of another row": "C1,2025-01-01,,101,L1,,,,",
    "a spreadsheet's error": "#N/A,2025-01-01,,1,L2,,,,",
}


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_is_told_once_and_in_these_words(client, name: str) -> None:
    client.write("acme.csv", HEADER + GOOD + ROWS[name] + "\n")
    messages.same("rows", name, messages.said(client.refused(contracts="acme.csv")))


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_goes_to_quarantine_where_that_is_the_policy(client, name: str) -> None:
    loaded = client.quarantined(HEADER + GOOD + ROWS[name] + "\n")
    assert loaded.tables["contracts"]["line_id"].tolist() == ["L1"]
    held = loaded.quarantine["contracts"]
    assert held["_row"].tolist() == [3]
    assert len(held.columns) == 2 + HEADER.count(",") + 1
    refused = loaded.quality[loaded.quality["action"] == "refused"]
    assert refused["rule"].tolist() == held["_rule"].tolist()
    assert refused["rows"].tolist() == [1]


def test_a_file_of_the_clients_own_names_is_told_in_those_names(client) -> None:
    client.write("acme.csv", "Account,From,Until,Fee\nC1,2025-01-01,,x\n")
    columns = {"customer_id": "Account", "start": "From", "end": "Until", "mrr": "Fee"}
    (problem,) = client.refused(contracts={"path": "acme.csv", "columns": columns}).problems
    assert (problem.column, problem.row) == ("Fee (mrr)", 2)


def test_twenty_rows_of_a_rule_are_shown_and_the_rest_is_counted(client) -> None:
    rows = "".join(f"C{n},2025-01-01,,x{n},L{n},,,,\n" for n in range(25))
    client.write("acme.csv", HEADER + rows)
    problems = client.refused(contracts="acme.csv").problems
    assert [problem.row for problem in problems] == [*range(2, 22), None]
    assert problems[-1].wrong == "and 5 more rows (not a number)"


def test_rows_are_counted_as_a_person_sees_them(client) -> None:
    text = 'customer_id,start,end,mrr\n"C1,\nand son",2025-01-01,,1\n\nC2,2025-01-01,,x\n'
    client.write("acme.csv", text)
    (problem,) = client.refused(contracts="acme.csv").problems
    assert problem.row == 4  # column names, one record over two lines, one blank row


def test_a_row_that_breaks_two_rules_is_counted_under_the_first(client) -> None:
    loaded = client.quarantined(HEADER + GOOD + "C2,soon,,many,L2,,,,\n")
    assert loaded.quarantine["contracts"]["_rule"].tolist() == ["not_a_date"]
    assert loaded.quality.query("action == 'refused'")["rows"].sum() == 1


def test_the_money_of_refused_rows_is_counted_as_far_as_it_can_be_read(client) -> None:
    rows = "C2,soon,,50,L2,,,,\nC3,soon,,x,L3,,,,\n"
    line = client.quarantined(HEADER + GOOD + rows).quality.query("rule == 'not_a_date'")
    assert line["amount"].tolist() == [600.0]  # 12 x 50; the other price cannot be read
    assert line["detail"].tolist() == [
        "kept in quarantine; amount: ARR; 1 of them have no readable price"
    ]


def test_nothing_is_left_after_quarantine(client) -> None:
    client.write("acme.csv", HEADER + "C2,soon,,50,L2,,,,\n")
    with pytest.raises(Exception, match="no row can be used") as caught:
        client.load({"bad_rows": "quarantine"}, contracts="acme.csv")
    assert caught.value.exit_code == 3


def test_a_good_row_is_not_lost_to_a_bad_one_with_its_key(client) -> None:
    loaded = client.quarantined(HEADER + "C1,2025-01-01,,x,L1,,,,\n" + GOOD)
    assert loaded.tables["contracts"]["mrr"].tolist() == [100.0]
    assert loaded.quarantine["contracts"]["_rule"].tolist() == ["not_a_number"]


def test_a_repeated_record_is_dropped_and_never_refused(client) -> None:
    loaded = client.contracts(HEADER + GOOD + GOOD + GOOD)
    assert len(loaded.tables["contracts"]) == 1
    assert loaded.quarantine["contracts"]["_row"].tolist() == [3, 4]
    (line,) = loaded.quality.query("rule == 'duplicate_row'").to_dict("records")
    assert (line["rows"], line["amount"], line["action"]) == (2, 2400.0, "dropped")


def test_equal_activities_of_which_one_column_differs_are_two(client) -> None:
    client.write("a.csv", "date,customer_id,minutes,note\n2026-01-01,C1,30,a\n2026-01-01,C1,30,b\n")
    assert len(client.load(activities="a.csv").tables["activities"]) == 2


def test_a_row_that_repeats_all_that_is_read_of_a_keyed_table_is_a_duplicate(client) -> None:
    text = "customer_id,start,end,mrr,line_id,exported\nC1,2025-01-01,,1,L1,9:00\n"
    loaded = client.contracts(text + "C1,2025-01-01,,1,L1,9:01\n")
    assert loaded.quarantine["contracts"]["_rule"].tolist() == ["duplicate_row"]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("customers", "customer_id,name\nC1,Acme\nC1,Acme Ltd\n"),
        ("fx", "currency,month,rate\nUSD,2026-03,0.9\nUSD,2026-03-15,0.8\n"),
        ("tickets", "ticket_id,customer_id,opened\nT1,C1,2026-01-01\nT1,C2,2026-01-01\n"),
    ],
)
def test_two_rows_with_one_key_are_refused_in_every_table(client, table: str, text: str) -> None:
    client.write("t.csv", text)
    (problem,) = client.refused(**{table: "t.csv"}).problems
    assert "as row 2, and other content" in problem.wrong
    assert problem.row == 3


def test_lines_of_an_invoice_without_line_ids_are_no_duplicates(client) -> None:
    client.write(
        "i.csv", "invoice_id,customer_id,issued,amount\nI1,C1,2026-01-01,1\nI1,C1,2026-01-01,2\n"
    )
    assert len(client.load(invoices="i.csv").tables["invoices"]) == 2
