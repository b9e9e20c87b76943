"""How much of what was up for renewal was renewed, in all and by segment?"""

import pandas as pd

from cs_lib.ledger.terms import renewals
from cs_lib.ledger.terms.renewals import Renewals


def rates(found: Renewals | None) -> pd.DataFrame:
    """Of what was up for renewal, how much was renewed (M28, M29)?

    One row a segment, and one for the whole company, whose segment is missing: `renewals.COLUMNS`.
    """
    if found is None:
        return pd.DataFrame(columns=list(renewals.COLUMNS))
    return renewals.table(found)
