"""A small step: one table, one line of sentences, one page, over workings worked by hand."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cs_lib.exhibits import Absent, Foot, Part, Result, Said, Shown, Table, c, exhibit, page
from cs_lib.texts import Cell, Money, Name, Scope, Sentence


@dataclass(frozen=True)
class Workings:
    by_segment: pd.DataFrame


class Largest(Sentence):
    segment: Scope
    arr: Money


class Whole(Sentence):
    arr: Money
    owner: Name


@exhibit(part=Part.A5, shows=Table(c.segment, c.accounts, c.arr))
def revenue(by_segment: pd.DataFrame) -> Shown[Largest | Whole] | Absent:
    """Which segment earns most?"""
    parts = by_segment[by_segment["segment"].notna()].sort_values("arr", ascending=False)
    if parts.empty:
        return Absent("segments")
    top = parts.iloc[0]
    at = Cell("toy.revenue", top["segment"], "arr")
    title = Largest(Scope(top["segment"]), Money(top["arr"], "EUR", at=at))
    whole = by_segment[by_segment["segment"].isna()].iloc[0]
    amount = Money(whole["arr"], "EUR", at=Cell("toy.revenue", None, "arr"))
    return Shown(by_segment, title=title, say=(Whole(amount, Name("**B** <b>x</b>")),))


@exhibit(part=Part.A6, needs=("costs",))
def cost() -> Shown[Sentence]:
    """What does it cost?"""
    raise AssertionError("not asked for without costs")


@page(number=3, exhibits=("revenue",))
def earning(by_segment: pd.DataFrame) -> Said[Largest]:
    """Where does revenue come from?"""
    claim = Largest(Scope("SMB"), Money(9_000.0, "EUR"))
    return Said(claim, so_what=(claim,), foot=Foot.of(3, dt.date(2026, 9, 30), "contracts", "A"))


@dataclass(frozen=True)
class Toy(Result, step="toy"):
    workings: Workings
    revenue = revenue
    cost = cost
    earning = earning


TEXTS = {
    "s01_toy": """
revenue:
  title: "unused"
  Largest: "**{{ segment | scope }}** earns most, {{ arr | money }}"
  Whole: "{{ owner | name }} earned {{ arr | full }}."
  note: "ARR at month end."
cost:
  absent: "Costs would show what a customer costs."
earning:
  Largest: "{{ segment | scope }} earns {{ arr | money }}"
""",
}


def frame() -> pd.DataFrame:
    """Two segments, one of them called like a total, and the whole company."""
    return pd.DataFrame(
        {
            "segment": ["All", "SMB", None],
            "accounts": [1, 2, 3],
            "arr": [12_000.0, 9_000.0, 21_000.0],
        }
    )


def toy(provided=("contracts",), by_segment=None) -> Toy:
    """The result of a run of the toy step."""
    workings = Workings(frame() if by_segment is None else by_segment)
    return Toy.made(workings, currency="EUR", provided=provided)
