"""The index: one page, one sheet, one list, over what lies in the folder."""

import csv
import io
import json
import re

import pytest

from cs_lib.batch import index, records
from tests.batch.toys import record
from tests.texts import voice

RECORDS = (
    record(cautions=({"about": "check", "what": "R1", "rows": None},), state="ok_with_warnings"),
    record("beta/2026Q3", state="blocked", cause="mend <c.csv>", page="beta/2026Q3.blocked.html"),
    record("gamma/2026Q3", state="timed_out", cause="it took longer than 5 seconds", figures={}),
)


def text_of(page):
    body = page.split("<body>")[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "\n", body))


def test_the_page_counts_names_and_links():
    page = index.page(RECORDS)
    assert "<h1>Reports ready: 1 of 3</h1>" in page
    assert page.index("Without a report") < page.index('id="ready"')
    assert page.index("Gamma") < page.index("Beta"), "the worst first"
    assert 'href="beta/2026Q3.blocked.html"' in page
    assert "mend &lt;c.csv&gt;" in page
    assert "check R1 does not reconcile" in page
    assert "EUR 1.2m" in page
    assert "105.0%" in page


def test_the_page_loads_nothing():
    page = index.page(RECORDS)
    assert "<script" not in page
    assert re.findall(r"(?:src|url)\s*[=(]", page) == []
    assert [link for link in re.findall(r'href="([^"]+)"', page) if "://" in link] == []


def test_names_are_text():
    page = index.page([record(client="<b>A & B</b>", page="a b/2026Q3/index.html")])
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in page
    assert 'href="a%20b/2026Q3/index.html"' in page


def test_nothing_in_the_sheet_is_a_formula():
    rows = [index.row(record(client='=HYPERLINK("x")', cause="-1+2"))]
    (cells,) = csv.DictReader(io.StringIO(index.sheet(rows)))
    assert cells["client"] == '\'=HYPERLINK("x")'
    assert cells["cause"] == "'-1+2"
    assert cells["nrr"] == "1.05"


def test_all_three_and_the_portfolio_lie_there(tmp_path):
    (tmp_path / "acme" / "2026Q3").mkdir(parents=True)
    (tmp_path / "acme" / "2026Q3" / "manifest.json").write_text("{}")
    records.write(tmp_path, RECORDS[0])
    assert index.write(tmp_path) == tmp_path / "index.html"
    told = json.loads((tmp_path / "index.json").read_text())
    assert [each["client"] for each in told["reports"]] == ["Acme"]
    assert told["reports"][0]["arr"] == 1_200_000.0
    assert (tmp_path / "index.csv").exists()
    assert (tmp_path / "portfolio.html").exists()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"about": "check", "what": "R1", "rows": None}, "check R1 does not reconcile"),
        ({"about": "kept_out", "what": "contracts", "rows": 1}, "1 row of contracts left out"),
        ({"about": "grade", "what": "NRR", "rows": None}, "NRR has grade D"),
    ],
)
def test_what_to_know_first(told, said):
    assert index.caution(told) == said


def test_the_page_keeps_to_the_voice():
    banned = [
        (word, text)
        for text in text_of(index.page(RECORDS[:1])).split("\n")
        if (word := voice._banned(text))
    ]
    assert banned == []
