"""What has the client given, and what do the data hold? An exhibit's needs are met by these."""

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.intake import Intake


def provided(engagement: Engagement, intake: Intake, books: Books) -> frozenset[str]:
    """The names of what is there: tables, stated assumptions, a year of history (`year`), and
    accounts that are customers, not their products (`customer_level`).

    Whether there were losses, new customers or terms is each exhibit's own to say.
    """
    stated = engagement.assumptions.model_dump(exclude_none=True)
    found = {*intake.tables, *(name for name, value in stated.items() if value not in ({}, ()))}
    found |= {"targets"} if engagement.targets else set()
    found |= {"stated"} if engagement.stated else set()
    found |= {"previous"} if engagement.previous else set()
    found |= {"year"} if books.year is not None else set()
    found |= {"customer_level"} if books.engagement.policies.grain != "product" else set()
    return frozenset(found)
