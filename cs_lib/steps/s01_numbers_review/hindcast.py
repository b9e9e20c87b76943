"""How far off were past forecasts, and how predictable is ARR (1.20)?"""

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.texts import Code, Count, Points, Sentence, Share


class YearAhead(Sentence):
    error: Share
    n: Count


class QuarterAhead(Sentence):
    error: Share
    n: Count


class Better(Sentence):
    rule: Code
    error: Share
    naive: Share
    told_apart = ("error", "naive")


class NotBetter(Sentence):
    rule: Code
    error: Share
    naive: Share


class TooHigh(Sentence):
    bias: Points


class TooLow(Sentence):
    bias: Points


class Inside(Sentence):
    covered: Share
    n: Count


@exhibit(
    part=Part.A6,
    shows=Table(
        c.forecast_method, c.origins, c.mape_quarter, c.mape_year, c.mape_two_years, c.bias,
        c.covered_80, c.covered_95, c.n, group=c.forecast_of,
    ),
)  # fmt: skip
def hindcast(
    hindcast_scores: pd.DataFrame,
) -> Shown[YearAhead | QuarterAhead | Better | NotBetter | TooHigh | TooLow | Inside] | Absent:
    """How far off would past forecasts have been, beside naive rules?"""
    if hindcast_scores.empty:
        return Absent("quarters_recorded")
    own = hindcast_scores[hindcast_scores["forecast_of"] == "customers"].set_index("method")
    ours = own[own.index == "drivers"].iloc[0]
    rules = own.drop("drivers")
    best = str(rules["mape"].idxmin())
    compared = (Code("forecast_method", best), Share(ours["mape"]), Share(rules["mape"].min()))
    kind = Better if ours["mape"] < rules["mape"].min() else NotBetter
    bias = (TooHigh if ours["bias"] > 0 else TooLow)(Points(abs(ours["bias"])))
    say = (kind(*compared), bias, Inside(Share(ours["covered_80"]), Count(int(ours["n"]))))
    frame = hindcast_scores.rename(columns={"method": "forecast_method"})
    title: YearAhead | QuarterAhead = QuarterAhead(
        Share(ours["mape_quarter"]), Count(int(ours["origins"]))
    )
    if pd.notna(ours["mape_year"]):
        title = YearAhead(Share(ours["mape_year"]), Count(int(ours["n_year"])))
    return Shown(frame, title=title, say=say)


class Foreseen(Sentence):
    share: Share


class NotForeseen(Sentence): ...


class MissedBy(Sentence):
    error: Share
    n: Count


@exhibit(part=Part.A6, shows=Table(c.period, c.forecast_arr, c.actual_arr, c.forecast_error))
def predictability(
    past_forecasts: pd.DataFrame, books: Books
) -> Shown[Foreseen | NotForeseen | MissedBy] | Absent:
    """How much of each quarter's change could be foreseen a quarter before (1.20)?

    The score is 1 - the sum of errors / the sum of changes, by amount: 0 is as good as repeating
    the last value, 1 is perfect.
    """
    if past_forecasts.empty:
        return Absent("quarters_recorded")
    rows = past_forecasts[past_forecasts["ahead"] == 1]
    calendar = books.main.calendar
    numbers = [calendar.first_month + int(origin) + 3 for origin in rows["origin"]]
    frame = pd.DataFrame(
        {
            "period": [calendar.grid.quarter(number) for number in numbers],
            "forecast_arr": rows["forecast"].to_numpy(float),
            "actual_arr": rows["actual"].to_numpy(float),
            "forecast_error": (rows["forecast"] / rows["actual"] - 1).to_numpy(float),
        }
    )
    error = MissedBy(Share(float(frame["forecast_error"].abs().mean())), Count(len(frame)))
    score = foreseen(rows)
    title = Foreseen(Share(score)) if score > 0 else NotForeseen()
    return Shown(frame, title=title, say=(error,))


def foreseen(rows: pd.DataFrame) -> float:
    """The share of change that forecasts foresaw; 0 where they were no better than no change."""
    off = float((rows["forecast"] - rows["actual"]).abs().sum())
    moved = float((rows["opening"] - rows["actual"]).abs().sum())
    return float(np.clip(1 - off / moved, 0.0, 1.0)) if moved > 0 else 0.0
