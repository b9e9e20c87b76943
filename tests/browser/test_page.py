"""The sample's report in a real browser: it fits, it prints, it asks the network for nothing."""

import html
import json
import re
from importlib.resources import files

import pytest

from cs_lib import workbook
from cs_lib.report.build import build
from tests import answers, whole
from tests.browser.chromium import LEAST, check_fit, chromium, measured, printed

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STORY_HEIGHT, STORY_PAGES, MOST_WORDS = 16_000, 15, 2_300
"""The story at 1440 pixels, its pages on paper, and its words: what a board reads."""
MORE = """\
    story: box(page.querySelector("#appendix")).top + root.scrollTop,
    pages: page.querySelectorAll("section.page").length,
    words: [...page.querySelectorAll("section.page")].map((n) => {
      const copy = n.cloneNode(true);
      const looked = "table, svg, figure, style, script, .ts-note, .ts-foot";
      copy.querySelectorAll(looked).forEach((m) => m.remove());
      return copy.textContent.split(/\\s+/).filter(Boolean).length;
    }),
    claims: [...page.querySelectorAll("section.page h2")].map((n) => n.textContent),
    heads: [...page.querySelectorAll("main :is(h2, h3, h4)")].map((n) => n.textContent),
    dead: [...page.querySelectorAll("a[href^='#']")]
      .map((n) => n.getAttribute("href").slice(1)).filter((id) => !ids.has(id)),
    doubled: page.querySelectorAll("[id]").length - ids.size,
    empty: [...page.querySelectorAll("main section, main details")]
      .filter((n) => !n.textContent.trim()).length,
"""

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
AXE = """
// opens the appendix, and tells the frame around it what axe found
addEventListener("load", () => {
  document.querySelectorAll("details").forEach((each) => { each.open = true; });
  // of a table's rows that are made alike, two are as good as two hundred, and take a third
  const looks = (row) => [...row.querySelectorAll("*")].map((n) => n.tagName + n.className).join();
  document.querySelectorAll("tbody").forEach((body) => {
    const seen = {};
    [...body.rows].forEach((row) => {
      const look = row.className + looks(row);
      seen[look] = (seen[look] || 0) + 1;
      if (seen[look] > 2) row.remove();
    });
  });
  axe.run(document, { resultTypes: ["violations"] }).then((found) => {
    parent.postMessage(JSON.stringify(found.violations.map(
      (each) => [each.impact, each.id, each.nodes.slice(0, 3).map((n) => n.html.slice(0, 200))])),
      "*");
  });
});
"""
# A frame of the reader's width and scheme, which keeps what axe told it.
FRAME = """<!doctype html><html lang="en"><meta charset="utf-8"><title>axe</title><body>
<script>
addEventListener("message", (event) => {{
  const told = document.createElement("pre");
  told.id = "found";
  told.textContent = event.data;
  document.body.append(told);
}});
</script>
<iframe src="copy.html" title="page"
  style="width:{width}px;height:900px;border:0;color-scheme:{scheme}"></iframe></body></html>
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The report of the sample, whose figures are those that other tests have computed."""
    run = whole.review()

    def kept(path, results, settings, numbers, stored, **more):
        workbook.store(run, results)
        for stem in run.results:
            stored(stem)
        return run

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "run", kept)
        folder = build(whole.PARAMS / "sample.yml", out=tmp_path_factory.mktemp("report"))
    return folder / "index.html"


@pytest.mark.parametrize("width", LEAST)
def test_the_page_fits_its_reader(page, width):
    check_fit(measured(page, MORE, width), width)


def test_the_story_is_short_and_every_link_leads_somewhere(page):
    seen = measured(page, MORE, 1440)
    assert seen["story"] < STORY_HEIGHT
    assert 5 <= seen["pages"] <= STORY_PAGES
    assert len(seen["claims"]) == seen["pages"]
    assert (seen["dead"], seen["doubled"], seen["empty"]) == ([], 0, 0)


def test_the_story_is_read_in_ten_minutes(page):
    """At 230 words a minute; tables and charts are looked at, and small print is looked up."""
    words = measured(page, MORE, 1440)["words"]
    print(f"words of the story's pages: {words}, {sum(words)} in all")
    assert sum(words) <= MOST_WORDS


def test_opening_the_page_asks_for_nothing_and_complains_of_nothing(tmp_path, page):
    log = tmp_path / "net.json"
    done = chromium(
        tmp_path, "--enable-logging=stderr", "--virtual-time-budget=3000", f"--log-net-log={log}",
        "--dump-dom", page.as_uri(),
    )  # fmt: skip
    assert "Larkmere Analytics" in done.stdout
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    asked = set(re.findall(r'"url":"((?:https?|file)://[^"]+)"', log.read_text()))
    ours = {url for url in asked if page.parent.name in url}
    assert ours <= {page.as_uri()}


def _words(text: str) -> str:
    return " ".join(text.split())


def test_each_page_of_the_story_is_one_printed_page(page):
    pages = [_words(each) for each in printed(page)]
    claims = [_words(claim) for claim in measured(page, MORE, 1440)["claims"]]
    # the contents name the claims, too: a claim's own page is the last that opens with it
    starts = [max(n for n, said in enumerate(pages) if said.startswith(claim)) for claim in claims]
    assert starts == list(range(starts[0], starts[0] + len(claims)))
    assert pages[starts[-1] + 1].startswith("Appendix")
    # what navigates on the screen is not on paper, what is folded there is open
    assert not any("Skip to the content" in said for said in pages)
    assert any("SHA-256" in said for said in pages)
    numbered = [re.search(r"(\d+) */ *(\d+)$", said) for said in pages]
    assert [found and found.groups() for found in numbered] == [
        (str(number), str(len(pages))) for number in range(1, len(pages) + 1)
    ]


def _read(text: str) -> str:
    """The words of a sheet or of a heading without the letters of the watermark."""
    return _words(re.sub(r"(?<!\S)[DRAFT](?!\S)", "", text))


def test_no_heading_is_stranded_at_the_foot_of_a_printed_page(page):
    heads = {_read(each) for each in measured(page, MORE, 1440)["heads"]}
    assert len(heads) > 100
    running = re.compile(r" Larkmere Analytics, 2026Q3[ -]*DRAFT( \d+ */ *\d+)?$")
    feet = [running.subn("", _read(each)) for each in printed(page)]
    assert all(found for _, found in feet), "the foot of each sheet is known"
    # the contents, on the first sheet, end with the name of a part
    stranded = [foot[-200:] for foot, _ in feet[1:] if foot.endswith(tuple(heads))]
    assert stranded == []


def test_every_answer_that_we_promise_stands_on_the_page(page):
    text = page.read_text(encoding="utf-8")
    for number, addresses in answers.rows():
        for step, name in addresses if number not in answers.UNANSWERED else ():
            place = f"{step}-{name}".replace("_", "-")
            assert f'id="{place}"' in text, f"question {number}: {step}.{name}"


@pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (1920, "light")]
)
def test_axe_finds_nothing_serious_nor_moderate(page, tmp_path, width, scheme):
    assert [each for each in violations(page, tmp_path, width, scheme) if each[0] != "minor"] == []


def violations(page, tmp_path, width: int, scheme: str) -> list[list]:
    """What axe finds in a copy: the page itself forbids scripts, ours and everybody's."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    text, policies = POLICY.subn("", page.read_text(encoding="utf-8"))
    assert policies == 1
    script = f"<script>{axe}</script><script>{AXE}</script></body>"
    copy, frame = tmp_path / "copy.html", tmp_path / "frame.html"
    copy.write_text(text.replace("</body>", script), encoding="utf-8")
    frame.write_text(FRAME.format(width=width, scheme=scheme), encoding="utf-8")
    done = chromium(
        tmp_path, "--window-size=2000,1000", "--virtual-time-budget=900000", "--dump-dom",
        frame.as_uri(),
    )  # fmt: skip
    found = re.search(r'<pre id="found">(.+?)</pre>', done.stdout, flags=re.S)
    assert found, done.stderr[-2000:]
    return json.loads(html.unescape(found[1]))
