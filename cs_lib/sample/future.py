"""The months after the last day, as far as they are signed or announced."""

import datetime as dt

from cs_lib.sample.book import Ending, Line, holdings, total
from cs_lib.sample.calendar import DAY, add_months
from cs_lib.sample.events import Future
from cs_lib.sample.life import Life
from cs_lib.sample.terms import core_of


def look_ahead(life: Life) -> Future:
    """Writes the rows that run past the last day; what they will change is returned."""
    if life.account.role == "signed":
        return _signed_new(life)
    if not life.book.lines:
        return Future()
    as_of = life.plan.calendar.as_of
    if life.doomed or life.draws.chance(_notice(life, as_of)):
        return _notified(life, as_of)
    if _soon(life, as_of, 75) and life.draws.chance(0.1):
        return _signed_renewal(life)
    if not life.book.monthly and life.draws.chance(0.02):
        return _signed_expansion(life, as_of)
    return Future(known_expiry=_finish(life))


def _soon(life: Life, as_of: dt.date, days: int) -> bool:
    return not life.book.monthly and life.term_end <= as_of + DAY * days


def _notice(life: Life, as_of: dt.date) -> float:
    """The probability that notice has been given by now."""
    if life.book.monthly:
        return life.hazard(1) * 0.8
    return life.hazard(life.term) * 0.9 if _soon(life, as_of, 90) else 0.0


def _notified(life: Life, as_of: dt.date) -> Future:
    value = total(life.book.state())
    latest = max(line.start for line in life.book.lines)
    notice = max(latest, as_of - DAY * life.draws.integer(2, 45))
    end = as_of + DAY * life.draws.integer(5, 30) if life.book.monthly else life.term_end
    life.book.close_all(end, Ending(notice))
    return Future(notified=-value)


def _signed_new(life: Life) -> Future:
    account, as_of = life.account, life.plan.calendar.as_of
    signed = as_of - DAY * life.draws.integer(2, 30)
    life.book.monthly, life.term = False, max(account.term, 12)
    life.term_end = add_months(account.start, life.term)
    for item, price in life.offer.first(account.start).items():
        life.book.open(item, price, account.start, signed)
    value = total(life.book.state())
    _finish(life)
    return Future(signed_new=value)


def _signed_renewal(life: Life) -> Future:
    """The next term, signed before this one ends; known steps of this one are left out."""
    before, deal = total(life.book.state()), life.book.deal()
    signed = life.plan.calendar.as_of - DAY * life.draws.integer(2, 30)
    start = life.term_end
    life.book.close_all(start)
    for item, price in life.offer.renewed(deal, start, flat=False).items():
        life.book.open(item, price, start, signed)
    value = total(life.book.state())
    life.book.escalator = None
    life.book.close_all(add_months(start, 12))
    return Future(signed_renewal=value - before)


def _signed_expansion(life: Life, as_of: dt.date) -> Future:
    deal = life.book.deal()
    core = core_of(deal)
    day = min(as_of + DAY * life.draws.integer(1, 45), life.term_end - DAY * 30)
    added = life.offer.add_on(deal, day) if day > as_of else {}
    expiry = _finish(life)
    if not added or core in added:
        return Future(known_expiry=expiry)
    signed = as_of - DAY * life.draws.integer(1, 20)
    lines = [life.book.open(item, price, day, signed) for item, price in added.items()]
    value = total(holdings(lines))
    life.book.close_all(life.term_end)
    return Future(signed_expansion=value, known_expiry=expiry)


def _finish(life: Life) -> int:
    """Writes the running lines to their ends; what discounts that are known to expire will add.

    A discount's end is part of the contract, so its later price is a row of its own. A yearly
    rise to come is not: the row carries the `escalator` instead.
    """
    expiry = next((day for day, kind in life.steps if kind == "expire"), None)
    end = None if life.book.monthly else life.term_end
    added = 0
    for line in list(life.book.lines):
        if expiry and line.intro:
            added += _expire(life, line, expiry)
        life.book.close(line, end)
    return added


def _expire(life: Life, line: Line, day: dt.date) -> int:
    before = total(holdings([line]))
    life.book.change(line, line.expired(), day)
    return total(holdings([line])) - before
