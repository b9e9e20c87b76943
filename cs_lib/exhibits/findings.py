"""What did a step find? Typed, so that the first page can rank it beside those of other steps.

A finding has no words: the first page, which knows all findings, writes them. Money is always of
ARR a year, so that a lost account, a missing decision maker and a price rise can be compared.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from cs_lib.books.belonging import most
from cs_lib.exhibits.pages import Grade

Basis = Literal[
    "records", "ratings", "allocated", "time_log", "estimate", "customer_word", "contacts", "plans",
    "uplift", "stated", "comparison",
]  # fmt: skip
"""What a finding is made of, in `finding_basis` of codes.yml: one of the two reasons of its grade.

The other is its size: the accounts that it rests on (`n`), and its limits.
"""


@dataclass(frozen=True)
class Finding:
    """One thing that a step found.

    what: its kind, a key of `finding` in codes.yml; topic: what a decision about it would settle:
      of one topic one decision is enough.
    evidence: the address of the exhibit that shows it.
    grade: how sure, A to D: A and B are counted from the client's records, C rests on few accounts
      or on an assumption, D on a judgement.
    good: it went well.
    money: what it costs or adds, in ARR a year, where that is known; low, high: its 90 % limits.
    touches: the ARR of the accounts that it concerns, where its cost is not known; accounts: how
      many they are.
    basis: what it is made of; n: the accounts that it rests on; None where it rests on none.
    subject: whom or what it is about, in the client's own words; about: what it is about
      in our words: the slug of a metric, an activity, a quadrant.
    owner: who answers for most of it; by: the day after which it is too late.
    waiting: what a quarter without a decision costs, in ARR.
    facts: figures of its kind, by name.
    """

    what: str
    topic: str
    evidence: str
    grade: Grade
    basis: Basis = "records"
    good: bool = False
    money: float | None = None
    low: float | None = None
    high: float | None = None
    touches: float | None = None
    accounts: int | None = None
    n: int | None = None
    subject: str | None = None
    about: str | None = None
    owner: str | None = None
    by: dt.date | None = None
    waiting: float | None = None
    facts: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # a stored result keeps them by name, and equals the one it was made from
        object.__setattr__(self, "facts", dict(sorted(self.facts.items())))

    def at_stake(self, loss_rate: float) -> float:
        """What it is worth in ARR a year, to rank by; never negative.

        Where only the ARR that it touches is known, that ARR at the rate at which the company
        loses ARR: as much as would be lost there if nothing set these accounts apart.
        """
        if self.money is not None:
            return max(self.money, 0.0)
        return max((self.touches or 0.0) * loss_rate, 0.0)


TOUCHED = ["what", "arr", "accounts", "owner", "evidence"]


def touched(what: str, rows: pd.DataFrame, evidence: str, amount: str = "arr") -> tuple[Any, ...]:
    """One row of `TOUCHED`: these accounts, by their `amount` and by who looks after most of it."""
    owner = most(rows[amount], rows["owner"])
    return what, rows[amount].sum(), len(rows), owner, evidence


def touching(
    rows: pd.DataFrame, topics: Mapping[str, str], grade: Grade, basis: Basis
) -> tuple[Finding, ...]:
    """The findings of a step's table of what touches accounts, one a row.

    `rows`: `TOUCHED` (ARR is missing where no account is known), and where there is one, subject.
    `topics`: the topic of each kind. Ratings rest on people, not accounts.
    """
    return tuple(
        Finding(
            row["what"], topics[row["what"]], row["evidence"], grade, basis,
            touches=None if pd.isna(row["arr"]) else float(row["arr"]),
            accounts=_number(row["accounts"]),
            n=None if basis == "ratings" else _number(row["accounts"]),
            subject=_text(row.get("subject")), owner=_text(row["owner"]),
        )
        for row in rows.to_dict("records")
    )  # fmt: skip


def _number(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
