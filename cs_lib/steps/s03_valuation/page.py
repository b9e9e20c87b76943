"""Page 7: what EUR 1 of ARR costs against its target, and the team that the target funds."""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Exhibit, Foot, Said, page
from cs_lib.exhibits.pages import Grade
from cs_lib.steps.s03_valuation import lifetime
from cs_lib.steps.s03_valuation.acquisition_cost import Returns
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.ratios import open_share
from cs_lib.steps.s03_valuation.unit_costs import Ratio, cents, company
from cs_lib.steps.s03_valuation.variants import ABOVE
from cs_lib.texts import Cell, Code, Money, Sentence

MUCH_OPEN = 0.05
"""A share of the ledger without a key from which on the ratios themselves are grade C."""


class Above(Sentence):
    activity: Code
    one: Money
    cost: Annotated[Money, "unit_cost"]
    target: Annotated[Money, "target"]
    told_apart = ("cost", "target")


class Within(Above):
    """No ratio is above its target."""


class Untargeted(Sentence):
    activity: Code
    one: Money
    cost: Annotated[Money, "unit_cost"]


class Save(Sentence):
    saved: Annotated[Money, "cost:definition"]


class Keep(Sentence):
    """Nothing to correct."""


class SetTargets(Sentence):
    """Targets come first."""


class Together(Sentence):
    """The team is not sized from one ratio alone."""


class TogetherLogged(Sentence):
    """The same, and nobody moves between segments before time is logged."""


class AlsoAbove(Above):
    """Another ratio above its target."""


class BeyondYear(Sentence):
    won: Code


Says = (
    Above
    | Within
    | Untargeted
    | Save
    | Keep
    | SetTargets
    | Together
    | TogetherLogged
    | AlsoAbove
    | BeyondYear
    | lifetime.Judged
    | Returns
)


@page(number=7, exhibits=("unit_costs", "managers"))
def unit_economics(
    ratios: pd.DataFrame,
    costs: pd.DataFrame,
    coverage: Coverage,
    managers: Exhibit,
    ltv: pd.DataFrame,
    engagement: Engagement,
    books: Books,
) -> Said[Says]:
    """What does growth cost against target, and which team does that fund?"""
    known = company(engagement, ratios)
    aimed = [each for each in known.values() if each.target is not None]
    # The miss that matters is the one that costs most a year, not the largest in per cent.
    above = sorted((each for each in aimed if each.over > 0), key=lambda each: -each.over)
    first = above[0] if above else aimed[0] if aimed else next(iter(known.values()))
    so_what: list[Says] = []
    if above:
        at = Cell("valuation.ratio_variants", f"{first.name}_{ABOVE}", "cost")
        so_what.append(Save(Money(first.over, engagement.currency, at=at)))
    else:
        so_what.append(Keep() if aimed else SetTargets())
    if not managers.absent:
        split = managers.frame["segment"].notna().any()
        so_what.append(TogetherLogged() if split and not coverage.enough else Together())
    worth, cost = lifetime.judged(ltv, engagement), lifetime.against_cost(ltv)
    so_what += [] if worth is None else [worth]
    bullets: list[Says] = [_beside(AlsoAbove, each, engagement) for each in above[1:2]]
    beyond = [name for name in ("CAC", "CEC", "CUC") if name in known and known[name].value > 1]
    bullets += [BeyondYear(Code("won_arr", name)) for name in beyond[:1]]
    bullets += [] if cost is None else [cost]
    if not aimed:
        claim: Says = Untargeted(*_told(first, engagement))
    else:
        claim = _beside(Above if above else Within, first, engagement)
    foot = Foot.of(len(books.live), books.as_of, "costs", grade_of(costs))
    return Said(claim, so_what=tuple(so_what), bullets=tuple(bullets), foot=foot)


def grade_of(costs: pd.DataFrame) -> Grade:
    """How sure are the ratios, by how much of the ledger has no key?"""
    return "C" if open_share(costs) > MUCH_OPEN else "B"


def _told(ratio: Ratio, engagement: Engagement) -> tuple[Code, Money, Money]:
    one = Money(1.0, engagement.currency)
    return Code("activity", ratio.name), one, cents(ratio.value, engagement, ratio.name)


def _beside(kind: type[Above], ratio: Ratio, engagement: Engagement) -> Above:
    assert ratio.target is not None
    return kind(*_told(ratio, engagement), Money(ratio.target, engagement.currency))
