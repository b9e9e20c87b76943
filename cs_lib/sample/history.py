"""One account from its first month to what is known of the time after the last day."""

from cs_lib.sample.book import Book
from cs_lib.sample.draws import Draws
from cs_lib.sample.events import History
from cs_lib.sample.future import look_ahead
from cs_lib.sample.life import Life
from cs_lib.sample.plan import LIFE, Account, Plan
from cs_lib.sample.terms import Offer


def live(account: Account, plan: Plan) -> History:
    """The history of one account."""
    draws = Draws(plan.seed, LIFE, account.index)
    offer = Offer(account, plan.price_rise, draws)
    book = Book(f"L{account.customer_id[1:]}", account.auto_renew)
    life = Life(account, plan, draws, offer, book, account.term)
    states = life.run()
    ahead = look_ahead(life)
    return History(
        account=account,
        rows=tuple(book.rows),
        states=states,
        events=tuple(life.events),
        exposures=tuple(life.exposures),
        treated_from=life.treated_from,
        future=ahead,
    )
