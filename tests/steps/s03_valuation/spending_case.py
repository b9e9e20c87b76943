"""Three Trees (`tests.steps.case`) with a general ledger small enough to share out by hand.

Month-end ARR of 2025: 136,100 from January to April, 142,100 in May, 130,100 from June on; in all
1,597,200, on average 133,100, of which 124,100 is A's (Large). New: C's 6,000 (Small). Lost: B's
12,000, and 38,700 of A's. Won on A: list prices 2,000, product B 40,800. Kept: 120,000, all of it
renewed.

Every month of 2025 customer success costs 1,000, sales 500 and the rent 200; in 2024 sales cost
400. Customer success: on-boarding 20 %, renewal 30 %, expansion 25 %, upsell 15 %, and no key for
the rest. Logged: renewal 90 minutes with A and 30 with C, on-boarding 60 with C, upselling 60 with
A.
"""

import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cs_lib import engagement as engagements
from cs_lib import intake as door
from cs_lib.books.books import Books, open_books
from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.steps import s03_valuation
from cs_lib.steps.s03_valuation import Valuation
from tests.steps import case

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
COSTS = "period,amount,ledger_account,cost_centre\n" + "".join(
    f"{month},{amount},6000,{centre}\n"
    for month in MONTHS
    for centre, amount in (
        ("cs", 1000 if month > "2025" else 700),
        ("sales", 500 if month > "2025" else 400),
        ("rent", 200),
    )
)
KEYS = """\
cost_centre,motion,share,driver,segment
cs,retain,0.20,onboarding,
cs,retain,0.30,renewal,
cs,expand,0.25,upselling,
cs,upsell,0.15,upselling,
sales,acquire,1,,
"""
ACTIVITIES = """\
date,customer_id,person,driver,minutes
2025-02-03,A,P1,renewal,90
2025-06-03,C,P2,renewal,30
2025-06-04,C,P2,onboarding,60
2025-07-01,A,P1,upselling,60
2024-07-01,C,P1,upselling,600
"""
"""The last is from before the twelve months."""
ROSTER = """\
person,role_type,fte,cost,segment
P1,CSM,1,1200,Large
P2,Junior csm,0.5,1000,Small
P3,support,1,5000,
"""
CUSTOMERS = """\
customer_id,name,size,acquired_via
A,Alder & Sons,Large,inbound
B,Birch Ltd,Small,inbound
C,Cedar Inc,Small,Referral
"""
TABLES = {
    "costs": COSTS,
    "allocation_keys": KEYS,
    "activities": ACTIVITIES,
    "roster": ROSTER,
    "customers": CUSTOMERS,
}
ENGAGEMENT = """\
client: Three Trees
as_of: 2025-12-31
currency: EUR
tables: {{{tables}}}
targets: {{{target}}}
{more}
"""


class Ledger(NamedTuple):
    """An engagement: its tables as text by name, and further keys."""

    tables: tuple[tuple[str, str], ...] = tuple(TABLES.items())
    more: str = "assumptions: {gross_margin: 0.8}"
    target: str = "crc_ratio: 0.05"

    def write(self, folder: Path) -> Path:
        """The engagement as files; returns the engagement file."""
        given = {"contracts": case.CONTRACTS, **dict(self.tables)}
        for name, text in given.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        names = ", ".join(f"{name}: {name}.csv" for name in given)
        file = folder / "engagement.yml"
        file.write_text(
            ENGAGEMENT.format(tables=names, more=self.more, target=self.target), encoding="utf-8"
        )
        return file


def without(*tables: str, **changed: str) -> Ledger:
    """The ledger without some tables, and with others changed."""
    kept = {name: text for name, text in (TABLES | changed).items() if name not in tables}
    return Ledger(tuple(kept.items()))


def assuming(assumptions: str, ledger: Ledger | None = None) -> Ledger:
    """The ledger under other assumptions."""
    return (ledger or Ledger())._replace(more=f"assumptions: {{{assumptions}}}")


class Found(NamedTuple):
    """What came through the door, and what step 3 made of it."""

    engagement: Engagement
    intake: Intake
    books: Books
    valuation: Valuation


PLAIN = Ledger()
_opened: dict[str, Books] = {}
"""Books by the text of the customer list: opening them is what takes time."""


@cache
def computed(ledger: Ledger = PLAIN) -> Found:
    """Step 3 of one ledger, computed once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        loaded = engagements.load(ledger.write(Path(folder)))
        intake = door.load(loaded)
    given = dict(ledger.tables)
    listed = given.get("customers", "") + given.get("contracts", "")
    if listed not in _opened:
        _opened[listed] = open_books(loaded, intake)
        s03_valuation.run(loaded, intake, _opened[listed])
    books = case.under(_opened[listed], loaded)
    return Found(loaded, intake, books, s03_valuation.run(loaded, intake, books))


def valuation(ledger: Ledger = PLAIN) -> Valuation:
    """What step 3 found."""
    return computed(ledger).valuation


def engagement(ledger: Ledger = PLAIN) -> Engagement:
    """The engagement as it was read."""
    return computed(ledger).engagement


def books(ledger: Ledger = PLAIN) -> Books:
    """Its books."""
    return computed(ledger).books


def opened_anew(ledger: Ledger) -> Valuation:
    """The same with books of its own, where policies decide how they are opened."""
    with tempfile.TemporaryDirectory() as folder:
        loaded = engagements.load(ledger.write(Path(folder)))
        intake = door.load(loaded)
    return s03_valuation.run(loaded, intake, open_books(loaded, intake))
