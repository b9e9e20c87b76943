"""One headless browser, without a way to the network, and what a reader sees in it."""

import html
import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LEAST = {1920: 10.5, 1440: 10.5, 390: 9.5}
"""The smallest letters that are read on a screen so wide."""
# The page forbids scripts, so a frame around it, of the same origin, takes the measures.
MEASURE = """<!doctype html><meta charset="utf-8"><title>measure</title>
<iframe id="f" src="{page}"
  style="width:{width}px;height:900px;border:0;color-scheme:{scheme}"></iframe>
<pre id="o"></pre>
<script>
document.getElementById("f").addEventListener("load", (event) => {{
  const page = event.target.contentDocument, root = page.documentElement;
  const box = (node) => node.getBoundingClientRect();
  const drawn = (node) => box(node).width > 0;
  const inScroller = (node) => node.closest(".ts-scroll, pre, nav, .skip");
  const all = [...page.querySelectorAll("body *")].filter(drawn);
  const ids = new Set([...page.querySelectorAll("[id]")].map((n) => n.id));
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
{more}  }});
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


@cache
def measured(page: Path, more: str, width: int, scheme: str = "light") -> dict[str, Any]:
    """What a reader `width` pixels wide sees: the measures above, and `more` of the page's own."""
    frame = page.with_name(f"measure-{width}-{scheme}.html")
    text = MEASURE.format(page=page.name, width=width, scheme=scheme, least=LEAST[width], more=more)
    frame.write_text(text, encoding="utf-8")
    done = chromium(
        frame.with_suffix(""), "--window-size=2000,1000", "--virtual-time-budget=6000",
        "--dump-dom", frame.as_uri(),
    )  # fmt: skip
    found = re.search(r'<pre id="o">(.+?)</pre>', done.stdout, flags=re.S)
    assert found, done.stderr[-2000:]
    measures: dict[str, Any] = json.loads(html.unescape(found[1]))
    return measures


def check_fit(seen: dict[str, Any], width: int) -> None:
    """Nothing is wider than the reader's screen, and all of it can be read."""
    assert seen["width"] <= width
    assert seen["scroll"] == seen["width"], "the page scrolls sideways"
    assert seen["beyond"] == []
    assert seen["outside"] == []
    assert seen["texts"] > 50
    assert seen["small"] == 0, "letters too small to read"


@cache
def printed(page: Path) -> list[str]:
    """The printed pages as text; skips where there is no program to read them."""
    pdf = page.with_suffix(".pdf")
    chromium(
        page.with_name("print"), "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()
    )
    assert pdf.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    return text.split("\f")[:-1]
