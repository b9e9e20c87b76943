"""What came up for renewal and what became of it; what is signed or announced (M03, M28-M30)."""

from typing import Annotated

import pandas as pd

from cs_lib.books import renewal_rates as rates_of
from cs_lib.books.books import Books
from cs_lib.books.gates import Gate, gate
from cs_lib.books.headlines import Headline, headline
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.ledger.terms import renewals
from cs_lib.ledger.terms.renewals import Renewals
from cs_lib.texts import Cell, Count, Money, Quantity, Sentence, Share


def gates(books: Books, found: Renewals | None) -> tuple[Gate, ...]:
    """Do the lines, the lists and the rates agree?

    The first is the only one that does not go through the bridge's events: the lines are read
    again and counted as they stand, because books from which events are missing close as well.
    """
    counted = books.committed.arr - books.stock(books.as_of)[0]
    name = "Active contract lines add up to closing ARR (recomputed)"
    lines = gate("M02", name, counted, "read again, summed")
    if found is None:
        return (lines,)
    # What was renewed before the opening is due in the period, but no longer live at its start.
    early = float(found.accounts["due_early"].sum())
    listed = float(found.due["arr"].sum()) + early - renewals.rates(found).due
    share = renewals.bridge_to_grr(found).residual
    name = "Terms that end add up to the ARR up for renewal"
    due = gate("R5", name, listed, f"{len(found.due):,} lines due, early ones included")
    name = "The renewal rate reconciles to GRR"
    return lines, due, gate("M30", name, share, "residual in shares of opening ARR")


def headlines(books: Books, found: Renewals | None) -> tuple[Headline, ...]:
    """CARR, ATR and the renewal rates, as published: not known where too few lines have terms."""
    published: list[tuple[str, float | None, int]] = [
        ("M03", books.committed.carr, len(books.live))
    ]
    if found is not None:
        all_of = renewals.rates(found)
        of_due = [
            ("M28", all_of.atr), ("M29", all_of.gross), ("M29b", all_of.net),
            ("M29c", all_of.annualised),
        ]  # fmt: skip
        accounts = all_of.due_accounts if all_of.known else 0
        published += [(metric, value, accounts) for metric, value in of_due]
    return tuple(headline(books, metric, value, n) for metric, value, n in published)


class Renewed(Sentence):
    gross: Share


class AllButFew(Sentence):
    reduced: Count
    accounts: Count


class AllRenewed(Sentence):
    accounts: Count


class FewDue(Sentence):
    accounts: Count


class UpForRenewal(Sentence):
    atr: Annotated[Money, "atr"]
    share: Share
    net: Share


class ByYear(Sentence):
    years: Quantity
    annual: Share


class SmallSegments(Sentence):
    accounts: Count
    events: Count


@exhibit(
    part=Part.A2,
    shows=Table(
        c.segment, c.opening_arr, c.atr, c.atr_share, c.gross_renewal, c.net_renewal,
        c.accounts_due, c.accounts_reduced,
    ),
    needs=("year",),
)  # fmt: skip
def renewal_rates(
    books: Books,
) -> (
    Shown[Renewed | AllRenewed | AllButFew | FewDue | UpForRenewal | ByYear | SmallSegments]
    | Absent
):
    """How much of what was up for renewal was renewed, in each segment?"""
    rates = renewals.rates(books.due) if books.due else None
    if books.due is None or rates is None or not rates.atr:
        return Absent("terms")
    frame, few = rates_by_segment(books.due, *_small(books))
    whole = frame.iloc[0]
    accounts, reduced = int(whole["accounts_due"]), int(whole["accounts_reduced"])
    fewest, events = _small(books)
    title: Renewed | AllRenewed | AllButFew | FewDue = Renewed(Share(whole["gross_renewal"]))
    if accounts < fewest:
        title = FewDue(Count(accounts))
    elif not reduced:
        title = AllRenewed(Count(accounts))
    elif reduced < events:
        title = AllButFew(Count(reduced), Count(accounts))
    atr = Money(whole["atr"], books.engagement.currency,
                at=Cell("numbers_review.renewal_rates", None, "atr"))  # fmt: skip
    due = UpForRenewal(atr, Share(whole["atr_share"]), Share(whole["net_renewal"]))
    yearly: tuple[ByYear, ...] = ()
    if rates.annualised is not None and isinstance(title, Renewed):
        yearly = (ByYear(Quantity(rates.years), Share(rates.annualised)),)
    note = (SmallSegments(Count(fewest), Count(events)),) if few else ()
    return Shown(frame, title=title, say=(due, *yearly), note=note)


def _small(books: Books) -> tuple[int, int]:
    """The fewest accounts and events that a rate is made of (P26)."""
    return books.engagement.policies.small_n, books.engagement.policies.small_events


def rates_by_segment(found: Renewals, fewest: int, events: int) -> tuple[pd.DataFrame, bool]:
    """The rates of the whole company and of each segment, and whether any segment is too small.

    Columns: `segment`, `opening_arr`, `atr`, `atr_share`, `gross_renewal`, `net_renewal`,
    `accounts_due`, `accounts_reduced` (of these, those that renewed less than was due). The rates
    of a segment are missing with too few accounts, or too few that changed at their renewal.
    """
    names = {"opening": "opening_arr", "gross": "gross_renewal", "net": "net_renewal",
             "due_accounts": "accounts_due"}  # fmt: skip
    frame = rates_of.rates(found).rename(columns=names)
    accounts = found.accounts
    due = accounts["due"] + accounts["due_early"]
    renewed = accounts["renewed"] + accounts["renewed_early"]
    less, other = (due > 0) & (renewed < due), (due > 0) & (renewed != due)
    by_segment = accounts.assign(less=less, other=other).groupby("segment")[["less", "other"]].sum()
    counts = frame["segment"].map(by_segment["less"]).fillna(int(less.sum())).astype("int64")
    changed = frame["segment"].map(by_segment["other"]).fillna(int(other.sum()))
    part, thin = frame["segment"].notna(), frame["accounts_due"] < fewest
    unsure = part & (thin | (counts < events))
    lone = part.sum() < 2  # one segment is the whole company
    told = frame.assign(
        accounts_reduced=counts,
        gross_renewal=frame["gross_renewal"].mask(unsure),
        net_renewal=frame["net_renewal"].mask(part & (thin | (changed < events))),
    )
    return (told[~part], False) if lone else (told, bool(unsure.any()))


class Reconciled(Sentence):
    grr: Share
    gross: Share


class NotRenewed(Sentence):
    amount: Annotated[Money, "amount:renewal"]


class MidTerm(Sentence):
    amount: Annotated[Money, "amount:elsewhere"]


class Regained(Sentence):
    amount: Annotated[Money, "amount:offset"]


@exhibit(part=Part.A2, shows=Table(c.renewal_line, c.amount, c.share_of_opening), needs=("year",))
def renewal_to_grr(books: Books) -> Shown[Reconciled | NotRenewed | MidTerm | Regained] | Absent:
    """How does the renewal rate become gross revenue retention? (M30)"""
    gross = None if books.due is None else renewals.rates(books.due).gross
    if books.due is None or gross is None:
        return Absent("terms")
    steps = renewals.bridge_to_grr(books.due).steps
    frame = steps.rename(columns={"step": "renewal_line", "share": "share_of_opening"})
    frame = frame.assign(total=frame["renewal_line"].isin(["opening", "grr"]))
    frame = frame[(frame["amount"] != 0) | frame["total"]].drop(columns="label")
    amounts = {str(line): float(value) for line, value in steps.set_index("step")["amount"].items()}
    currency = books.engagement.currency

    def amount(line: str) -> Money:
        at = Cell("numbers_review.renewal_to_grr", line, "amount")
        return Money(abs(amounts[line]), currency, at=at)

    kinds = (("renewal", NotRenewed), ("elsewhere", MidTerm), ("offset", Regained))
    say = tuple(kind(amount(line)) for line, kind in kinds if amount(line).value)
    title = Reconciled(Share(amounts["grr"] / amounts["opening"]), Share(gross))
    return Shown(frame, title=title, say=say)


class Committed(Sentence):
    carr: Annotated[Money, "amount:carr"]


class NothingSigned(Sentence): ...


class More(Sentence):
    by: Money


class Less(Sentence):
    by: Money


class Notices(Sentence):
    accounts: Count
    arr: Annotated[Money, "amount:notified"]


@exhibit(part=Part.A2, shows=Table(c.committed_line, c.amount, c.accounts))
def committed(books: Books) -> Shown[Committed | NothingSigned | More | Less | Notices]:
    """What is ARR with what is signed or announced? (M03)"""
    found, currency = books.committed, books.engagement.currency
    parts = found.parts[found.parts["amount"] != 0].rename(columns={"part": "committed_line"})
    ends = [
        pd.DataFrame({"committed_line": [name], "amount": [amount], "total": True})
        for name, amount in (("arr_today", found.arr), ("carr", found.carr))
    ]
    middle = parts[["committed_line", "amount", "accounts"]].assign(total=False)
    frame = pd.concat([ends[0], middle, ends[1]], ignore_index=True)
    frame = frame.assign(accounts=frame["accounts"].astype("Int64"))
    if parts.empty:
        return Shown(None, title=NothingSigned())
    address = "numbers_review.committed"
    title = Committed(Money(found.carr, currency, at=Cell(address, "carr", "amount")))
    by = found.carr - found.arr
    gap = Money(abs(by), currency)
    say: tuple[More | Less | Notices, ...] = ((More if by > 0 else Less)(gap),) if round(by) else ()
    given = parts[parts["committed_line"] == "notified"]
    if len(given):
        arr = Money(-float(given["amount"].sum()), currency, at=Cell(address, "notified", "amount"))
        say = (*say, Notices(Count(int(given["accounts"].sum())), arr))
    return Shown(frame, title=title, say=say)
