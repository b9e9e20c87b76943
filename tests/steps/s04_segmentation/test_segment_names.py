"""What segments are called: a client's name, or the rule itself."""

from cs_lib.steps.s04_segmentation import segment_names as names
from cs_lib.steps.s04_segmentation.value_segments import Rule, Segments
from cs_lib.texts import Code, Money, Name, Quantity, Share

RULE = Rule("1", (("value", ">=", 5e4), ("penetration", "<", 0.4), ("will", ">", 50.0)))


def test_a_proposed_segment_is_called_by_its_rule() -> None:
    found = names.named("1", Segments((RULE,), proposed=True), "EUR")

    def words(measure: str, sign: str) -> tuple[Code, Code]:
        return Code("segment_measure", measure), Code("condition", sign)

    assert found == names.Conditions(
        (
            names.MoneyCondition(*words("value", ">="), Money(5e4, "EUR")),
            names.ShareCondition(*words("penetration", "<"), Share(0.4)),
            names.IndexCondition(*words("will", ">"), Quantity(50)),
        )
    )


def test_a_clients_segment_keeps_its_name() -> None:
    own = Segments((Rule("others", ()),), proposed=False)
    assert names.named("others", own, "EUR") == names.Own(Name("others"))
    assert names.named("", own, "EUR") == names.Others()


def test_a_rule_without_conditions_takes_everyone_else() -> None:
    assert names.ruled(Rule("2", ()), "EUR") == names.Everyone()
    assert names.ruled(None, "EUR") == names.Everyone()
