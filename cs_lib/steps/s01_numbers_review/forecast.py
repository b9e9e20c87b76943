"""Where will ARR be in two years? Today's customers with a band, and the trend of all ARR (M70)."""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.gates import Gate, gate
from cs_lib.books.headlines import Headline, headline
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.texts import Cell, Count, Money, Sentence, Share

ACTUAL, CUSTOMERS, TREND = "actual", "customers", "trend"
QUARTERS = "numbers_review.forecast_quarters"
YEAR = 4


def gates(books: Books, forecast: pd.DataFrame) -> tuple[Gate, ...]:
    """Does the forecast start from the last actual (R4)?"""
    if forecast.empty:
        return ()
    residual = float(forecast["opening"].iloc[0] - books.stock(books.as_of)[0])
    return (gate("R4", "The forecast starts from the last actual ARR", residual,
                 f"{len(forecast)} quarters ahead"),)  # fmt: skip


def headlines(books: Books, forecast: pd.DataFrame) -> tuple[Headline, ...]:
    """ARR of today's customers in two years (M70), where it can be told."""
    if forecast.empty:
        return ()
    return (headline(books, "M70", float(forecast["closing"].iloc[-1]), len(books.live)),)


class Reaches(Sentence):
    arr: Annotated[Money, "closing_arr"]


class Between(Sentence):
    low: Annotated[Money, "two_years_low"]
    high: Annotated[Money, "two_years_high"]


class Missed(Sentence):
    error: Share
    n: Count


class NoNew(Sentence): ...


class PlannedNew(Sentence):
    new: Annotated[Money, "new_arr"]


class IfAsBefore(Sentence):
    arr: Annotated[Money, "arr_in_two_years"]
    low: Annotated[Money, "two_years_low"]
    high: Annotated[Money, "two_years_high"]


Says = Reaches | Between | Missed | NoNew | PlannedNew | IfAsBefore


@exhibit(
    shows=charts.Lines(
        c.period_end, c.arr, c.forecast_series, low=c.arr_low, high=c.arr_high, zero=True,
        dashed=c.estimated,
    )
)  # fmt: skip
def forecast_fan(
    books: Books, forecast: pd.DataFrame, hindcast_scores: pd.DataFrame, engagement: Engagement
) -> Shown[Says] | Absent:
    """Where was ARR in eight quarters, and where will it be in eight more?"""
    if forecast.empty:
        return Absent("quarters_recorded")
    last, currency = forecast.iloc[-1], engagement.currency
    at = Cell(QUARTERS, last["period"], "closing_arr")
    say: list[Says] = [Between(Money(last["low_80"], currency), Money(last["high_80"], currency))]
    say += missed(hindcast_scores)
    say.append(newcomers(forecast, currency))
    title = Reaches(Money(last["closing"], currency, at))
    return Shown(drawn(books, forecast), title=title, say=tuple(say))


def missed(hindcast_scores: pd.DataFrame) -> list[Missed]:
    """The error of past forecasts of today's customers a year ahead."""
    row = hindcast_scores[hindcast_scores["method"].eq("drivers")].iloc[0]
    if pd.isna(row["mape_year"]):
        return []
    return [Missed(Share(row["mape_year"]), Count(int(row["n_year"])))]


def newcomers(forecast: pd.DataFrame, currency: str) -> NoNew | PlannedNew | IfAsBefore:
    """What new customers would add: as planned, else as the trend of all ARR has them."""
    last = forecast.iloc[-1]
    if pd.notna(last["with_new"]):
        return PlannedNew(Money(last["with_new"] - last["closing"], currency))
    if pd.isna(last["trend"]):
        return NoNew()
    ends = (Money(last[name], currency) for name in ("trend", "trend_low_80", "trend_high_80"))
    return IfAsBefore(*ends)


def drawn(books: Books, forecast: pd.DataFrame) -> pd.DataFrame:
    """A row a point: `period_end`, `forecast_series`, `arr`, `arr_low`, `arr_high`, `estimated`."""
    # of the day before the history began there is no snapshot
    days = [day for day in books.quarter_ends if day > books.main.calendar.date(0)]
    arr = [books.stock(day)[0] for day in days]
    known = pd.DataFrame({"period_end": pd.to_datetime(days), "arr": arr})
    today = pd.DataFrame({"period_end": [pd.Timestamp(books.as_of)],
                          "arr": [books.stock(books.as_of)[0]]})  # fmt: skip
    known = pd.concat([known, today]).drop_duplicates("period_end", keep="last")
    known = known.assign(forecast_series=ACTUAL, estimated=0.0)
    parts = [known]
    for name, column, low, high in (
        (CUSTOMERS, "closing", "low_80", "high_80"),
        (TREND, "trend", None, None),
    ):
        rows = forecast[forecast[column].notna()]
        if rows.empty:
            continue
        ahead = pd.DataFrame({"period_end": rows["period_end"], "arr": rows[column]})
        start = today.assign(arr_low=today["arr"], arr_high=today["arr"]) if low else today
        ahead = ahead.assign(arr_low=rows[low], arr_high=rows[high]) if low and high else ahead
        parts.append(pd.concat([start, ahead]).assign(forecast_series=name, estimated=1.0))
    frame = pd.concat(parts, ignore_index=True)
    frame["period_end"] = frame["period_end"].astype("datetime64[us]")
    columns = ["period_end", "forecast_series", "arr", "arr_low", "arr_high", "estimated"]
    return frame[columns]


class Moves(Sentence):
    losses: Money
    gains: Money


class KnownByName(Sentence):
    known: Money


@exhibit(
    part=Part.A2,
    shows=Table(
        c.period, c.opening_arr, c.known_losses, c.other_losses, c.known_gains, c.other_gains,
        c.signed_new, c.closing_arr, c.arr_low, c.arr_high,
    ),
)  # fmt: skip
def forecast_quarters(
    forecast: pd.DataFrame, engagement: Engagement
) -> Shown[Moves | KnownByName] | Absent:
    """What will move ARR of today's customers, quarter by quarter and year by year?"""
    if forecast.empty:
        return Absent("quarters_recorded")
    year, currency = forecast.head(YEAR), engagement.currency
    losses = -float(year[["known_losses", "other_losses"]].sum().sum())
    gains = float(year[["known_gains", "other_gains"]].sum().sum())
    known = -float(year["known_losses"].sum())
    title = Moves(Money(losses, currency), Money(gains, currency))
    return Shown(by_period(forecast), title=title, say=(KnownByName(Money(known, currency)),))


def by_period(forecast: pd.DataFrame) -> pd.DataFrame:
    """The quarters, and after each four their year: `total` rows add up the movements."""
    flows = ["known_losses", "other_losses", "known_gains", "other_gains", "signed_new"]
    names = {"opening": "opening_arr", "closing": "closing_arr", "low_80": "arr_low",
             "high_80": "arr_high"}  # fmt: skip
    rows = []
    for number in range(0, len(forecast), YEAR):
        part = forecast.iloc[number : number + YEAR]
        rows.append(part.assign(total=False))
        whole = part.iloc[[-1]].assign(
            period=f"{part['period'].iloc[0]}–{part['period'].iloc[-1]}",
            opening=part["opening"].iloc[0], total=True,
            **{name: part[name].sum() for name in flows},
        )  # fmt: skip
        rows.append(whole)
    frame = pd.concat(rows, ignore_index=True).rename(columns=names)
    return frame[["period", "opening_arr", *flows, "closing_arr", "arr_low", "arr_high", "total"]]


class NothingSold(Sentence):
    arr: Annotated[Money, "arr_in_two_years"]
    less: Money


class Choice(Sentence):
    more: Money


class NoChoice(Sentence): ...


@exhibit(
    part=Part.A2,
    shows=Table(
        c.forecast_scenario, c.arr_in_a_year, c.year_low, c.year_high, c.arr_in_two_years,
        c.two_years_low, c.two_years_high,
    ),
)  # fmt: skip
def forecast_scenarios(
    forecast: pd.DataFrame, engagement: Engagement
) -> Shown[NothingSold | Choice | NoChoice] | Absent:
    """Where will ARR be as things are, if nothing more is sold, and with the chosen measure?"""
    if forecast.empty:
        return Absent("quarters_recorded")
    last, currency = forecast.iloc[-1], engagement.currency
    at = Cell("numbers_review.forecast_scenarios", "nothing_sold", "arr_in_two_years")
    unsold = Money(last["unsold"], currency, at)
    title = NothingSold(unsold, Money(last["closing"] - last["unsold"], currency))
    more = last["with_choice"] - last["closing"]
    choice = NoChoice() if pd.isna(more) else Choice(Money(more, currency))
    return Shown(scenarios(forecast), title=title, say=(choice,))


def scenarios(forecast: pd.DataFrame) -> pd.DataFrame:
    """One row a scenario that there is: ARR in one year and in two, each with its 80 % range.

    A scenario's range is that of today's customers, as wide in relation to it.
    """
    kinds = {"as_now": "closing", "nothing_sold": "unsold", "with_choice": "with_choice",
             "with_new": "with_new", "trend": "trend"}  # fmt: skip
    rows = []
    for name, column in kinds.items():
        if forecast[column].isna().all():
            continue
        row: dict[str, object] = {"forecast_scenario": name}
        for label, place in (("year", YEAR - 1), ("two_years", 2 * YEAR - 1)):
            at = forecast.iloc[place]
            low, high = (at["low_80"] / at["closing"], at["high_80"] / at["closing"])
            if name == "trend":
                low, high = (at[f"trend_{end}_80"] / at["trend"] for end in ("low", "high"))
            arr = "arr_in_a_year" if label == "year" else "arr_in_two_years"
            row |= {arr: at[column], f"{label}_low": at[column] * low,
                    f"{label}_high": at[column] * high}  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)
