"""Who is on the customer's side? One row a contact: persona, part in the decision, last met.

Names are not read: a role says all that a report needs, and it may travel.
"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.intake import Intake

COLUMNS = [
    "account", "contact", "persona", "decides", "sponsors", "gone", "left_on", "last_contact",
    "success_metric", "sentiment",
]  # fmt: skip
_KINDS = {
    "decides": "bool", "sponsors": "bool", "gone": "bool", "left_on": "datetime64[us]",
    "last_contact": "datetime64[us]", "sentiment": "float64",
}  # fmt: skip
_DECIDES = r"decid|decision.?mak|approv|signs|signator|budget holder|economic"
_SPONSORS = rf"{_DECIDES}|sponsor|owner|founder|executive|chief"


def people(books: Books, intake: Intake) -> pd.DataFrame:
    """One row a contact of the client's sheet (`COLUMNS`), those who left included.

    `decides`: the contact's part in the decision says so; where no part is given, its persona.
    `sponsors`: it decides, or backs the decision. `gone`: it left by the last day. A contact
    dated after the last day is not known yet. Empty at grain `product`, where nobody belongs to
    one product.
    """
    if "contacts" not in intake.tables:
        return pd.DataFrame({name: pd.Series(dtype=_KINDS.get(name, "str")) for name in COLUMNS})
    rows, day = intake.tables["contacts"], pd.Timestamp(books.as_of)
    part, persona = rows["decision_role"].astype("str"), rows["persona"].astype("str")
    known = rows["decision_role"].notna()
    left = rows["left_on"] if "left_on" in rows else pd.Series(pd.NaT, index=rows.index)
    frame = pd.DataFrame(
        {
            "account": account_of(rows["customer_id"], books, intake),
            "contact": rows["contact_id"].astype("str"),
            "persona": rows["persona"].fillna(rows["decision_role"]).astype("str"),
            "decides": _says(part.where(known, persona), _DECIDES),
            "sponsors": _says(part, _SPONSORS) | _says(persona, _SPONSORS),
            "gone": left <= day,
            "left_on": left.where(left <= day),
            "last_contact": rows["last_contact"].where(rows["last_contact"] <= day),
            "success_metric": rows["success_metric"],
            "sentiment": rows["sentiment"].astype(float),
        }
    )
    return frame[frame["account"].notna()].reset_index(drop=True)[COLUMNS]


def _says(words: pd.Series, pattern: str) -> "pd.Series[bool]":
    return words.str.contains(pattern, case=False, regex=True).fillna(False).astype(bool)


def current(people: pd.DataFrame) -> pd.DataFrame:
    """Those who are still there."""
    return people[~people["gone"].astype(bool)]
