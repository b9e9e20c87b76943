"""Exhibits made by hand: a declaration, a frame, heads, and one realistic case a chart."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from unittest.mock import patch

import numpy as np
import pandas as pd

from cs_lib.exhibits import Column, Exhibit, Part, ShownExhibit, View, charts, shown
from cs_lib.texts import Catalogue
from cs_lib.texts.catalogues import ROOT

SHOWN = "cs_lib.exhibits.rendering.catalogue"


@dataclass(frozen=True)
class Words(Catalogue):
    """The real texts, and blocks of a step called toy."""

    blocks: tuple[tuple[str, dict], ...] = ()

    @cached_property
    def files(self):
        return super().files | {"toy": dict(self.blocks)}


@contextmanager
def saying(blocks: dict[str, dict], language: str = "en"):
    """While this lasts, `shown` reads the toy's texts from `blocks`."""
    words = Words(language, ROOT, tuple(blocks.items()))
    with patch(SHOWN, lambda _: words):
        yield


def block(view: View, title: str, heads=None) -> dict:
    """The texts of an exhibit; heads default to the columns' names in capitals."""
    named = {c.name: c.name.capitalize() for c in view.columns}
    return {"title": title, "columns": named | (heads or {})}


def exhibit(name: str, view: View, frame: pd.DataFrame) -> Exhibit:
    """An exhibit of the toy step."""
    return Exhibit("toy", name, Part.A5, view, "EUR", frame, None, (), ())


def told(
    view: View, frame: pd.DataFrame, title: str = "The finding", heads=None, language="en"
) -> ShownExhibit:
    """What `shown` makes of a frame."""
    with saying({"chart": block(view, title, heads)}, language):
        return shown(exhibit("chart", view, frame), language)


def case(view: View, frame: pd.DataFrame, title: str = "The finding", heads=None):
    """A declared exhibit: what `told` takes."""
    return view, frame, title, heads


def column(kind, name: str) -> Column:
    """A column that is not in the vocabulary."""
    return Column(kind, name=name)


LABEL, AMOUNT, KIND = column("text", "label"), column("money", "amount"), column("code", "kind")
PERIOD, ROLLUP, PART = column("text", "period"), column("code", "rollup"), column("text", "part")
X, RATE, SERIES = column("date", "x"), column("percent", "rate"), column("text", "series")
LOW, HIGH, TARGET = (column("percent", name) for name in ("low", "high", "target"))
DASHED = column("integer", "estimated")

WATERFALL = pd.DataFrame(
    [
        ("Opening ARR", 11.912e6, "opening"),
        ("Logos lost & <gone>", -0.82e6, "down"),
        ("Seats and usage lost", -0.31e6, "down"),
        ("Price cuts", -0.12e6, "down"),
        ("Seats and usage", 1.21e6, "up"),
        ("List-price uplift", 0.42e6, "up"),
        ("Cross-sell", 0.33e6, "up"),
        ("New logos", 1.61e6, "new"),
        ("Reactivated", 0.05e6, "reactivation"),
        ("Currency", -0.06e6, "fx"),
        ("Closing ARR", 14.222e6, "closing"),
    ],
    columns=["label", "amount", "kind"],
)
PARTS = [
    ("new", "New logos", 400e3),
    ("reactivation", "Reactivated", 40e3),
    ("tailwind", "Seats and usage", 180e3),
    ("tailwind", "List-price uplift", 70e3),
    ("headwind", "Logos lost", -230e3),
    ("headwind", "Seats and usage lost", -120e3),
    ("fx", "Currency", 25e3),
]


def bridge() -> pd.DataFrame:
    """Eight quarters whose parts vary by a fixed seed."""
    rng, rows, level = np.random.default_rng(3), [], 9e6
    for quarter in range(8):
        period = f"Q{quarter % 4 + 1} {2025 + quarter // 4}"
        rows.append((period, "opening", "Opening ARR", level))
        for rollup, label, size in PARTS:
            rows.append((period, rollup, label, round(size * rng.uniform(0.3, 1.7))))
            level += rows[-1][3]
        rows.append((period, "closing", "Closing ARR", level))
    return pd.DataFrame(rows, columns=["period", "rollup", "label", "amount"])


def rates() -> pd.DataFrame:
    """NRR and GRR over nine quarter ends, each with its target; the last two are estimates."""
    ends = pd.date_range("2024-09-30", periods=9, freq="QE")
    nrr = [1.041, 1.052, 1.048, 1.063, 1.071, 1.066, 1.059, 1.052, 1.061]
    grr = [0.921, 0.918, 0.915, None, 0.911, 0.905, 0.906, 0.901, 0.905]
    rows = []
    for name, values, target in (("NRR", nrr, 1.1), ("GRR", grr, 0.92)):
        for place, (end, value) in enumerate(zip(ends, values, strict=True)):
            rows.append((end, value, name, target, int(place > 6)))
    return pd.DataFrame(rows, columns=["x", "rate", "series", "target", "estimated"])


def fan() -> pd.DataFrame:
    """One line with a forecast and its band."""
    ends = pd.date_range("2024-12-31", periods=16, freq="QE")
    rows = []
    for place, end in enumerate(ends):
        ahead = max(0, place - 7)
        value = 9e6 + place * 0.6e6
        rows.append((end, value, "ARR", value - ahead * 0.35e6 if ahead else None,
                     value + ahead * 0.4e6 if ahead else None, int(ahead > 0)))  # fmt: skip
    return pd.DataFrame(rows, columns=["x", "amount", "series", "low", "high", "estimated"])


def survival() -> pd.DataFrame:
    """Two segments' survival by months, with bands."""
    rows = []
    for name, hazard in (("Enterprise", 0.006), ("SMB", 0.02)):
        for month in range(0, 37, 3):
            kept = (1 - hazard) ** month
            rows.append((month, kept, name, max(0, kept - month * 0.003),
                         min(1, kept + month * 0.003)))  # fmt: skip
    return pd.DataFrame(rows, columns=["months", "rate", "series", "low", "high"])


DOTS = pd.DataFrame(
    [
        ("New business, whole company", 1.18, 1.02, 1.37, 1.0),
        ("Upsell: SMB", 1.23, 0.91, 1.74, 0.28),
        ("Renewal & <more>", 0.04, 0.03, 0.05, 0.13),
        ("Nothing known", None, None, None, 0.2),
        ("Without interval", 0.62, None, None, None),
    ],
    columns=["label", "ratio", "low", "high", "target"],
)
TORNADO = pd.DataFrame(
    [
        ("Achievable uplift in retention", 205e3, 988e3, "2.0 pts", "8.0 pts", 596e3),
        ("Cost of the programme", 735e3, 430e3, "EUR 90k", "EUR 210k", 596e3),
        ("Gross margin", 520e3, 655e3, "70%", "82%", 596e3),
        ("Discount rate", 625e3, 570e3, "8%", "12%", 596e3),
        ("One-sided", 650e3, 640e3, "0", "2", 596e3),
    ],
    columns=["label", "low", "high", "low_label", "high_label", "base"],
)
DUMBBELL = pd.DataFrame(
    [
        ("Enterprise: retention", 410e3, 620e3),
        ("Mid-market: retention & <more>", 380e3, 520e3),
        ("SMB: acquisition", 900e3, 560e3),
        ("SMB: upsell", 120e3, 120e3),
    ],
    columns=["label", "before", "after"],
)


def cohorts() -> pd.DataFrame:
    """A triangle of yearly cohorts by quarters, some of few accounts."""
    rng, rows = np.random.default_rng(11), []
    for place, year in enumerate(range(2019, 2027)):
        n = [34, 41, 8, 52, 47, 61, 38, 9][place]
        for quarter in range(0, 9 - place):
            kept = 1.0 if quarter == 0 else 1 + rng.normal(0.01, 0.05) * quarter
            rows.append((str(year), f"Year {quarter}", kept, n))
    return pd.DataFrame(rows, columns=["cohort", "age", "rate", "n"])


QUADRANTS = pd.DataFrame(
    [("Alder & <Sons>", 80, 70, 900e3, "high_performers"), ("Birch", 20, 60, 300e3, "unmotivated"),
     ("Cedar", 70, 20, 100e3, "untrained"), ("Dogwood", 10, 15, 50e3, "need_to_exit"),
     *((f"Tree {n}", 5 * n, 95 - 4 * n, 1e3, "untrained") for n in range(11, 19))],
    columns=["label", "will", "skill", "amount", "quadrant"],
).assign(cut_x=50.0, cut_y=50.0)  # fmt: skip
WILL, SKILL = column("integer", "will"), column("integer", "skill")
QUADRANT = Column("code", words="quadrant", name="quadrant")
BARS = pd.DataFrame(
    {
        "label": ["Ulmix & <Sons>", "Österreichische Verkehrsbetriebe Landesgesellschaft Süd KG",
                  *[f"Account $x_{i}$" for i in range(6)]],
        "amount": [1.21e6, 640e3, 410e3, 320e3, 150e3, 90e3, 45e3, 9e3],
    }
)  # fmt: skip
CALENDAR = pd.DataFrame(
    [
        (month, part, amount)
        for month, amounts in (
            ("Oct 2026", (120e3, 310e3, 40e3)), ("Nov 2026", (90e3, 0.0, 0.0)),
            ("Dec 2026", (1.2e6, 620e3, 210e3)), ("Jan 2027", (300e3, 150e3, 30e3)),
            ("Feb 2027", (70e3, 20e3, 0.0)),
        )
        for part, amount in zip(("Healthy", "At risk", "Notice given"), amounts, strict=True)
    ],
    columns=["label", "part", "amount"],
)  # fmt: skip

RUNNING, UNIT_VALUE = column("percent", "running"), Column("by_unit", name="value")
PARETO = pd.DataFrame(
    [(panel, f"{panel} {n} & <Sons>", share, sum(shares[: n + 1]), share * 1e6, kind,
      "low adoption" if n == 0 else None)
     for panel, kind, shares in (("ARR lost", "down", (0.33, 0.09, 0.05, 0.04)),
                                 ("New business", "new", (0.14, 0.13, 0.1)))
     for n, share in enumerate(shares)],
    columns=["period", "label", "rate", "running", "amount", "kind", "reason"],
)  # fmt: skip
LADDER = pd.DataFrame(
    [("ARR", "As you report it", 19.5e6, "opening", "money"),
     ("ARR", "Signed, not started", -289e3, "neutral", "money"),
     ("ARR", "ARR from contracts", 19.211e6, "closing", "money"),
     ("GRR", "As you report it", 0.92, "opening", "rate"),
     ("GRR", "Not explained", -0.047, "neutral", "points"),
     ("GRR", "Renewals only", 0.873, "level", "rate"),
     ("GRR", "ARR not up for renewal", 0.033, "neutral", "points"),
     ("GRR", "All opening ARR", 0.906, "closing", "rate")],
    columns=["period", "label", "value", "kind", "unit"],
)  # fmt: skip

DECLARED = {
    "waterfall": case(
        charts.Waterfall(LABEL, AMOUNT, KIND), WATERFALL,
        "ARR grew 19% to EUR 14.2m; one lost account explains most of the miss",
        {"amount": "ARR"},
    ),
    "stacked_bridge": case(
        charts.StackedBridge(PERIOD, ROLLUP, LABEL, AMOUNT), bridge(), heads={"amount": "ARR"}
    ),
    "lines": case(
        charts.Lines(X, RATE, SERIES, target=TARGET, dashed=DASHED), rates(),
        heads={"rate": "Retention", "estimated": "estimated"},
    ),
    "fan": case(
        charts.Lines(X, AMOUNT, SERIES, low=column("money", "low"), high=column("money", "high"),
                     dashed=DASHED),
        fan(), heads={"amount": "ARR", "low": "low, 80%", "high": "high, 80%",
                      "estimated": "forecast"},
    ),
    "survival": case(
        charts.Lines(column("integer", "months"), RATE, SERIES, LOW, HIGH, zero=True, steps=True),
        survival(), heads={"rate": "Customers still there", "months": "Months since start"},
    ),
    "dots": case(
        charts.Dots(LABEL, column("cents", "ratio"), column("cents", "low"),
                    column("cents", "high"), column("cents", "target")),
        DOTS, heads={"ratio": "Cost of EUR 1 of ARR"},
    ),
    "tornado": case(
        charts.Tornado(LABEL, column("money", "low"), column("money", "high"),
                       column("text", "low_label"), column("text", "high_label"),
                       column("money", "base")),
        TORNADO, heads={"base": "Net value", "low": "At the low end", "high": "At the high end"},
    ),
    "dumbbell": case(
        charts.Dumbbell(LABEL, column("money", "before"), column("money", "after")), DUMBBELL,
        heads={"before": "Today", "after": "Best"},
    ),
    "heatmap": case(
        charts.Heatmap(column("text", "cohort"), column("text", "age"), RATE,
                       column("integer", "n")), cohorts(), heads={"rate": "NRR"},
    ),
    "quadrants": case(charts.Quadrants(LABEL, WILL, SKILL, AMOUNT, QUADRANT), QUADRANTS),
    "bars": case(charts.Bars(LABEL, AMOUNT), BARS, heads={"amount": "ARR lost"}),
    "losses": case(
        charts.Bars(LABEL, AMOUNT, kind=KIND),
        BARS.assign(kind=["down"] * 6 + ["up", "new"], amount=BARS["amount"] * -1),
        heads={"amount": "Change in ARR"},
    ),
    "calendar": case(charts.Bars(LABEL, AMOUNT, part=PART), CALENDAR,
                     heads={"amount": "ARR to renew"}),
    "pareto": case(
        charts.Pareto(PERIOD, LABEL, RATE, RUNNING, AMOUNT, KIND, column("text", "reason")), PARETO,
        heads={"rate": "Share of the total", "running": "Cumulative share", "amount": "ARR"},
    ),
    "ladder": case(charts.Ladder(PERIOD, LABEL, UNIT_VALUE, KIND), LADDER),
}  # fmt: skip
"""One of each, with numbers of the size that a report has: view, frame, title, heads."""
CASES: dict[str, ShownExhibit] = {name: told(*each) for name, each in DECLARED.items()}


LONG_NAME = "Österreichische Verkehrsbetriebe Landesgesellschaft Süd KG, 1"
STRESS: dict[str, tuple[list[str], list[float]]] = {
    "one": (["Alder"], [1.2e6]),
    "forty": ([f"Account {n}" for n in range(40)], [1e6 - 25e3 * n for n in range(40)]),
    "long names": ([LONG_NAME + str(n) for n in range(6)], [9e5 - 1e5 * n for n in range(6)]),
    "negative": (["Alder", "Birch", "Cedar"], [4e5, -2e5, -7e5]),
    "zero": (["Alder", "Birch", "Cedar"], [0.0, 0.0, 0.0]),
}
"""How many marks, how they are called, and what they are worth."""


def stressed(kind: type[charts.Chart], labels: list[str], values: list[float]):
    """A chart of a kind with these names and values: view and frame."""
    n, total = len(labels), sum(values) or 1.0
    frame = pd.DataFrame({"label": labels, "amount": values})
    up = ["up" if value >= 0 else "down" for value in values]
    of_rows = {
        charts.Waterfall: lambda: (
            charts.Waterfall(LABEL, AMOUNT, KIND),
            pd.DataFrame({"label": ["Opening", *labels, "Closing"],
                          "amount": [1e6, *values, 1e6 + sum(values)],
                          "kind": ["opening", *up, "closing"]}),
        ),
        charts.StackedBridge: lambda: (
            charts.StackedBridge(PERIOD, ROLLUP, LABEL, AMOUNT),
            pd.DataFrame([(period, rollup, name, size * value)
                          for period, value in zip(labels, values, strict=True)
                          for rollup, name, size in (("tailwind", LONG_NAME, 1),
                                                     ("headwind", "B", -1), ("closing", "C", 3))],
                         columns=["period", "rollup", "label", "amount"]),
        ),
        charts.Lines: lambda: (
            charts.Lines(LABEL, AMOUNT, SERIES),
            pd.concat([frame.assign(series=name, amount=frame["amount"] * size)
                       for name, size in ((labels[0], 1), ("Other", 2))]),
        ),
        charts.Dots: lambda: (
            charts.Dots(LABEL, AMOUNT, column("money", "low"), column("money", "high"),
                        column("money", "target")),
            frame.assign(low=frame["amount"] - 1e5, high=frame["amount"] + 1e5, target=3e5),
        ),
        charts.Tornado: lambda: (
            charts.Tornado(LABEL, column("money", "low"), column("money", "high"),
                           column("text", "low_label"), column("text", "high_label"),
                           column("money", "base")),
            frame.assign(low=-frame["amount"], high=frame["amount"], low_label="2.0 pts",
                         high_label="8.0 pts", base=0.0),
        ),
        charts.Dumbbell: lambda: (
            charts.Dumbbell(LABEL, column("money", "before"), column("money", "after")),
            frame.assign(before=frame["amount"], after=frame["amount"][::-1].to_numpy()),
        ),
        charts.Heatmap: lambda: (
            charts.Heatmap(LABEL, column("text", "age"), AMOUNT, column("integer", "n")),
            pd.concat([frame.assign(age=f"Year {year}", n=20 - year) for year in range(3)]),
        ),
        charts.Bars: lambda: (
            charts.Bars(LABEL, AMOUNT, part=PART),
            pd.concat([frame.assign(part=part) for part in ("Due", LONG_NAME)]),
        ),
        charts.Quadrants: lambda: (
            charts.Quadrants(LABEL, WILL, SKILL, AMOUNT, QUADRANT),
            frame.assign(amount=frame["amount"].abs(), will=np.linspace(0, 100, n),
                         skill=np.linspace(100, 0, n), quadrant="untrained", cut_x=50.0,
                         cut_y=50.0),
        ),
        charts.Pareto: lambda: (
            charts.Pareto(PERIOD, LABEL, RATE, RUNNING, AMOUNT, KIND),
            pd.concat([frame.assign(period=period, kind=kind, rate=frame["amount"] / total,
                                    running=frame["amount"].cumsum() / total)
                       for period, kind in (("Lost", "down"), (LONG_NAME, "new"))]),
        ),
        charts.Ladder: lambda: (
            charts.Ladder(PERIOD, LABEL, UNIT_VALUE, KIND),
            pd.concat([
                pd.DataFrame({"period": period, "label": ["Yours", *labels, "Ours"],
                              "value": [1e6, *values, 1e6 + sum(values)], "unit": "money",
                              "kind": ["opening", *["neutral"] * n, "closing"]})
                for period in ("ARR", LONG_NAME)]),
        ),
    }  # fmt: skip
    return of_rows[kind]()
