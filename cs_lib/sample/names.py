"""Invented company names, put together from syllables that mean nothing."""

from cs_lib.sample.draws import Draws

_HEADS = [
    "Osk", "Velm", "Corv", "Talv", "Brin", "Marv", "Lund", "Sorr", "Quen", "Havr", "Zell", "Pell",
    "Durn", "Ist", "Fenn", "Galt", "Jorr", "Kesk", "Nimb", "Ruv", "Ulm", "Wend", "Yarr", "Drev",
    "Plom", "Skard", "Thal", "Vos", "Brock", "Cald", "Elt", "Gren", "Hask", "Jund", "Lorm", "Mesk",
]  # fmt: skip
_TAILS = [
    "ano", "edia", "ix", "oria", "ent", "wick", "holt", "aris", "omar", "una", "eth", "ingen",
    "ova", "ulis", "ard", "emar",
]  # fmt: skip
_TRADES = {
    "Logistics": ("Logistics", "Freight", "Parcel", "Transport"),
    "Retail": ("Stores", "Markets", "Fashion", "Foods"),
    "Manufacturing": ("Works", "Machines", "Tooling", "Plastics"),
    "Healthcare": ("Clinics", "Care", "Diagnostics", "Medtech"),
    "Financial services": ("Bank", "Leasing", "Insurance", "Capital"),
    "Software": ("Systems", "Software", "Labs", "Digital"),
    "Energy": ("Energy", "Power", "Solar", "Grid"),
    "Media": ("Media", "Press", "Studios", "Events"),
}
INDUSTRIES = tuple(_TRADES)
REGIONS = ("DACH", "UK & Ireland", "Nordics", "France", "Southern Europe", "North America")
_LEGAL = {
    "DACH": ("GmbH", "AG"),
    "UK & Ireland": ("Ltd", "plc"),
    "Nordics": ("AB", "A/S", "Oy"),
    "France": ("SAS", "SA"),
    "Southern Europe": ("S.p.A.", "S.L."),
    "North America": ("Inc", "LLC"),
}
_AREAS = {
    "DACH": "Deutschland",
    "UK & Ireland": "UK",
    "Nordics": "Nordic",
    "France": "France",
    "Southern Europe": "Iberia",
    "North America": "Americas",
}


def company(draws: Draws, industry: str, region: str, taken: set[str]) -> str:
    """A new name that fits industry and region; `taken` is added to.

    A stem is used twice only when new ones have become rare, so that two companies do not look
    like one group by accident.
    """
    stem, name = _candidate(draws, industry)
    for _ in range(20):
        if stem not in taken:
            break
        stem, name = _candidate(draws, industry)
    while name in taken:
        name = f"{_candidate(draws, industry)[1]} {len(taken)}"
    taken.update((stem, name))
    return f"{name} {draws.pick(_LEGAL[region])}"


def _candidate(draws: Draws, industry: str) -> tuple[str, str]:
    stem = draws.pick(_HEADS) + draws.pick(_TAILS)
    return stem, f"{stem} {draws.pick(_TRADES[industry])}"


def subsidiary(parent: str, region: str) -> str:
    """The name of a group's company in a region."""
    return f"{parent.rsplit(' ', 1)[0]} {_AREAS[region]}"


def person(draws: Draws) -> str:
    """An invented person: an initial and a surname that means nothing."""
    return f"{draws.pick('ABCDEFGHJKLMNPRSTVWYZ')}. {draws.pick(_HEADS)}{draws.pick(_TAILS)}"
