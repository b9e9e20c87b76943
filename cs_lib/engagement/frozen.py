"""A mapping that cannot be changed, so that a frozen model is frozen all the way down."""

from collections.abc import Iterator, Mapping
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(Mapping[K, V]):
    """A read-only mapping that keeps its order; unlike `MappingProxyType` it can be pickled."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenDict({self._items!r})"


def _plain(value: object) -> object:
    """Plain dictionaries all the way down, which is what a writer of JSON knows."""
    if isinstance(value, FrozenDict):
        return {key: _plain(inner) for key, inner in value.items()}
    return value


Frozen = Annotated[Mapping[K, V], AfterValidator(FrozenDict), PlainSerializer(_plain)]
"""The type of a mapping field: read from any mapping, kept read-only, written as a plain one."""


class FrozenModel(BaseModel):
    """A record of the engagement file: read-only, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)
