"""Does the cost that was shared out add up to the general ledger (M46)? Gate R8."""

from cs_lib.intake import Intake
from cs_lib.metrics import Gate
from cs_lib.numbers import count
from cs_lib.steps.economics.costs import Costs
from cs_lib.steps.economics.shares import MICRO
from cs_lib.steps.economics.spending import MONTHS
from cs_lib.steps.review.gates import gate


def gates(found: Costs | None, intake: Intake) -> tuple[Gate, ...]:
    """R8, over the twelve months and over every month alone; none without costs.

    Lines that the door kept out are no part of the ledger here: how many is said beside it.
    """
    if found is None:
        return ()
    whole = found.spent.window()
    spans = [whole, *([month] for month in whole)]
    gaps = [int(found.within(span)["micros"].sum()) - found.spent.total(span) for span in spans]
    lines = len(found.spent.within(whole))
    detail = f"{count(lines, 'ledger line')}, {MONTHS} months and each of them, in millionths"
    if "costs" in intake.quarantine:
        left = count(len(intake.quarantine["costs"]), "row")
        detail += f"; without {left} of costs in quarantine (see data quality)"
    residual = max(gaps, key=abs) / MICRO
    return (gate("R8", "cost of all motions = general ledger", residual, detail),)


def draft_reasons(checked: tuple[Gate, ...]) -> tuple[str, ...]:
    """Why the report is still a draft on account of its costs."""
    return tuple(f"{each.id} does not hold: {each.name}" for each in checked if not each.holds)
