"""Survey answers: NPS twice a year and CSAT after some tickets; who has the will answers."""

from collections.abc import Iterator, Sequence

from cs_lib.sample.draws import Draws
from cs_lib.sample.events import History
from cs_lib.sample.files import Cell, day
from cs_lib.sample.plan import SURVEYS, Plan
from cs_lib.sample.signals import Moment, moments, stream
from cs_lib.sample.tickets import Ticket

HEADER = ["date", "customer_id", "instrument", "score", "expectation", "touch_point"]
_NPS_MONTHS = (3, 9)


def rows(
    plan: Plan, histories: Sequence[History], tickets: Sequence[Ticket]
) -> Iterator[Sequence[Cell]]:
    """First the NPS answers, customer by customer, then the CSAT answers, ticket by ticket."""
    for history in histories:
        draws = stream(plan, SURVEYS, history)
        for moment in moments(plan, history):
            if moment.until.month in _NPS_MONTHS and draws.chance(_answers(history)):
                score = _nps(draws, moment)
                expected = min(10, max(0, score + draws.integer(-2, 2)))
                at = day(moment.day(draws))
                yield at, history.account.customer_id, "nps", score, expected, "relationship"
    draws = Draws(plan.seed, SURVEYS, len(histories))
    for ticket in tickets:
        if ticket.closed and draws.chance(0.3 * (0.4 + ticket.account.will / 100)):
            score = min(5, max(1, round(4.2 - 0.5 * (ticket.status != "solved") + draws.normal())))
            yield day(ticket.closed), ticket.account.customer_id, "csat", score, 4, "support"


def _answers(history: History) -> float:
    return 0.2 + 0.6 * history.account.will / 100


def _nps(draws: Draws, moment: Moment) -> int:
    account = moment.history.account
    mood = 4.4 + 2.6 * account.will / 100 + 2.8 * account.skill / 100 - 2.0 * moment.fading
    return min(10, max(0, round(mood + 1.5 * draws.normal())))
