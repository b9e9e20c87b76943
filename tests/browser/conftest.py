"""A report with every kind of thing that a step shows, as a file that a browser can open."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cs_lib import display
from cs_lib.report.html import ReportContext, render
from tests.report.toys import executed, shown

LONG = "Österreichische Verkehrsbetriebe Landesgesellschaft Süd GmbH & Co. KG <Wien>"
PARTS = [
    ("new", "New logos", 400e3),
    ("tailwind", "Seats and usage growth", 180e3),
    ("tailwind", "List-price uplift", 70e3),
    ("headwind", "Logos lost", -230e3),
    ("headwind", "Seat and usage loss", -120e3),
    ("fx", "Currency", 25e3),
]


def bridge() -> pd.DataFrame:
    """Eight quarters whose parts vary by a fixed seed."""
    rng, rows, level = np.random.default_rng(3), [], 9e6
    for quarter in range(8):
        period = f"Q{quarter % 4 + 1} {2025 + quarter // 4}"
        for rollup, label, size in PARTS:
            rows.append((period, rollup, label, round(size * rng.uniform(0.3, 1.7))))
            level += rows[-1][3]
        rows.append((period, "closing", "Closing", level))
    return pd.DataFrame(rows, columns=["period", "rollup", "label", "amount"])


def accounts() -> pd.DataFrame:
    """Twenty-six accounts, some with names that do not fit."""
    rng = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "name": [LONG if i % 5 == 0 else f"Account {i}" for i in range(26)],
            "segment": ["Large"] * 10 + ["Small"] * 16,
            "lost": -rng.lognormal(10, 1, 26),
            "share": rng.uniform(0, 0.2, 26),
            "reason": ["Acquired by a competitor's parent company", None] * 13,
            "on": pd.date_range("2026-01-31", periods=26, freq="10D"),
        }
    )


def blocks() -> list[display.Block]:
    """One of each."""
    strip, lost = bridge(), accounts()
    steps = pd.DataFrame(
        [
            ("Opening ARR", 9e6, "opening"),
            *((name, 3 * size, "up" if size > 0 else "down") for _, name, size in PARTS * 2),
            ("Closing ARR", 10.95e6, "closing"),
        ],
        columns=["label", "amount", "kind"],
    )
    shares = pd.DataFrame(
        [
            ("Headwind", LONG, -75e3, 0.75),
            ("Headwind", "Seat loss", -25e3, 0.25),
            ("Tailwind", "Seats", 40e3, 1.0),
        ],
        columns=["group", "label", "amount", "share"],
    )
    quarters = strip.pivot_table(index="label", columns="period", values="amount", sort=False)
    tiles = [(name, 12.3e6, "money_short", "n = 214") for name in ("ARR", "GRR", "NRR", "Quick")]
    text = {"title": "The finding in one sentence", "alt": "What it shows"}
    rates = pd.DataFrame({"label": ["Customer", LONG], "value": [0.914, 0.677]})
    return [
        display.tiles(pd.DataFrame(tiles, columns=["label", "value", "format", "note"])),
        display.say("ARR is **EUR 12.3m** and headwind EUR −1.2m."),
        display.waterfall(steps, unit="EUR", **text),
        display.stacked_bridge(strip, unit="EUR", **text),
        display.share_bars(shares, unit="EUR", **text),
        display.line(
            strip[strip.rollup == "closing"], "period", "amount", unit="EUR", measure="ARR", **text
        ),
        display.hbar(lost.rename(columns={"name": "label", "lost": "value"}), unit="EUR", **text),
        display.ladder(rates, **text),
        display.table(
            lost,
            columns={
                "name": ("Account", "text"),
                "on": ("Lost on", "date"),
                "lost": ("ARR lost", "money"),
                "share": ("Share of headwind", "percent"),
                "reason": ("Reason as stated", "text"),
            },
            title="26 accounts explain the headwind",
            group="segment",
            currency="EUR",
        ),
        display.table(
            quarters.reset_index(),
            columns={"label": ("Movement", "text")} | {p: (p, "money") for p in quarters},
            title="Eight quarters",
        ),
        display.table(
            lost.head(0), columns={"name": ("Account", "text")}, title="None", empty="None came."
        ),
        display.not_provided("costs", "what retention costs.", "the ledger by cost centre."),
        display.callout("The books close.", "good"),
    ]


@pytest.fixture(scope="session")
def page(tmp_path_factory):
    """The report as a file."""
    folder = tmp_path_factory.mktemp("report")
    cells = [("code", [shown(block._repr_html_())]) for block in blocks()]
    first = executed(
        folder / "00_decisions.ipynb",
        ("# Decisions: what is to be decided now?", "markdown"),
        *cells[:2],
    )
    second = executed(
        folder / "01_numbers_review.ipynb",
        ("# 1 · Numbers: what are they today?", "markdown"),
        ("## How ARR moved, and a heading that is long enough to need two lines", "markdown"),
        *cells,
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
    file.write_text(render([first, second], context), encoding="utf-8")
    return file
