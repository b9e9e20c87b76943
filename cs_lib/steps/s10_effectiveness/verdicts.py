"""Done, and effective? Each play in one of four fields, with its interval. (10.01)"""

from typing import Annotated, Any

import pandas as pd

from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.steps.s10_effectiveness import trials as of
from cs_lib.texts import Code, Count, Day, Extreme, Name, Points, Sentence, Share, Times


def readable(name: str) -> str:
    """A short name as running text has it: "adoption-sprint" reads "adoption sprint"."""
    return str(name).replace("-", " ").replace("_", " ")


class One(Sentence):
    option: Name
    verdict: Code


class Several(Sentence):
    worked: Count
    judged: Count


class NotDue(Sentence):
    option: Name
    day: Day
    extremes = (Extreme("effectiveness.done_and_effective.verdict_day", "day", lowest=True),)


class Running(Sentence):
    option: Name
    day: Day


class NotDetectable(Sentence):
    option: Name
    treated: Count
    compared: Count


class NotMeasured(Sentence):
    option: Name


class SeveralUnknown(Sentence):
    plays: Count


class TooFew(Sentence):
    option: Name
    treated: Annotated[Count, "treated"]
    compared: Annotated[Count, "compared"]
    lost: Count


class TooShort(Sentence):
    option: Name


@exhibit(
    shows=Table(c.option, c.done, c.done_share, c.works, c.loop_verdict, c.verdict_day),
    needs=("tests", "activities"),
)
def done_and_effective(
    judged: pd.DataFrame,
) -> (
    Shown[
        One | Several | SeveralUnknown | NotDue | Running | NotDetectable | NotMeasured | TooFew
        | TooShort
    ]
    | Absent
):  # fmt: skip
    """Was each play done, did it work, and what follows?"""
    if judged.empty:
        return Absent("tests")
    due = judged[judged["due"].astype(bool)]
    say: list[Running | NotDetectable | NotMeasured | TooFew | TooShort] = []
    for row in judged.to_dict("records"):
        name = Name(readable(row["option"]))
        if not row["due"]:
            say.append(Running(name, Day(row["verdict_day"])))
        elif row["works"] == of.UNCLEAR:
            say.append(NotDetectable(name, Count(row["treated"]), Count(row["compared"])))
        elif row["works"] in of.UNKNOWN:
            say.append(why_unknown(row))
        if row["due"] and pd.isna(row["done_share"]):
            say.append(NotMeasured(name))
    title: One | Several | SeveralUnknown | NotDue
    known = of.known(due)
    if due.empty:
        first = judged.iloc[-1]
        title = NotDue(Name(readable(first["option"])), Day(first["verdict_day"]))
    elif len(known) == 1 or len(due) == 1:
        only = (due if known.empty else known).iloc[0]
        code = Code("loop_verdict", str(only["loop_verdict"]))
        title = One(Name(readable(only["option"])), code)
    elif known.empty:
        title = SeveralUnknown(Count(len(due)))
    else:
        title = Several(Count(int(known["works"].eq(of.YES).sum())), Count(len(known)))
    shown = judged.assign(
        option=judged["option"].map(readable),
        done=judged["done"].map({True: "yes", False: "no"}),
    )
    return Shown(shown, title=title, say=tuple(say))


def why_unknown(row: "dict[str, object] | dict[object, object]") -> TooFew | TooShort:
    """Why is the effect of one play not known: the accounts and losses there are, or the time?"""
    values: dict[str, Any] = {str(k): v for k, v in row.items()}
    name = Name(readable(values["option"]))
    if values["works"] == of.TOO_SHORT:
        return TooShort(name)
    lost = Count(values["treated_lost"] + values["compared_lost"])
    return TooFew(name, Count(values["treated"]), Count(values["compared"]), lost)


class Fell(Sentence):
    option: Name
    effect: Points


class NoneFound(Sentence):
    plays: Count


class Limits(Sentence):
    option: Name
    low: Annotated[Points, "effect_high"]
    high: Annotated[Points, "effect_low"]
    treated: Annotated[Count, "treated"]
    compared: Annotated[Count, "compared"]


class Between(Sentence):
    option: Name
    fall: Annotated[Points, "effect_low"]
    rise: Annotated[Points, "effect_high"]
    treated: Annotated[Count, "treated"]
    compared: Annotated[Count, "compared"]


@exhibit(
    shows=charts.Dots(c.option, c.effect, c.effect_low, c.effect_high),
    needs=("tests", "activities"),
)
def effects(judged: pd.DataFrame) -> Shown[Fell | NoneFound | Limits | Between] | Absent:
    """What did each play do to yearly losses?"""
    if judged.empty:
        return Absent("tests")
    judged = of.known(judged)
    if judged.empty:
        return Absent("customers_lost")
    worked = judged[judged["works"] == of.YES]
    title: Fell | NoneFound = NoneFound(Count(len(judged)))
    if len(worked):
        row = worked.nsmallest(1, "effect").iloc[0]
        title = Fell(Name(readable(row["option"])), Points(-row["effect"]))
    say = tuple(interval(row) for row in judged.to_dict("records"))
    shown = judged.assign(option=judged["option"].map(readable))
    return Shown(shown, title=title, say=say)


def interval(row: "dict[str, object] | dict[object, object]") -> Limits | Between:
    """The interval of one play's effect, in words: both ends a fall, or a fall and a rise."""
    values: dict[str, float] = {str(k): v for k, v in row.items()}  # type: ignore[misc]
    name = Name(readable(str(values["option"])))
    counts = Count(int(values["treated"])), Count(int(values["compared"]))
    low, high = values["effect_low"], values["effect_high"]
    if high < 0:
        return Limits(name, Points(-high), Points(-low), *counts)
    return Between(name, Points(max(0.0, -low)), Points(high), *counts)


class NoneKnown(Sentence):
    plays: Count


class Robust(Sentence):
    limit: Times


class AtEstimate(Sentence):
    option: Name
    ratio: Times


class Fragile(Sentence):
    option: Name


class Placebo(Sentence):
    option: Name
    chance: Share


@exhibit(
    part=Part.A6,
    shows=Table(
        c.option, c.treated, c.compared, c.treated_lost, c.compared_lost, c.treated_rate,
        c.compared_rate, c.effect, c.effect_low, c.effect_high, c.effect_expected, c.loss_ratio,
        c.loss_ratio_low, c.loss_ratio_high, c.placebo_chance, c.e_value, c.e_value_limit,
    ),
    needs=("tests", "activities"),
)  # fmt: skip
def effect_table(
    judged: pd.DataFrame,
) -> Shown[Robust | Fragile | NoneKnown | AtEstimate | Placebo] | Absent:
    """What does each effect rest on, and what unseen cause could explain it away?"""
    if judged.empty:
        return Absent("tests")
    say: list[AtEstimate | Placebo] = []
    known = of.known(judged)
    title: Robust | Fragile | NoneKnown = NoneKnown(Count(len(judged)))
    if len(known):
        row = known[known["works"] == of.YES].head(1)
        top = (known if row.empty else row).iloc[0]
        name = Name(readable(top["option"]))
        title = Fragile(name)
        if top["e_value_limit"] > 1:
            title = Robust(Times(top["e_value_limit"]))
            if top["e_value"] < float("inf"):
                say.append(AtEstimate(name, Times(top["e_value"])))
    for each in known.to_dict("records"):
        say.append(Placebo(Name(readable(each["option"])), Share(each["placebo_chance"])))
    shown = judged.assign(
        option=judged["option"].map(readable), loss_ratio=judged["ratio"],
        loss_ratio_low=judged["ratio_low"], loss_ratio_high=judged["ratio_high"],
    ).replace({float("inf"): float("nan")})  # fmt: skip
    return Shown(shown, title=title, say=tuple(say))
