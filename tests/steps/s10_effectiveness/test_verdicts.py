"""Which words each verdict gets."""

import pandas as pd
import pytest

from cs_lib.steps.s10_effectiveness import verdicts
from tests.steps.s10_effectiveness import builders as b


def test_one_play_is_named_with_its_verdict() -> None:
    found = verdicts.done_and_effective.make(b.judged())
    assert found.title.verdict.key == "keep"
    assert found.say == ()


def test_what_is_not_detectable_says_with_how_many() -> None:
    rows = b.judged(works="unclear", loop_verdict="choose_again")
    (said,) = verdicts.done_and_effective.make(rows).say
    assert (said.treated.value, said.compared.value) == (100, 80)


def test_before_the_day_there_is_no_verdict() -> None:
    found = verdicts.done_and_effective.make(b.judged(due=False, loop_verdict=None))
    assert type(found.title).__name__ == "NotDue"
    assert [type(each).__name__ for each in found.say] == ["Running"]


def test_a_play_that_nobody_measured_says_so() -> None:
    rows = b.judged(done_share=float("nan"), done=False, loop_verdict="finish")
    assert type(verdicts.done_and_effective.make(rows).say[0]).__name__ == "NotMeasured"


def test_both_ends_of_an_interval() -> None:
    sure = verdicts.interval(b.judged().to_dict("records")[0])
    assert (sure.low.value, sure.high.value) == pytest.approx((0.02, 0.18))
    open_ = verdicts.interval(b.judged(effect_high=0.03).to_dict("records")[0])
    assert (open_.fall.value, open_.rise.value) == pytest.approx((0.18, 0.03))


def test_an_effect_that_anything_could_explain_is_fragile() -> None:
    found = verdicts.effect_table.make(b.judged(e_value_limit=1.0))
    assert type(found.title).__name__ == "Fragile"
    assert type(verdicts.effect_table.make(b.judged()).title).__name__ == "Robust"


def test_too_few_for_a_rate_is_not_known_yet() -> None:
    found = verdicts.done_and_effective.make(b.unknown())
    assert found.title.verdict.key == "wait"
    (said,) = found.say
    assert [each.value for each in (said.treated, said.compared, said.lost)] == [8, 7, 2]
    assert verdicts.effects.make(b.unknown()).need == "customers_lost"
    table = verdicts.effect_table.make(b.unknown())
    assert (type(table.title).__name__, table.say) == ("NoneKnown", ())


def test_plays_that_are_not_known_count_among_no_others() -> None:
    """Of two plays, one unknown, the title speaks of the other; of two unknown it says so."""
    both = pd.concat([b.judged(), b.unknown(option="review")], ignore_index=True)
    found = verdicts.done_and_effective.make(both)
    assert (found.title.option.value, found.title.verdict.key) == ("sprint", "keep")
    assert [each.option.value for each in verdicts.effects.make(both).say] == ["sprint"]
    neither = pd.concat([b.unknown(), b.unknown(option="review")], ignore_index=True)
    title = verdicts.done_and_effective.make(neither).title
    assert (type(title).__name__, title.plays.value) == ("SeveralUnknown", 2)
    three = pd.concat([both, b.judged(option="third", works="no")], ignore_index=True)
    title = verdicts.done_and_effective.make(three).title
    assert (title.worked.value, title.judged.value) == (1, 2)
