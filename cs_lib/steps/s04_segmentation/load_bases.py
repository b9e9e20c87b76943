"""How unevenly do managers carry, by accounts, by ARR, by both, and by potential?

Source: S0; concept 2.15. One fair basis is not fair by another: the table says how far from it.
"""

from typing import Annotated

import pandas as pd

from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.ledger import concentration
from cs_lib.steps.s04_segmentation import twin_views
from cs_lib.texts import Cell, Code, Person, Quantity, Sentence, Share, Times

BASES = ("accounts", "arr", "accounts_and_arr", "potential")
COLUMNS = [
    "load_basis", "gini", "owner", "share_most", "owner_least", "share_least", "most_over_least",
]  # fmt: skip


def bases(accounts: pd.DataFrame) -> pd.DataFrame:
    """One row a basis (`COLUMNS`): its Gini coefficient, and who carries most and least.

    `accounts_and_arr` is the mean of the shares of both. Empty with fewer than two owners.
    """
    load = twin_views.load(accounts)
    if len(load) < 2:
        return pd.DataFrame(columns=COLUMNS)
    shares = {name: load[name] / load[name].sum() for name in ("accounts", "arr", "potential")}
    shares["accounts_and_arr"] = (shares["accounts"] + shares["arr"]) / 2
    rows = []
    for basis in BASES:
        share = shares[basis].fillna(0.0).to_numpy(float)
        most, least = int(share.argmax()), int(share.argmin())
        gini = concentration.concentration(pd.Series(share)).gini or 0.0
        times = share[most] / share[least] if share[least] else float("nan")
        who = load["owner"].tolist()
        rows.append((basis, gini, who[most], share[most], who[least], share[least], times))
    return pd.DataFrame(rows, columns=COLUMNS)


class Widest(Sentence):
    basis: Code
    times: Annotated[Times, "most_over_least"]


class Carries(Sentence):
    owner: Person
    share: Share
    other: Person
    other_share: Share


class Gini(Sentence):
    low: Quantity
    high: Quantity


@exhibit(
    part=Part.A5,
    shows=Table(
        c.load_basis, c.gini, c.owner, c.share_most, c.owner_least, c.share_least,
        c.most_over_least,
    ),
    needs=("customers",),
)  # fmt: skip
def load_bases(accounts: pd.DataFrame) -> Shown[Widest | Carries | Gini] | Absent:
    """How even is the load of your managers on each basis? (2.15)"""
    frame = bases(accounts)
    known = frame.dropna(subset=["most_over_least"])
    if known.empty:
        return Absent("owners")
    row = known.nlargest(1, "most_over_least").iloc[0]
    at = Cell("segmentation.load_bases", row["load_basis"], "most_over_least")
    title = Widest(Code("load_basis", row["load_basis"]), Times(row["most_over_least"], at))
    carries = Carries(Person(row["owner"]), Share(row["share_most"]),
                      Person(row["owner_least"]), Share(row["share_least"]))  # fmt: skip
    gini = Gini(Quantity(frame["gini"].min()), Quantity(frame["gini"].max()))
    return Shown(frame, title=title, say=(carries, gini))
