"""What is known of accounts, in the order that is asked for."""

import pandas as pd

from cs_lib.books.belonging import by_name, known_of, most


def test_what_is_known_comes_in_the_order_of_the_accounts() -> None:
    accounts = pd.Series(["B", "A", "Z"], index=[7, 8, 9])
    found = known_of(accounts, pd.Series({"A": 1.0, "B": 2.0, "C": 3.0}))
    assert found.index.tolist() == [7, 8, 9]
    assert found.tolist()[:2] == [2.0, 1.0]
    assert pd.isna(found[9])


def test_days_stay_days_where_none_is_known() -> None:
    none = pd.Series(dtype="datetime64[us]")
    assert known_of(pd.Series(["A"]), none).dtype == "datetime64[us]"


def test_who_looks_after_most_of_an_amount() -> None:
    amounts = pd.Series([1.0, 2.0, 4.0])
    assert most(amounts, pd.Series(["Ann", "Bob", None])) == "Bob"
    assert most(amounts, pd.Series([None, None, None], dtype="str")) is None


def test_a_list_has_accounts_by_name_and_no_word_for_no_segment() -> None:
    rows = pd.DataFrame({"account": ["A", "B"], "name": ["Alder", "Birch"],
                         "segment": ["Large", "(unassigned)"]})  # fmt: skip
    shown = by_name(rows)
    assert shown["account"].tolist() == ["Alder", "Birch"]
    assert shown["account_segment"].fillna("").tolist() == ["Large", ""]
