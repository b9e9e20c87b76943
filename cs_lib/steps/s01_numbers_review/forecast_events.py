"""Which events are known by name, and at which rates does the rest move?"""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.ledger.lines.hierarchy import UNASSIGNED
from cs_lib.texts import Count, Extreme, Money, Scope, Sentence, Share

LISTED = 40


class KnownToGo(Sentence):
    accounts: Count
    lost: Money


class NoneToGo(Sentence): ...


class KnownToCome(Sentence):
    gained: Money


@exhibit(part=Part.A5, shows=Table(c.account, c.account_segment, c.event, c.effective, c.amount))
def forecast_events(
    forecast: pd.DataFrame, known_events: pd.DataFrame, engagement: Engagement
) -> Shown[KnownToGo | NoneToGo | KnownToCome] | Absent:
    """Which contract events of the next two years are known by name?"""
    if forecast.empty:
        return Absent("quarters_recorded")
    if known_events.empty:
        return Shown(None, title=NoneToGo())
    going = known_events[known_events["amount"] < 0]
    coming, currency = known_events.drop(going.index), engagement.currency
    title: KnownToGo | NoneToGo = NoneToGo()
    if len(going):
        lost = Money(-float(going["amount"].sum()), currency)
        title = KnownToGo(Count(going["account"].nunique()), lost)
    say = (KnownToCome(Money(float(coming["amount"].sum()), currency)),) if len(coming) else ()
    size = known_events["amount"].abs().rank(method="first", ascending=False)
    frame = known_events[size <= LISTED].assign(
        account=known_events["name"],
        account_segment=known_events["segment"].where(known_events["segment"] != UNASSIGNED),
    )
    return Shown(frame, title=title, say=say)


class Believed(Sentence):
    segment: Scope
    trust: Share
    extremes = (Extreme("numbers_review.forecast_rates.loss_trust", "segment"),)


class OneRate(Sentence):
    loss: Share
    accounts: Count


class Portfolio(Sentence):
    accounts: Count


@exhibit(
    part=Part.A6,
    shows=Table(
        c.segment, c.accounts, c.loss_seen, c.loss_used, c.loss_trust, c.gain_seen, c.gain_used,
        c.gain_trust,
    ),
)  # fmt: skip
def forecast_rates(
    forecast_by_segment: pd.DataFrame,
) -> Shown[Believed | OneRate | Portfolio] | Absent:
    """At which rates does each segment lose and gain, as seen and as used?"""
    frame = forecast_by_segment
    if frame.empty:
        return Absent("quarters_recorded")
    accounts = Count(int(frame["accounts"].sum()))
    if len(frame) == 1:
        frame = frame.assign(segment=None)  # one segment is the whole company
        return Shown(frame, title=OneRate(Share(frame["loss_used"].iloc[0]), accounts))
    top = frame.nlargest(1, "loss_trust").iloc[0]
    title = Believed(Scope(top["segment"]), Share(top["loss_trust"]))
    return Shown(frame, title=title, say=(Portfolio(accounts),))
