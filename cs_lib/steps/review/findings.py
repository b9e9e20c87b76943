"""The sentences of step 1. Every number in them is bound to a computed value, never typed."""

from collections.abc import Mapping

import pandas as pd

from cs_lib.numbers import count, date, join, missing, money_short, percent, points
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.comparison import Comparison

Frames = Mapping[str, pd.DataFrame]
NO_YEAR = "The history is shorter than a year, so there is nothing to compare with yet."


def sentences(books: Books, frames: Frames) -> dict[str, str]:
    """One finding per table or chart, by its name: what a reader should take from it."""
    told = _Told(books, frames)
    names = [name for name in vars(_Told) if not name.startswith("_")]
    return {name: getattr(told, name)() for name in names}


class _Told:
    """One method per sentence, named as the page asks for it."""

    def __init__(self, books: Books, frames: Frames) -> None:
        self._books, self._frames = books, frames
        self._year: Comparison | None = books.year

    def _money(self, value: float) -> str:
        return money_short(value, self._books.engagement.currency)

    def _kpi(self, slug: str, column: str = "now") -> float | None:
        value = self._frames["kpis"].set_index("slug")[column][slug]
        return None if missing(value) else float(value)

    def arr(self) -> str:
        now, before = self._kpi("arr") or 0.0, self._kpi("arr", "year_ago")
        customers = count(self._kpi("customers"), "customer")
        text = f"On {date(self._books.as_of)} ARR is **{self._money(now)}** from {customers}"
        if not before:
            return f"{text}."
        change = now / before - 1
        return f"{text}, {percent(abs(change))} {'more' if change >= 0 else 'less'} than a year before."

    def kpis(self) -> str:
        rows = self._frames["kpis"].dropna(subset=["now", "target"])
        if rows.empty:
            return f"{self.arr()} No targets are given: the client's plan would stand beside these figures."
        sign = rows["better"].map({"higher": 1, "lower": -1, "neither": 0})
        behind = rows.loc[(rows["target"] - rows["now"]) * sign > 0, "label"]
        if behind.empty:
            return f"{self.arr()} All {len(rows)} figures that have a target reach it."
        return f"{self.arr()} {len(behind)} of {len(rows)} figures with a target {'misses' if len(behind) == 1 else 'miss'} it: {join(list(behind))}."

    def waterfall(self) -> str:
        if self._year is None:
            return NO_YEAR
        up, down = self._year.wind("tailwind"), -self._year.wind("headwind")
        word = "exceeds" if up >= down else "falls short of"
        return f"Tailwind of {self._money(up)} {word} headwind of {self._money(down)}"

    def waterfall_detail(self) -> str:
        if self._year is None:
            return NO_YEAR
        net = self._year.kept.closing - self._year.opening
        return (
            f"The customers of a year ago paid {self._money(self._year.opening)} then and pay "
            f"{self._money(self._year.kept.closing)} now, {self._money(abs(net))} "
            f"{'more' if net >= 0 else 'less'}. Gross churn is {self._money(self._year.kept.gross_churn)}; "
            f"net churn, after their own growth, is {self._money(self._year.kept.net_churn)}"
            f"{' (negative: they grew)' if self._year.kept.net_churn < 0 else ''}."
        )

    def waterfall_alt(self) -> str:
        steps = self._frames["waterfall"].itertuples()
        return "Waterfall of ARR over twelve months: " + "; ".join(f"{s.label} {self._money(s.amount)}" for s in steps)

    def winds(self) -> str:
        frame = self._frames["winds"].dropna(subset="share")
        if frame.empty:
            return "Neither headwind nor tailwind in these twelve months" if self._year else NO_YEAR
        tops = frame.loc[frame.groupby("group", sort=False)["share"].idxmax()]
        return "; ".join(f"{percent(t.share)} of {t.group.lower()} is {t.label[0].lower()}{t.label[1:]}" for t in tops.itertuples())

    def winds_detail(self) -> str:
        price = self._frames["leaves"].set_index("leaf")["amount"].get("list_price_increase", 0.0)
        if self._year is None or not self._year.wind("tailwind"):
            return "Losses are headwind, gains are tailwind."
        share = price / self._year.wind("tailwind")
        return (
            "What is lost on customers who leave or shrink is headwind; what they add is tailwind. "
            f"List-price rises alone are {self._money(price)}, {percent(share)} of tailwind."
        )

    def winds_alt(self) -> str:
        rows = self._frames["winds"].dropna(subset="share").itertuples()
        return "Shares of headwind and tailwind: " + "; ".join(f"{r.label} {self._money(r.amount)}, {percent(r.share)} of {r.group.lower()}" for r in rows)

    def leaves(self) -> str:
        frame = self._frames["leaves"]
        if frame.empty:
            return "Nothing moved on the customers of a year ago." if self._year else NO_YEAR
        top = frame.loc[frame["amount"].abs().idxmax()]
        return (
            f"The largest single movement is {top['label'][0].lower()}{top['label'][1:]}: "
            f"{self._money(top['amount'])} on {count(top['accounts'], 'account')}."
        )

    def strip(self) -> str:
        heads = self._quarterly("headwind")
        if len(heads) < 2:
            return "Too few complete quarters to compare"
        worst = heads.idxmin()
        return f"Headwind peaked in {worst} at {self._money(-heads[worst])}; {heads.index[-1]} had {self._money(-heads.iloc[-1])}"

    def _quarterly(self, rollup: str) -> pd.Series:
        frame = self._frames["strip"]
        return frame[frame["rollup"] == rollup].set_index("period")["amount"]

    def strip_detail(self) -> str:
        closing = self._quarterly("closing")
        if len(closing) < 2 or not closing.iloc[0]:
            return "The history holds fewer than two complete quarters."
        growth = closing.iloc[-1] / closing.iloc[0] - 1
        return (
            f"Over the last {len(closing)} complete quarters ARR went from {self._money(closing.iloc[0])} "
            f"({closing.index[0]}) to {self._money(closing.iloc[-1])} ({closing.index[-1]}), {percent(growth, signed=True)}."
        )

    def quarters(self) -> str:
        closing, new = self._quarterly("closing"), self._quarterly("new")
        if closing.empty:
            return "The history holds no complete quarter."
        heads, tails = self._quarterly("headwind"), self._quarterly("tailwind")
        last = closing.index[-1]
        return (
            f"In {last} new logos brought {self._money(new.get(last, 0.0))}, existing customers added "
            f"{self._money(tails.get(last, 0.0))} and took away {self._money(-heads.get(last, 0.0))}."
        )

    def strip_alt(self) -> str:
        heads, tails = self._quarterly("headwind"), self._quarterly("tailwind")
        parts = [
            f"{period}: headwind {self._money(heads.get(period, 0.0))}, tailwind {self._money(tails.get(period, 0.0))}, closing ARR {self._money(closing)}"
            for period, closing in self._quarterly("closing").items()
        ]
        return "Quarterly bridges of ARR. " + "; ".join(parts)

    def ladder(self) -> str:
        values = self._frames["ladder"]["value"].dropna()
        if values.empty:
            return NO_YEAR
        return f"The same books give a GRR from {percent(values.min())} to {percent(values.max())}, by grain alone"

    def ladder_detail(self) -> str:
        frame = self._frames["ladder"].dropna(subset="value").set_index("grain")["value"]
        if frame.empty:
            return NO_YEAR
        main = self._books.engagement.policies.grain
        return (
            f"The headline is per {main}: {percent(frame[main])}. The finer the grain, the fewer losses are "
            "hidden behind the same customer's gains, so a GRR without its grain cannot be compared."
        )

    def ladder_alt(self) -> str:
        rows = self._frames["ladder"].itertuples()
        return "Gross revenue retention by grain: " + "; ".join(f"{r.label} {percent(r.value)}" for r in rows)

    def price(self) -> str:
        nrr, ex_price = self._kpi("nrr"), self._kpi("nrr_ex_price")
        if nrr is None or ex_price is None:
            return NO_YEAR
        return f"NRR is {percent(nrr)}. Without list-price rises it is {percent(ex_price)}: the rest is price, not volume."

    def price_title(self) -> str:
        nrr, ex_price = self._kpi("nrr"), self._kpi("nrr_ex_price")
        return NO_YEAR if nrr is None or ex_price is None else f"{points(nrr - ex_price)} of NRR come from list-price rises"

    def concentration(self) -> str:
        frame = self._frames["concentration"]
        if frame.empty:
            return NO_YEAR
        everyone, five = frame.iloc[0], frame.iloc[-1]
        if missing(five["nrr"]):
            return "Five accounts or fewer are all there is: every rate here is about them."
        return (
            f"The five largest accounts held {percent(1 - five['share_of_opening'])} of opening ARR. "
            f"Without them NRR is {percent(five['nrr'])} instead of {percent(everyone['nrr'])}, "
            f"and GRR {percent(five['grr'])} instead of {percent(everyone['grr'])}."
        )

    def segments(self) -> str:
        frame = self._frames["segments"].dropna(subset="grr")
        if len(frame) < 2:
            return "There is only one segment: nothing to compare."
        low, high = frame.loc[frame["grr"].idxmin()], frame.loc[frame["grr"].idxmax()]
        return f"{low['segment']} keeps {percent(low['grr'])} of its opening ARR, {high['segment']} {percent(high['grr'])}."

    def small_n(self) -> str:
        few = self._books.engagement.policies.small_n
        small = self._frames["segments"].query("n < @few")["segment"]
        text = f"n = accounts at opening; a rate on fewer than {few} is an anecdote"
        return f"{text}: {join(list(small))}." if len(small) else f"{text}; none here."

    def lost(self) -> str:
        frame = self._frames["lost"]
        if self._year is None:
            return NO_YEAR
        lost = self._year.kept.lost_logos
        if not lost:
            return "No account was lost in these twelve months."
        text = f"{count(lost, 'account')} {'was' if lost == 1 else 'were'} lost, {self._money(-self._year.group('logos_lost'))} of ARR"
        return f"{text}; the {len(frame)} largest are {percent(frame['share'].sum())} of it." if lost > len(frame) else f"{text}."

    def eroded(self) -> str:
        frame = self._frames["eroded"]
        if frame.empty:
            return NO_YEAR if self._year is None else "No account that stayed pays less than a year ago."
        return f"The {count(len(frame), 'largest decrease')} among accounts that stayed {'add' if len(frame) > 1 else 'adds'} up to {self._money(-frame['change'].sum())}."

    def accounts(self) -> str:
        frame = self._frames["accounts"]
        if frame.empty:
            return "No account is live on the review date."
        tenth = max(1, len(frame) // 10)
        return f"The largest tenth, {count(tenth, 'account')} of {count(len(frame))}, holds {percent(frame['cumulative'].iloc[tenth - 1])} of ARR."

    def priorities(self) -> str:
        frame = self._frames["priorities"]
        if frame.empty:
            return "Priorities need a target in the engagement file, or two years of history."
        top = frame.iloc[0]
        if top["gap"] <= 0:
            return "No figure is worse than its reference."
        against = f"the target of {percent(top['reference'])}" if top["reference_kind"] == "target" else "a year before"
        return f"The largest gap is {top['name']}: {self._money(top['money'])} a year against {against}."

    def register(self) -> str:
        stated = self._frames["register"]
        if stated.empty:
            return "The client states no figures; enter them under `stated` to see the difference in money."
        money = stated.dropna(subset="money")
        if money.empty:
            return f"{count(len(stated), 'figure')} stated by the client; none can be compared in money."
        top = money.loc[money["money"].abs().idxmax()]
        more = "more" if top["money"] > 0 else "less"
        return f"What the client states differs most on {top['label']}: {self._money(abs(top['money']))} {more} than the books show."

    def definitions(self) -> str:
        metrics = count(len(self._frames["definitions"]), "metric")
        return f"{metrics} are defined; where sources of the field disagree, the register names the one followed."

    def policies(self) -> str:
        frame = self._frames["policies"]
        changed = frame.loc[frame["value"] != frame["default"], "policy"]
        if changed.empty:
            return "All policies stand at their defaults."
        return f"{count(len(changed), 'policy', 'policies')} differ from the default: {join(list(changed))}."

    def sign_off(self) -> str:
        states = self._frames["sign_off"].groupby("metric")["state"].agg(set)
        agreed = sum(state == {"agreed"} for state in states)
        return f"{agreed} of {count(len(states), 'headline metric')} {'is' if agreed == 1 else 'are'} agreed."

    def reconciliation(self) -> str:
        frame = self._frames["reconciliation"]
        failed = frame.loc[~frame["holds"].astype(bool), "id"]
        if len(failed):
            return f"The books do not close: {join(list(failed))}."
        return f"The books close: all {len(frame)} reconciliations hold, to the cent."

    def two_views(self) -> str:
        frame = self._frames["two_views"]
        if frame.empty:
            return NO_YEAR
        moved = frame["difference"].iloc[:-1].abs().sum() / 2
        return f"Counting every month instead of two snapshots moves {self._money(moved)} between the lines and leaves the total as it is."

    def quality(self) -> str:
        frame = self._frames["quality"]
        out = frame[frame["action"].isin(["dropped", "refused"])]
        kept = frame[~frame["action"].isin(["dropped", "refused"])]
        rows, money = int(out["rows"].sum()), float(out["amount"].fillna(0).sum())
        left = f"{count(rows, 'row')} left out, worth {self._money(money)} of ARR" if rows else "No row was left out"
        return f"{left}; {count(len(kept), 'finding')} kept in and listed." if len(kept) else f"{left}."

    def memo(self) -> str:
        frame = self._frames["memo"]
        return "What follows is not in ARR, or is in it by a policy; both are named." if len(frame) else "Nothing lies outside ARR by definition."

    def not_provided(self) -> str:
        number = len(self._frames["not_provided"])
        return f"{count(number, 'table')} {'is' if number == 1 else 'are'} not provided; each would unlock what is named beside it." if number else "Every table of the data contract was provided."

    def so_what(self) -> str:
        return f"{self.sign_off()} {self.priorities()} Agree on the numbers first; the causes come in the next steps."
