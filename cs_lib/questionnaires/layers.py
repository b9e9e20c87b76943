"""Which layer of C.S. - O.P.T.IN2 is the weakest? Strategy gates what is built on it.

Source: Nabeth Moore and Coullet (2017): customer centricity and service alignment are the strategic
layers; organisation, process and tools, with information and integration across them, carry the
strategy out.
"""

from typing import get_args

import pandas as pd

from cs_lib.questionnaires.answers import on_four, weighted
from cs_lib.questionnaires.model import Layer

LAYERS: tuple[str, ...] = get_args(Layer)
STRATEGY = LAYERS[:2]
COLUMNS = ["layer", "layer_kind", "items", "raters", "mean", "weakest", "strongest",
           "counts_for", "spread"]  # fmt: skip
"""`counts_for` is the mean, of an operational layer no more than the weakest strategic one."""


def by_layer(scored: pd.DataFrame) -> pd.DataFrame:
    """The layers that were scored, the weakest first (`COLUMNS`); `scored` are `items`.

    Scores are on the scale from 0 to 4, whatever that of the questionnaire.
    """
    scored = on_four(scored)
    made = {
        str(layer): (len(part), part["raters"].max(), weighted(part), part["mean"].min(),
                     part["mean"].max(), part["spread"].mean())
        for layer, part in scored.dropna(subset=["layer"]).groupby("layer")
    }  # fmt: skip
    made = {layer: row for layer, row in made.items() if row[2] == row[2]}
    limit = min((made[layer][2] for layer in STRATEGY if layer in made), default=float("inf"))
    rows = []
    for layer in LAYERS:
        if layer in made:
            count, raters, mean, weakest, strongest, spread = made[layer]
            strategic = layer in STRATEGY
            counts_for = mean if strategic else min(mean, limit)
            kind = "strategy" if strategic else "operations"
            rows.append((layer, kind, count, raters, mean, weakest, strongest, counts_for, spread))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values("mean", kind="stable", ignore_index=True)
