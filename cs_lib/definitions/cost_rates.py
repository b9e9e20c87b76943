"""What is one unit of a cost line worth in the report's currency?

The door asks in order to refuse what cannot be told, and whoever adds the costs up asks again.
Costs are flows: each takes the rate of its own month, where ARR, a stock, takes a snapshot's.
"""

import pandas as pd


def rates(costs: pd.DataFrame, fx: pd.DataFrame | None, report: str) -> "pd.Series[float]":
    """What one unit of each cost line is worth in the report's currency; missing where unknown.

    A line without a currency is in the report's. The rate is that of the line's own month.
    """
    foreign = costs["currency"].notna() & (costs["currency"] != report)
    found = pd.Series(1.0, index=costs.index).mask(foreign)
    if fx is not None and foreign.any():
        months = fx["month"].dt.to_period("M")
        table = fx.assign(_month=months).drop_duplicates(["currency", "_month"], keep="last")
        known = table.set_index(["currency", "_month"])["rate"]
        places = pd.MultiIndex.from_arrays([costs["currency"], costs["period"].dt.to_period("M")])
        found = found.fillna(pd.Series(known.reindex(places).to_numpy(), index=costs.index))
    return found
