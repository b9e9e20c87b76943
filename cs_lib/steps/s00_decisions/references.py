"""What do companies like this one reach? A published median for each metric, or none."""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.definitions.cost_rates import rates
from cs_lib.definitions.peers import Survey, surveys
from cs_lib.intake import Intake


def contract_value(books: Books, intake: Intake, currency: str) -> float | None:
    """ARR for each account that pays, in `currency`; None without a rate for the last month.

    Nothing is taken to be worth as much in another currency.
    """
    arr, accounts = books.stock(books.as_of)
    if not accounts:
        return None
    line = pd.DataFrame({"currency": [currency], "period": [pd.Timestamp(books.as_of)]})
    (rate,) = rates(line, intake.tables.get("fx"), books.engagement.currency)
    return None if pd.isna(rate) or not rate else float(arr / accounts / rate)


def survey_for(books: Books, intake: Intake) -> tuple[Survey, float] | None:
    """The survey whose definitions are those of this review, and the contract value in it.

    None at the level of groups or products: published rates are by customer.
    """
    if books.engagement.policies.grain != "customer":
        return None
    for survey in surveys():
        value = contract_value(books, intake, survey.currency)
        if value is not None:
            return survey, value
    return None


def medians(metrics: pd.DataFrame, books: Books, intake: Intake) -> "pd.Series[float]":
    """The published median beside each row of `metrics`; missing where there is none."""
    found = survey_for(books, intake)
    if found is None:
        return pd.Series(float("nan"), index=metrics.index)
    survey, value = found
    return metrics["metric"].map(lambda slug: survey.median(slug, value)).astype("float64")
