"""What the ratios plan: costs of a lever, people and the way to the targets."""

from cs_lib.numbers import count, integer, join, number, percent
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.glide import AIMED
from cs_lib.steps.economics.sentences.told import Told

NOT_MARGINAL = (
    "An average is not marginal: these ratios say what is spent on each unit there is, not what "
    "saving or selling one more would cost. Where the client knows that, marginal_costs under "
    "assumptions takes it."
)


class Planned(Told):
    """One method per sentence."""

    def planning(self) -> str:
        """How far is the rule of thumb from what is measured?"""
        rows = {row["lever"]: row for row in self._rows("planning", "client", "planning")}
        if not rows:
            return (
                self._absent("how far the rules of thumb are from what a lever costs here")
                if self._without
                else "Without a CRC ratio no rule of thumb applies."
            )
        said = [
            f"{row['lever'].lower()} x{number(row['client_multiple'], 1)} instead of "
            f"x{number(row['planning_multiple'], 0)}"
            for lever, row in rows.items()
            if lever != "Retention"
        ]
        if not said:
            return f"Only retention is measured here. {NOT_MARGINAL}"
        return (
            f"Measured against retention, this company pays for {join(said)} of the planning "
            f"rule, which is an assumption and no measurement. {NOT_MARGINAL}"
        )

    def planning_title(self) -> str:
        """The finding over the assumption box."""
        rows = self._rows("planning", "client_multiple", "planning_multiple")
        said = [
            f"{row['lever'].lower()} {number(row['client_multiple'], 1)} times, "
            f"not {number(row['planning_multiple'], 0)}"
            for row in rows
            if row["lever"] != "Retention"
        ]
        return f"Of what retention costs: {'; '.join(said)}" if said else "What a lever costs"

    def planning_note(self) -> str:
        """Where do the two rules come from?"""
        chosen = self._engagement.assumptions.lever_costs
        return (
            f"In force for ranking: {chosen} (lever_costs under assumptions). "
            "Planning rule: retention x1, expansion x2, upsell x4 (the Ten Steps), times this "
            "company's CRC ratio. Pacific Crest 2016: survey of private SaaS companies, cost of "
            "one unit of ACV; n is not given with it. Both are assumptions, not measurements."
        )

    def capacity_title(self) -> str:
        """The finding over the table of capacity."""
        rows = self._rows("capacity", "accounts_per_csm")
        tiers = [row for row in rows if row["segment"] != EVERYONE] or rows
        if not tiers:
            return "What the ratios pay for, by tier"
        loads = [f"{integer(row['accounts_per_csm'])} in {row['segment']}" for row in tiers]
        return f"The ratios pay for one manager per {join(loads)} accounts"

    def capacity(self) -> str:
        """How many people do the ratios pay for, and which tiers lose face time?"""
        if self._without:
            return self._absent(
                "how many managers the ratios pay for, and the face time of each tier"
            )
        rows = self._rows("capacity", "fte_paid_for", "fte_now")
        if not rows:
            return self._no_managers()
        whole = next((row for row in rows if row["segment"] == EVERYONE), rows[0])
        text = (
            f"The ratios pay for {number(whole['fte_paid_for'], 1)} customer success managers, "
            f"{number(whole['fte_now'], 1)} are there"
        )
        losing = [
            row["segment"]
            for row in rows
            if row["segment"] != EVERYONE and row["fte_paid_for"] < row["fte_now"] - 0.05
        ]
        gaining = [
            row["segment"]
            for row in rows
            if row["segment"] != EVERYONE and row["fte_paid_for"] > row["fte_now"] + 0.05
        ]
        moves = [f"{join(losing)} would lose face time" if losing else ""]
        moves += [f"{join(gaining)} would gain some" if gaining else ""]
        said = ", ".join(filter(None, moves))
        return f"{text}; by tier, {said}." if said else f"{text}."

    def _no_managers(self) -> str:
        """Why it cannot be said how many managers the ratios pay for."""
        if self._rows("capacity", "fte_now"):
            return (
                "The managers on the roster cost more than all retention cost: keys are missing, "
                "or managers do more than retain. State csm_share_of_crc under assumptions to see "
                "how many the ratios pay for."
            )
        return (
            "Not provided: a roster with role, FTE and cost of each person, or the part of "
            "retention cost that pays customer success managers. They would show how many "
            "managers the ratios pay for, and how much time an account gets."
        )

    def capacity_note(self) -> str:
        """What is measured and what is assumed in the table of capacity?"""
        target = self._engagement.targets.get("crc_ratio")
        aimed = (
            f"The target CRC ratio is {number(target)}, each segment's moved in proportion"
            if target is not None
            else "No target CRC ratio is given (targets: crc_ratio), so today's is taken"
        )
        assumed = self._engagement.assumptions.csm_share_of_crc
        share = (
            f"{percent(assumed)} of it pays managers, as assumed"
            if assumed is not None
            else "the managers' part of it is their cost on the roster over CRC"
        )
        return f"{aimed}; {share}. Hours are those logged with customers."

    def glide(self) -> str:
        """What does the way to the targets free?"""
        rows = self._rows("glide")
        if not rows:
            slugs = ", ".join(AIMED.values())
            text = f"No cost ratio has a target: give one under targets ({slugs}) to see the way."
            return (
                self._absent("the way from today's ratios to their targets, year by year")
                if self._without
                else text
            )
        last = {row["ratio"]: row for row in rows}
        saved = sum(row["saved"] for row in last.values())
        word = "frees" if saved >= 0 else "takes"
        years = count(self._engagement.assumptions.path_years, "year")
        aims = [f"{name} {number(row['value'])}" for name, row in last.items()]
        return (
            f"Reaching {join(aims)} "
            f"in {years} {word} {self._money(abs(saved))} a year at today's base."
        )

    def glide_title(self) -> str:
        """The finding over the path."""
        rows = self._rows("glide")
        if not rows:
            return "The way to the target ratios"
        first = {row["ratio"]: row["value"] for row in reversed(rows)}
        last = {row["ratio"]: row["value"] for row in rows}
        moves = [
            f"{name} from {percent(value)} to {percent(last[name])}"
            for name, value in first.items()
        ]
        years = count(self._engagement.assumptions.path_years, "year")
        return f"In {years}: {join(moves[::-1])}"

    def glide_alt(self) -> str:
        """The path in words."""
        return "Cost ratios year by year: " + "; ".join(
            f"{row['ratio']}, {row['year']}: {percent(row['value'])}" for row in self._rows("glide")
        )
