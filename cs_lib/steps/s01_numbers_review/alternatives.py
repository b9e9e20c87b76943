"""What would another choice of policy change? Computed on the client's own lines, not described."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from cs_lib.books.books import Books, recounted
from cs_lib.books.comparison import Comparison
from cs_lib.engagement import POLICIES, Alternative, Engagement, Policies, Policy
from cs_lib.errors import DataError
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake, load
from cs_lib.ledger import LEAVES, Pair
from cs_lib.ledger.terms import renewals
from cs_lib.steps.s01_numbers_review import relevance
from cs_lib.texts import Code, Count, Name, Points, Sentence, Share

SHOWN = 5
_FIRST = ("policy", "policy_choice", "other_choice", "seen_at")
_RATES = ("grr", "nrr", "logo_churn")
"""The headline rates that are to be agreed, as `Retention` names them."""
_METRICS = {"grr": "grr", "nrr": "nrr", "logo_churn": "logo_churn_rate"}
_EFFECTS = ("arr", *_RATES, "new_business", "atr", "renewal_rate")
_COLUMNS = (*_FIRST, *_EFFECTS, "applies")
_DEFAULT = "the usual default"
_TOOLS = frozenset({("discounts", "list")})
"""What billing tools can be set to, and nobody reports: ARR at list price is not a company's own.

Such an alternative is never shown before one that somebody could choose.
"""
_VISIBLE = 0.0005
"""A smaller change of a rate does not show in print."""


def effects(books: Books, intake: Intake) -> pd.DataFrame:
    """What would each alternative of each policy change over the twelve months?

    Columns: `policy`, `choice`, `other_choice`, `seen_at`; differences from today's choice: `arr`
    and `new_business` (money), `grr`, `nrr` and `logo_churn` (shares), and of what decides on
    renewals `atr` (money) and `renewal_rate` (gross, a share); and `applies`: is there anything in
    the client's rows to decide on? Largest effect on a headline rate first; empty without a year
    of history.
    """
    rows: list[tuple[Any, ...]] = []
    if books.year is not None and books.year.opening:
        rows = [_row(books, intake, *choice) for choice in _choices(books.engagement.policies)]
    typed = dict.fromkeys(_FIRST, "str") | dict.fromkeys(_EFFECTS, "float64") | {"applies": "bool"}
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(typed)
    return ranked(frame)


def ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """By the largest effect on one of the rates that are to be agreed; nobody's choices last."""
    rates = frame[list(_RATES)].abs()
    tools = [pair in _TOOLS for pair in zip(frame["policy"], frame["other_choice"], strict=True)]
    keyed = frame.assign(tool=tools, effect=rates.max(axis="columns"), money=frame["arr"].abs())
    order = ["tool", "effect", "money"]
    ordered = keyed.sort_values(order, ascending=[True, False, False], kind="stable")
    return ordered.drop(columns=["tool", "effect", "money"]).reset_index(drop=True)


class Choice(Sentence):
    choice: Code


class Days(Sentence):
    days: Count


class Number(Sentence):
    number: Count


class Limit(Sentence):
    share: Share


class Zone(Sentence):
    zone: Name


def chosen(policy: str, value: Any) -> Choice | Days | Number | Limit | Zone:
    """The value of a policy as a cell says it."""
    if isinstance(value, float):
        return Limit(Share(value))
    if isinstance(value, int):
        return Days(Count(value)) if policy.endswith("_days") else Number(Count(value))
    if policy == "time_zone" and value is not None:
        return Zone(Name(value))
    return Choice(choice_code(policy, value))


def choice_code(policy: str, value: Any) -> Code:
    """A choice among our words; their keys are those of both, for a value means what it decides."""
    return Code("choice", f"{policy}.{str(value).lower()}")


class MattersMost(Sentence):
    policy: Code
    rate: Code
    by: Points


class Counted(Sentence):
    choice: Code
    rate: Code
    value: Share


class InForce(Sentence):
    policies: Count


class AllUsual(Sentence): ...


class OneUnusual(Sentence):
    policy: Code


class Unusual(Sentence):
    policies: Count


Cells = Choice | Days | Number | Limit | Zone
Claims = MattersMost | InForce
Sayings = Counted | AllUsual | OneUnusual | Unusual


@exhibit(
    part=Part.A1,
    shows=Table(
        c.policy, c.policy_id, c.policy_choice, c.other_choice, c.seen_at, c.grr_effect,
        c.nrr_effect, c.churn_effect, c.arr_effect,
    ),
)  # fmt: skip
def policies(
    effects: pd.DataFrame, engagement: Engagement, books: Books
) -> Shown[Cells | Claims | Sayings]:
    """Which counting rules are in force, and which other choices would move the rates most?"""
    shown = strongest(effects)
    frame = _in_force(engagement.policies).merge(shown, on="policy", how="left")
    place = frame["policy"].map({name: place for place, name in enumerate(shown["policy"])})
    ordered = frame.assign(place=place).sort_values("place", kind="stable")
    frame = ordered.drop(columns="place").reset_index(drop=True)
    usual = _usual(engagement.policies)
    if shown.empty:
        return Shown(frame, title=InForce(Count(len(frame))), say=(usual,))
    title, counted = _top(shown.iloc[0], books)
    return Shown(frame, title=title, say=(*counted, usual))


def strongest(effects: pd.DataFrame) -> pd.DataFrame:
    """The alternative that moves a headline rate most, of each of the five policies that do so.

    Columns: `policy`, `other_choice` (a message), `seen_at`, `grr_effect`, `nrr_effect`,
    `churn_effect` and `arr_effect`; largest effect first.
    """
    seen = effects[effects[list(_RATES)].abs().max(axis="columns") >= _VISIBLE]
    top = seen.drop_duplicates("policy").head(SHOWN)
    names = {"grr": "grr_effect", "nrr": "nrr_effect", "logo_churn": "churn_effect",
             "arr": "arr_effect"}  # fmt: skip
    values = [_typed(*each) for each in zip(top["policy"], top["other_choice"], strict=True)]
    cells = [chosen(*each) for each in zip(top["policy"], values, strict=True)]
    told = top.rename(columns=names).assign(
        other_choice=pd.Series(cells, index=top.index, dtype=object)
    )
    return told[["policy", "other_choice", "seen_at", *names.values()]].reset_index(drop=True)


def _typed(policy: str, value: str) -> Any:
    """The alternative as its policy takes it: a number where the policy is one."""
    kind = type(getattr(Policies(), policy))
    return kind(value) if kind in (int, float) else value


def _in_force(policies: Policies) -> pd.DataFrame:
    rows = [
        (each.id or None, each.name, chosen(each.name, getattr(policies, each.name)))
        for each in POLICIES
    ]
    return pd.DataFrame(rows, columns=["policy_id", "policy", "policy_choice"])


def _usual(policies: Policies) -> AllUsual | OneUnusual | Unusual:
    """How many of the policies are not the usual default?"""
    usual = Policies()
    other = [p.name for p in POLICIES if getattr(policies, p.name) != getattr(usual, p.name)]
    if len(other) > 1:
        return Unusual(Count(len(other)))
    return OneUnusual(Code("policy", other[0])) if other else AllUsual()


def _top(row: "pd.Series[Any]", books: Books) -> tuple[MattersMost, tuple[Counted, ...]]:
    """What is said of the alternative that moves a headline rate most."""
    effects = {
        "grr": row["grr_effect"],
        "nrr": row["nrr_effect"],
        "logo_churn": row["churn_effect"],
    }
    rate = max(effects, key=lambda name: abs(effects[name]))
    named, moved = Code("short_metric", _METRICS[rate]), float(effects[rate])
    claim = MattersMost(Code("policy", row["policy"]), named, Points(abs(moved)))
    now = getattr(books.year.kept, rate) if books.year else None
    if now is None or not isinstance(row["other_choice"], Choice):
        return claim, ()
    return claim, (Counted(row["other_choice"].choice, named, Share(now + moved)),)


def _choices(chosen: Policies) -> Iterator[tuple[Policy, Alternative]]:
    """Every value of every policy that is not in force; the default, too, where another is."""
    default = Policies()
    for policy in POLICIES:
        now, usual = getattr(chosen, policy.name), getattr(default, policy.name)
        others = list(policy.alternatives)
        if others and usual not in [other.value for other in others]:
            others.append(Alternative(usual, _DEFAULT))
        yield from ((policy, other) for other in others if other.value != now)


def _row(books: Books, intake: Intake, policy: Policy, other: Alternative) -> tuple[Any, ...]:
    now = getattr(books.engagement.policies, policy.name)
    first = (policy.name, str(now), str(other.value), other.seen_at)
    if not relevance.applies(policy, books, intake):
        return (*first, *(0.0 for _ in _EFFECTS), False)
    if policy.name in _BESIDE_THE_PAIR:
        return (*first, *_BESIDE_THE_PAIR[policy.name](books, intake, policy.name, other), True)
    try:
        counted = _recounted(books, intake, policy, other)
    except DataError:
        counted = None
    if counted is None or counted.kept.grr is None:
        return (*first, *(0.0 for _ in _EFFECTS), False)  # these accounts cannot be counted so
    return (*first, *_differences(books, counted), True)


def _recounted(
    books: Books, intake: Intake, policy: Policy, other: Alternative
) -> Comparison | None:
    """The twelve months as the alternative counts them."""
    today = books.year
    assert today is not None
    if policy.name == "grain":
        return books.compare(books.before(books.as_of, 12), books.as_of, other.value)
    if policy.name == "without_top":
        return replace(today, without_top=other.value)
    if policy.name == "escalators":
        return replace(today, pair=replace(today.pair, leave_out_pre_sold=_leaves_out(other)))
    engagement = _with(books.engagement, policy.name, other.value)
    # A zone decides on dates, and dates are made at the door.
    dated = load(engagement) if policy.name == "time_zone" else intake
    book = recounted(books, engagement, dated)
    pair = book.pair(books.before(books.as_of, 12), books.as_of)
    return Comparison(pair, book.arr(books.as_of), without_top=engagement.policies.without_top)


def _leaves_out(other: Alternative) -> bool:
    return bool(other.value == "leave_out")


def _of_renewals(books: Books, intake: Intake, name: str, other: Alternative) -> tuple[float, ...]:
    """The columns of `_EFFECTS`, of a policy that moves no revenue but what was due when."""
    assert books.year is not None
    assert books.due is not None
    book = recounted(books, _with(books.engagement, name, other.value), intake)
    today, then = renewals.rates(books.due), renewals.rates(book.renewals(books.year.pair))
    atr, rate = (then.atr or 0.0) - (today.atr or 0.0), (then.gross or 0.0) - (today.gross or 0.0)
    return (0.0, *(0.0 for _ in _RATES), 0.0, atr, rate)


def _of_visits(books: Books, intake: Intake, name: str, other: Alternative) -> tuple[float, ...]:
    """The columns of `_EFFECTS`, of a policy on those whom neither of two snapshots saw."""
    assert books.year is not None
    book = recounted(books, _with(books.engagement, name, other.value), intake)
    today, then = (_flows(frame, books) for frame in (books.bridge, book.bridge(segments=False)))
    new = float(then["amount"]["new_logo"] - today["amount"]["new_logo"])
    logos = float(then["accounts"]["logo_churn"] - today["accounts"]["logo_churn"])
    churn = logos / books.year.kept.opening_logos
    return (0.0, 0.0, 0.0, churn, new, 0.0, 0.0)


def _flows(bridge: pd.DataFrame, books: Books) -> pd.DataFrame:
    """What came and went in the twelve months at the main grain: leaf, amount, accounts."""
    since = pd.Timestamp(books.before(books.as_of, 12))
    rows = bridge[
        (bridge["period_kind"] == "month")
        & bridge["segment"].isna()
        & (bridge["grain"] == books.main.grain)
        & (bridge["period_end"] > since)
    ]
    return rows.groupby("leaf")[["amount", "accounts"]].sum().reindex(list(LEAVES), fill_value=0)


_BESIDE_THE_PAIR = {
    "early_renewals": _of_renewals,
    "rolling": _of_renewals,
    "intra_month_logos": _of_visits,
}
"""Policies that change no account between the two snapshots, and what they do change."""


def _with(engagement: Engagement, name: str, value: Any) -> Engagement:
    """The engagement with one policy changed, and the other limit moved where they are ordered."""
    policies = engagement.policies.model_copy(update={name: value})
    gap = max(policies.win_back_after_days, policies.reactivation_gap_days)
    ordered = policies.model_copy(update={"win_back_after_days": gap})
    return engagement.model_copy(update={"policies": ordered})


def _differences(books: Books, other: Comparison) -> tuple[float, ...]:
    """The columns of `_EFFECTS`."""
    today = books.year
    assert today is not None
    arr = other.closing_arr - today.closing_arr
    new = _new_business(other.pair) - _new_business(today.pair)
    rates = [
        (getattr(other.kept, name) or 0.0) - (getattr(today.kept, name) or 0.0) for name in _RATES
    ]
    return (arr, *rates, new, 0.0, 0.0)


def _new_business(pair: Pair) -> float:
    """ARR of accounts that count as new: first ever, or back after the win-back gap."""
    frame = pair.accounts
    return float(frame.loc[frame["status"].isin(["new", "win_back"]), "v1"].sum())
