"""Columns from another file by a key: no row is lost, and what is not found is told."""

import openpyxl
import pytest

from cs_lib.errors import DataError
from tests.golden import messages
from tests.intake.builders import note

LINES = """invoice,line,amount,from,to
I1,1,100,2025-01-01,2026-01-01
I1,2,20,2025-01-01,2026-01-01
I2,1,50,2025-03-01,2026-03-01
"""
HEADS = """Number,Client,Date,Total
I1,C1,2025-01-01,120
I2,C2,2025-03-01,50
"""
COLUMNS = {
    "invoice_id": "invoice",
    "line_id": "line",
    "service_start": "from",
    "service_end": "to",
    "customer_id": "Client",
    "issued": "Date",
}
LOOKUP = {"path": "heads.csv", "on": {"invoice": "Number"}, "columns": ["Client", "Date"]}


@pytest.fixture
def joined(client):
    """The door opened on invoice lines whose customer and date stand in another file."""

    def load(lines: str = LINES, heads: str = HEADS, policies=None, lookup=None, **source):
        client.write("lines.csv", lines)
        client.write("heads.csv", heads)
        given = {"path": "lines.csv", "columns": COLUMNS, "lookup": lookup or LOOKUP, **source}
        return client.load(policies, invoices=given)

    return load


def test_lines_take_customer_and_date_from_the_invoices_heads(joined) -> None:
    loaded = joined()
    rows = loaded.tables["invoices"]
    assert rows[["invoice_id", "line_id", "customer_id", "amount"]].values.tolist() == [
        ["I1", "1", "C1", 100],
        ["I1", "2", "C1", 20],
        ["I2", "1", "C2", 50],
    ]
    assert rows["issued"].dt.strftime("%Y-%m-%d").tolist() == ["2025-01-01"] * 2 + ["2025-03-01"]
    assert set(loaded.digests) == {"lines.csv", "heads.csv"}
    assert not note(loaded, "lookup_unmatched", "invoices")


def test_a_change_in_the_other_file_is_a_change_of_the_input(joined) -> None:
    first = joined().digests
    again = joined(heads=HEADS.replace("C2", "C3")).digests
    assert first["heads.csv"] != again["heads.csv"]
    assert first["lines.csv"] == again["lines.csv"]


def test_a_row_that_is_not_found_is_refused_in_its_own_place(joined) -> None:
    with pytest.raises(DataError) as caught:
        joined(LINES + "I3,1,5,2025-01-01,2026-01-01\n")
    assert {(each.row, each.column) for each in caught.value.problems} == {
        (5, "Client of heads.csv (customer_id)"),
        (5, "Date of heads.csv (issued)"),
    }


def test_rows_that_are_not_found_are_told_and_in_quarantine(joined) -> None:
    lines = f"{LINES}I3,1,5,2025-01-01,2026-01-01\n,1,7,2025-01-01,2026-01-01\n"
    loaded = joined(lines, policies={"bad_rows": "quarantine"})
    told = note(loaded, "lookup_unmatched", "invoices")
    assert (told["rows"], told["action"]) == (2, "kept")
    assert told["detail"] == "no row of heads.csv has their invoice: row 5 (I3), row 6 (empty)"
    assert loaded.quarantine["invoices"]["_row"].tolist() == [5, 6]
    assert len(loaded.tables["invoices"]) == 3


def test_optional_columns_that_are_not_found_are_empty(client) -> None:
    client.write("a.csv", "customer_id,start,end,mrr\nC1,2025-01-01,,1\nC2,2025-01-01,,2\n")
    client.write("b.csv", "customer_id,Plan\nC1,pro\nC9,max\n")
    lookup = {"path": "b.csv", "on": "customer_id", "columns": {"product_id": "Plan"}}
    loaded = client.load(contracts={"path": "a.csv", "lookup": lookup})
    assert loaded.tables["contracts"]["product_id"].fillna("-").tolist() == ["pro", "-"]
    assert note(loaded, "lookup_unmatched")["rows"] == 1
    assert note(loaded, "lookup_unused")["detail"].endswith("that no row refers to: 3")


def test_keys_are_compared_as_they_look_on_the_screen(client) -> None:
    book = openpyxl.Workbook()
    for row in [["No", "Client"], [1001, "C1"], [1002, "C2"]]:
        book.active.append(row)
    book.save(client.folder / "b.xlsx")
    client.write("a.csv", "acct,start,end,mrr\n1001\u00a0,2025-01-01,,1\n 1002,2025-01-01,,2\n")
    lookup = {"path": "b.xlsx", "on": {"acct": "No"}, "columns": {"customer_id": "Client"}}
    loaded = client.load(contracts={"path": "a.csv", "lookup": lookup})
    assert loaded.tables["contracts"]["customer_id"].tolist() == ["C1", "C2"]


def test_two_columns_make_one_key_and_conditions_see_what_is_looked_up(client) -> None:
    client.write(
        "a.csv", "Org,No,start,end,mrr\nX,1,2025-01-01,,1\nY,1,2025-01-01,,2\nX,2,2025-01-01,,3\n"
    )
    client.write("b.csv", "Org,No,customer_id,Kind\nX,1,C1,live\nY,1,C2,live\nX,2,C3,test\n")
    lookup = {"path": "b.csv", "on": ["Org", "No"], "columns": ["customer_id", "Kind"]}
    loaded = client.load(
        contracts={"path": "a.csv", "lookup": lookup, "where_not": {"Kind": "test"}}
    )
    rows = loaded.tables["contracts"]
    assert rows[["customer_id", "mrr"]].values.tolist() == [["C1", 1], ["C2", 2]]
    assert len(loaded.quarantine["contracts"]) == 1


def test_a_key_twice_in_rows_that_differ_is_refused_in_these_words(joined) -> None:
    same = joined(heads=HEADS + "I1,C1,2025-01-01,999\n")
    assert len(same.tables["invoices"]) == 3
    with pytest.raises(DataError) as caught:
        joined(heads=HEADS + "I1,C7,2025-01-01,120\n")
    messages.same("sources", "a key twice in a lookup", messages.said(caught.value))


@pytest.mark.parametrize(
    ("lookup", "file", "said"),
    [
        ({"path": "head.csv"}, "head.csv", "there is no such file"),
        ({"on": {"invoice": "Nmber"}}, "heads.csv", "no column 'Nmber', which the lookup names"),
        ({"on": {"invoce": "Number"}}, "lines.csv", "no column 'invoce', which the lookup names"),
        ({"columns": ["Clients", "Date"]}, "heads.csv", "did you mean 'Client'?"),
        ({"columns": {"amount": "Total"}}, "lines.csv", "has a column 'amount' already"),
    ],
)
def test_a_lookup_that_cannot_be_made_says_why(joined, lookup, file: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        joined(lookup={**LOOKUP, **lookup})
    assert [(each.file, each.table) for each in caught.value.problems] == [(file, "invoices")]
    assert said in str(caught.value.problems[0])


def test_titles_above_both_files_need_no_word(joined) -> None:
    loaded = joined("Lines of 2025\n\n" + LINES, "Invoices\n\n" + HEADS)
    assert len(loaded.tables["invoices"]) == 3


def test_a_total_below_the_lines_is_no_row_without_a_match(joined) -> None:
    loaded = joined(LINES + "Total,,170,,\n")
    assert not note(loaded, "lookup_unmatched", "invoices")
    assert loaded.quarantine["invoices"]["_rule"].tolist() == ["total_row"]
