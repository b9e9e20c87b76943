"""Which headline metrics does nobody vouch for yet?"""

import pandas as pd

from cs_lib.definitions.register import BY_ID, SIGN_OFF
from cs_lib.engagement import Engagement


def open_metrics(engagement: Engagement) -> pd.DataFrame:
    """The metrics of the sign-off list that are not agreed: `metric` (a slug), `disputed`.

    The latest word of each person counts: one who disputes outweighs all who agree.
    """
    rows = []
    for metric in SIGN_OFF:
        latest = {
            word.by: word.agrees
            for word in sorted(engagement.signoff, key=lambda word: word.on)
            if word.metric == metric
        }
        if not latest or not all(latest.values()):
            rows.append((BY_ID[metric].slug, bool(latest)))
    return pd.DataFrame(rows, columns=["metric", "disputed"]).astype(
        {"metric": "str", "disputed": "bool"}
    )
