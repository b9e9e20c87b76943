"""Survey answers: NPS twice a year and CSAT after some tickets; who has the will answers."""

from collections.abc import Iterator, Sequence

from cs_lib.sample.draws import Draws
from cs_lib.sample.events import History
from cs_lib.sample.files import Cell, day
from cs_lib.sample.plan import COMMENTS, SURVEYS, Plan
from cs_lib.sample.signals import Moment, moments, stream
from cs_lib.sample.tickets import Ticket

HEADER = ["date", "customer_id", "instrument", "score", "expectation", "touch_point", "comment"]
_NPS_MONTHS = (3, 9)
_SAID = 0.12
"""The share of NPS answers that come with words."""
_WORDS = {
    "en": (
        "We still export everything to spreadsheets.",
        "Good, once it was set up.",
        "Our planning meetings are half as long now.",
    ),
    "de": (
        "Der Support antwortet schnell, aber die Einführung hat zu lange gedauert.",
        "Solide, es fehlen noch Berichte für die Filialen.",
        "Endlich arbeiten alle mit denselben Zahlen.",
    ),
    "fr": (
        "Personne chez nous n'a été formé.",
        "Utile, mais cher pour notre taille.",
        "Nous clôturons deux jours plus tôt.",
    ),
    "es": (
        "Seguimos sin ver el resultado prometido.",
        "Funciona, falta la integración con caja.",
        "El equipo lo usa todos los días.",
    ),
    "ja": (
        "導入後の支援が足りません。",
        "便利ですが、設定が難しいです。",
        "会議の時間が半分になりました。",
    ),
}
"""What customers write, as detractors, passives and promoters, in the language of their region."""
_LANGUAGES = {
    "DACH": ("de",),
    "France": ("fr",),
    "Southern Europe": ("es", "fr"),
    "Nordics": ("en", "ja"),
}


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
                who, said = history.account.customer_id, _comment(plan, moment, score)
                yield at, who, "nps", score, expected, "relationship", said
    draws = Draws(plan.seed, SURVEYS, len(histories))
    for ticket in tickets:
        if ticket.closed and draws.chance(0.3 * (0.4 + ticket.account.will / 100)):
            score = min(5, max(1, round(4.2 - 0.5 * (ticket.status != "solved") + draws.normal())))
            yield day(ticket.closed), ticket.account.customer_id, "csat", score, 4, "support", ""


def _comment(plan: Plan, moment: Moment, score: int) -> str:
    """The words of an answer, mostly none; from a stream of their own."""
    account = moment.history.account
    draws = Draws(plan.seed, COMMENTS, account.index, moment.month)
    if not draws.chance(_SAID):
        return ""
    words = _WORDS[draws.pick(_LANGUAGES.get(account.region, ("en",)))]
    return words[(score > 6) + (score > 8)]


def _answers(history: History) -> float:
    return 0.2 + 0.6 * history.account.will / 100


def _nps(draws: Draws, moment: Moment) -> int:
    account = moment.history.account
    mood = 4.4 + 2.6 * account.will / 100 + 2.8 * account.skill / 100 - 2.0 * moment.fading
    return min(10, max(0, round(mood + 1.5 * draws.normal())))
