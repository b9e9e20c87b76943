"""What each rule of the quality table means to the client: how bad, for which figure, what to do.

A rule that is not here is an observation: listed, without a bearing on any figure's grade.
"""

from dataclasses import dataclass
from typing import Literal

Weight = Literal["wrong", "doubtful", "note"]
WEIGHTS: dict[Weight, str] = {
    "wrong": "to be mended",
    "doubtful": "to be explained",
    "note": "for information",
}
"""How a rule is followed up, the most pressing first, in words."""

ARR, CUSTOMERS, GRR, NRR, LOGO_CHURN, RENEWAL = FIGURES = (
    "ARR",
    "Customers",
    "GRR",
    "NRR",
    "Logo churn rate",
    "Gross renewal rate",
)
"""The headline figures that are graded, by their name in the definition register."""
LOGOS = (CUSTOMERS, LOGO_CHURN)
"""Figures that count accounts, not money."""
_MONEY = (ARR, GRR, NRR, RENEWAL)
_RATES = (GRR, NRR, LOGO_CHURN)


@dataclass(frozen=True)
class Rule:
    """One rule: what it is called before a client, what hangs on it, and the way out.

    `live` says that its amount is ARR on the last day, not the value of lines whenever they ran.
    """

    name: str
    title: str
    weight: Weight
    figures: tuple[str, ...]
    remedy: str
    live: bool = False


_R = Rule
_LINE = "overrides, table contracts, key of the line, column"
_RATE = "overrides, table fx, key CURRENCY/LAST DAY OF THE MONTH, column rate"
_FILE = "correct the rows in the file"
_ACCEPT = "nothing to do where this is right"

RULES: tuple[Rule, ...] = (
    # Within contracts
    _R("overlap", "Lines of one product that run at once", "note", (),
       f"{_ACCEPT} (seats sold on top); else {_LINE} end"),
    _R("double_line", "Contract lines that are equal but for their number", "doubtful", _MONEY,
       f"remove the copy from the file, or {_LINE} line_type, value free"),
    _R("zero_length", "Lines that cover no day", "doubtful", (ARR, *_RATES), f"{_LINE} end"),
    _R("gap_between_terms", "Short gaps between terms of one product", "note", (),
       f"{_LINE} end; end_inclusive: true for the table where ends are the last day of service; "
       "policies: reactivation_gap_days says how long a late renewal may take"),
    _R("far_end", "Ends in the far future", "doubtful", (RENEWAL,),
       f"{_LINE} end, value (empty) for an open-ended line"),
    _R("currency_assumed", "Lines without a currency", "doubtful", _MONEY, f"{_LINE} currency"),
    _R("no_product", "Lines without a product", "note", (), f"{_LINE} product_id"),
    _R("discount_beside_price", "Discounts beside a price that is taken as it stands", "doubtful",
       _MONEY, "where the price is before the discount: columns: {list_price: NAME} instead of the "
       "price's own column, and constants: {billing_period: month}"),
    _R("discount_not_read", "Discounts and coupons that are not read", "doubtful", _MONEY,
       "columns: {discount: NAME} for a share of list_price; or give the price after it"),
    _R("coupons", "Prices lowered by coupons while they hold", "note", (),
       "policies: discounts: list counts them at list price"),
    _R("coupon_once", "Coupons for a single bill, which lower no price", "note", (), _ACCEPT),
    _R("several_periods", "Prices that cover several billing periods", "note", (), _ACCEPT),
    _R("ends_look_inclusive", "Ends that look like the last day of service", "doubtful",
       (ARR, *LOGOS, GRR, NRR), "end_inclusive: true for the table, where they are"),
    _R("nothing_left", "Customers whose lines come to nothing or less", "doubtful",
       (*_MONEY, *LOGOS), f"{_LINE} mrr or end; policies: negative_lines"),
    _R("auto_renewed", "Lines that renew themselves, past their end", "doubtful",
       (*_MONEY, *LOGOS),
       f"{_LINE} end (empty where it goes on) or churn_reason (where it does not)"),
    _R("negative_line", "Lines below zero", "note", (), "policies: negative_lines"),
    _R("negative_line_beside", "Lines below zero beside other products", "doubtful", (),
       f"{_LINE} product_id; policies: negative_lines"),
    _R("negative_line_alone", "Lines below zero of customers without any other", "doubtful",
       _MONEY, f"{_LINE} start or end; policies: negative_lines"),
    _R("not_known", "Rows that another row has replaced", "note", (), "policies: known_at"),
    _R("rename_unused", "Renamed products that no row bears", "note", (),
       "correct product_map in the engagement file"),
    _R("far_future_end", "Ends that mean there is none", "note", (), _ACCEPT),
    _R("amount_looks_monthly", "Prices twelve times off their neighbours", "wrong", _MONEY,
       f"{_LINE} billing_period, or the price itself"),
    _R("arr_is_not_12_mrr", "ARR and MRR of one line that disagree", "wrong", _MONEY,
       f"{_LINE} arr or mrr; arr goes before mrr"),
    _R("billing_period_assumed", "Prices without a billing period", "doubtful", _MONEY,
       "map billing_period, or constants: {billing_period: year} for the table"),
    _R("out_of_scope", "Lines that are not recurring revenue", "note", (),
       f"{_LINE} line_type, value recurring; policies: one_off and usage"),
    _R("starts_after_as_of", "Lines that start later", "note", (), _ACCEPT),
    # The client's own marks against the revenue
    _R("line_flagged_but_live", "Lines marked as churned that still run", "wrong",
       (ARR, *LOGOS, GRR, NRR), f"{_LINE} end, or column churn_flag, value no", live=True),
    _R("churned_flag_but_paying", "Customers marked as churned who still pay", "wrong",
       (ARR, *LOGOS, GRR, NRR),
       f"{_LINE} end; or table customers, key of the customer, column churned, value no",
       live=True),
    _R("churn_event_but_paying", "Customers in the churn log who still pay", "wrong",
       (ARR, *LOGOS, GRR, NRR), f"{_LINE} end; or take the event out of the churn log", live=True),
    # Customers
    _R("key_spelling", "Customer keys that differ in case, spaces or quotes alone", "doubtful",
       (*LOGOS, GRR, NRR), f"spell them alike in the file; or {_LINE} customer_id"),
    _R("similar_names", "Customers whose names are nearly equal", "doubtful", (*LOGOS, GRR, NRR),
       "overrides, table customers, key of the newer, column predecessor_id (it continues the "
       "other) or parent_id (one group)"),
    _R("looks_like_successor", "Customers lost and new under one name in one month", "doubtful",
       (*LOGOS, GRR, NRR),
       "overrides, table customers, key of the newer, column predecessor_id"),
    _R("not_in_customers", "Revenue of customers who are not in the customer list", "doubtful", (),
       "add them to the customer list"),
    _R("orphan_customer", "Rows of customers without any revenue", "note", (),
       f"{_ACCEPT} (free users, prospects); else correct customer_id"),
    _R("two_parents_at_once", "Customers under two parents at once", "doubtful", (),
       "overrides, table customers, key of the customer, column parent_to"),
    _R("parent_of_a_parent", "Parents that have a parent themselves", "note", (), _ACCEPT),
    _R("parents_in_a_circle", "Parents that lead back to the customer", "wrong", (),
       "overrides, table customers, key of the customer, column parent_id"),
    # Money
    _R("no_rate", "Months without an exchange rate", "wrong", (), "complete the table fx"),
    _R("rate_refused", "Months with several exchange rates, or with none that can be read", "wrong",
       _MONEY, _RATE),
    _R("rate_of_one", "Exchange rates of 1 for a foreign currency", "wrong", _MONEY,
       _RATE),
    _R("rate_inverted", "Exchange rates the wrong way round", "wrong", _MONEY,
       f"{_RATE} (report currency for one unit)"),
    _R("rate_magnitude", "Exchange rates far from their neighbours", "wrong", _MONEY,
       f"{_RATE} (for one unit, not 100)"),
    _R("double_invoice", "One billing under two numbers", "doubtful", (ARR, GRR, NRR),
       "take the copy out of the file; or overrides, table invoices, key INVOICE/LINE, column "
       "status, value void"),
    _R("invoice_total_differs", "Invoices whose lines do not add up to their total", "doubtful",
       (ARR, GRR, NRR),
       "complete the lines in the file; or overrides, table invoices, key INVOICE/LINE, "
       "column amount"),
    # Costs
    _R("keys_above_whole", "Cost centres whose keys add up to more than there is", "wrong", (),
       "correct share in allocation_keys: each cost centre's shares add up to 1"),
    _R("keys_below_whole", "Cost centres whose keys do not cover all of it", "doubtful", (),
       "complete the keys; a share that serves no customer has the motion other"),
    _R("cost_without_key", "Cost centres without a key", "doubtful", (),
       "give their keys in allocation_keys"),
    _R("key_without_cost", "Keys of cost centres that cost nothing", "note", (),
       "spell cost_centre as in costs, where it is the same one"),
    _R("key_segment_unknown", "Keys to segments that no customer is in", "doubtful", (),
       "spell segment as in the customer list"),
    _R("months_without_cost", "Months of the review without any cost", "wrong", (),
       "complete the table costs: no ratio is made of less than twelve months"),
    # Dates
    _R("after_as_of", "Rows dated after the last day of the review", "note", (),
       f"{_ACCEPT} (a later export); else {_FILE}"),
    _R("before_first_start", "Rows from before the first contract", "doubtful", (),
       "give the contracts before, or correct the dates"),
    _R("before_sign_up", "Rows from before the customer signed up", "doubtful", (),
       "overrides, table customers, key of the customer, column acquired_on"),
    _R("answer_after_churn", "Survey answers of customers who had left", "doubtful", (),
       f"{_LINE} end; or {_FILE}"),
    # Surveys
    _R("nps_out_of_range", "NPS answers outside 0 to 10", "wrong", (), _FILE),
    _R("off_scale", "Answers outside the scale of their survey", "wrong", (), _FILE),
    _R("mixed_scales", "One survey on several scales", "wrong", (),
       "bring the answers to one scale, or name the instruments apart (csat, csat_100)"),
    # Questionnaires
    _R("unknown_questionnaire", "Answers to a questionnaire that no file describes", "doubtful", (),
       "questionnaires: [FILE.yml] in the engagement file, or correct the name"),
    _R("unknown_item", "Answers to statements that their questionnaire does not have", "doubtful",
       (), "spell item as in the questionnaire's file, or add the statement there"),
    _R("score_off_scale", "Scores outside their questionnaire's scale", "doubtful", (), _FILE),
    # The reading itself
    _R("duplicate_row", "Rows that repeat an earlier one", "note", (),
       "nothing to do: they count once"),
    _R("total_row", "Totals of the rows above them", "note", (),
       "nothing to do: they are in no sum"),
    _R("title_rows", "Titles above the column names", "note", (),
       "header_row: N for the table in the engagement file, where they are none"),
    _R("missing_in_file", "Columns that not all files of the table have", "note", (),
       "add the column to the file, or accept that its rows have none"),
    _R("lookup_unmatched", "Rows whose key the lookup does not find", "doubtful", (),
       "add the rows to the file of the lookup, or correct the keys"),
    _R("lookup_unused", "Rows of a lookup that no row refers to", "note", (),
       "nothing to do where they are of other times or customers"),
    _R("override", "Values set by hand", "note", (), "the table overrides lists them"),
    _R("override_expired", "Values set by hand that have expired", "note", (),
       "a later date in the column until of overrides, or remove the row"),
    _R("unmapped_columns", "Columns that are not read", "note", (),
       "columns: {NAME: COLUMN OF THE FILE} for the table in the engagement file"),
    _R("end_of_day", "Ends at the last minute of a day", "note", (), _ACCEPT),
    _R("time_of_day", "Dates with a time of day", "note", (), "policies: time_zone"),
    # Lines made of invoices
    _R("service_period_estimated", "Invoices without a service period", "doubtful", _MONEY,
       "give service_start and service_end in the invoices"),
    _R("periods_drift", "Billed periods that do not meet", "doubtful", (ARR, GRR, NRR),
       "correct service_start and service_end in the invoices"),
    _R("credit_without_service", "Credits with nothing billed behind them", "doubtful",
       (ARR, GRR, NRR), "give the invoice that they credit, or correct their period"),
    # Lines made of snapshots
    _R("month_after_as_of", "Months after the last day of the review", "doubtful", (ARR, GRR, NRR),
       "a later export: as_of may be meant later; else correct month"),
    _R("month_without_rows", "Months in which no customer has a row", "doubtful",
       (LOGO_CHURN, GRR, NRR), "complete the table; policies: reactivation_gap_days"),
    _R("short_gap_held", "Customers absent for a month and held", "doubtful",
       (LOGO_CHURN, GRR, NRR), "policies: reactivation_gap_days"),
    _R("negative_mrr", "Snapshots below zero", "doubtful", (ARR, GRR, NRR),
       "policies: negative_lines"),
    _R("end_looks_inclusive", "Service periods that end on their last day", "doubtful",
       (ARR, *LOGOS, GRR, NRR),
       "end_inclusive: true for the table invoices"),
)  # fmt: skip
"""Every rule that says more than that something was observed."""

_BY_NAME = {rule.name: rule for rule in RULES}
REFUSED = "correct the cell in the file, or set it: overrides, with the table, key and column"
"""How rows that were kept out come in."""


def rule_of(name: str) -> Rule:
    """What is known of a rule; one that nobody has described is for information."""
    title = name.replace("_", " ").capitalize()
    return _BY_NAME.get(name) or Rule(name, title, "note", (), "")
