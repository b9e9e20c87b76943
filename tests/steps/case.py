"""Three accounts and two years, small enough to work by hand; the tests of the steps share it.

A renews on 1 January 2025 as in golden case G1 (after Kellogg 2013): 100 seats of product A at
1,200 become 80 seats at list 1,225 and 40 seats of product B at 1,200, all with 15 % discount.
B pays 12,000 a year and leaves in June 2025. C starts in May 2025 with 6,000 a year.
"""

from pathlib import Path

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


def write(folder: Path, engagement: str = ENGAGEMENT, contracts: str = CONTRACTS) -> Path:
    """The case as files; returns the engagement file."""
    (folder / "contracts.csv").write_text(contracts, encoding="utf-8")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    file = folder / "engagement.yml"
    file.write_text(engagement, encoding="utf-8")
    return file
