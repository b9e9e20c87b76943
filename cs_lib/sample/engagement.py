"""The sample's engagement file."""

import datetime as dt
from collections.abc import Iterable

from cs_lib.sample.bridge import Bridge
from cs_lib.sample.calendar import DAY
from cs_lib.sample.plan import CLIENT

_TEXT = """\
# The sample company: generated, every name in it is invented. What was planted is in truth.json.
client: {client}
as_of: {as_of}
currency: EUR
fiscal_year_start: 1

tables:
{tables}

assumptions:
  gross_margin: {margin}
  multiple: {multiple}
  # Asked of the client: what more seats and further products could add a year, as a share of ARR,
  # and what each lever's rate would be at no spend and at twice today's (today's rate is 1).
  uplifts: {{expansion: 0.02, upsell: 0.01}}
  responses:
    retention: {{at_zero: 2.5, at_double: 0.65}}
    expansion: {{at_zero: 0.7, at_double: 1.08}}
    upsell: {{at_zero: 0.6, at_double: 1.15}}

# What the client believes today, shown beside what is computed.
stated: {{arr: {arr}, grr: 0.92, nrr: 1.08, logo_churn_rate: 0.08}}
targets: {{grr: 0.92, nrr: 1.10, logo_churn_rate: 0.08, cac_ratio: 1.00, crc_ratio: 0.11}}

# Not every headline figure is agreed yet, so the report says DRAFT.
signoff:
  - {{metric: M02, by: "CFO", "on": {soon}, agrees: true}}
  - {{metric: M23, by: "VP Customer Success", "on": {later}, agrees: true}}
  - metric: M24
    by: "VP Customer Success"
    "on": {later}
    agrees: false
    comment: "we count renewals only"
"""
GROSS_MARGIN = 0.78
MULTIPLE = 6.0
"""What the client assumes a buyer pays for a unit of ARR: an assumption, no finding."""
_ROUND_TO = 500_000


def text(as_of: dt.date, bridge: Bridge, folder: str, tables: Iterable[str]) -> str:
    """The file's text; the ARR the client states is a round number, 2 to 5 % above the truth."""
    arr = bridge.closing_report[-1] * 102 // 100_000_000
    stated = (arr // _ROUND_TO + 1) * _ROUND_TO
    return _TEXT.format(
        client=CLIENT, as_of=as_of, arr=stated, margin=GROSS_MARGIN, multiple=MULTIPLE,
        soon=as_of + 5 * DAY, later=as_of + 6 * DAY,
        tables="\n".join(f"  {name}: {folder}/{name}.csv" for name in tables),
    )  # fmt: skip
