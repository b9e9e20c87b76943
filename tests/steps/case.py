"""Three accounts and two years, small enough to work by hand; the tests of the steps share it.

A renews on 1 January 2025 as in golden case G1 (after Kellogg 2013): 100 seats of product A at
1,200 become 80 seats at list 1,225 and 40 seats of product B at 1,200, all with 15 % discount.
B pays 12,000 a year and leaves in June 2025. C starts in May 2025 with 6,000 a year.

A review takes seconds, so each variant of the case is computed once and asked many questions.
"""

import copy
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement

CONTRACTS = """\
line_id,customer_id,start,end,product_id,qty,list_price,discount,billing_period
1,A,2024-01-01,2025-01-01,A,100,1200,0,year
2,A,2025-01-01,2026-01-01,A,80,1225,0.15,year
3,A,2025-01-01,2026-01-01,B,40,1200,0.15,year
4,B,2024-03-01,2025-06-15,A,10,1200,0,year
5,C,2025-05-01,,A,5,1200,0,year
"""
CUSTOMERS = """\
customer_id,name,size
A,Alder & Sons,Large
B,Birch Ltd,Small
C,Cedar Inc,Small
"""
ENGAGEMENT = """\
client: Three Trees
as_of: 2025-12-31
currency: EUR
tables:
  contracts: contracts.csv
  customers: customers.csv
stated: {grr: 0.95, arr: 130000}
targets: {grr: 0.95}
"""


class Case(NamedTuple):
    """The three files of an engagement."""

    engagement: str = ENGAGEMENT
    contracts: str = CONTRACTS
    customers: str = CUSTOMERS

    def write(self, folder: Path) -> Path:
        """The case as files; returns the engagement file."""
        (folder / "contracts.csv").write_text(self.contracts, encoding="utf-8")
        (folder / "customers.csv").write_text(self.customers, encoding="utf-8")
        file = folder / "engagement.yml"
        file.write_text(self.engagement, encoding="utf-8")
        return file


PLAIN = Case()
ALONE = Case(ENGAGEMENT.replace("  customers: customers.csv\n", ""))
"""The revenue table and nothing else."""
YOUNG = Case(contracts="customer_id,start,end,mrr\nA,2025-06-01,,100\nB,2025-08-01,,50\n")
"""No year of history: most tables have no rows."""
BACKWARDS = "6,C,2025-07-01,2025-05-01,A,1,1200,0,year\n"
"""A contract line that ends before it starts."""
TROUBLED = Case(
    engagement=ENGAGEMENT
    + "policies: {bad_rows: quarantine, unaccounted_limit: 1}\n"
    + "signoff:\n"
    + "".join(
        f"  - {{metric: {metric}, by: {by}, on: 2026-01-{day}, agrees: {agrees}}}\n"
        for metric, by, day, agrees in (
            ("M02", "CFO", 10, "true"),
            ("M20", "CFO", 10, "true"),
            ("M21", "CFO", 10, "true"),
            ("M23", "CFO", 10, "true"),
            ("M24", "CFO", 12, "true"),
            ("M24", "CFO", 10, "false"),
            ("M25", "CFO", 10, "true"),
            ("M25", "COO", 11, "false"),
        )
    ),
    contracts=CONTRACTS + BACKWARDS,
    customers=CUSTOMERS.replace("size", "size,churned")
    .replace("Large", "Large,true")
    .replace("Small", "Small,false"),
)
"""One line to quarantine, a paying customer flagged as churned, and one figure in dispute."""


@cache
def computed(case: Case = PLAIN) -> workbook.Run:
    """The whole review of one case, computed once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        return workbook.compute(engagements.load(case.write(Path(folder))))


def under(books: Books, engagement: Engagement) -> Books:
    """The same books under other assumptions or targets; what they have worked out is kept, since
    none of it hangs on those.
    """
    other = copy.copy(books)
    object.__setattr__(other, "engagement", engagement)
    return other
