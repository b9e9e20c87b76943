"""The page that goes to the client's data owner: complete, self-contained, and escaped."""

import re

import pytest

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.errors import DataError
from cs_lib.report import check_page
from cs_lib.report.build import build

pytestmark = pytest.mark.slow

YML = """client: "Acme <b>&</b> Co"
as_of: 2026-09-30
currency: EUR
tables: {contracts: contracts.csv, customers: customers.csv}
policies: {bad_rows: quarantine}
"""
ROWS = "line_id,customer_id,start,end,mrr,colour\nL1,C1,2025-01-01,,100,red\n"
BAD = "L2,C2,2025-01-01,2024-01-01,50,red\n"
EVIL = "<script>alert(1)</script>"
NAMES = f"customer_id,name\nC1,{EVIL} Logistics GmbH\nC3,{EVIL} Logistics AG\n"


@pytest.fixture
def engagement(tmp_path):
    (tmp_path / "acme.yml").write_text(YML)
    (tmp_path / "contracts.csv").write_text(ROWS + BAD)
    (tmp_path / "customers.csv").write_text(NAMES)
    return tmp_path / "acme.yml"


@pytest.fixture
def page(engagement) -> str:
    return check_page.render(workbook.examine(engagements.load(engagement)))


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    assert not re.search(r"(?i)(?:https?:)?//|src=|href=|@import|url\(|<script|<link", page)
    assert "default-src 'none'" in page


def test_the_clients_text_is_text(page: str) -> None:
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Logistics" in page
    assert "Acme &lt;b&gt;&amp;&lt;/b&gt; Co" in page


def test_it_says_what_was_read_what_was_not_and_what_was_kept_out(page: str) -> None:
    assert re.search(r"Not read</b> <code>colour</code>", page)
    assert re.search(r"<code>mrr</code>", page)
    assert "End before start" in page
    assert re.search(r'data-label="Row numbers">3<', page)


def test_what_is_to_be_mended_comes_before_what_is_to_be_known(page: str) -> None:
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings == [
        "To be mended first",
        "How far the figures can be trusted",
        "To be mended",
        "To be explained",
        "For information",
        "Kept out",
        "What was read",
    ]
    assert "No report can be made of these data yet." in page
    assert "33.3% of ARR is unaccounted for" in page


def test_no_name_of_a_rule_or_of_a_type_is_shown(page: str) -> None:
    shown = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    for name in ("similar_names", "end_before_start", "unmapped_columns", "DataProblem", "NaN"):
        assert name not in shown


def test_a_table_that_cannot_be_read_leaves_a_page_of_what_is_wrong(engagement) -> None:
    (engagement.parent / "contracts.csv").write_text("nothing\n1\n")
    page = check_page.render(workbook.examine(engagements.load(engagement)))
    assert "required column &#39;customer_id&#39;" in page


def test_a_run_that_the_gate_blocks_writes_the_page_and_names_it(engagement, tmp_path) -> None:
    out = tmp_path / "reports"
    with pytest.raises(DataError, match=r"2026Q3\.blocked\.html") as caught:
        build(engagement, out=out)
    assert caught.value.exit_code == 3
    assert [path.name for path in out.rglob("*.html")] == ["2026Q3.blocked.html"]
    assert [path.name for path in next(out.iterdir()).iterdir()] == ["2026Q3.blocked.html"]
