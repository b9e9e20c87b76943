"""Whose column is which: names given, names that match, and everything that does not."""

import pytest

from tests.golden import messages

HEAD = "Account No,From,Until,Monthly Fee,Comment\n"
ROW = "C1,2025-01-01,,100,x\n"
COLUMNS = {"customer_id": "Account No", "start": "From", "end": "Until", "mrr": "Monthly Fee"}


def said(client, content: str = HEAD + ROW, **source) -> list[str]:
    client.write("a.csv", content)
    return messages.said(client.refused(contracts={"path": "a.csv", **source}))


def test_columns_are_taken_by_the_names_that_are_given(client) -> None:
    loaded = client.contracts(HEAD + ROW, columns=COLUMNS)
    assert loaded.provided["contracts"] == {"customer_id", "start", "end", "mrr"}
    row = loaded.tables["contracts"].iloc[0]
    assert (row["customer_id"], row["mrr"]) == ("C1", 100.0)


def test_case_spaces_and_underscores_do_not_matter(client) -> None:
    loaded = client.contracts("CUSTOMER ID,Start,END,MRR,Line-ID\nC1,2025-01-01,,1,L1\n")
    assert loaded.provided["contracts"] == {"customer_id", "start", "end", "mrr", "line_id"}
    assert client.contracts(HEAD + ROW, columns={**COLUMNS, "mrr": "monthly_fee"}).provided


def test_columns_that_are_not_read_are_listed(client) -> None:
    quality = client.contracts(HEAD + ROW, columns=COLUMNS).quality
    (line,) = quality.query("rule == 'unmapped_columns'").to_dict("records")
    assert (line["rows"], line["action"]) == (0, "kept")
    assert line["detail"] == "columns of the file that are not read: Comment"


MISSING = {
    "a mapped column": (HEAD + ROW, {"columns": {**COLUMNS, "mrr": "Monthly Fees"}}),
    "every price": ("customer_id,start,end,fee\nC1,2025-01-01,,1\n", {}),
    "required columns": ("Customer,starts,end,mrr\nC1,2025-01-01,,1\n", {}),
}


@pytest.mark.parametrize("name", MISSING)
def test_what_is_missing_is_told_in_these_words(client, name: str) -> None:
    content, source = MISSING[name]
    messages.same("columns", name, said(client, content, **source))


def test_a_name_that_stands_twice_is_not_chosen_from(client) -> None:
    (message,) = said(client, "customer_id,start,end,Mrr,MRR\nC1,2025-01-01,,1,2\n")
    assert "more than one column of the file is called 'mrr'" in message
    (message,) = said(client, "customer_id,start,end,mrr,mrr\nC1,2025-01-01,,1,2\n")
    assert "more than one column of the file is called 'mrr'" in message
    assert client.contracts(
        "customer_id,start,end,Mrr,MRR\nC1,2025-01-01,,1,2\n", columns={"mrr": "MRR"}
    ).tables["contracts"]["mrr"].tolist() == [2.0]


def test_a_column_given_to_one_name_is_not_taken_for_another(client) -> None:
    content = "customer_id,start,end,mrr,tier\nC1,2025-01-01,,1,Pro\n"
    loaded = client.contracts(content, columns={"product_id": "tier"})
    assert "tier" not in loaded.provided["contracts"]
    assert loaded.tables["contracts"]["product_id"].tolist() == ["Pro"]


def test_constants_fill_what_the_file_does_not_have(client) -> None:
    content = "customer_id,start,amount\nC1,2025-01-01,1200\n"
    constants = {"end": None, "billing_period": "year", "currency": "usd", "qty": 3}
    loaded = client.contracts(content, constants=constants)
    assert loaded.provided["contracts"] == {"customer_id", "start", "amount", *constants}
    row = loaded.tables["contracts"].iloc[0]
    assert (row["billing_period"], row["currency"], row["qty"]) == ("year", "USD", 3.0)
    assert loaded.tables["contracts"]["end"].isna().all()


def test_a_constant_is_checked_like_a_cell(client) -> None:
    (message,) = said(client, HEAD + ROW, columns=COLUMNS, constants={"billing_period": "yearly"})
    assert "'yearly' is not an allowed value, did you mean 'year'?" in message


def test_words_translated_for_a_column_that_is_not_there(client) -> None:
    (message,) = said(client, columns=COLUMNS, values={"line_type": {"a": "trial"}})
    assert "values are translated for 'line_type', which the file does not give" in message


def test_skills_of_the_roster_are_kept_as_numbers_and_words(client) -> None:
    client.write("r.csv", "person,fte,negotiation,languages\nP1,1,3,en\nP2,0.5,,de\n")
    loaded = client.load(roster="r.csv")
    roster = loaded.tables["roster"]
    assert roster["negotiation"].sum() == 3.0
    assert roster["languages"].tolist() == ["en", "de"]
    assert "unmapped_columns" not in set(loaded.quality["rule"])
    assert {"negotiation", "languages"} <= loaded.provided["roster"]


@pytest.mark.parametrize("inclusive", [True, False])
def test_ends_that_name_the_last_day_of_service(client, inclusive: bool) -> None:
    content = "customer_id,start,end,mrr\nC1,2025-01-01,2025-12-31,1\nC2,2025-01-01,,1\n"
    ends = client.contracts(content, end_inclusive=inclusive).tables["contracts"]["end"]
    assert ends.iloc[0].date().isoformat() == ("2026-01-01" if inclusive else "2025-12-31")
    assert ends.isna().tolist() == [False, True]


def test_a_line_of_one_day_is_sound_where_ends_are_inclusive(client) -> None:
    content = "customer_id,start,end,mrr\nC1,2025-01-01,2025-01-01,1\n"
    rules = client.contracts(content, end_inclusive=True).quality["rule"].tolist()
    assert "zero_length" not in rules


def test_the_wide_sheet_of_snapshots(client) -> None:
    client.write("m.csv", "customer_id,2026-01,2026-02,2026-03\nC1,100,,110\nC2,,50,50\n")
    loaded = client.load(mrr_snapshots="m.csv")
    frame = loaded.tables["mrr_snapshots"]
    assert [
        (row.customer_id, row.month.strftime("%Y-%m-%d"), row.mrr) for row in frame.itertuples()
    ] == [
        ("C1", "2026-01-31", 100.0),
        ("C1", "2026-03-31", 110.0),
        ("C2", "2026-02-28", 50.0),
        ("C2", "2026-03-31", 50.0),
    ]
    assert loaded.quality.query("rule == 'wide_empty_cells'")["rows"].tolist() == [2]
    client.write("m.csv", "customer_id,2026-01,2026-02\nC1,100,x\n")
    (problem,) = client.refused(mrr_snapshots="m.csv").problems
    assert (problem.row, problem.wrong) == (2, "'x' is not a number")
