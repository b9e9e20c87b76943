"""How the accounts' own success went: drawn once, written down by several tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cs_lib.sample import contacts, journey, outcomes, usage
from cs_lib.sample.book import total
from cs_lib.sample.bridge import RATE
from cs_lib.sample.events import History
from cs_lib.sample.files import Cell
from cs_lib.sample.plan import Plan


@dataclass(frozen=True)
class Success:
    """Journeys, people, outcomes; `arr` is what each account pays, or paid last, a year (report's
    currency); `usage` and `indicators` are the rows of these tables.
    """

    rates: dict[str, int]
    arr: dict[str, float]
    journeys: tuple[journey.Journey, ...]
    people: tuple[contacts.Person, ...]
    outcomes: tuple[outcomes.Outcome, ...]
    usage: tuple[Sequence[Cell], ...]
    indicators: tuple[Sequence[Cell], ...]

    def levels(self) -> dict[str, int | None]:
        """Each live account's value level by its latest measures; None where one is not known."""
        live = [j.account.customer_id for j in self.journeys if j.live]
        measures: dict[str, dict[str, float]] = {who: {} for who in live}
        _keep(measures, ((row[1], row[2], row[3]) for row in self.usage))
        _keep(measures, ((row[0], row[1], row[5]) for row in self.indicators))
        return {who: journey.level(found) for who, found in measures.items()}


def _keep(measures: dict[str, dict[str, float]], rows: Iterable[tuple[Cell, Cell, Cell]]) -> None:
    """Keeps the last value of each measure; rows come in order of time."""
    for who, metric, value in rows:
        if who in measures and value is not None:
            measures[str(who)][str(metric)] = float(value)


def draw(plan: Plan, histories: Sequence[History], rates: dict[str, int]) -> Success:
    """All of it; `rates` are the last day's."""
    arr = arr_of(histories, rates)
    journeys = journey.draw(plan, histories)
    people = contacts.draw(plan, journeys)
    wanted = outcomes.draw(plan, journeys, people, arr)
    used = tuple(usage.rows(plan, histories))
    measured = tuple(journey.indicator_rows(plan, journeys))
    return Success(rates, arr, tuple(journeys), tuple(people), tuple(wanted), used, measured)


def arr_of(histories: Sequence[History], rates: dict[str, int]) -> dict[str, float]:
    """What each account pays, or paid last, a year in the report's currency."""
    return {h.account.customer_id: _last(h) * rates[h.account.currency] / RATE / 100
            for h in histories}  # fmt: skip


def _last(history: History) -> int:
    """Cents a year at the last month end at which the account held anything."""
    return next((total(state) for state in reversed(history.states) if state), 0)
