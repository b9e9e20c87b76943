"""How firmly does the first choice stand? Its tornado, its flip points and its share of draws."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models.ranking import Robustness, simulate
from cs_lib.numbers import money_short, number, percent, points, ratio
from cs_lib.steps.opportunity import worth
from cs_lib.steps.opportunity.ranking import NET, Terms

Ranges = Mapping[str, tuple[float, float]]
DRAWS = 2000
SPREADS: dict[str, tuple[float, float]] = {
    "addressable": (0.9, 1.1),
    "uplift": (0.5, 1.5),
    "probability": (0.6, 1.4),
    "margin": (0.9, 1.1),
    "kept": (0.97, 1.03),
    "discount_rate": (0.7, 1.3),
    "crc_ratio": (0.7, 1.3),
    "multiple": (0.5, 2.0),
}
"""Within which multiples of today's value each parameter is drawn: stated, and printed so."""
COMMON = ("margin", "discount_rate", "crc_ratio")
"""What is wrong for all choices alike, when it is wrong."""
LIMITS = dict.fromkeys(("uplift", "probability", "margin", "kept", "discount_rate"), (0.0, 1.0))
LABELS = {
    "addressable": "Addressable ARR",
    "uplift": "Achievable uplift",
    "probability": "Probability",
    "margin": "Gross margin",
    "kept": "ARR kept a year",
    "discount_rate": "Discount rate",
    "crc_ratio": "CRC ratio",
    "multiple": "Cost multiple",
}
_OF_NET = ("crc_ratio", "multiple", "margin")
NO_FLIP = "never within its limits"
FLIPS = ("parameter", "now", "flips_at", "to", "within", "above", "reach")


@dataclass(frozen=True)
class Standing:
    """The first choice, its share of draws, and the three tables about it.

    `shares`: choice, share. `flips`: parameter, now, flips_at, to (text), likeliest first; whether
    the flip lies `within` the drawn range (yes, no) and `above` today's value, and its `reach`, the
    way there over the way to the end of the range. `tornado`: label, low, high, now (score of the
    first choice).
    """

    top: str
    share: float
    shares: pd.DataFrame
    flips: pd.DataFrame
    tornado: pd.DataFrame


def standing(ranked: pd.DataFrame, known: Terms, currency: str) -> Standing | None:
    """Would another choice come first? See `models.ranking`.

    None where nothing is ranked, or where no uplift is known: one point of each is a yardstick,
    and how firmly it stands says nothing.
    """
    choices = ranked[ranked["rank"].notna()].reset_index(drop=True)
    if choices.empty or known.per_point:
        return None
    used = [name for name in SPREADS if known.basis == NET or name not in _OF_NET]
    spread = {name: SPREADS[name] for name in used} | _uplift_of(choices)
    kept = choices[["choice", *worth.PARAMETERS, "room"]]
    score = worth.net if known.basis == NET else worth.value
    found = simulate(
        kept, lambda frame: score(frame, known.years), spread, DRAWS,
        common=[name for name in COMMON if name in used],
        limits={name: ends for name, ends in LIMITS.items() if name in used},
    )  # fmt: skip
    return _told(found, spread, currency)


def _uplift_of(choices: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """The first choice's own interval where it is wider than the stated one."""
    top = choices.iloc[0]
    if pd.isna(top["low"]) or not top["uplift"] > 0:
        return {}
    least, most = SPREADS["uplift"]
    return {
        "uplift": (min(least, top["low"] / top["uplift"]), max(most, top["high"] / top["uplift"]))
    }


def _told(found: Robustness, spread: Ranges, currency: str) -> Standing:
    shares = found.share_top.sort_values(ascending=False, kind="stable")
    now = float(found.values[found.top])
    tornado = pd.DataFrame(
        [
            (
                f"{LABELS[row['parameter']]}: {said(row['parameter'], row['low'])} "
                f"to {said(row['parameter'], row['high'])}",
                row["value_low"], row["value_high"], now,
            )
            for row in found.tornado.to_dict("records")
        ],
        columns=["label", "low", "high", "now"],
    )  # fmt: skip
    table = shares.rename_axis("choice").reset_index(name="share")
    flips = _flips(found.flip_points, spread, currency)
    return Standing(found.top, float(shares[found.top]), table, flips, tornado)


def _flips(points: pd.DataFrame, spread: Ranges, currency: str) -> pd.DataFrame:
    """Flip points, the likeliest first: by the way to the flip over the way to the range's end."""
    rows = []
    for row in points.to_dict("records"):
        name, now, at = row["parameter"], row["now"], row["flips_at"]
        reach = np.nan
        if row["to"]:
            low, high = spread[name]
            room = (high if at > now else low) - 1
            reach = (at / now - 1) / room if room else np.inf
        flip = said(name, at, currency) if row["to"] else NO_FLIP
        within = "" if not row["to"] else "yes" if reach <= 1 else "no"
        rows.append(
            (
                LABELS[name],
                said(name, now, currency),
                flip,
                row["to"],
                within,
                bool(at > now),
                reach,
            )
        )
    frame = pd.DataFrame(rows, columns=list(FLIPS)).astype({"reach": float})
    return frame.sort_values("reach", kind="stable", na_position="last", ignore_index=True)


def said(parameter: str, value: float, currency: str = "") -> str:
    """A parameter's value as it reads in print."""
    if parameter == "addressable":
        return money_short(value, currency)
    if parameter == "uplift":
        return points(value).removeprefix("+")
    if parameter == "crc_ratio":
        return number(value, 3)
    return ratio(value) if parameter == "multiple" else percent(value)


def spreads() -> pd.DataFrame:
    """The stated ranges as a table: `parameter`, `least`, `most`, `moves` (together or alone)."""
    return pd.DataFrame(
        [
            (LABELS[name], low, high, "all choices together" if name in COMMON else "each alone")
            for name, (low, high) in SPREADS.items()
        ],
        columns=["parameter", "least", "most", "moves"],
    )
