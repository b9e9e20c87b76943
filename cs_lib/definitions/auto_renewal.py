"""Does a contract line renew itself beyond its end? One rule for the door and the ledger.

A line that renews by itself goes on at the end of its term where nothing says that it was stopped:
no notice, no reason, no mark of churn. An end within a term is the day on which it was stopped.
Whether the customer has signed anything else since is for the caller to see.
"""

import narwhals as nw

COLUMNS = ("auto_renew", "notice_date", "churn_reason", "churn_flag", "served_until")


def past_its_end(months: nw.Expr, today: nw.Expr) -> nw.Expr:
    """Has a term of whole years ended by today, of a line that renews itself?

    Over the contract's columns, all there; `months` is a column that holds the line's
    `annual_price.term_months`, so that they are counted once and not wherever they are asked for.
    """
    whole = (months > 0) & (months % 12 == 0)
    stopped = nw.col("churn_flag").fill_null(False) | ~nw.col("notice_date").is_null()
    for said in ("churn_reason", "served_until"):
        stopped = stopped | ~nw.col(said).is_null()
    ended = (nw.col("end") <= today).fill_null(False)
    return nw.col("auto_renew").fill_null(False) & ended & whole.fill_null(False) & ~stopped
