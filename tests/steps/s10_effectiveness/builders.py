"""What the tests of step 10 share: accounts of a test, and rows of what was judged."""

import pandas as pd

from cs_lib.steps.s10_effectiveness import trials


def judged(**more: object) -> pd.DataFrame:
    """One test, done, with an effect; `more` replaces columns."""
    row: dict[str, object] = {
        "option": "sprint", "play": "sprint", "start": pd.Timestamp("2025-01-01"),
        "verdict_day": pd.Timestamp("2025-12-31"), "due": True, "treated": 100, "compared": 80,
        "treated_lost": 5, "compared_lost": 12, "treated_rate": 0.05, "compared_rate": 0.15,
        "effect": -0.10, "effect_low": -0.18, "effect_high": -0.02, "ratio": 0.33,
        "ratio_low": 0.1, "ratio_high": 0.9, "chance": 0.02, "placebo_chance": 0.02,
        "e_value": 5.5, "e_value_limit": 1.5, "effect_expected": -0.05, "done_share": 1.0,
        "done_target": 0.9, "done": True, "works": "yes", "loop_verdict": "keep",
    }  # fmt: skip
    return pd.DataFrame([row | more], columns=trials.COLUMNS)


def unknown(**more: object) -> pd.DataFrame:
    """One test, done, with 8 treated, 7 compared and 2 lost: too few for a rate (P26: 10 and 5)."""
    few: dict[str, object] = dict.fromkeys(trials.FIGURES, float("nan"))
    few |= {"treated": 8, "compared": 7, "treated_lost": 0, "compared_lost": 2}
    return judged(**few | {"works": "too_few", "loop_verdict": "wait"} | more)
