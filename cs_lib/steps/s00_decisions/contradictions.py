"""Do two steps recommend opposite things? Rules between steps, each with what decides it.

A reader finds such a pair in a minute, and then believes neither page. Each rule looks at what
earlier steps recommend for the same accounts or the same segment; what is found is printed with how
it is resolved, or as open where only the client can say.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

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


def _workings(results: Results, *stems: str) -> tuple[Any, ...] | None:
    """The workings of these steps; None unless all were computed."""
    if any(stem not in results for stem in stems):
        return None
    return tuple(results[stem].workings for stem in stems)


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


def _treated(results: Results) -> tuple[pd.DataFrame, Name] | None:
    known = _workings(results, "execution")
    if known is None or known[0].decided is None:
        return None
    rows = known[0].assignment
    option = known[0].decided.option.replace("-", " ").replace("_", " ")
    return rows[rows["group"] == "treated"], Name(option)


def _tested(results: Results, currency: str) -> Iterator[Row]:
    """The ONE is tried on accounts that are leaving, or where nobody is known."""
    treated = _treated(results)
    if treated is None or treated[0].empty:
        return
    rows, option = treated
    going = rows["account"].isin(_leaving(results))
    if going.any():
        yield "treat_leaving", TreatLeaving(Count(int(going.sum())), option), NotInTest()
    people = _workings(results, "personas")
    if people is None or people[0].people.empty:
        return
    there = people[0].people
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
    known = _workings(results, "execution")
    if known is None or known[0].decided is None or "valuation" not in results:
        return
    over = [each for each in results["valuation"].findings if each.about == "CRC"]
    if over and known[0].decided.lever == "retention":
        option = known[0].decided.option.replace("-", " ").replace("_", " ")
        yield "cut_what_is_chosen", CutWhatIsChosen(Name(option)), CostOfChoice()


LEAST_POSTS = 0.25
"""A quarter of a post: less is rounding."""
RULES: tuple[Callable[[Results, str], Iterator[Row]], ...] = (_sold_to, _tested, _capacity, _spend)


@exhibit(part=Part.A2, shows=Table(c.pair, c.resolution))
def contradictions(results: Results, engagement: Engagement) -> Shown[Pair | Resolution]:
    """Do two steps recommend opposite things, and which one decides?"""
    pairs = found(results, engagement.currency)
    return Shown(pairs if len(pairs) else None)
