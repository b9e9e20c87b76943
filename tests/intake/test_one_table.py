"""Rows chosen, amounts in cents, seconds since 1970, values inside JSON: told, never guessed."""

import pytest

from tests.golden import messages

HEAD = "customer_id,start,end,mrr,currency,kind\n"
ROWS = "C1,2025-01-01,,2999,USD,plan\nC2,2025-01-01,,500,JPY,Plan\nC3,2025-01-01,,7,USD,tax\n"


def said(client, content: str = HEAD + ROWS, **source) -> str:
    client.write("contracts.csv", content)
    (problem,) = client.refused(contracts={"path": "contracts.csv", **source}).problems
    return str(problem)


def mrr(client, content: str = HEAD + ROWS, **source) -> list[float]:
    return client.contracts(content, **source).tables["contracts"]["mrr"].tolist()


def test_where_takes_the_rows_with_the_value_in_any_case_and_counts_the_others(client) -> None:
    loaded = client.contracts(HEAD + ROWS, where={"Kind": "plan"})
    assert loaded.tables["contracts"]["customer_id"].tolist() == ["C1", "C2"]
    (line,) = loaded.quality.query("rule == 'not_taken'").to_dict("records")
    assert (line["rows"], line["action"]) == (1, "dropped")
    assert line["detail"] == "rows that 'where' leaves out, by Kind: 'tax' 1"


def test_rows_that_are_not_taken_are_kept_aside(client) -> None:
    loaded = client.contracts(HEAD + ROWS, where={"Kind": "plan"})
    aside = loaded.quarantine["contracts"]
    assert list(aside["_rule"]) == ["not_taken"]
    assert list(aside["kind"]) == ["tax"]
    assert len(loaded.tables["contracts"]) + len(aside) == len(ROWS.splitlines())


def test_where_not_leaves_out_values_and_empty_cells(client) -> None:
    content = HEAD + ROWS + "C4,2025-01-01,,9,USD,\n"
    assert mrr(client, content, where_not={"kind": ["tax", None]}) == [2999, 500]
    assert mrr(client, content, where={"kind": [""]}) == [9]


def test_a_flag_in_yaml_is_the_word_in_the_file(client) -> None:
    content = "customer_id,start,end,mrr,gone\nC1,2025-01-01,,1,TRUE\nC2,2025-01-01,,2,FALSE\n"
    assert mrr(client, content, where_not={"gone": True}) == [2]


def test_row_numbers_still_name_the_rows_of_the_file(client) -> None:
    content = HEAD + "C1,2025-01-01,,1,USD,tax\nC2,2025-01-01,,many,USD,plan\n"
    client.write("contracts.csv", content)
    (problem,) = client.refused(
        contracts={"path": "contracts.csv", "where": {"kind": "plan"}}
    ).problems
    assert (problem.row, problem.wrong) == (3, "'many' is not a number")


TOLD = {
    "no row is chosen": (HEAD + ROWS, {"where": {"kind": "fee"}}),
    "chosen by a missing column": (HEAD + ROWS, {"where": {"kin": "plan"}}),
    "smallest units without a currency": (
        "customer_id,start,end,mrr\nC1,2025-01-01,,2999\n",
        {"scale": {"mrr": "minor"}},
    ),
    "a path into what is no JSON": (
        "customer_id,start,end,plan\nC1,2025-01-01,,pro\n",
        {"columns": {"mrr": "plan.amount"}},
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_cannot_be_followed_is_told_in_these_words(client, name: str) -> None:
    content, source = TOLD[name]
    messages.same("sources", name, [said(client, content, **source)])


def test_a_column_in_cents(client) -> None:
    # 2999 cents are 29.99: the very number, where 2999 * 0.01 would be 29.990000000000002.
    assert mrr(client, scale={"mrr": 0.01}) == [29.99, 5.0, 0.07]


def test_the_smallest_unit_of_each_rows_currency(client) -> None:
    content = HEAD + ROWS + "C4,2025-01-01,,1500,KWD,plan\n"
    assert mrr(client, content, scale={"mrr": "minor"}) == [29.99, 500.0, 0.07, 1.5]


def test_smallest_units_need_a_currency(client) -> None:
    content = HEAD + "C1,2025-01-01,,2999,,plan\n"
    assert "2999 is in the currency's smallest unit, and the row names none" in said(
        client, content, scale={"mrr": "minor"}
    )


def test_what_cannot_be_scaled(client) -> None:
    assert "'arr' is scaled, but the file does not give it" in said(client, scale={"arr": 0.01})
    assert "'start' is scaled, but is no number" in said(client, scale={"start": 0.01})


@pytest.mark.parametrize(
    ("pattern", "cell"), [("epoch_s", "1735689600"), ("epoch_ms", "1735689600000")]
)
def test_seconds_since_1970(client, pattern: str, cell: str) -> None:
    # 1735689600 is 2025-01-01T00:00:00Z, by `date -u -d @1735689600`.
    loaded = client.contracts(f"customer_id,start,end,mrr\nC1,{cell},,1\n", date_format=pattern)
    assert loaded.tables["contracts"]["start"].dt.strftime("%Y-%m-%d").tolist() == ["2025-01-01"]


def test_seconds_taken_for_milliseconds_are_no_dates(client) -> None:
    content = "customer_id,start,end,mrr\nC1,1735689600,,1\n"
    message = said(client, content, date_format="epoch_ms")
    assert "'1735689600' is not a date" in message
    assert "correct the cell, or the table's date_format, which is epoch_ms" in message


def test_each_column_may_have_its_own_format(client) -> None:
    content = "customer_id,start,end,mrr\nC1,03/02/2025,12/31/2025,1\n"
    formats = {"start": "%d/%m/%Y", "end": "%m/%d/%Y"}
    row = client.contracts(content, date_formats=formats).tables["contracts"].iloc[0]
    assert (f"{row.start:%Y-%m-%d}", f"{row.end:%Y-%m-%d}") == ("2025-02-03", "2025-12-31")


def test_a_path_reaches_into_json(client) -> None:
    content = (
        "customer_id,start,end,items\n"
        'C1,2025-01-01,,"{""data"": [{""price"": {""id"": ""pro"", ""amount"": 49}}]}"\n'
        'C2,2025-01-01,,"{""data"": []}"\nC3,2025-01-01,,\n'
    )
    columns = {"product_id": "items.data.0.price.id", "mrr": "items.data.0.price.amount"}
    client.write("contracts.csv", content)
    source = {"path": "contracts.csv", "columns": columns}
    frame = client.load({"bad_rows": "quarantine"}, contracts=source).tables["contracts"]
    assert frame[["customer_id", "product_id", "mrr"]].values.tolist() == [["C1", "pro", 49.0]]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("$1200.50", 1200.5), ("US$ 7", 7.0), ("-$5", -5.0), ("($5.00)", -5.0), ("12 USD", 12.0)],
)
def test_the_sign_of_the_declared_currency_is_taken_off(client, cell: str, amount: float) -> None:
    content = f'customer_id,start,end,mrr\nC1,2025-01-01,,"{cell}"\n'
    assert mrr(client, content, constants={"currency": "USD"}) == [amount]


def test_another_currencys_sign_is_refused(client) -> None:
    content = "customer_id,start,end,mrr\nC1,2025-01-01,,€5\n"
    assert "'€5' is not a number" in said(client, content, constants={"currency": "USD"})
    assert "'€5' is not a number" in said(client, content)


def test_accountants_write_credits_in_brackets(client) -> None:
    content = 'customer_id,start,end,mrr\nC1,2025-01-01,,"(1,200.50)"\n'
    assert mrr(client, content) == [-1200.5]
