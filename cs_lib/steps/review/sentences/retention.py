"""Who stayed: retention by grain, price, size and segment, and the accounts by name."""

from cs_lib.numbers import count, join, missing, percent, points
from cs_lib.steps.review.sentences.told import NO_YEAR, Told


class Retention(Told):
    """One method per sentence."""

    def ladder(self) -> str:
        """How far apart do the grains lie?"""
        values = [row["value"] for row in self._rows("ladder", "value")]
        if not values:
            return NO_YEAR
        return (
            f"The same books give a GRR from {percent(min(values))} to {percent(max(values))}, "
            "by grain alone"
        )

    def ladder_detail(self) -> str:
        """Which grain is the headline's?"""
        values = {row["grain"]: row["value"] for row in self._rows("ladder", "value")}
        if not values:
            return NO_YEAR
        main = self._books.engagement.policies.grain
        return (
            f"The headline is per {main}: {percent(values[main])}. The finer the grain, the fewer "
            "losses are hidden behind the same customer's gains, so a GRR without its grain "
            "cannot be compared."
        )

    def ladder_alt(self) -> str:
        """Retention by grain in words."""
        return "Gross revenue retention by grain: " + "; ".join(
            f"{row['label']} {percent(row['value'])}" for row in self._rows("ladder")
        )

    def price(self) -> str:
        """Is the retention volume or price?"""
        nrr, ex_price = self._kpi("nrr"), self._kpi("nrr_ex_price")
        if nrr is None or ex_price is None:
            return NO_YEAR
        if nrr == ex_price:
            return f"NRR is {percent(nrr)}, and none of it comes from list-price rises."
        return (
            f"NRR is {percent(nrr)}. Without list-price rises it is {percent(ex_price)}: "
            "the rest is price, not volume."
        )

    def price_title(self) -> str:
        """How much of NRR is price?"""
        nrr, ex_price = self._kpi("nrr"), self._kpi("nrr_ex_price")
        if nrr is None or ex_price is None:
            return NO_YEAR
        return f"{points(nrr - ex_price)} of NRR come from list-price rises"

    def concentration(self) -> str:
        """Is it broad, or is it five accounts?"""
        rows = self._rows("concentration")
        if not rows:
            return NO_YEAR
        everyone, five = rows[0], rows[-1]
        if missing(five["nrr"]):
            return "Five accounts or fewer are all there is: every rate here is about them."
        held = percent(1 - five["share_of_opening"])
        return (
            f"The five largest accounts held {held} of opening ARR. "
            f"Without them NRR is {percent(five['nrr'])} instead of {percent(everyone['nrr'])}, "
            f"and GRR {percent(five['grr'])} instead of {percent(everyone['grr'])}."
            f"{self._left_out()}"
        )

    def top_shares(self) -> str:
        """How much does the largest fifth hold?"""
        rows = self._rows("top_shares")
        if not rows:
            return "No account pays on the review date."
        fifth = rows[-1]
        accounts = count(len(self._frames["accounts"]), "account")
        verb = "holds" if fifth["accounts"] == 1 else "hold"
        return (
            f"The largest fifth, {fifth['accounts']:,} of {accounts}, {verb} "
            f"{percent(fifth['share'])} of ARR today; the largest alone "
            f"{percent(rows[0]['share'])}."
        )

    def segments(self) -> str:
        """Which segment keeps least, which most?"""
        rows = self._rows("segments", "grr")
        if len(rows) < 2:
            return "There is only one segment: nothing to compare."
        low, high = min(rows, key=lambda row: row["grr"]), max(rows, key=lambda row: row["grr"])
        return (
            f"{low['segment']} keeps {percent(low['grr'])} of its opening ARR, "
            f"{high['segment']} {percent(high['grr'])}."
        )

    def small_n(self) -> str:
        """On which segments are the rates anecdotes?"""
        policies = self._books.engagement.policies
        few, events = policies.small_n, policies.small_events
        small = [
            row["segment"]
            for row in self._rows("segments")
            if row["n"] < few or row["events"] < events
        ]
        text = (
            "n = accounts at opening, events = those of them that left or pay less; a rate on "
            f"fewer than {count(few, 'account')} or {count(events, 'event')} is an anecdote"
        )
        return f"{text}: {join(small)}." if small else f"{text}; none here."

    def lost(self) -> str:
        """How many accounts were lost, and how much of it is on the list?"""
        if self._year is None:
            return NO_YEAR
        lost, frame = self._year.whole.lost_logos, self._frames["lost"]
        if not lost:
            return "No account was lost in these twelve months."
        arr = self._money(-self._year.group("logos_lost"))
        text = f"{count(lost, 'account')} {'was' if lost == 1 else 'were'} lost, {arr} of ARR"
        if lost <= len(frame):
            return f"{text}."
        return f"{text}; the {len(frame)} largest are {percent(frame['share'].sum())} of it."

    def eroded(self) -> str:
        """What do the decreases on the list add up to?"""
        if self._year is None:
            return NO_YEAR
        frame = self._frames["eroded"]
        if frame.empty:
            return "No account that stayed pays less than a year ago."
        verb = "add" if len(frame) > 1 else "adds"
        return (
            f"The {count(len(frame), 'largest decrease')} among accounts that stayed {verb} up to "
            f"{self._money(-frame['change'].sum())}."
        )

    def accounts(self) -> str:
        """How much does the largest tenth hold?"""
        rows = self._rows("accounts")
        if not rows:
            return "No account is live on the review date."
        tenth = max(1, len(rows) // 10)
        return (
            f"The largest tenth, {count(tenth, 'account')} of {count(len(rows))}, "
            f"holds {percent(rows[tenth - 1]['cumulative'])} of ARR."
        )
