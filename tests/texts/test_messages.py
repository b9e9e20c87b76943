"""A message is data like any frozen dataclass, though its class is made with less."""

import dataclasses
import pickle

import pytest

from cs_lib.texts import Count, Name, Sentence

NONE = Count(0)


class Kept(Sentence):
    name: Name
    accounts: Count
    more: Count = NONE


class Lost(Sentence):
    name: Name
    accounts: Count
    more: Count = NONE


@dataclasses.dataclass(frozen=True)
class Plain:
    name: Name
    accounts: Count
    more: Count = NONE


def test_it_is_equal_to_what_says_the_same_and_to_no_other() -> None:
    one, two = Kept(Name("A"), Count(1)), Kept(Name("A"), accounts=Count(1), more=Count(0))
    assert one == two
    assert hash(one) == hash(two)
    assert len({one, two, Kept(Name("A"), Count(2)), Lost(Name("A"), Count(1))}) == 3
    assert one != Lost(Name("A"), Count(1))
    assert one != "A"


def test_it_shows_as_a_dataclass_does() -> None:
    shown = repr(Plain(Name("A"), Count(1)))
    assert repr(Kept(Name("A"), Count(1))) == shown.replace("Plain", "Kept")


def test_its_facts_are_given_once() -> None:
    made = Kept(Name("A"), Count(1))
    for name in ("accounts", "more", "unheard_of"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(made, name, Count(2))
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(made, name)
    assert made == Kept(Name("A"), Count(1))


def test_it_can_be_replaced_and_handed_to_another_process() -> None:
    made = Kept(Name("A"), Count(1))
    assert dataclasses.replace(made, more=Count(3)) == Kept(Name("A"), Count(1), Count(3))
    assert pickle.loads(pickle.dumps(made)) == made
    assert [field.name for field in dataclasses.fields(Kept)] == ["name", "accounts", "more"]
    with pytest.raises(TypeError):
        Kept(Name("A"))  # type: ignore[call-arg]
