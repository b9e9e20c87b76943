"""Is it time for a tool of customer success?

Source: S4: a company invests in customer-success software from 20 to 50 customers on (2.20).
"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Part, Shown, exhibit
from cs_lib.texts import Count, Quantity, Sentence

FROM, BY = 20, 50


class Early(Sentence):
    customers: Count


class Due(Sentence):
    customers: Count


class Past(Sentence):
    customers: Count


class Rule(Sentence):
    low: Count
    high: Count


class Scored(Sentence):
    score: Quantity


class NotScored(Sentence): ...


@exhibit(part=Part.A4)
def tool_readiness(
    books: Books, layer_scores: pd.DataFrame
) -> Shown[Early | Due | Past | Rule | Scored | NotScored]:
    """Is it time to invest in software for customer success?"""
    customers = int((books.people["arr"] > 0).sum())
    kind = Early if customers < FROM else Due if customers <= BY else Past
    tools = layer_scores[layer_scores["layer"] == "tools"]
    score = Scored(Quantity(tools["mean"].iloc[0])) if len(tools) else NotScored()
    return Shown(None, title=kind(Count(customers)), say=(Rule(Count(FROM), Count(BY)), score))
