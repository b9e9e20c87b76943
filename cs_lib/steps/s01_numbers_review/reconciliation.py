"""Do the numbers reconcile, with themselves and with what is billed?"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.gates import Gate
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.ledger.sources import reconcile
from cs_lib.texts import Code, Count, Extreme, Money, Name, Sentence


class AllAgree(Sentence):
    checks: Count


class OneDiffers(Sentence):
    checks: Count


class SomeDiffer(Sentence):
    differing: Count
    checks: Count


class NotAgainstInvoices(Sentence): ...


class AgainstInvoices(Sentence): ...


class FromInvoices(Sentence): ...


class FromSnapshots(Sentence): ...


@exhibit(part=Part.A2, shows=Table(c.check_id, c.check_name, c.check_state, c.residual))
def reconciliation(
    checks: tuple[Gate, ...], intake: Intake
) -> Shown[
    AllAgree
    | OneDiffers
    | SomeDiffer
    | NotAgainstInvoices
    | AgainstInvoices
    | FromInvoices
    | FromSnapshots
]:
    """Do the numbers reconcile?"""
    rows = [(g.id, g.name, "agrees" if g.holds else "differs", g.residual) for g in checks]
    frame = pd.DataFrame(rows, columns=["check_id", "check_name", "check_state", "residual"])
    differing = [each for each in checks if not each.holds]
    title: AllAgree | OneDiffers | SomeDiffer = AllAgree(Count(len(checks)))
    if len(differing) == 1:
        title = OneDiffers(Count(len(checks)))
    elif differing:
        title = SomeDiffer(Count(len(differing)), Count(len(checks)))
    return Shown(frame, title=title, say=(_outside(intake),))


def _outside(
    intake: Intake,
) -> NotAgainstInvoices | AgainstInvoices | FromInvoices | FromSnapshots:
    """Has ARR been checked against anything but itself? The checks above are internal."""
    contracts, invoices = "contracts" in intake.tables, "invoices" in intake.tables
    if contracts:
        return AgainstInvoices() if invoices else NotAgainstInvoices()
    return FromInvoices() if invoices else FromSnapshots()


class Billed(Sentence):
    quarter: Name
    billed: Money
    expected: Money


class LargestItem(Sentence):
    item: Code
    amount: Money
    extremes = (
        Extreme(
            "numbers_review.billings.amount", "item", by_size=True, apart=("run_rate", "billings")
        ),
    )


@exhibit(
    part=Part.A2,
    shows=Table(c.billing_item, c.amount, c.items),
    needs=("contracts", "invoices"),
)
def billings(books: Books, intake: Intake) -> Shown[Billed | LargestItem] | Absent:
    """Why do the last quarter's invoices differ from its share of ARR?"""
    if not books.quarters:
        return Absent("year")
    quarter, currency = books.quarters[-1], books.engagement.currency
    found = reconcile(
        intake.tables["contracts"],
        intake.tables["invoices"],
        quarter,
        engagement=books.engagement,
        fx=intake.tables.get("fx"),
    )
    names = {"item": "billing_item", "count": "items"}
    ends = found["item"].isin(["run_rate", "billings"])
    frame = found.rename(columns=names)[["billing_item", "amount", "items"]].assign(total=ends)
    amounts = found.set_index("item")["amount"]
    title = Billed(
        Name(quarter.label),
        Money(amounts["billings"], currency),
        Money(amounts["run_rate"], currency),
    )
    between = amounts.drop(["run_rate", "billings"])
    largest = str(between.abs().idxmax())
    item = LargestItem(Code("billing_item", largest), Money(abs(between[largest]), currency))
    shown = frame[(frame["amount"] != 0) | frame["total"]]
    return Shown(shown, title=title, say=(item,) if between.any() else ())
