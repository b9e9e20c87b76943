"""The definition register, and the two kinds of figure that every step hands on.

The register is the one place where a metric's name, formula, unit, grain and source stand; the
report prints it and `results/headlines.json` uses its ids. Sources: GASP and SMSB (SaaS metrics
standards boards), ChartMogul, Recurly, fightchurn (C. Gold), S2 (the Ten Steps).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Unit = Literal["money", "rate", "count", "ratio"]


@dataclass(frozen=True)
class Metric:
    """One definition: what is measured, by which formula, in which unit and at which grain.

    `slug` is the metric's name in the engagement file (`stated`, `targets`); `better` says
    which direction is good.
    """

    id: str
    slug: str
    name: str
    formula: str
    unit: Unit
    grain: str
    source: str
    better: Literal["higher", "lower", "neither"] = "neither"


@dataclass(frozen=True)
class Headline:
    """One published figure. `value` is None where it is undefined (no losses, no history).

    `n` counts the accounts behind it; a rate on few of them is greyed in the report.
    """

    id: str
    name: str
    value: float | None
    unit: Unit
    grain: str
    segment: str
    period_start: dt.date
    period_end: dt.date
    n: int


@dataclass(frozen=True)
class Gate:
    """One reconciliation that must hold before a report may be called final."""

    id: str
    name: str
    holds: bool
    residual: float
    detail: str


LINE, CUSTOMER, LEAF = "contract line", "reporting grain", "customer and product"
SEGMENT = "segment"

REGISTER: tuple[Metric, ...] = (
    Metric("M01", "mrr", "MRR", "sum of the monthly value of active recurring lines; annual / 12, quarterly / 3, weekly x 52 / 12, term / months", "money", LINE, "GASP; SMSB", "higher"),
    Metric("M02", "arr", "ARR", "12 x MRR", "money", LINE, "GASP", "higher"),
    Metric("M02b", "arr_incl_usage", "ARR incl. usage", "ARR + 12 x the average of the last three months' usage lines; in no rate and no bridge", "money", LINE, "policy P09"),
    Metric("M03", "carr", "CARR (committed ARR)", "ARR + signed, not started (a renewal: the difference) + steps in signed terms - notified churn not yet effective", "money", CUSTOMER, "memo; P02", "higher"),
    Metric("M04", "new_logo_arr", "New logo ARR", "V1 when V0 = 0 and never active before; or back after the win-back gap", "money", CUSTOMER, "ChartMogul", "higher"),
    Metric("M05", "reactivation", "Reactivation", "V1 when V0 = 0 and active before, gap within the policy; and what resumes after a pause (P13)", "money", CUSTOMER, "policy P01", "higher"),
    Metric("M06", "logos_lost", "Logo churn (ARR of logos lost)", "V0 when V1 = 0", "money", CUSTOMER, "S2", "lower"),
    Metric("M07", "quantity", "Quantity change", "(q1 - q0) p0", "money", LEAF, "price-volume split, quantity first"),
    Metric("M08", "list_price", "List-price change", "q1 (l1 - l0) (1 - d0)", "money", LEAF, "price-volume split, list price second"),
    Metric("M09", "discount", "Discount change", "-q1 l1 (d1 - d0)", "money", LEAF, "price-volume split, discount last; ChartMogul books an expiring discount as expansion"),
    Metric("M10", "tier", "Tier migration", "v1 - v0 across a product family", "money", LEAF, "S2 upselling; downgrades are price erosion"),
    Metric("M11", "new_product", "New product (cross-sell)", "v1 on a product not held at opening by an active customer", "money", LEAF, "S2 upselling"),
    Metric("M12", "product_drop", "Product drop", "v0 on a product not held at closing by a customer who stays", "money", LEAF, "S2 price erosion"),
    Metric("M13", "unallocated", "Unallocated change", "v1 - v0 when quantity or price is missing; never spread over other leaves", "money", LEAF, "this kit"),
    Metric("M14", "transfer", "Transfer", "moves between parents; nets to 0", "money", CUSTOMER, "this kit"),
    Metric("M15", "bridge", "Bridge identity", "opening + leaves + FX = closing", "money", CUSTOMER, "this kit"),
    Metric("M16", "headwind", "Headwind", "logos lost + negative M07-M10 + M12 + paused (P13)", "money", CUSTOMER, "S2: Logos Lost + Price Erosion", "lower"),
    Metric("M17", "tailwind", "Tailwind", "positive M07-M10 + M11", "money", CUSTOMER, "S2: Expansion (including pricing) + Upselling", "higher"),
    Metric("M20", "gross_churn", "Gross churn", "losses on customers present at opening, twelve-month pair of snapshots", "money", "component", "S2; = opening x (1 - GRR at component grain)", "lower"),
    Metric("M21", "net_churn", "Net churn", "gross churn - gains on the same customers; reactivation not included", "money", "component", "S2; ChartMogul and Chargebee include reactivation", "lower"),
    Metric("M22", "gross_churn_rate", "Gross churn rate", "M20 / opening ARR", "rate", "component", "fightchurn", "lower"),
    Metric("M23", "logo_churn_rate", "Logo churn rate", "accounts lost / accounts at opening", "rate", CUSTOMER, "S2", "lower"),
    Metric("M24", "grr", "GRR", "sum of min(V1, V0) / sum of V0, over accounts present at opening; V1 without what resumed (P13)", "rate", CUSTOMER, "SMSB: capped at 100 %", "higher"),
    Metric("M25", "nrr", "NRR", "sum of V1 / sum of V0, over accounts present at opening; V1 without what resumed (P13)", "rate", CUSTOMER, "SMSB; Vitally", "higher"),
    Metric("M26", "nrr_ex_price", "NRR without price rises", "(sum of V1 - positive list-price change) / sum of V0", "rate", CUSTOMER, "this kit: is it volume or price?", "higher"),
    Metric("M28", "atr", "ATR (available to renew)", "opening ARR whose term ends in the period, auto-renewing or not; renewed early: at the original date, or at the new one (early_renewals); lines without an end are never due", "money", LINE, "Gainsight; policy P15"),
    Metric("M29", "gross_renewal_rate", "Gross renewal rate", "renewed ARR, capped at each account's ATR / ATR", "rate", CUSTOMER, "Gainsight: renewals due", "higher"),
    Metric("M29b", "net_renewal_rate", "Net renewal rate", "renewed ARR including what was sold at the renewal / ATR", "rate", CUSTOMER, "Gainsight: renewals due", "higher"),
    Metric("M30", "renewal_bridge", "Renewal rate to GRR", "GRR = 1 - ATR share x (1 - gross renewal rate) - other losses / opening + gains on the account's other part", "rate", CUSTOMER, "this kit: an identity where due and not due stand apart"),
    Metric("M31", "cohort_retention", "Cohort retention", "V(t) / V(0) by quarter or year of first service, ARR at constant rates and logos; not yet seen = empty", "rate", CUSTOMER, "ChartMogul", "higher"),
    Metric("M32", "controllable_churn", "Controllable churn", "gross churn with a controllable reason / opening ARR", "rate", CUSTOMER, "S1: 0 for High Performers", "lower"),
    Metric("M33", "quick_ratio", "Quick ratio", "(new + expansion + reactivation) / (churn + contraction), twelve months", "ratio", CUSTOMER, "ChartMogul; Baremetrics leaves reactivation out", "higher"),
    Metric("M40", "cac_ratio", "CAC ratio", "acquisition cost, as long before as it takes / new logo ARR of the twelve months", "ratio", SEGMENT, "S2; Benchmarkit: new CAC ratio; D. Kellogg's six questions are answered beside it", "lower"),
    Metric("M41", "cac", "CAC per logo", "acquisition cost / new logos of the twelve months", "money", SEGMENT, "S2; payback in months = CAC / (new ARR a month and logo x gross margin)", "lower"),
    Metric("M42", "crc", "CRC (customer retention cost)", "all cost that the allocation keys give to retention, twelve months; discounts and lost opportunities are no cost of it", "money", SEGMENT, "S2; elements: Totango, Zorian", "lower"),
    Metric("M43", "crc_ratio", "CRC ratio", "CRC / average ARR of the twelve month ends", "ratio", SEGMENT, "S2: cents for each dollar of ARR", "lower"),
    Metric("M43b", "crc_per_retained", "CRC per unit retained", "CRC / (GRR x opening ARR)", "ratio", SEGMENT, "this kit", "lower"),
    Metric("M43c", "renewal_cost_ratio", "Renewal cost ratio", "cost of the renewal driver / renewed ARR, capped at ATR; at 1 a unit is spent to renew a unit", "ratio", SEGMENT, "Rike; S4: the fire-fighter", "lower"),
    Metric("M43d", "crc_per_customer", "CRC per customer", "CRC / accounts at the last day; or / accounts retained", "money", SEGMENT, "Mosaic; Totango; a memo only"),
    Metric("M44", "cec_ratio", "CEC ratio", "expansion cost / expansion ARR won (M07+, M08+, M09+)", "ratio", SEGMENT, "S2; price rises may be left out", "lower"),
    Metric("M45", "cuc_ratio", "CUC ratio", "upsell cost / upsell ARR won (M10+, M11)", "ratio", SEGMENT, "S2", "lower"),
    Metric("M46", "cost_closure", "Cost closure", "acquire + retain + expand + upsell + other + unallocated = general ledger", "money", "general ledger", "this kit: gate R8"),
    Metric("M47", "marginal_cost", "Marginal cost of a lever", "what one more unit of ARR costs; an average ratio is not marginal, so it is given or it is not known", "ratio", "lever", "this kit"),
    Metric("M48", "magic_number", "Magic number (ARR variant)", "(ARR at the quarter's end - ARR at its start) / acquisition cost of the quarter before", "ratio", "company", "Scale VP, who take (subscription revenue Q - Q-1) x 4", "higher"),
    Metric("M49", "ltv1", "LTV-1 (not for decisions)", "ARPA / monthly logo churn; not shown where nobody left or few did (M52)", "money", SEGMENT, "S2: first variant"),
    Metric("M50", "ltv2", "LTV-2", "ARPA x gross margin / monthly logo churn", "money", SEGMENT, "S2: second variant; the margin is given by the client or there is none"),
    Metric("M51", "ltv3", "LTV-3", "sum over the horizon of ARPA x (gross margin - CRC ratio) x survival / (1 + discount) ^ (month / 12)", "money", SEGMENT, "S2: third variant; survival from the client's own lives", "higher"),
    Metric("M53", "ltv_cac", "LTV:CAC", "LTV-3 / CAC per logo", "ratio", SEGMENT, "this kit", "higher"),
    Metric("M54", "arpa", "ARPA (a month)", "MRR / customers; the median stands beside the mean", "money", SEGMENT, "this kit", "higher"),
    Metric("M55", "accounts_per_csm", "Accounts per CSM", "loaded cost of a CSM / (CRC ratio x ARPA a year x the CSMs' share of CRC)", "count", SEGMENT, "S2: ratios drive headcount"),
    Metric("M66", "potential_gap", "Potential not yet sold", "sum of max(0, potential - ARR); potential as declared, else the third quartile of ARR among the segment's accounts; penetration = ARR / potential, capped at 1 and flagged above", "money", CUSTOMER, "S0; this kit"),
    Metric("M67", "opportunity", "Opportunity of the first choice", "addressable ARR x achievable uplift x P(success) x gross margin x A(horizon, discount, retention) - dARR x CRC ratio x k; without costs or a margin: the revenue alone", "money", "segment and lever", "S2; this kit", "higher"),
    Metric("M68", "rank_robustness", "Share of draws in which the first choice stays first", "draws with the same first choice / all draws; parameters triangular within the printed ranges", "rate", "segment and lever", "this kit", "higher"),
    Metric("N01", "customers", "Customers", "accounts with recurring revenue at the last day", "count", CUSTOMER, "this kit", "higher"),
)  # fmt: skip

BY_ID = {metric.id: metric for metric in REGISTER}
BY_SLUG = {metric.slug: metric for metric in REGISTER}
SIGN_OFF = ("M02", "M20", "M21", "M23", "M24", "M25")
"""The headline metrics that must be agreed before the DRAFT mark goes."""
