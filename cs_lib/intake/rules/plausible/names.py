"""Customers whose names are nearly equal: perhaps one customer under two numbers."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

import pandas as pd
from rapidfuzz import fuzz

from cs_lib.engagement import Engagement
from cs_lib.intake.scope import live_by_customer
from cs_lib.notes import Note, told

ALIKE = 94.0
"""Similarity of two names, in per cent of their letters, from which they are told."""
SHORTEST = 6
"""Shorter names are alike by accident."""
WINDOW = 8
"""Neighbours in alphabetical order that a name is held against: sorted neighbourhood method
(Hernandez and Stolfo, 1995), from the front and from the back of the name.
"""
_LEGAL = re.compile(
    r"ab|ag|aps|as|asa|bv|company|co|corporation|corp|eg|ev|gbr|gmbh|incorporated|inc|kgaa|kg|kk|"
    r"limited|llc|llp|ltd|mbh|nv|ohg|oyj|oy|plc|pty|sarl|sas|sa|se|sl|spa|sprl|srl|ug|und|and|the"
)


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Which customers have nearly the name of another? Rows are the customers that come second."""
    if "customers" not in tables:
        return
    listed = tables["customers"].dropna(subset=["customer_id", "name"])
    listed = listed.drop_duplicates("customer_id")
    pairs = {second: first for first, second in _pairs(listed)}
    found = listed[listed["customer_id"].isin(pairs)]
    if found.empty:
        return
    paying = live_by_customer(tables, engagement.as_of)
    arr = None if paying is None else float(paying.reindex(found["customer_id"]).fillna(0.0).sum())
    names = listed.set_index("customer_id")["name"]
    said = [
        f"{second} {names[second]} and {first} {names[first]}"
        for second, first in list(pairs.items())[:3]
    ]
    more = f"; and {len(pairs) - 3} more" if len(pairs) > 3 else ""
    detail = f"{'; '.join(said)}{more}; amount: what the second ones pay"
    yield told("customers", "similar_names", found, detail, arr)


def _pairs(listed: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Pairs of customers with nearly equal names, unless the client itself says how they relate."""
    plain = {
        key: normal(name) for key, name in zip(listed["customer_id"], listed["name"], strict=True)
    }
    plain = {key: name for key, name in plain.items() if len(name) >= SHORTEST}
    kin = {
        key: {key, *(one for one in related if not pd.isna(one))}
        for key, *related in listed[["customer_id", "parent_id", "predecessor_id"]].itertuples(
            index=False, name=None
        )
    }
    place = {key: number for number, key in enumerate(plain)}
    seen = set()
    for order in (
        sorted(plain, key=plain.__getitem__),
        sorted(plain, key=lambda k: plain[k][::-1]),
    ):
        for at, one in enumerate(order):
            for other in order[at + 1 : at + 1 + WINDOW]:
                first, second = sorted((one, other), key=place.__getitem__)
                if (first, second) in seen or kin[first] & kin[second]:
                    continue
                seen.add((first, second))
                if alike(plain[first], plain[second]):
                    yield first, second


def normal(name: str) -> str:
    """The name without case, accents, punctuation and legal form."""
    spelled = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("&", " and "))
    letters = "".join(mark for mark in spelled if not unicodedata.combining(mark)).casefold()
    plain = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", letters)  # S.p.A. is one word
    words = re.sub(r"[^\w]+", " ", plain).split()
    return " ".join(word for word in words if not _LEGAL.fullmatch(word)) or " ".join(words)


def alike(one: str, other: str) -> bool:
    """Are two normalised names nearly equal? Names that differ in a number are two names."""
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return fuzz.ratio(one, other, score_cutoff=ALIKE) > 0
