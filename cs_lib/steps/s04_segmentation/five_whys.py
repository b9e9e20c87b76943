"""Why are able accounts unmotivated? A card an account: the first why from your data, four to ask.

Source: S1 (5-Why on the unmotivated). Stop where the cause is not under your control: then no
effort of yours changes it.
"""

from collections.abc import Callable

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s04_segmentation import quadrants
from cs_lib.texts import Count, Money, Sentence, Share

CARDS = 10
BLANKS = ("second_why", "third_why", "fourth_why", "fifth_why", "under_control")


class NoSponsor(Sentence): ...


class Steps(Sentence):
    share: Share


class Seats(Sentence):
    share: Share


class Attends(Sentence):
    below: Share


class Works(Sentence):
    below: Share


class Asks(Sentence):
    below: Share


class Unknown(Sentence): ...


Why = NoSponsor | Steps | Seats | Attends | Works | Asks | Unknown
_SHARES: dict[str, Callable[[Share], Why]] = {"answered": Steps, "seats_used": Seats}
_PLACES: dict[str, Callable[[Share], Why]] = {
    "attendance": Attends, "intensity": Works, "engagement": Asks
}  # fmt: skip
_SIGNS = ("sponsor", *_SHARES, *_PLACES)


def first_why(signs: "pd.Series[float]", places: "pd.Series[float]") -> Why:
    """What does the weakest sign of will say? Of those below the middle, the rarest to be so weak.

    `signs`: an account's indicators, 0 to 100; `places`: the share of accounts as weak or weaker.
    """
    weak = signs.index[signs < quadrants.MIDDLE]
    if not len(weak):
        return Unknown()
    name = str(places[weak].idxmin())
    level = float(signs[name]) / 100
    if name in _SHARES:
        return _SHARES[name](Share(level))
    return _PLACES[name](Share(1 - level)) if name in _PLACES else NoSponsor()


class Cards(Sentence):
    accounts: Count
    arr: Money


class Largest(Sentence):
    cards: Count


class Nobody(Sentence): ...


class Stop(Sentence): ...


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.arr, c.owner, c.first_why, c.second_why, c.third_why, c.fourth_why,
        c.fifth_why, c.under_control,
    ),
    needs=("usage",),
)  # fmt: skip
def five_whys(
    accounts: pd.DataFrame, indicators: pd.DataFrame, engagement: Engagement
) -> Shown[
    NoSponsor | Steps | Seats | Attends | Works | Asks | Unknown | Cards | Largest | Nobody | Stop
] | Absent:  # fmt: skip
    """Why do accounts that can succeed not want to? (4.09)"""
    if accounts["quadrant"].isna().all():
        return Absent("signs")
    able = accounts[accounts["quadrant"].eq(quadrants.UNMOTIVATED).fillna(False)]
    if able.empty:
        return Shown(None, title=Nobody())
    rows = able.nlargest(CARDS, "arr")
    signs = indicators.set_index("account").reindex(columns=list(_SIGNS))
    places = signs.rank(pct=True)
    whys = [first_why(signs.loc[each], places.loc[each]) for each in rows["account"]]
    frame = rows.assign(
        account=rows["name"], first_why=pd.Series(whys, index=rows.index, dtype=object),
        **dict.fromkeys(BLANKS, ""),
    )  # fmt: skip
    title = Cards(Count(len(able)), Money(able["arr"].sum(), engagement.currency))
    more = (Largest(Count(len(rows))),) if len(able) > len(rows) else ()
    return Shown(frame, title=title, say=(*more, Stop()))
