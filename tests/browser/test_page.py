"""The report in a real browser: it fits, it prints, it asks the network for nothing."""

import json
import re
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.browser
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# The page forbids scripts, so a frame around it, of the same origin, takes the measures.
MEASURE = """<!doctype html><meta charset="utf-8"><title>measure</title>
<iframe id="f" src="{page}" style="width:{width}px;height:900px;border:0"></iframe>
<pre id="o"></pre>
<script>
document.getElementById("f").addEventListener("load", (event) => {{
  const page = event.target.contentDocument, root = page.documentElement;
  const box = (node) => node.getBoundingClientRect();
  const drawn = (node) => box(node).width > 0;
  const inScroller = (node) => node.closest(".ts-scroll, pre, nav, .skip");
  const all = [...page.querySelectorAll("body *")].filter(drawn);
  document.getElementById("o").textContent = JSON.stringify({{
    width: root.clientWidth,
    scroll: root.scrollWidth,
    beyond: all.filter((n) => !inScroller(n) && !n.closest("svg"))
      .filter((n) => box(n).right > root.clientWidth + 1)
      .map((n) => n.tagName + "." + n.className).slice(0, 5),
    small: [...page.querySelectorAll("svg text")].filter(drawn)
      .map((n) => parseFloat(getComputedStyle(n).fontSize) * n.getScreenCTM().a)
      .filter((size) => size < {least}).length,
    texts: [...page.querySelectorAll("svg text")].filter(drawn).length,
    outside: [...page.querySelectorAll("svg text")].filter(drawn)
      .filter((n) => box(n).right > root.clientWidth + 1 || box(n).left < -1)
      .map((n) => n.textContent).slice(0, 5),
    side: drawn(page.querySelector("nav.side")),
    top: drawn(page.querySelector("details.top")),
    drawings: [...page.querySelectorAll("svg")].filter(drawn).length,
    figures: page.querySelectorAll("figure").length,
  }});
}});
</script>"""


def chromium(tmp_path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One headless browser with a profile of its own, and no way to the network."""
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    return subprocess.run(
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update"),
            *("--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}"),
            *arguments,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def measured(tmp_path, page, width: int, least: float) -> dict:
    """What a reader `width` pixels wide sees; SVG text smaller than `least` is counted."""
    frame = page.with_name(f"measure-{width}.html")
    frame.write_text(MEASURE.format(page=page.name, width=width, least=least), encoding="utf-8")
    done = chromium(
        tmp_path, "--window-size=1600,1000", "--virtual-time-budget=4000", "--dump-dom",
        frame.as_uri(),
    )  # fmt: skip
    found = re.search(r'<pre id="o">(.+?)</pre>', done.stdout, flags=re.S)
    assert found, done.stderr[-2000:]
    return json.loads(found[1].replace("&gt;", ">").replace("&amp;", "&").replace("&lt;", "<"))


@pytest.mark.parametrize(("width", "least"), [(1440, 10.5), (390, 9.5)])
def test_the_page_fits_its_reader(tmp_path, page, width, least):
    seen = measured(tmp_path, page, width, least)
    assert seen["width"] <= width
    assert seen["scroll"] == seen["width"], "the page scrolls sideways"
    assert seen["beyond"] == []
    assert seen["outside"] == []
    assert seen["texts"] > 50
    assert seen["small"] == 0, "letters too small to read"
    assert seen["drawings"] == seen["figures"], "one drawing of each figure, for this width"
    assert (seen["side"], seen["top"]) == (width > 980, width <= 980)


def test_opening_the_page_asks_for_nothing_and_complains_of_nothing(tmp_path, page):
    log = tmp_path / "net.json"
    done = chromium(
        tmp_path, "--enable-logging=stderr", "--virtual-time-budget=3000", f"--log-net-log={log}",
        "--dump-dom", page.as_uri(),
    )  # fmt: skip
    assert "26 accounts explain the headwind" in done.stdout
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    asked = set(re.findall(r'"url":"((?:https?|file)://[^"]+)"', log.read_text()))
    ours = {url for url in asked if page.parent.name in url}
    assert ours <= {page.as_uri()}


def test_the_page_prints_whole(tmp_path, page):
    pdf = tmp_path / "page.pdf"
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri())
    assert pdf.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = text.split("\f")[:-1]
    assert 4 <= len(pages) <= 14
    # what is folded on the screen is open on paper, what navigates is not there
    assert "Figures: The finding in one sentence" in text
    assert "Show the figures" not in text
    assert "Skip to the content" not in text
    assert "Contents" not in text
    starts = [number for number, page in enumerate(pages) if "1 · Numbers: what" in page]
    assert starts
    assert pages[starts[0]].strip().startswith("1 · Numbers")
    numbered = [re.search(r"(\d+) */ *(\d+)\s*$", page) for page in pages]
    assert [found and found.groups() for found in numbered] == [
        (str(number), str(len(pages))) for number in range(1, len(pages) + 1)
    ]
    # a caption stands on the page on which its table begins
    (caption,) = (p for p in pages if "26 accounts explain the headwind" in p)
    assert "Reason as stated" in caption
