"""Who is named in a report, and how? One rule for every step, table and sentence.

An internal edition names people as the client's files do, and so does a client edition where the
engagement says `name_people: true`. Any other client edition calls each by a label ("owner 3"): one
a person, the same in all steps. What names nobody, a team, a role or a title, stays.

Labels are numbered in an order that tells nothing. It hangs on a secret, the rows of the client's
own tables of people, of which an edition hands on no digest: whoever could work it out holds the
names already. New rows make new numbers, so labels of two quarters are not to be compared.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.tables import TABLES, Column

OWNER, PERSON, CONTACT = "owner", "person", "contact"
"""What labels begin with: an account's owner, others of the client, people of its customers."""
LIST = "; "
"""Between words of the client that stand in one cell."""
LEFT_OUT = "…"
"""Stands where a name was taken out and no label is known."""
_SHORT = 3
"""Letters of a word that is too short to be a name in the midst of a text."""
_THEIRS = ("contacts", "outcomes", "surveys", "usage")
"""Tables of the customers' own people; they are asked last what somebody is called."""
_TEAMS = {
    "raci": ("team",), "handoffs": ("from_team", "to_team"), "roster": ("role_type",),
    "incentives": ("role_type",), "challenges": ("role_type",),
}  # fmt: skip
_TITLES = {
    "ceo", "cfo", "coo", "cto", "cro", "cmo", "cio", "cpo", "cco", "chro", "chief", "executive",
    "financial", "operating", "technology", "commercial", "officer", "vp", "svp", "evp", "avp",
    "vice", "president", "director", "head", "lead", "leader", "manager", "management",
    "managing", "managers", "general", "senior", "junior", "deputy", "interim", "regional",
    "global", "of", "the", "and", "for", "a", "to", "in", "team", "teams", "group", "board",
    "committee", "council", "department", "office", "customer", "customers", "client",
    "success", "experience", "account", "accounts", "key", "sales", "pre", "presales",
    "revenue", "growth", "business", "development", "finance", "controlling", "controller",
    "accounting", "product", "engineering", "research", "data", "it", "operations", "support",
    "service", "services", "professional", "onboarding", "training", "education", "enablement",
    "renewal", "renewals", "marketing", "partner", "partners", "partnerships", "people",
    "human", "resources", "hr", "legal", "security", "quality", "programme", "program",
    "project", "delivery", "implementation", "consulting", "strategy", "csm", "csms", "csm's",
    "cs", "am", "ae", "sdr", "founder", "founders", "owner", "owners", "company",
}  # fmt: skip
"""Words of titles and departments: what consists of them alone names nobody."""


@dataclass(frozen=True)
class Pseudonyms:
    """What the people of one review are called.

    `named`: as they are. `labels`: name or code -> label; `reworded`: a client's own words that
    hold a name -> the same without it; both are empty where names may stand. `key` orders what is
    not to be told apart.
    """

    named: bool
    labels: Mapping[str, str]
    reworded: Mapping[str, str]
    key: bytes

    def label(self, name: str) -> str:
        """What this person is called; a name that no table holds is left out."""
        if self.named:
            return name
        return self.labels.get(name, name if is_title(name) else LEFT_OUT)

    def words(self, text: str) -> str:
        """A client's words, or several in a row, without names."""
        if not self.reworded:
            return text
        return LIST.join(self.reworded.get(each, each) for each in text.split(LIST))

    def kept_out(self, table: str, rows: pd.DataFrame, called: Mapping[str, str]) -> pd.DataFrame:
        """The rows of a table that were kept out, as they may be handed over.

        `called`: a column of the contract -> that of the file. Columns that nobody read and free
        words may name anybody, and are left out.
        """
        if self.named:
            return rows
        read = {called[each.name]: each for each in TABLES[table].columns if each.name in called}
        plain = {name for name, each in read.items() if not (each.person or _is_free(each))}
        people = [name for name, each in read.items() if each.person and name in rows]
        kept = [each for each in rows if each in {"_row", "_rule", "_file", *plain, *people}]
        hidden = {
            name: rows[name].map(self.label, na_action="ignore").astype(rows[name].dtype)
            for name in people
        }
        return rows[kept].assign(**hidden)

    def faults(self, quality: pd.DataFrame) -> pd.DataFrame:
        """What is wrong with the data (`table`, `detail`, `examples`), without cells of people.

        A detail may quote a cell, an example is a row by its key. Both may be of rows that were
        kept out, whose people no table names, so they are left out whole.
        """
        table = quality["table"].astype("str")
        quotes, keyed = (
            table.isin([name for name in TABLES if holds(name)])
            for holds in (columns_of, _keyed_by_people)
        )
        return quality.assign(
            detail=quality["detail"].mask(quotes, LEFT_OUT),
            examples=quality["examples"].mask(keyed, LEFT_OUT),
        )

    def set_by_hand(self, overrides: pd.DataFrame) -> pd.DataFrame:
        """The list of overrides: a key and a value may be a person's, by table and column."""
        if self.named:
            return overrides
        rows = []
        for row in overrides.to_dict("records"):
            if _keyed_by_people(row["table"]):
                parts = row["key"].split("/")
                row["key"] = "/".join(self.labels.get(each, each) for each in parts)
            if row["column"] in columns_of(row["table"]):
                row |= {each: self.label(row[each]) for each in ("was", "now") if row[each]}
            rows.append(row)
        return pd.DataFrame(rows, columns=overrides.columns).astype(overrides.dtypes)

    def numbers(self, people: "pd.Series[str]") -> "pd.Series[str]":
        """A number for each of these people, which leads back neither to names nor to labels."""
        order = sorted(people.unique(), key=lambda each: _mixed(self.key, f"answers {each}"))
        return people.map({each: str(number) for number, each in enumerate(order, start=1)})


def pseudonyms(engagement: Engagement, intake: Intake) -> Pseudonyms:
    """What is everybody called in this edition?"""
    if engagement.edition == "internal":
        return Pseudonyms(True, {}, {}, b"")
    key = _secret(engagement, intake)
    if engagement.names_people:
        return Pseudonyms(True, {}, {}, key)
    teams, staff = _teams(intake), _values(intake, "roster", ("person",))
    labels: dict[str, str] = {}
    for noun, names in _by_noun(engagement, intake).items():
        # whoever is on the roster is a person, whatever the word
        teamed = {each for each in names - staff if each.casefold() in teams}
        people = {each for each in names - teamed if each in staff or not is_title(each)}
        order = sorted(people - set(labels), key=lambda each: _mixed(key, each))
        labels |= {each: f"{noun} {number}" for number, each in enumerate(order, start=1)}
        labels |= {each: each for each in teamed}
    ours = {each: label for each, label in labels.items() if not label.startswith(CONTACT)}
    reworded = dict(_reworded(engagement, intake, ours))
    if engagement.policies.segment_by == OWNER:  # a segment is somebody's book of accounts
        reworded |= {
            each: labels.get(each, each) for each in _values(intake, "customers", ("owner",))
        }
    return Pseudonyms(False, labels, reworded, key)


def unnamed(engagement: Engagement) -> dict[str, Any]:
    """The engagement as it may be handed over: nobody who signed, no segment that is a person.

    It is read before any table is, so comments are left out whole; and another name or comment
    there does not make a stored result stale.
    """
    kept: dict[str, Any] = engagement.model_dump(mode="json")
    if engagement.names_people:
        return kept
    for word in kept["signoff"]:
        word["by"] = word["by"] if is_title(word["by"]) else LEFT_OUT
        word["comment"] = LEFT_OUT if word["comment"] else ""
    if engagement.policies.segment_by == OWNER:
        for by_lever in (kept["assumptions"]["uplifts"], kept["programme_costs"]):
            for lever, by_segment in by_lever.items():
                by_lever[lever] = {
                    each if each == "all" else f"{OWNER} {number}": value
                    for number, (each, value) in enumerate(
                        sorted(by_segment.items(), key=lambda item: item[1]), start=1
                    )
                }
    return kept


def is_title(name: str) -> bool:
    """Is this a title or a department, such as "VP Customer Success", and nobody's name?

    Two letters alone are somebody's initials.
    """
    words = re.findall(r"[^\W_]+(?:'\w+)?", name.casefold())
    return len("".join(words)) > 2 and _TITLES.issuperset(words)


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a table of the contract that name people."""
    return tuple(each.name for each in TABLES[table].columns if each.person)


def _keyed_by_people(table: str) -> bool:
    """Does the key of the table's rows name people?"""
    return not set(columns_of(table)).isdisjoint(TABLES[table].key)


def _by_noun(engagement: Engagement, intake: Intake) -> dict[str, set[str]]:
    """Who looks after accounts, who else is of the client, and who is of its customers.

    By the noun of their labels; a person who is several is called by the first.
    """
    there = {table: _values(intake, table, columns_of(table)) for table in intake.tables}
    theirs = [names for table, names in there.items() if table in _THEIRS]
    ours = [names for table, names in there.items() if table not in _THEIRS]
    signed = {each.by for each in engagement.signoff}
    return {
        OWNER: there.get("customers", set()),
        PERSON: set().union(*ours, signed, _set_by_hand(intake)),
        CONTACT: set().union(*theirs),
    }


def _values(intake: Intake, table: str, columns: Iterable[str]) -> set[str]:
    rows = intake.tables.get(table)
    if rows is None:
        return set()
    return {str(each) for name in columns for each in rows[name].dropna().unique()}


def _set_by_hand(intake: Intake) -> Iterator[str]:
    """Names that overrides put in place of others, and those others."""
    for row in intake.overrides.to_dict("records"):
        if row["column"] in columns_of(row["table"]):
            yield from (each for each in (row["was"], row["now"]) if each)


def _teams(intake: Intake) -> set[str]:
    """The client's teams and roles, in small letters, as its systems and as people write them."""
    found = {
        name.casefold()
        for table, columns in _TEAMS.items()
        for name in _values(intake, table, columns)
    }
    return found | {name.replace("_", " ") for name in found}


def _secret(engagement: Engagement, intake: Intake) -> bytes:
    """A key out of the rows of the client's tables of people, whatever their order."""
    found = hashlib.sha256(engagement.client.encode())
    for table in sorted(intake.tables):
        rows = intake.tables[table]
        if table in _THEIRS or not columns_of(table) or rows.empty:
            continue
        rows = rows.astype("str").fillna("")
        found.update(np.sort(pd.util.hash_pandas_object(rows, index=False).to_numpy()).tobytes())
    return found.digest()


def _mixed(key: bytes, name: str) -> bytes:
    return hmac.new(key, name.encode(), hashlib.sha256).digest()


def _reworded(
    engagement: Engagement, intake: Intake, labels: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What the client wrote with the name of one of its own people in it, and the same without."""
    parts = _parts(labels)
    if not parts:
        return
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, parts))})(?!\w)")
    for text in _written(engagement, intake):
        if pattern.search(text):
            yield text, pattern.sub(lambda found: parts[found[0]], text)


def _parts(labels: Mapping[str, str]) -> dict[str, str]:
    """By what is a person named in a text? The whole name, or a part of it that is long enough.

    The longest come first; a part that two people share stands for neither.
    """
    found = {name: label for name, label in labels.items() if label != name and _telling(name)}
    shared: dict[str, set[str]] = {}
    for name, label in found.items():
        for part in name.split():
            shared.setdefault(part, set()).add(label)
    for part, owners in shared.items():
        if len(part) > _SHORT and part not in found and not is_title(part):
            found[part] = owners.pop() if len(owners) == 1 else LEFT_OUT
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


def _telling(name: str) -> bool:
    """Is it long enough to be a name in the midst of a text, or a code such as P03?"""
    return len(name) > _SHORT or (len(name) == _SHORT and any(each.isdigit() for each in name))


def _written(engagement: Engagement, intake: Intake) -> Iterator[str]:
    """The client's own words, each once: whatever is neither a person nor the key of something."""
    yield from (each.comment for each in engagement.signoff)
    for table, rows in intake.tables.items():
        for column in TABLES[table].columns if table != "customers" else ():
            if _is_free(column) and not column.person:
                yield from rows[column.name].dropna().astype("str").unique()


def _is_free(column: Column) -> bool:
    """Does the client write there as it likes, beside keys, segments and words of the contract?"""
    keyed = column.name.endswith("_id") or column.name == "segment"
    return column.type in ("id", "text", "category") and not (keyed or column.allowed)
