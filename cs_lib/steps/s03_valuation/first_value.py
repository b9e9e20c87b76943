"""How much revenue came before a customer first saw value, and how much after it (1.24)?

Source: S3, "LTV doesn't just come after success, it is because of it". Those who reached value
early are compared with those who had not, from one tenure on (a landmark, Anderson, Cain and
Gelber 1983): whoever leaves early cannot reach value late, and counting that as an effect would
flatter. Customers whose first service was not seen are in neither group.
"""

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.journeys import entered
from cs_lib.books.lives import turns
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.ledger import Ledger
from cs_lib.models.lifetime import MIN_CUSTOMERS, MIN_EVENTS
from cs_lib.models.survival import kaplan_meier
from cs_lib.texts import Count, Money, Sentence, Share

STAGE = "first_value"
LANDMARK = 6
"""Months of tenure at which it is asked who has seen value, and from which staying is counted."""
UNTIL = 18
COLUMNS = ["value_seen", "customers", "lost", "reached_share", "reached_low", "reached_high"]


class After(Sentence):
    share: Share


class Before(Sentence):
    before: Money
    after: Money


class Early(Sentence):
    share: Share
    low: Share
    high: Share
    customers: Count
    months: Count


class Late(Sentence):
    share: Share
    low: Share
    high: Share
    customers: Count


class NotByLot(Sentence): ...


class TooFew(Sentence): ...


Says = After | Before | Early | Late | NotByLot | TooFew


@exhibit(
    part=Part.A6,
    shows=Table(
        c.value_seen, c.customers, c.lost, c.reached_share, c.reached_low, c.reached_high
    ),
    needs=("milestones",),
)  # fmt: skip
def first_value(books: Books, intake: Intake, engagement: Engagement) -> Shown[Says] | Absent:
    """How much revenue comes after first value, and do those stay who see it early?"""
    ledger, currency = books.ledgers["customer"], engagement.currency
    reached = reached_in(intake.tables["milestones"], ledger)
    before, after = revenue(ledger, reached)
    if not before + after:
        return Absent("milestones")
    frame = stay(books, reached)
    title = After(Share(after / (before + after)))
    paid = Before(Money(before, currency), Money(after, currency))
    return Shown(frame, title=title, say=(paid, *_compared(frame)))


def _compared(frame: pd.DataFrame) -> tuple[Says, ...]:
    """Both groups' shares, where each has ten customers and five were lost in all."""
    known = frame[(frame["customers"] >= MIN_CUSTOMERS) & frame["reached_share"].notna()]
    if len(known) < 2 or known["lost"].sum() < MIN_EVENTS:
        return (TooFew(),)
    early, late = (
        (Share(row["reached_share"]), Share(row["reached_low"]), Share(row["reached_high"]),
         Count(row["customers"]))
        for _, row in known.iterrows()
    )  # fmt: skip
    return Early(*early, Count(UNTIL)), Late(*late), NotByLot()


def reached_in(stages: pd.DataFrame, ledger: Ledger) -> "pd.Series[int]":
    """The snapshot in whose month each customer first saw value."""
    first, calendar = entered(stages, STAGE), ledger.calendar
    numbers = [calendar.grid.number(day.date()) - calendar.first_month for day in first]
    return pd.Series(numbers, index=first.index, dtype="int64")


def revenue(ledger: Ledger, reached: "pd.Series[int]") -> tuple[float, float]:
    """Monthly revenue, from the ledger's movements, before the month of first value and from it."""
    calendar = ledger.calendar
    moved = ledger.movements(calendar.date(0), calendar.as_of)
    rows = moved[moved["account"].isin(reached.index)]
    index = np.array([calendar.index(month.date()) for month in rows["month"]], dtype=int)
    value = rows["account"].map(reached).to_numpy(dtype=int).clip(0, calendar.last + 1)
    monthly = rows["amount"].to_numpy(dtype=float) / 12
    # an amount that comes in month i is paid in every month from then to the last
    before = float((monthly * (value - index).clip(min=0)).sum())
    return before, float((monthly * (calendar.last + 1 - index)).sum()) - before


def stay(books: Books, reached: "pd.Series[int]") -> pd.DataFrame:
    """Who reached month 18, of those who had seen value by month 6 ("early") and not ("late").

    Columns: `value_seen`, `customers`, `lost`, `reached_share`, `reached_low`, `reached_high`.
    """
    moved, last = turns(books), books.ledgers["customer"].calendar.last
    starts = moved[moved["leaf"] == "new_logo"].groupby("customer")["index"].min()
    ends = moved[moved["leaf"] == "logo_churn"].groupby("customer")["index"].min()
    known = pd.DataFrame({"start": starts, "end": ends, "value": reached}).dropna(subset=["start"])
    end = known["end"].fillna(last)
    lives = known.assign(
        customer=known.index, duration=end - known["start"], ended=known["end"].notna(),
        entry=float(LANDMARK), early=known["value"] - known["start"] <= LANDMARK,
    )  # fmt: skip
    lives = lives[lives["duration"] > LANDMARK]
    rows = [_kept("early" if early else "late", part) for early, part in lives.groupby("early")]
    return pd.DataFrame(rows[::-1], columns=COLUMNS)


def _kept(group: str, lives: pd.DataFrame) -> tuple[object, ...]:
    curve = kaplan_meier(lives, 0.9)
    place = int(np.searchsorted(curve.months, UNTIL, side="right") - 1)
    known = curve.observed >= UNTIL
    seen = [edge[place] if known else np.nan for edge in (curve.survival, curve.low, curve.high)]
    return group, len(lives), curve.events, *seen
