"""Which choice is worth most, by what, and is it good for the customer as well?"""

from typing import Any

from cs_lib.numbers import count, join, money_short, number, percent, points, ratio
from cs_lib.steps.opportunity.levers import COST_SETS
from cs_lib.steps.opportunity.sentences.told import Told, as_named, first_up, inside, named
from cs_lib.steps.opportunity.uplift import NONE
from cs_lib.steps.opportunity.winwin import NO, YES

NOTHING = "Nothing can be ranked: the history holds no complete quarter"
NO_COST_SETS = (
    "Without costs and a gross margin no set of costs can be compared: the ranking is on revenue "
    "alone."
)


class Choices(Told):
    """One method per sentence."""

    def ranking(self) -> str:
        """Which choice comes first, how often, and what would end that?"""
        top = self._top
        if top is None:
            return NOTHING
        if self._found.terms.per_point:
            return (
                f"No uplift is known yet: one point gained in {top['segment']} is worth most, "
                f"{self._money(top['score'])}{' net' if self._net else self._alone()}"
            )
        text = f"{first_up(self._among() + named(top))} is worth most: {self._money(top['score'])}"
        text += " net" if self._net else self._alone()
        standing = self._found.standing
        if standing is not None:
            text += f"; it stays first in {percent(standing.share, 0)} of draws"
        return text + self._flip()

    def _among(self) -> str:
        """Whom the first choice has not been held against."""
        rows = self._rows("ranking")
        known = len(self._rows("ranking", "rank"))
        return (
            ""
            if known == len(rows)
            else f"of the {known} in {len(rows)} choices with a known uplift, "
        )

    def _alone(self) -> str:
        return (
            ""
            if self._net
            else f" of revenue over {self._found.terms.years} years, on revenue alone"
        )

    def _flip(self) -> str:
        flips = [row for row in self._rows("flips") if row["to"]]
        if not flips:
            return ""
        flip = flips[0]
        way = "falls under" if not flip["above"] else "rises above"
        return f"; it loses first place if its {inside(flip['parameter'])} {way} {flip['flips_at']}"

    def ranking_detail(self) -> str:
        """How is a choice valued, and what is it ranked by?"""
        if self._top is None:
            return f"{NOTHING}."
        years = self._found.terms.years
        text = (
            "Value is addressable ARR x achievable uplift x probability x gross margin x the worth "
            f"of one unit a year over {years} years at the segment's own retention; cost is the "
            "ARR gained x the segment's CRC ratio x the lever's multiple. ROI and payback are at "
            "average cost and flatter every lever; what the next unit brings is asked below."
        )
        if not self._net:
            text = (
                "**Ranked on revenue alone**: costs, the gross margin or both are not given, so "
                "value is the revenue of the ARR gained, discounted, before any cost."
            )
        unknown = [row for row in self._rows("inputs") if row["source"] == NONE]
        if unknown and not self._found.terms.per_point:
            text += f" {count(len(unknown), 'choice')} without a known uplift cannot be ranked."
        return text

    def ranking_note(self) -> str:
        """What is an average, and what is not?"""
        return (
            "Average is not marginal: the next unit usually costs more. Payback is the months "
            "until the margin on the ARR gained has paid its cost."
        )

    def gains(self) -> str:
        """Which levers does only the vendor gain from?"""
        rows = self._rows("ranking")
        if not rows:
            return f"{NOTHING}."
        yes = [row for row in rows if row["gains"] == YES]
        no = [row for row in rows if row["gains"] == NO]
        text = f"The customer gains as well in {len(yes)} of {count(len(rows), 'choice')}"
        if no:
            return f"{text}; only the vendor does in {join([named(row) for row in no])}."
        rest = len(rows) - len(yes)
        return f"{text}; nothing shows it for the other {rest}." if rest else f"{text}."

    def inputs(self) -> str:
        """Where do the uplifts come from?"""
        rows = self._rows("inputs")
        if not rows:
            return f"{NOTHING}."
        by_source = {row["source"] for row in rows}
        counted = [
            f"{count(sum(row['source'] == source for row in rows), 'choice')}: {source}"
            for source in sorted(by_source)
        ]
        spans = [
            f"{as_named(row['choice'])} {points(row['uplift'])} "
            f"({points(row['low'])} to {points(row['high'])})"
            for row in self._rows("inputs", "uplift", "low")
        ]
        text = f"Uplifts by source: {'; '.join(counted)}."
        return f"{text} With 90% intervals: {join(spans)}." if spans else text

    def compared(self) -> str:
        """Do comparable accounts differ by more than chance?"""
        rows = self._rows("compared")
        if not rows:
            return "No accounts can be compared: no group has ten of them."
        told = []
        for lever in dict.fromkeys(row["lever"] for row in rows):
            mine = [row for row in rows if row["lever"] == lever]
            told.append(f"in {lever} {_difference([row for row in mine if row['credible']])}")
        tried = len({row["attribute"] for row in rows})
        return (
            f"Compared by {count(tried, 'attribute')} known before each quarter, accounts of the "
            f"same segment differ {join(told)}."
        )

    def compared_note(self) -> str:
        """How is luck kept out?"""
        return (
            "Rates are relative to the segment's, over eight quarters. The lead of a group counts "
            "by its credibility Z (Bühlmann and Straub, 1970); a difference is believed at "
            "shared among attributes of a kind. An uplift comes only from what an account can "
            "be helped to: its adoption, or the service of the owners who do best."
        )

    def cost_sets(self) -> str:
        """Would other costs change the first choice?"""
        if not self._net or not self._rows("cost_sets"):
            return NO_COST_SETS
        firsts = {
            label: next(
                (row["choice"] for row in self._rows("cost_sets") if row[f"rank_{costs}"] == 1), ""
            )
            for costs, label in COST_SETS.items()
        }
        known = {label: choice for label, choice in firsts.items() if choice}
        if len(set(known.values())) == 1:
            first = first_up(as_named(next(iter(known.values()))))
            text = f"{first} comes first under all {len(known)} sets of costs."
        else:
            told = [f"{as_named(choice)} ({label})" for label, choice in known.items()]
            text = f"The first choice depends on the costs: {join(told)}."
        return f"{text} {self._breakeven()}"

    def _breakeven(self) -> str:
        top = self._top
        assert top is not None
        return (
            f"For {named(top)} a cost of {number(top['breakeven'], 1)} times the CRC ratio would "
            "leave nothing: a cost ratio alone never kills a lever; feasibility and size decide."
        )

    def cost_sets_note(self) -> str:
        """Whose multiples are these?"""
        return (
            "Multiples of the CRC ratio. 1 / 2 / 4 is a planning rule and no measurement: with one "
            "uplift for all levers it makes retention win by construction. The survey (Pacific "
            "Crest, 2016) gives a median cost per 1.00 of ACV of 0.13 for renewal, 0.20 for "
            "expansion and 0.27 for upsell. Measured are this client's own averages."
        )

    def lenses(self) -> str:
        """Which choice comes first under each lens?"""
        rows = self._rows("lenses")
        if not rows:
            return "Without costs and a margin there is one lens only: the revenue above."
        first = {
            lens: next(row for row in rows if row[column] == 1)["choice"]
            for lens, column in (
                ("gross", "by_gross"),
                ("net of cost", "by_net"),
                ("value per unit of cost", "by_cost"),
            )
        }
        if len(set(first.values())) == 1:
            name = first_up(as_named(first["gross"]))
            return f"{name} comes first gross, net and by value per unit of cost."
        told = [f"{lens} by {as_named(choice)}" for lens, choice in first.items()]
        return f"The first place is taken {join(told)}."

    def lens_segments(self) -> str:
        """Gross less net is tailwind; less what it cost is its contribution."""
        rows = self._rows("lens_segments")
        if not rows:
            return "The history is shorter than a year, so there is no gross and net churn yet."
        whole = rows[-1]
        currency = self._found.engagement.currency
        gross, net, tail = (
            money_short(whole[name], currency) for name in ("gross", "net", "tailwind")
        )
        text = f"Gross churn of {gross} less net churn of {net} is tailwind of {tail}"
        if whole["growing"] != whole["growing"]:
            return f"{text}; what it cost is not given."
        return (
            f"{text}; less the {self._money(whole['growing'])} that it cost, growth contributed "
            f"{self._money(whole['contribution'])}."
        )


def _difference(believed: list[dict[str, Any]]) -> str:
    reachable = [row for row in believed if row["reachable"]]
    if reachable:
        top = reachable[0]
        lead = f"the best quartile's rate is {ratio(top['ratio'])} its segment's"
        return f"by {top['attribute']} ({lead})"
    if believed:
        return f"by {believed[0]['attribute']}, which no account can be helped to"
    return "by no more than chance"
