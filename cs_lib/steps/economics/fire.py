"""Does it cost a unit to renew a unit? The fire-fighter's test.

"If the fire-fighter model is still in operation and a company needs to spend for example 1$ to
generate 1$ of renewal, then the CS role is not moving the needle forwards" (S4).
"""

import pandas as pd

from cs_lib.steps.economics.ratios import PER_RETAINED, RENEWAL

FAILS, PASSES, UNKNOWN = "fails", "passes", "not known"
LIMIT = 1.0
"""Units spent for a unit renewed, or kept, from which on nothing is gained."""


def table(ratios: pd.DataFrame) -> pd.DataFrame:
    """The test by segment. Columns: `segment`, `renewal`, `retained`, `verdict`, `note`.

    `renewal` is the renewal driver's cost for a unit renewed (M43c), `retained` the whole of CRC
    for a unit retained (M43b); one of them at 1 fails.
    """
    columns = ["segment", "renewal", "retained", "verdict", "note"]
    rows = ratios[ratios["variant"].isin([RENEWAL, PER_RETAINED])]
    made = []
    for segment, part in rows.groupby("segment", sort=False):
        values = part.set_index("variant")["value"]
        known = values.dropna()
        verdict = FAILS if (known >= LIMIT).any() else PASSES if len(known) == 2 else UNKNOWN
        notes = "; ".join(dict.fromkeys(filter(None, part.loc[part["value"].isna(), "note"])))
        made.append((segment, values[RENEWAL], values[PER_RETAINED], verdict, notes))
    return pd.DataFrame(made, columns=columns)
