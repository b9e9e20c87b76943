"""Names of columns: spellings of one name, synonyms, and words that change what is meant."""

import pytest

from cs_lib.intake.setup.propose.columns import SURE
from cs_lib.intake.setup.recognise.fit import MAPPED
from cs_lib.intake.setup.recognise.names import name_score, subject_score, tokens, words
from cs_lib.tables import TABLES


@pytest.mark.parametrize(
    "name", ["AcctNo", "acct_no", "Account No.", "ACCOUNT NUMBER", "account-nr"]
)
def test_spellings_of_one_name(name: str) -> None:
    assert tokens(name) == ("account", "number")


def test_capitals_of_an_abbreviation_are_one_word() -> None:
    assert tokens("CSATScore") == ("csat", "score")
    assert tokens("totalARR") == ("total", "arr")


@pytest.mark.parametrize(
    ("table", "column", "better", "worse"),
    [
        ("contracts", "customer_id", "customer_id", "Account ID"),
        ("contracts", "start", "Start Date", "Trial Start Date"),
        ("contracts", "end", "Term End Date", "Renewal Date"),
        ("contracts", "mrr", "MRR", "MRR Churned"),
        ("customers", "region", "Country", "State"),
        ("invoices", "amount", "Amount", "Tax Amount"),
        ("invoices", "issued", "Invoice Date", "Due Date"),
        ("tickets", "opened", "Created At", "Updated At"),
        ("tickets", "status", "Ticket Status", "Ticket Form"),
        ("contracts", "end", "Expiry Date", "Expirydate"),
    ],
)
def test_one_name_fits_better_than_another(table, column, better, worse) -> None:
    assert name_score(table, column, better) > name_score(table, column, worse)


def test_a_bare_id_says_little_where_the_file_is_about_something_else() -> None:
    assert name_score("tickets", "ticket_id", "id", about=True) > 0.9
    assert name_score("tickets", "ticket_id", "id", about=False) < 0.5
    assert name_score("tickets", "ticket_id", "Ticket ID", about=False) > 0.9


@pytest.mark.parametrize(
    ("table", "subject", "score"),
    [
        ("contracts", "Subscriptions", 1.0),
        ("contracts", "acme_subscriptions_2026", 0.8),
        ("contracts", "plans", 0.0),
        ("activities", "marketing touchpoints", -1.0),
        ("contracts", "subscription_history", -0.2),
        ("contracts", "rate plan history", -1.0),
        ("tickets", "Support Tickets", 1.0),
    ],
)
def test_a_file_says_what_it_is_about(table: str, subject: str, score: float) -> None:
    assert subject_score(table, subject) == score


def test_the_words_speak_of_tables_and_columns_that_exist() -> None:
    known = words()
    assert set(known.tables) <= set(TABLES)
    assert set(known.not_tables) <= set(TABLES)
    for table, columns in known.columns.items():
        if table != "any":
            assert set(columns) <= set(TABLES[table].column_names), table


def test_words_are_text() -> None:
    """An unquoted no, on or yes in the file would be a flag, and never match a name."""
    known = words()
    every = [known.tables, known.not_tables, *known.columns.values()]
    assert all(isinstance(word, str) for part in every for names in part.values() for word in names)
    assert tokens("no yes on") == ("number", "yes", "on")


def test_a_weak_name_is_sure_enough_to_be_used_and_not_to_go_unasked() -> None:
    assert MAPPED < name_score("contracts", "start", "created_at") < SURE
    assert name_score("contracts", "start", "created_at", about=False) == 0
    assert name_score("contracts", "start", "start_date") > SURE
