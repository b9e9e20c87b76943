"""How few accounts make most of what you have, and of what you could have? The Lorenz curve.

Source: S2 (some customers are more valuable than others, always); concept 4.01.
"""

import numpy as np
import pandas as pd

from cs_lib.exhibits import Absent, Part, Shown, c, charts, exhibit
from cs_lib.texts import Code, Count, Sentence, Share

BASES = ("potential", "arr")
LEAST, POINTS = 10, 20
TOP = 0.2
COLUMNS = ["worth_basis", "share_of_accounts", "cumulative_share"]


class Few(Sentence):
    top: Share
    share: Share
    accounts: Count


class Beside(Sentence):
    basis: Code
    share: Share


@exhibit(
    part=Part.A5,
    shows=charts.Lines(c.share_of_accounts, c.cumulative_share, c.worth_basis, zero=True),
)
def value_curve(accounts: pd.DataFrame) -> Shown[Few | Beside] | Absent:
    """What share of ARR and of potential have the largest accounts? (4.01)"""
    known = accounts[accounts["potential"].notna()]
    if len(known) < LEAST:
        return Absent("potential")
    shares = {basis: top_share(known[basis]) for basis in BASES}
    title = Few(Share(TOP), Share(shares["potential"]), Count(top_count(len(known))))
    return Shown(curves(known), title=title, say=(Beside(Code("worth_basis", "arr"),
                 Share(shares["arr"])),))  # fmt: skip


def top_count(accounts: int) -> int:
    """How many accounts are the largest fifth, one at least?"""
    return max(1, round(TOP * accounts))


def top_share(values: "pd.Series[float]") -> float:
    """The share of the whole that the largest fifth of the accounts has."""
    ordered = np.sort(values.to_numpy(float))[::-1]
    return float(ordered[: top_count(len(ordered))].sum() / ordered.sum())


def curves(known: pd.DataFrame) -> pd.DataFrame:
    """One row a basis and twentieth of the accounts, the largest first (`COLUMNS`)."""
    at = np.linspace(0, 1, POINTS + 1)
    frames = []
    for basis in BASES:
        running = np.cumsum(np.sort(known[basis].to_numpy(float))[::-1])
        whole = np.concatenate([[0.0], running / running[-1]])
        share = np.interp(at, np.arange(len(whole)) / len(known), whole)
        frames.append(pd.DataFrame(dict(zip(COLUMNS, (basis, at, share), strict=True))))
    return pd.concat(frames, ignore_index=True)
