"""How does each kind of fact read? One kind a filter; rounding and spelling are `formats`'."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cs_lib import formats
from cs_lib.texts.facts import Code, Count, Day, Fact, Money, Name, Points, Quantity, Scope, Share
from cs_lib.texts.facts import Times as TimesFact

if TYPE_CHECKING:
    from cs_lib.texts.catalogues import Catalogue

Print = Callable[..., str]
HALF_A_MILLION, MILLION = 500_000.0, 999_500.0
LISTED = "listed"
"""The filter of a list of sub-messages; the catalogue prints it, for each has its own runs."""
RANGE = "to"
"""The filter of the two ends of a range; it names the other end and the filter of both."""
FULL = "full"
MILLIONS = "money_in_millions"
"""What `money` becomes in a sentence that holds a million or more."""
_DECIMALS = {"percent": 1, "times": 1, "quantity": 1, "cents": 2}
"""Filters that take a number of decimals, and how many they print without one."""


@dataclass(frozen=True)
class Filter:
    """A filter of the templates: the kind it takes, and what it prints in a language."""

    takes: type[Fact]
    prints: Print


def _money(words: "Catalogue", fact: Money) -> str:
    return formats.money_short(fact.value, fact.currency, language=words.language)


def _millions(words: "Catalogue", fact: Money) -> str:
    """An amount beside one of a million or more: "EUR 0.9m"; small ones stay thousands."""
    if not HALF_A_MILLION <= abs(fact.value) < MILLION:
        return _money(words, fact)
    return formats.money_in(fact.value, fact.currency, "m", language=words.language)


def _full(words: "Catalogue", fact: Money) -> str:
    return formats.money(fact.value, fact.currency, language=words.language)


def _cents(words: "Catalogue", fact: Money, decimals: int = 2) -> str:
    return formats.money(fact.value, fact.currency, decimals=decimals, language=words.language)


def _signed(words: "Catalogue", fact: Money) -> str:
    return formats.money_short(fact.value, fact.currency, signed=True, language=words.language)


def _percent(words: "Catalogue", fact: Share, decimals: int = 1) -> str:
    return formats.percent(fact.value, decimals, language=words.language)


def _points(words: "Catalogue", fact: Points) -> str:
    return formats.points(fact.value, signed=False, language=words.language)


def _times(words: "Catalogue", fact: TimesFact, decimals: int = 1) -> str:
    return formats.ratio(fact.value, decimals, language=words.language)


def _quantity(words: "Catalogue", fact: Quantity, decimals: int = 1) -> str:
    return formats.number(fact.value, decimals, language=words.language)


def _count(words: "Catalogue", fact: Count) -> str:
    return formats.integer(fact.value, language=words.language)


def _counted(words: "Catalogue", fact: Count, noun: str) -> str:
    """A number with its noun: "1 account", "12 accounts"."""
    return f"{_count(words, fact)} {words.noun(noun, fact.value)}"


def _spelled(words: "Catalogue", fact: Count) -> str:
    """A small number in words, as prose has it below thirteen: "two"."""
    return words.numeral(fact.value) or _count(words, fact)


def _spelled_counted(words: "Catalogue", fact: Count, noun: str) -> str:
    return f"{_spelled(words, fact)} {words.noun(noun, fact.value)}"


def _day(words: "Catalogue", fact: Day) -> str:
    return formats.date(fact.value, language=words.language)


def _month(words: "Catalogue", fact: Day) -> str:
    return formats.month(fact.value, language=words.language)


def _name(words: "Catalogue", fact: Name) -> str:
    return formats.text(fact.value)


def _label(words: "Catalogue", fact: Code) -> str:
    """A code as a table has it: "Logos lost"."""
    return words.code(fact.kind, fact.key)


def _running(words: "Catalogue", fact: Code) -> str:
    """A code as running text has it: "lost customers"."""
    return words.code(fact.kind, fact.key, running=True)


def _scope(words: "Catalogue", fact: Scope) -> str:
    whole = words.code("scope", "whole", running=True)
    return whole if fact.segment is None else formats.text(fact.segment)


FILTERS: dict[str, Filter] = {
    "money": Filter(Money, _money),
    MILLIONS: Filter(Money, _millions),
    FULL: Filter(Money, _full),
    "cents": Filter(Money, _cents),
    "signed_money": Filter(Money, _signed),
    "percent": Filter(Share, _percent),
    "points": Filter(Points, _points),
    "times": Filter(TimesFact, _times),
    "quantity": Filter(Quantity, _quantity),
    "count": Filter(Count, _count),
    "counted": Filter(Count, _counted),
    "spelled": Filter(Count, _spelled),
    "spelled_counted": Filter(Count, _spelled_counted),
    "day": Filter(Day, _day),
    "month": Filter(Day, _month),
    "name": Filter(Name, _name),
    "label": Filter(Code, _label),
    "running": Filter(Code, _running),
    "scope": Filter(Scope, _scope),
}
"""Every filter by name; a list of sub-messages takes `listed` instead, a range `to`."""
RAISED = frozenset({"running", "spelled", "spelled_counted", "scope"})
"""Filters whose first letter is raised where they open a sentence; a client's names never are."""


def printed(words: "Catalogue", fact: Fact, name: str, *arguments: Any) -> str:
    """`fact` by the filter called `name`; TypeError for a fact of another kind."""
    chosen = FILTERS[name]
    if not isinstance(fact, chosen.takes):
        kind = type(fact).__name__
        raise TypeError(f"the filter '{name}' takes {chosen.takes.__name__}, not {kind}")
    return chosen.prints(words, fact, *arguments)


def named(name: str, facts: Iterable[object]) -> str:
    """The filter that prints an amount among `facts`: in millions where one reaches a million."""
    amounts = [fact for fact in facts if isinstance(fact, Money)]
    reached = any(abs(fact.value) >= MILLION for fact in amounts)
    return MILLIONS if name == "money" and reached else name


def finer(name: str, arguments: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """The filter that prints the same a step finer: one more decimal, an amount in full."""
    if name in _DECIMALS:
        return name, (int(arguments[0] if arguments else _DECIMALS[name]) + 1,)
    return (FULL if name in ("money", MILLIONS) else name), arguments
