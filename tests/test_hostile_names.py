"""What a client calls things is only a name: segments like totals, customers like markup."""

import csv
import re
from pathlib import Path

import pytest

from cs_lib import engagement as engagements
from cs_lib import sample, workbook
from cs_lib.display.exhibits import bundle

SEGMENTS = {"SMB": "all", "Mid-market": "All", "Enterprise": "Total"}
"""The sample's segments, called like the whole company; some customers get none at all."""
CUSTOMERS = ("**B**", "<b>x</b>", "{{ money | money }}", "Whole company", "{% if %}")

pytestmark = pytest.mark.slow


def _rewrite(file: Path, change) -> None:
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(change(place, row) for place, row in enumerate(rows))


def _customer(place: int, row: dict[str, str]) -> dict[str, str]:
    segment = "" if place % 20 == 0 else SEGMENTS[row["size"]]
    name = CUSTOMERS[place] if place < len(CUSTOMERS) else row["name"]
    return row | {"size": segment, "name": name}


def _segment(_: int, row: dict[str, str]) -> dict[str, str]:
    return row | {"segment": SEGMENTS.get(row["segment"], row["segment"])}


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> workbook.Run:
    file = sample.write(tmp_path_factory.mktemp("hostile"), accounts=120)
    data = file.parent / "data"
    _rewrite(data / "customers.csv", _customer)
    for table in ("roster", "allocation_keys"):
        _rewrite(data / f"{table}.csv", _segment)
    return workbook.compute(engagements.load(file))


def test_the_books_close(run):
    assert [gate for gate in run.gates if not gate.holds] == []


def test_the_whole_company_is_not_one_of_the_segments(run):
    bridge = run.results["numbers_review"].workings.bridge
    closing = bridge[
        (bridge["leaf"] == "closing")
        & (bridge["period_kind"] == "year")
        & (bridge["grain"] == "customer")
    ]
    last = closing[closing["period_end"] == closing["period_end"].max()]
    assert set(last["segment"].dropna()) >= set(SEGMENTS.values())
    whole = last[last["segment"].isna()]["amount"].tolist()
    assert whole == pytest.approx([last[last["segment"].notna()]["amount"].sum()])


def test_every_page_and_exhibit_is_shown_and_names_are_escaped(run):
    shown = 0
    for result in run.results.values():
        for thing in (*result.exhibits.values(), *result.pages.values()):
            html = bundle(thing)["text/html"]
            shown += bool(html)
            assert "<b>x</b>" not in html
            assert not re.search(r"<strong>B</strong>", html)
    assert shown > 20
