"""Whom to call first, when there is time for so many calls?

A call is worth the chance that the account leaves, times the chance that a call keeps it, times
what is at stake. The chance that a call keeps an account is the client's assumption and the same
for all, so it decides what a call is worth but not who is called first.
"""

import pandas as pd


def ranked(accounts: pd.DataFrame, stake: str, calls: int, saved: float) -> pd.DataFrame:
    """The `calls` accounts whose call is worth most, the most valuable first.

    `accounts`: risk, `stake` (what is lost with the account a year) and `callable`. Adds `at_risk`
    (risk x stake) and `call_value` (at_risk x saved).
    """
    if calls < 1 or not 0 <= saved <= 1:
        raise ValueError(f"calls must be at least 1 and saved a share, not {calls} and {saved}")
    open_ = accounts[accounts["callable"] & (accounts[stake] > 0)]
    at_risk = open_["risk"] * open_[stake]
    frame = open_.assign(at_risk=at_risk, call_value=at_risk * saved)
    ordered = frame.sort_values("call_value", ascending=False, kind="stable")
    return ordered.head(calls).reset_index(drop=True)
