"""Do two steps recommend opposite things? Rules between steps, each with what decides it.

A reader finds such a pair in a minute, and then believes neither page. Each rule looks at what
earlier steps recommend for the same accounts or the same segment; what is found is printed with how
it is resolved, or as open where only the client can say.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Part, Result, Shown, Table, c, exhibit
from cs_lib.texts import Code, Count, Money, Name, Quantity, Scope, Sentence

COLUMNS = ["rule", "pair", "resolution"]
Results = Mapping[str, Result]


class _Words(Sentence):
    block: ClassVar[str | None] = "decisions.contradictions"


class SellToLeaving(_Words):
    accounts: Count
    arr: Money


class TreatLeaving(_Words):
    accounts: Count
    option: Name


class TreatUnknown(_Words):
    accounts: Count
    all: Count
    option: Name


class CutWhereNeeded(_Words):
    segment: Scope
    fewer: Quantity
    lever: Code


class CutWhatIsChosen(_Words):
    option: Name


class TakeOff(_Words): ...


class NotInTest(_Words): ...


class FindContact(_Words): ...


class PlanFirst(_Words):
    segment: Scope


class CostOfChoice(_Words): ...


Pair = SellToLeaving | TreatLeaving | TreatUnknown | CutWhereNeeded | CutWhatIsChosen
Resolution = TakeOff | NotInTest | FindContact | PlanFirst | CostOfChoice
Row = tuple[str, Pair, Resolution]


def found(results: Results, currency: str) -> pd.DataFrame:
    """One row a pair of recommendations that do not fit: rule, pair, resolution (`COLUMNS`)."""
    rows = [row for rule in RULES for row in rule(results, currency)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _leaving(results: Results) -> set[str]:
    """Accounts that gave notice, or that meet the tests for an exit."""
    due = results["numbers_review"].workings.renewals_due
    gone = set(due.loc[due["renewal_state"] == "notice_given", "account"])
    if "segmentation" in results:
        gone |= set(results["segmentation"].workings.exits["account"])
    return gone


def _sold_to(results: Results, currency: str) -> Iterator[Row]:
    """A list of what to sell names an account that is leaving."""
    if "segmentation" not in results or results["segmentation"].exhibits["largest_gaps"].absent:
        return
    listed = results["segmentation"].exhibits["largest_gaps"].frame
    accounts = results["segmentation"].workings.accounts
    by_name = accounts.set_index("name")["account"]
    bad = listed[listed["name"].map(by_name[~by_name.index.duplicated()]).isin(_leaving(results))]
    if len(bad):
        yield (
            "sell_to_leaving",
            SellToLeaving(Count(len(bad)), Money(bad["arr"].sum(), currency)),
            TakeOff(),
        )


def _chosen(results: Results) -> Name | None:
    """The ONE of step 9, as a reader says it."""
    found = results["execution"].findings if "execution" in results else ()
    names = [str(each.subject) for each in found if each.what == "the_one"]
    return Name(names[0]) if names else None


def _tested(results: Results, currency: str) -> Iterator[Row]:
    """The ONE is tried on accounts that are leaving, or where nobody is known."""
    option = _chosen(results)
    if option is None:
        return
    rows = results["execution"].workings.assignment
    rows = rows[rows["group"] == "treated"]
    going = rows["account"].isin(_leaving(results))
    if going.any():
        yield "treat_leaving", TreatLeaving(Count(int(going.sum())), option), NotInTest()
    if "personas" not in results or results["personas"].workings.people.empty:
        return
    there = results["personas"].workings.people
    known = set(there.loc[~there["gone"].astype(bool), "account"])
    unknown = ~rows["account"].isin(known)
    if unknown.any():
        pair = TreatUnknown(Count(int(unknown.sum())), Count(len(rows)), option)
        yield "treat_unknown", pair, FindContact()


def _capacity(results: Results, currency: str) -> Iterator[Row]:
    """The cost target takes managers from the segment where keeping customers is worth most."""
    if "valuation" not in results or "ltv_opportunity" not in results:
        return
    managers = results["valuation"].exhibits["managers"]
    ranking = results["ltv_opportunity"].exhibits["ranking"]
    if managers.absent or ranking.absent or ranking.frame.empty:
        return
    first = ranking.frame.iloc[0]
    rows = managers.frame[managers.frame["segment"] == first["segment"]]
    change = rows["managers_change"].dropna()
    if first["lever"] == "retention" and len(change) and change.iloc[0] <= -LEAST_POSTS:
        segment = Scope(first["segment"])
        pair = CutWhereNeeded(segment, Quantity(-change.iloc[0]), Code("lever", "retention"))
        yield "cut_where_needed", pair, PlanFirst(segment)


def _spend(results: Results, currency: str) -> Iterator[Row]:
    """Keeping customers costs more than its target, and the ONE spends more on keeping them."""
    option = _chosen(results)
    if option is None or "valuation" not in results:
        return
    over = any(each.about == "CRC" for each in results["valuation"].findings)
    if over and results["execution"].workings.decided.lever == "retention":
        yield "cut_what_is_chosen", CutWhatIsChosen(option), CostOfChoice()


LEAST_POSTS = 0.25
"""A quarter of a post: less is rounding."""
RULES: tuple[Callable[[Results, str], Iterator[Row]], ...] = (_sold_to, _tested, _capacity, _spend)


@exhibit(part=Part.A2, shows=Table(c.pair, c.resolution))
def contradictions(results: Results, engagement: Engagement) -> Shown[Pair | Resolution]:
    """Do two steps recommend opposite things, and which one decides?"""
    pairs = found(results, engagement.currency)
    return Shown(pairs if len(pairs) else None)
