"""One record carries every format: HTML, a workbook, slides, each told only what `shown` says."""

import datetime as dt
import io
import json

import openpyxl
import pandas as pd
import pytest

from cs_lib.display.exhibits import exhibit_html
from cs_lib.exhibits import shown, stored
from cs_lib.texts import plain
from tests import whole
from tests.exhibits.toy import toy

pytestmark = pytest.mark.usefixtures("texts_with_toy")


def workbook(told) -> bytes:
    """The smallest workbook of an exhibit: title, sentences, heads, values as values."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("exhibit")
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, plain(told.title), bold)
    for place, said in enumerate(told.say, 1):
        sheet.write_string(place, 0, plain(said))
    first = len(told.say) + 1
    for column, head in enumerate(told.heads):
        sheet.write_string(first, column, head.label)
    for place, row in enumerate(told.rows, first + 1):
        for column, cell in enumerate(row.cells):
            if cell.value is None or isinstance(cell.value, dt.date):
                sheet.write_string(place, column, cell.text)
            else:
                sheet.write_number(place, column, cell.value)
    book.close()
    return out.getvalue()


def slides(told):
    """The smallest deck of an exhibit: a title with runs, and a native table."""
    pptx = pytest.importorskip("pptx")
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    paragraph = slide.shapes.title.text_frame.paragraphs[0]
    for run in told.title:
        made = paragraph.add_run()
        made.text, made.font.bold = run.text, run.bold
    size = (len(told.rows) + 1, len(told.heads))
    table = slide.shapes.add_table(*size, 0, 0, 9_000_000, 3_000_000).table
    for column, head in enumerate(told.heads):
        table.cell(0, column).text = head.label
    for place, row in enumerate(told.rows, 1):
        for column, cell in enumerate(row.cells):
            table.cell(place, column).text = cell.text
    return deck


def test_html_has_title_sentences_note_and_cells_escaped():
    html = exhibit_html(toy().revenue)
    assert "<strong>All</strong> earns most" in html
    assert "**B** &lt;b&gt;x&lt;/b&gt; earned" in html
    assert "ARR at month end." in html
    assert html.count("<tr") == 4
    assert 'class="ts-total"' in html


LISTED = {
    "account", "arr", "potential", "term_end", "quadrant", "value_level", "decision_maker",
    "next_step", "owner",
}  # fmt: skip


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    """The list by account as it was stored and read back, and the table that was stored."""
    folder, path = tmp_path_factory.mktemp("listed"), whole.review().results["value_path"]
    kept = json.loads(json.dumps(stored.save(path, folder)))
    told = shown(stored.read(type(path), folder, kept).account_list)
    return told, pd.read_parquet(folder / "account_list.parquet"), exhibit_html(path.account_list)


def texts_of(told, name):
    """What a reader sees in one column."""
    place = [head.name for head in told.heads].index(name)
    return [row.cells[place].text for row in told.rows]


@pytest.mark.slow
def test_the_list_by_account_is_the_same_on_the_page_and_in_the_stored_table(listed):
    told, frame, html = listed
    heads = [head.name for head in told.heads]
    assert set(heads) >= LISTED
    assert set(told.view.filters) >= {"quadrant", "value_level", "decision_maker", "owner"}
    page = pd.read_html(io.StringIO(html), thousands=None)[0].astype("str")
    assert len(frame) == len(page) == len(told.rows) > 100
    for name in ("account", "owner"):
        assert page.iloc[:, heads.index(name)].tolist() == frame[name].fillna("–").tolist()
    for place, name in enumerate(heads):
        assert page.iloc[:, place].tolist() == texts_of(told, name), name
    for name in ("arr", "potential"):
        rounded = [f"{each:,.0f}" for each in frame[name].dropna()]
        assert [text for text in texts_of(told, name) if text != "–"] == rounded


@pytest.mark.slow
def test_a_workbook_of_the_list_by_account_has_its_rows_and_amounts(listed):
    told, frame, _ = listed
    heads = [head.name for head in told.heads]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(told))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()][len(told.say) + 2 :]
    for place, name in enumerate(heads):
        column = [row[place] for row in cells]
        if name in ("arr", "potential"):
            numbers = [each for each in column if isinstance(each, int | float)]
            assert numbers == pytest.approx(frame[name].dropna().tolist())
        else:
            assert column == texts_of(told, name), name


def test_html_of_an_absent_exhibit_is_its_one_line():
    assert exhibit_html(toy().cost) == (
        '<p class="ts-absent">Costs would show what a customer costs.</p>'
    )


def test_a_workbook_holds_values_and_the_names_as_text():
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(shown(toy().revenue)))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "All earns most, EUR 12k"
    assert rows[1][0] == "**B** <b>x</b> earned EUR 21,000."
    assert rows[2] == ["Segment", "Accounts", "ARR"]
    assert rows[3] == ["All", 1, 12000]
    assert rows[5] == ["Whole company", 3, 21000]


def test_slides_hold_runs_and_a_native_table():
    slide = slides(shown(toy().revenue)).slides[0]
    runs = slide.shapes.title.text_frame.paragraphs[0].runs
    assert (runs[0].text, bool(runs[0].font.bold)) == ("All", True)
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]
    assert [cell.text for cell in table.rows[3].cells] == ["Whole company", "3", "21,000"]
