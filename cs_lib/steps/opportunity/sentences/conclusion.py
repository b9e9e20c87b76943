"""What follows from the page: the choice to make, and what to find out before it is made."""

from cs_lib.steps.opportunity.findings import Found
from cs_lib.steps.opportunity.rows import records
from cs_lib.steps.opportunity.sentences.choices import NOTHING
from cs_lib.steps.opportunity.sentences.told import Frames, as_named, first_up, inside, named

FIRM = 0.8
"""Share of draws from which a first choice needs no further look before it is made."""


def so_what(found: Found, frames: Frames) -> str:
    """One decision: take the first choice, or test what could flip it first."""
    ranked = frames["ranking"]
    ranked = ranked[ranked["rank"].notna()]
    if ranked.empty:
        return f"{NOTHING}. Ask for contracts that reach further back."
    if found.standing is None:
        return "State what each lever can achieve, or give usage, before a lever is chosen."
    top, standing = records(ranked)[0], found.standing
    flips = frames["flips"]
    flips = flips[flips["to"] != ""]
    if standing.share >= FIRM or flips.empty:
        return f"Put {named(top)} first: nothing that is still open is likely to change it."
    first = flips.iloc[0]
    return (
        f"{first_up(named(top))} and {as_named(first['to'])} lie close together: before choosing, "
        f"find out more about the {inside(first['parameter'])}, or start with what serves both."
    )
