"""The segments of the invented company, and the planted rates its accounts live by."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Segment:
    """How accounts of one size class look and behave; rates are a year unless they say month."""

    name: str
    share: float
    seats: float
    spread: float
    largest: int
    tiers: tuple[float, float, float]
    terms: tuple[tuple[int, float], ...]
    churn: float
    discount: tuple[int, int]
    add_ons: float
    grow_month: float
    reshape: tuple[float, float]
    experience: str
    accounts_per_csm: int


ENTERPRISE = Segment(
    name="Enterprise",
    share=0.12,
    seats=155,
    spread=0.7,
    largest=900,
    tiers=(0.0, 0.35, 0.65),
    terms=((12, 0.45), (24, 0.25), (36, 0.30)),
    churn=0.055,
    discount=(12, 28),
    add_ons=0.55,
    grow_month=0.065,
    reshape=(0.30, 0.16),
    experience="high-touch",
    accounts_per_csm=12,
)
MID_MARKET = Segment(
    name="Mid-market",
    share=0.33,
    seats=54,
    spread=0.5,
    largest=320,
    tiers=(0.15, 0.65, 0.2),
    terms=((12, 0.8), (24, 0.14), (1, 0.06)),
    churn=0.11,
    discount=(4, 18),
    add_ons=0.35,
    grow_month=0.05,
    reshape=(0.26, 0.17),
    experience="mid-touch",
    accounts_per_csm=32,
)
SMB = Segment(
    name="SMB",
    share=0.55,
    seats=15,
    spread=0.55,
    largest=70,
    tiers=(0.65, 0.32, 0.03),
    terms=((12, 0.66), (1, 0.34)),
    churn=0.19,
    discount=(0, 10),
    add_ons=0.18,
    grow_month=0.025,
    reshape=(0.22, 0.17),
    experience="tech-touch",
    accounts_per_csm=85,
)
SEGMENTS = (ENTERPRISE, MID_MARKET, SMB)

QUADRANTS = ("High Performers", "Untrained", "Unmotivated", "Need to Exit")
CHURN_BY_QUADRANT = {
    "High Performers": 0.45,
    "Untrained": 0.95,
    "Unmotivated": 1.15,
    "Need to Exit": 1.90,
}


def quadrant(skill: int, will: int) -> str:
    """The Skill/Will quadrant (S1); 50 counts as high."""
    return QUADRANTS[(will < 50) * 2 + (skill < 50)]
