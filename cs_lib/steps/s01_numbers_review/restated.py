"""Did last review's numbers change, and why? This review's books against the stored ones."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.formats import words
from cs_lib.intake import Intake
from cs_lib.intake.previous import previous
from cs_lib.ledger.restated import restatement
from cs_lib.texts import Code, Count, Extreme, Money, Name, Sentence
from cs_lib.version import __version__

SHOWN = 20
_ROWS = ("period", "restated_line", "reported", "recomputed", "restatement", "accounts_change")
_BLOCKS = ("assumptions", "reason_families", "product_map")
"""The engagement's choices that change figures, beside its policies."""


class Changed(Sentence):
    quarters: Count


class Unchanged(Sentence): ...


class LargestChange(Sentence):
    amount: Money
    line: Code
    quarter: Name
    extremes = (Extreme("numbers_review.restated.restatement", "amount", by_size=True),)


class File(Sentence):
    file: Name


class PolicyCause(Sentence):
    policy: Code


class ChoiceCause(Sentence):
    choice: Name


class VersionCause(Sentence):
    before: Name
    now: Name


class ByHandCause(Sentence):
    values: Count


Cause = File | PolicyCause | ChoiceCause | VersionCause | ByHandCause


class Causes(Sentence):
    causes: tuple[Cause, ...]


class SameInputs(Sentence): ...


@exhibit(
    part=Part.A3,
    shows=Table(
        c.period, c.restated_line, c.reported, c.recomputed, c.restatement, c.accounts_change
    ),
    needs=("previous",),
)
def restated(
    books: Books, engagement: Engagement, intake: Intake
) -> Shown[Changed | Unchanged | LargestChange | Causes | SameInputs]:
    """Which figures of the last edition have changed since, and what is different?"""
    found = causes(engagement, intake)
    different = Causes(found) if found else SameInputs()
    rows = moved(books)
    if rows.empty:
        return Shown(None, title=Unchanged(), say=(different,))
    top = rows.iloc[0]
    amount = Money(top["restatement"], engagement.currency)
    largest = LargestChange(
        amount, Code("restated_line", top["restated_line"]), Name(top["period"])
    )
    title = Changed(Count(rows["period"].nunique()))
    return Shown(rows.head(SHOWN), title=title, say=(largest, different))


def moved(books: Books) -> pd.DataFrame:
    """What has moved in quarters that the last review has reported already?

    Columns: `period`, `restated_line` (the bridge's line), `reported`, `recomputed`, `restatement`
    (money) and `accounts_change`; the main level, the whole company; largest change first. Empty
    where nothing moved, or where no `previous` review is given. Raises EngagementError where it
    is no report, a damaged one, or another client's.
    """
    last = previous(books.engagement)
    rows = pd.DataFrame(columns=list(_ROWS))
    if last is not None:
        found = restatement(last.bridge(), books.bridge).rows
        chosen = found[
            (found["grain"] == books.main.grain)
            & found["segment"].isna()
            & (found["period_kind"] == "quarter")
        ]
        labels = {period.end: period.label for period in books.main.calendar.quarters}
        ordered = chosen.sort_values("change", key=abs, ascending=False, kind="stable")
        names = {"leaf": "restated_line", "before": "reported", "after": "recomputed",
                 "change": "restatement"}  # fmt: skip
        period = ordered["period_end"].dt.date.map(labels)
        rows = ordered.assign(period=period).rename(columns=names)[list(_ROWS)]
    money = dict.fromkeys(("reported", "recomputed", "restatement"), "float64")
    typed = money | {"period": "str", "restated_line": "str", "accounts_change": "int64"}
    return rows.astype(typed).reset_index(drop=True)


def causes(engagement: Engagement, intake: Intake) -> tuple[Cause, ...]:
    """What is different from the last review, so that its numbers may have moved?

    Files, policies, other choices, the version, and values set by hand; empty without a
    `previous` review.
    """
    last = previous(engagement)
    if last is None:
        return ()
    # the edition before each is an input of its own, and no file of the client's
    now = {k: v for k, v in intake.digests.items() if k != engagement.previous}
    found: list[Cause] = [*_files(last.inputs, now)]
    found += _choices(last.engagement, engagement)
    if last.version != __version__:
        found.append(VersionCause(Name(last.version), Name(__version__)))
    live = int((intake.overrides["state"] == "applied").sum())
    return (*found, ByHandCause(Count(live))) if live else tuple(found)


def _files(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[File]:
    # Every review has files of its own folder: names tell what a file is, not where it lay.
    then = {Path(name).name: digest for name, digest in before.items()}
    today = {Path(name).name: digest for name, digest in now.items()}
    for name in sorted(then.keys() | today.keys()):
        if then.get(name) != today.get(name):
            yield File(Name(name))


def _choices(before: Mapping[str, Any], engagement: Engagement) -> Iterator[Cause]:
    now = engagement.model_dump(mode="json")
    for name in _differing(before.get("policies", {}), now["policies"]):
        yield PolicyCause(Code("policy", name))
    for block in _BLOCKS:
        for name in _differing(before.get(block, {}), now[block]):
            yield ChoiceCause(Name(words(name)))


def _differing(then: Mapping[str, Any], today: Mapping[str, Any]) -> list[str]:
    return [name for name in dict.fromkeys([*then, *today]) if then.get(name) != today.get(name)]
