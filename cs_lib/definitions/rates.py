"""Small pure rates on top of the ledger's sums."""


def annualise(monthly_rate: float) -> float:
    """What does a steady monthly loss rate come to in a year? 1 - (1 - c)^12.

    Shares, not percentages: 0.02 a month is 0.215 a year, not 0.24. Source: definitions M27.
    """
    return 1 - (1 - monthly_rate) ** 12


def quick_ratio(
    new: float,
    expansion: float,
    reactivation: float,
    contraction: float,
    churn: float,
    include_reactivation: bool = True,
) -> float | None:
    """How many units of ARR were won for each one lost? None when nothing was lost.

    All arguments are positive amounts in one currency. Source: definitions M33; sources of the
    field disagree on whether reactivation counts as won, hence the switch.
    """
    lost = contraction + churn
    if lost == 0:
        return None
    return (new + expansion + (reactivation if include_reactivation else 0.0)) / lost
