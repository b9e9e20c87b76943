"""Classes made of a free number, by where each begins."""

import pytest

from cs_lib import engagement
from cs_lib.errors import EngagementError

HEAD = "customer_id,headcount\n"
COLUMNS = {"size": "headcount"}


@pytest.fixture
def sizes(client):
    """The size of each customer, of which `bands` are cut."""

    def read(bands, *cells: str) -> list[str | None]:
        rows = "".join(f"C{place},{cell}\n" for place, cell in enumerate(cells, start=1))
        client.write("customers.csv", HEAD + rows)
        given = {"path": "customers.csv", "columns": COLUMNS, "bands": {"size": bands}}
        rows = client.load(customers=given).tables["customers"]
        return rows["size"].astype(object).where(rows["size"].notna(), None).tolist()

    return read


def test_a_band_begins_with_its_number(sizes) -> None:
    cells = ["0", "49", "50", "249", "250", "999", "1000", "25000", ""]
    assert sizes([50, 250, 1000], *cells) == [
        "under 50", "under 50", "50 to 249", "50 to 249", "250 to 999", "250 to 999",
        "1000 and more", "1000 and more", None,
    ]  # fmt: skip


def test_bands_may_have_names(sizes) -> None:
    bands = {"Small": 0, "Mid-market": 50, "Enterprise": 1000}
    assert sizes(bands, "0", "50", "1000") == ["Small", "Mid-market", "Enterprise"]


def test_bands_of_broken_numbers_say_so(sizes) -> None:
    assert sizes([0.5, 1.5], "0.2", "0.5", "1.5") == [
        "under 0.5",
        "0.5 to under 1.5",
        "1.5 and more",
    ]


def test_the_same_column_may_be_the_headcount_too(client) -> None:
    client.write("customers.csv", HEAD + "C1,340\n")
    columns = {"size": "headcount", "employees": "headcount"}
    given = {"path": "customers.csv", "columns": columns, "bands": {"size": [50]}}
    (row,) = client.load(customers=given).tables["customers"].to_dict("records")
    assert (row["size"], row["employees"]) == ("50 and more", 340)


@pytest.mark.parametrize(
    ("bands", "cell", "wrong", "allowed"),
    [
        ([50], "many", "'many' is not a number", ""),
        ({"Small": 1}, "0", "0 is below the first band", "at least 1, where the first band begins"),
    ],
)
def test_what_lies_in_no_band_is_a_bad_row(client, bands, cell, wrong, allowed) -> None:
    client.write("customers.csv", f"{HEAD}C1,{cell}\n")
    given = {"path": "customers.csv", "columns": COLUMNS, "bands": {"size": bands}}
    (problem,) = client.refused(customers=given).problems
    assert (problem.file, problem.row, problem.column) == ("customers.csv", 2, "headcount (size)")
    assert problem.wrong.startswith(wrong)
    assert allowed in problem.allowed


def test_bands_of_a_column_that_is_not_given_are_refused(client) -> None:
    client.write("customers.csv", HEAD + "C1,340\n")
    given = {"path": "customers.csv", "bands": {"size": [50]}}
    (problem,) = client.refused(customers=given).problems
    assert problem.wrong == "bands are cut of 'size', which the file does not give"


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ("{size: []}", "bands.size: must be the numbers at which bands begin, such as [50, 250"),
        ("{size: [50, many]}", "bands.size: must be the numbers at which bands begin"),
        ("{size: [50, .inf]}", "bands.size: must be the numbers at which bands begin"),
        ("{size: [250, 50]}", "bands.size: 50 follows 250; write each once, in rising order"),
        ("{size: [50, 50]}", "bands.size: 50 follows 50; write each once, in rising order"),
        ("{size: {A: 50, B: 50}}", "bands.size: 50 follows 50; write each once, in rising order"),
        ("{sise: [50]}", "bands.sise: unknown column of customers; did you mean 'size'?"),
        ("{employees: [50]}", "bands.employees: is no column of free classes; bands are for"),
        ("{size: [50]}, values: {size: {a: b}}", "bands.size: has words translated under 'values'"),
    ],
)
def test_what_is_wrong_is_said_in_words(tmp_path, bands, said) -> None:
    file = tmp_path / "engagement.yml"
    file.write_text(
        "client: Acme\nas_of: 2026-09-30\ncurrency: EUR\ntables:\n  contracts: c.csv\n"
        f"  customers: {{path: a.csv, bands: {bands}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(EngagementError) as caught:
        engagement.load(file)
    assert f"tables.customers.{said}" in str(caught.value)
