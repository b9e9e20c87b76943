"""A report with every kind of thing that a step shows, as a file that a browser can open."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from cs_lib.display.exhibits import bundle
from cs_lib.exhibits import Exhibit, Foot, Matrix, Page, Part, Table, Tiles, c, charts
from cs_lib.report.html import ReportContext, render
from cs_lib.texts import Name, Sentence
from tests.display.charts.told import (
    DECLARED,
    STRESS,
    block,
    case,
    column,
    exhibit,
    saying,
    stressed,
)
from tests.report.toys import executed

LONG = "Österreichische Verkehrsbetriebe Landesgesellschaft Süd GmbH & Co. KG <Wien>"
SAID = "EUR 2.3m of the EUR 3.2m that comes up for renewal by March has no known decision maker"


class Says(Sentence):
    """Any words."""

    words: Name


def accounts() -> pd.DataFrame:
    """Twenty-six accounts, some with names that do not fit."""
    rng = np.random.default_rng(5)
    lost = -rng.lognormal(12, 1, 26)
    return pd.DataFrame(
        {
            "account": [LONG if i % 5 == 0 else f"Account {i}" for i in range(26)],
            "segment": ["Large"] * 10 + ["Small"] * 16,
            "amount": lost,
            "arr": lost * 3,
            "share": rng.uniform(0, 0.2, 26),
            "reason": ["Acquired by a competitor's parent company", "Price"] * 13,
            "month": pd.date_range("2026-01-31", periods=26, freq="10D"),
            "accounts": range(26),
        }
    )


def quarters() -> pd.DataFrame:
    """Five lines by nine quarters."""
    rng = np.random.default_rng(7)
    rows = []
    for line, unit, size in (
        ("Opening ARR", "money", 9e6), ("New business", "money", 4e5), ("Losses", "money", -3e5),
        ("NRR", "rate", 1.05), ("Customers", "count", 210),
    ):  # fmt: skip
        for quarter in range(9):
            name = f"Q{quarter % 4 + 1} {2024 + quarter // 4}"
            rows.append((line, name, size * rng.uniform(0.9, 1.1), unit))
    return pd.DataFrame(rows, columns=["line", "period", "value", "unit"])


TEXT = {name: column("text", name) for name in ("reason", "question", "answer", "owner")}
KEY = pd.DataFrame(
    [("ARR", "money", 14.2e6), ("NRR", "rate", 1.059), ("GRR", "rate", 0.906), ("n", "count", 214)],
    columns=["line", "unit", "value"],
)
PROSE = pd.DataFrame(
    [("Who signs?", f"{LONG} signs, and nobody else does", "Finance")] * 4,
    columns=["question", "answer", "owner"],
)
LINE = column("text", "line")
MADE = {
    "tiles": case(Tiles(LINE, c.value), KEY, "Four figures"),
    "lost": case(
        Table(c.account, c.month, c.amount, c.arr, c.share, TEXT["reason"], c.accounts,
              group=c.segment),
        accounts(), "Twenty-six accounts explain the headwind",
    ),
    "few": case(Table(c.account, c.month, c.amount, TEXT["reason"]), accounts().head(8),
                "Eight losses since January"),
    "quarters": case(Matrix(LINE, column("text", "period"), c.value), quarters(), "Nine quarters"),
    "prose": case(Table(*(TEXT[n] for n in ("question", "answer", "owner"))), PROSE, "Answers"),
}  # fmt: skip
EVERY = DECLARED | MADE
STRESSED = {
    f"{kind.__name__.lower()}_{number}": case(*stressed(kind, *STRESS[stress]), f"{stress} names")
    for kind in charts.Chart.__subclasses__()
    for number, stress in enumerate(STRESS)
}
"""Every kind of chart with one and with forty marks, long names, negative and zero values."""
PAGES = (
    ("One account explains the miss: NRR is 105.9% against 110%", ("waterfall", "lines")),
    ("New business grew; losses came back in the last two quarters", ("stacked_bridge", "heatmap")),
    ("ARR reaches EUR 18m by 2028 in the middle case", ("fan", "calendar")),
    ("Retention in Enterprise ranks first", ("dots", "tornado")),
    ("Five accounts left, all of them small", ("tiles", "few")),
)


def made(name: str) -> Exhibit:
    """The exhibit called so, with a sentence above it."""
    view, frame, *_ = (EVERY | STRESSED)[name]
    found = exhibit(name, view, frame)
    said = (Says(Name("The largest movement is one account, not a trend, and it is known")),)
    return Exhibit(
        found.step, name, Part.A5, view, "EUR", frame, None, said, (), None
    )  # fmt: skip


def output(thing) -> dict:
    """The output of a cell that shows `thing`."""
    return {"output_type": "execute_result", "data": bundle(thing), "metadata": {},
            "execution_count": 1}  # fmt: skip


def cells(stress: bool):
    """The story's pages with their exhibits, then everything as an appendix."""
    shown = [(name, [output(made(name))]) for name in STRESSED] if stress else []
    for number, (claim, names) in enumerate(PAGES, 1):
        says = tuple(Says(Name(SAID)) for _ in range(3))
        page = Page(
            "toy", "page", number, Says(Name(claim)), says[:2], says,
            Foot.of(214, dt.date(2026, 9, 30), "contracts", "B"), tuple(map(made, names)),
        )  # fmt: skip
        shown += [("page", [output(page)])]
        shown += [(name, [output(made(name))]) for name in names]
    told = {name for _, names in PAGES for name in names}
    shown += [(name, [output(made(name))]) for name in EVERY if name not in told]
    words = (
        "## What the analyst adds\n\n| Term | Meaning |\n|---|---|\n| ARR | a year's revenue |\n"
    )
    return [*shown, (words, "markdown")]


def write(folder: Path, *, stress: bool = False) -> Path:
    """The report as a file, with the charts under stress where these are asked for."""
    says = {"Says": "{{ words | name }}."}
    blocks = {name: block(view, title, heads) | says
              for name, (view, _, title, heads) in (EVERY | STRESSED).items()}  # fmt: skip
    with saying(blocks | {"page": {"Says": "{{ words | name }}"}}):
        notebook = executed(
            folder / "01_numbers_review.ipynb",
            ("# 1 · Numbers: what are they today?", "markdown"),
            *cells(stress),
        )
    context = ReportContext(
        client=LONG,
        period="2026Q3",
        as_of=dt.date(2026, 9, 30),
        currency="EUR",
        version="0.1.0",
        rerun="tensteps run acme.yml --set policies.grain=parent --set currency=EUR",
        draft_reasons=("M24 GRR is not signed off", "R2 does not hold: residual EUR 12.40"),
        inputs={f"data/a-rather-long-file-name-{i}.csv": "ab" * 32 for i in range(3)},
    )
    file = folder / "index.html"
    file.write_text(render([notebook], context), encoding="utf-8")
    return file
