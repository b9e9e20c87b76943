"""The definition register: what each figure means, how it is counted, and who says so.

The register is the one place where a metric's name, formula, unit, grain and source stand; the
report prints it and `results/headlines.json` uses its ids. Sources: GASP and SMSB (SaaS metrics
standards boards), ChartMogul, Recurly, fightchurn (C. Gold), S2 (the Ten Steps).
"""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["money", "rate", "count", "ratio"]


@dataclass(frozen=True)
class Metric:
    """One definition: what is measured, by which formula, in which unit and at which level.

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


LINE, CUSTOMER, LEAF = "contract line", "reporting level", "customer and product"
SEGMENT = "segment"

REGISTER: tuple[Metric, ...] = (
    Metric("M01", "mrr", "MRR", "sum of the monthly value of active recurring lines; annual / 12, quarterly / 3, weekly x 52 / 12, term / months; of a term in whole weeks 52 are a year, of one in days 365.25; part of a month by that month's days", "money", LINE, "GASP; SMSB", "higher"),
    Metric("M02", "arr", "ARR", "MRR x 12", "money", LINE, "GASP", "higher"),
    Metric("M02a", "opening_arr", "Opening ARR", "MRR x 12 at the opening snapshot, at its exchange rates", "money", LINE, "GASP"),
    Metric("M02b", "arr_incl_usage", "ARR incl. usage", "ARR + 12 x the average of the last three months' usage lines; in no rate and no bridge", "money", LINE, "policy P09"),
    Metric("M03", "carr", "CARR (committed ARR)", "ARR + signed, not started (a renewal: the difference to the term it follows, also of one that has not started) + steps in signed terms - notified churn not yet effective", "money", CUSTOMER, "memo; P02", "higher"),
    Metric("M04", "new_logo_arr", "New logo ARR", "V1 when V0 = 0 and never active before; or back after the win-back gap; twelve-month pair of snapshots", "money", CUSTOMER, "ChartMogul", "higher"),
    Metric("M05", "reactivation", "Reactivation", "V1 when V0 = 0 and active before, gap within the policy; and what resumes after a pause (P13)", "money", CUSTOMER, "policy P01", "higher"),
    Metric("M06", "logos_lost", "Logo churn (ARR of logos lost)", "V0 when V1 = 0", "money", CUSTOMER, "S2", "lower"),
    Metric("M07", "quantity", "Quantity change", "(q1 - q0) p0", "money", LEAF, "price-volume split, quantity first"),
    Metric("M08", "list_price", "List-price change", "q1 (l1 - l0) (1 - d0)", "money", LEAF, "price-volume split, list price second"),
    Metric("M09", "discount", "Discount change", "-q1 l1 (d1 - d0)", "money", LEAF, "price-volume split, discount last; ChartMogul books an expiring discount as expansion"),
    Metric("M10", "tier", "Tier migration", "v1 - v0 across a product family", "money", LEAF, "S2 upselling; downgrades are price erosion"),
    Metric("M11", "new_product", "New product (cross-sell)", "v1 on a product that an active customer did not have at opening", "money", LEAF, "S2 upselling"),
    Metric("M12", "product_drop", "Product drop", "v0 on a product that a customer who stays does not have at closing", "money", LEAF, "S2 price erosion"),
    Metric("M13", "unallocated", "Unallocated change", "v1 - v0 when quantity or price is missing; never distributed to other causes", "money", LEAF, "this review"),
    Metric("M14", "transfer", "Transfer", "moves between parents; nets to 0", "money", CUSTOMER, "this review"),
    Metric("M15", "bridge", "Bridge identity", "opening + all movements + exchange rates = closing", "money", CUSTOMER, "this review"),
    Metric("M15a", "fx", "Exchange rates", "closing ARR - opening ARR - all movements at one rate", "money", CUSTOMER, "ChartMogul; policy P05"),
    Metric("M16", "headwind", "Headwind", "logos lost + negative M07-M10 and M13 + M12 + paused (P13)", "money", CUSTOMER, "S2: Logos Lost + Price Erosion", "lower"),
    Metric("M17", "tailwind", "Tailwind", "positive M07-M10 and M13 + M11", "money", CUSTOMER, "S2: Expansion (including pricing) + Upselling", "higher"),
    Metric("M20", "gross_churn", "Gross churn", "losses on customers present at opening, twelve-month pair of snapshots", "money", "component", "S2; = opening x (1 - GRR at component level)", "lower"),
    Metric("M21", "net_churn", "Net churn", "gross churn - gains on the same customers; reactivation not included", "money", "component", "S2; ChartMogul and Chargebee include reactivation", "lower"),
    Metric("M22", "gross_churn_rate", "Gross churn rate", "M20 / opening ARR", "rate", "component", "fightchurn", "lower"),
    Metric("M23", "logo_churn_rate", "Logo churn rate", "accounts lost / accounts at opening", "rate", CUSTOMER, "S2", "lower"),
    Metric("M24", "grr", "GRR", "sum of min(V1, V0) / sum of V0, over accounts present at opening; V1 without what resumed (P13)", "rate", CUSTOMER, "SMSB: capped at 100 %", "higher"),
    Metric("M25", "nrr", "NRR", "sum of V1 / sum of V0, over accounts present at opening; V1 without what resumed (P13)", "rate", CUSTOMER, "SMSB; Vitally", "higher"),
    Metric("M26", "nrr_ex_price", "NRR without price rises", "(sum of V1 - positive list-price change) / sum of V0; not known where growth has no known cause (M13)", "rate", CUSTOMER, "this review: volume or price", "higher"),
    Metric("M28", "atr", "ATR (available to renew)", "opening ARR whose term, agreed in advance, ends in the period; early renewals on the date that P15 chooses; not known where terms cover under half of opening ARR", "money", LINE, "Gainsight; policy P15"),
    Metric("M29", "gross_renewal_rate", "Gross renewal rate", "ARR held in place of what was due, once the days of grace are over, capped at each account's ATR / ATR", "rate", CUSTOMER, "Gainsight: renewals due", "higher"),
    Metric("M29b", "net_renewal_rate", "Net renewal rate", "renewed ARR including what was sold at the renewal / ATR", "rate", CUSTOMER, "Gainsight: renewals due", "higher"),
    Metric("M29c", "annualised_renewal_rate", "Gross renewal rate a year", "M29 to the power of 1 / average length of the terms due in years, by ARR; only where that is over a year", "rate", CUSTOMER, "D. Kellogg (2018)", "higher"),
    Metric("M30", "renewal_bridge", "Renewal rate to GRR", "GRR = 1 - ATR share x (1 - gross renewal rate) - other losses / opening + gains elsewhere in the same account", "rate", CUSTOMER, "this review: an identity, with due and not due counted separately"),
    Metric("M31", "cohort_retention", "Cohort retention", "V(t) / V(0) by quarter or year of first service, ARR at constant rates and logos; blank where it is in the future", "rate", CUSTOMER, "ChartMogul", "higher"),
    Metric("M32", "controllable_churn", "Controllable churn", "gross churn with a controllable reason / opening ARR", "rate", CUSTOMER, "S1: 0 for High Performers", "lower"),
    Metric("M33", "quick_ratio", "Quick ratio", "(new + tailwind + reactivation) / headwind, twelve-month pair of snapshots", "ratio", CUSTOMER, "ChartMogul; Baremetrics leaves reactivation out", "higher"),
    Metric("M40", "cac_ratio", "CAC ratio", "acquisition cost, as long before as it takes / new logo ARR of the twelve months", "ratio", SEGMENT, "S2; Benchmarkit (new CAC ratio); D. Kellogg", "lower"),
    Metric("M41", "cac", "CAC per logo", "acquisition cost / new logos of the twelve months", "money", SEGMENT, "S2; payback in months = CAC / (new ARR a month and logo x gross margin)", "lower"),
    Metric("M42", "crc", "CRC (customer retention cost)", "all cost that the allocation keys give to retention, twelve months; without discounts and lost opportunities", "money", SEGMENT, "S2; Totango; Zorian", "lower"),
    Metric("M43", "crc_ratio", "CRC ratio", "CRC / average ARR of the twelve month ends", "ratio", SEGMENT, "S2: cents for each dollar of ARR", "lower"),
    Metric("M43b", "crc_per_retained", "CRC per unit retained", "CRC / (GRR x opening ARR)", "ratio", SEGMENT, "this review", "lower"),
    Metric("M43c", "renewal_cost_ratio", "Renewal cost ratio", "cost of the renewal driver / renewed ARR, capped at ATR; at 1, renewing costs as much as it renews", "ratio", SEGMENT, "Rike; S4: the fire-fighter", "lower"),
    Metric("M43d", "crc_per_customer", "CRC per customer", "CRC / accounts at the last day; or / accounts retained", "money", SEGMENT, "Mosaic; Totango; a memo only"),
    Metric("M44", "cec_ratio", "CEC ratio", "expansion cost / expansion ARR won (M07+, M08+, M09+)", "ratio", SEGMENT, "S2; price rises may be left out", "lower"),
    Metric("M45", "cuc_ratio", "CUC ratio", "upsell cost / upsell ARR won (M10+, M11)", "ratio", SEGMENT, "S2", "lower"),
    Metric("M46", "cost_closure", "Cost closure", "acquire + retain + expand + upsell + other + unallocated = general ledger", "money", "general ledger", "this review: check R8"),
    Metric("M47", "marginal_cost", "Marginal cost of a lever", "what one more EUR 1 of ARR costs; an average ratio does not show it", "ratio", "lever", "this review"),
    Metric("M48", "magic_number", "Magic number (ARR variant)", "(ARR at the quarter's end - ARR at its start) / acquisition cost of the quarter before", "ratio", "company", "Scale VP, who take (subscription revenue Q - Q-1) x 4", "higher"),
    Metric("M49", "ltv1", "LTV-1 (not for decisions)", "ARPA / monthly logo churn; not shown where nobody left or few did (M52)", "money", SEGMENT, "S2: first variant"),
    Metric("M50", "ltv2", "LTV-2", "ARPA x gross margin / monthly logo churn", "money", SEGMENT, "S2: second variant; the margin is yours; without one it is not shown"),
    Metric("M51", "ltv3", "LTV-3", "sum over the horizon of ARPA x (gross margin - CRC ratio) x survival / (1 + discount) ^ (month / 12); of everyone the sum of the segments, weighted by customers", "money", SEGMENT, "S2: third variant; survival of your own customers", "higher"),
    Metric("M53", "ltv_cac", "LTV:CAC", "LTV-3 of a new customer, at the ARR of those won / CAC per logo; no segment without an acquisition key", "ratio", SEGMENT, "this review", "higher"),
    Metric("M54", "arpa", "ARPA (a month)", "MRR / customers; the median is shown as well", "money", SEGMENT, "this review", "higher"),
    Metric("M55", "accounts_per_csm", "Accounts per CSM", "loaded cost of a CSM / (CRC ratio x ARPA a year x the CSMs' share of CRC)", "count", SEGMENT, "S2: ratios drive headcount"),
    Metric("M63", "outcome_attained", "Required outcomes attained", "mean of (actual - baseline) / (target - baseline) over required outcomes, each from 0 to 1.5", "rate", CUSTOMER, "S3; S4", "higher"),
    Metric("M64", "value_acknowledged", "Value acknowledged", "value of outcomes with evidence that the customer confirmed / value of all outcomes attained", "rate", CUSTOMER, "S2", "higher"),
    Metric("M65", "months_to_value", "Months to first value", "Kaplan-Meier median from the start to first value; who has not seen it counts as long as observed", "ratio", "customer", "S3; S4", "lower"),
    Metric("M66", "potential_gap", "Potential not yet sold", "sum of max(0, potential - ARR); potential as declared, else the third quartile of ARR in the segment", "money", CUSTOMER, "S0; this review"),
    Metric("M67", "opportunity", "Opportunity of the first choice", "mean over simulations of addressable ARR x achievable uplift x P(success) x gross margin x A(horizon, discount, retention), less the cost of a programme where it is given; retention gains at most what is lost", "money", "segment and lever", "S2; this review", "higher"),
    Metric("M68", "rank_robustness", "Share of draws in which the first choice stays first", "simulations in which the first choice is worth most / all simulations; one joint posterior: effects and probabilities drawn once a lever, losses once a segment, ARR not at all", "rate", "segment and lever", "this review", "higher"),
    Metric("M69", "effect", "Effect on yearly losses", "lost a year per account with the play - lost a year per account without one, strata as among the treated; ratio by the exact conditional mid-p test", "rate", "play", "Breslow and Day 1987; Zou and Donner 2008; this review", "lower"),
    Metric("M69a", "detectable_effect", "Smallest effect the test can find", "least reduction of yearly losses that the test of M69 finds in 80 % of simulations on the client's own losses; none where even preventing every loss is found too seldom", "rate", "play", "this review", "lower"),
    Metric("M70", "forecast_arr", "ARR of today's customers in two years", "last actual + known contract events + segment rates of four quarters, shrunk to the portfolio; no new customers but those signed", "money", "company", "S2; this review; the 80 % range comes from the errors of past forecasts", "higher"),
    Metric("N01", "customers", "Customers", "accounts with recurring revenue at the last day", "count", CUSTOMER, "this review", "higher"),
    Metric("N06", "arr_unknown_decider", "ARR renewing in 180 days without a known decision maker", "ARR of open terms that end within 180 days, at accounts where no current contact decides; without what is signed or under notice", "money", CUSTOMER, "S2: who decides; this review", "lower"),
    Metric("N07", "top_level_share", "Share of ARR at the top of the value path", "ARR of accounts that meet every criterion of the value path / ARR of accounts whose measures are known", "rate", CUSTOMER, "S2: the value path; this review", "higher"),
    Metric("N21", "weak_processes", "Processes bad or missing", "processes that are rated bad, or a gap", "count", "company", "step 2", "lower"),
    Metric("N22", "expertise_coverage", "Work done by people with the skills for it", "hours of each driver logged by people with the skills that it needs / hours of people on the roster, twelve months", "rate", "company", "step 2; definition of this review", "higher"),
)  # fmt: skip

BY_ID = {metric.id: metric for metric in REGISTER}
BY_SLUG = {metric.slug: metric for metric in REGISTER}
SIGN_OFF = ("M02", "M20", "M21", "M23", "M24", "M25")
"""The headline metrics that must be agreed before the DRAFT mark goes."""
