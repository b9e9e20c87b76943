"""Can the numbers be agreed: priorities, definitions, sign-off, and how far to trust the data."""

from cs_lib.numbers import count, join, percent, points
from cs_lib.steps.review.sentences.told import NO_YEAR, Told, lower_first


class Agreement(Told):
    """One method per sentence."""

    def priorities(self) -> str:
        """Which gap is the largest?"""
        rows = self._rows("priorities")
        if not rows:
            return "Priorities need targets, or two years of history, to measure against."
        top = rows[0]
        if top["gap"] <= 0:
            return "No figure is worse than its reference."
        against = (
            f"the target of {percent(top['reference'])}"
            if top["reference_kind"] == "target"
            else "a year before"
        )
        money = self._money(top["money"])
        return f"The largest gap is {top['name']}: {money} a year against {against}."

    def register(self) -> str:
        """Where does the client's own figure differ most?"""
        stated = self._rows("register")
        if not stated:
            return "The client has stated no figures that these could be held against."
        valued = self._rows("register", "money")
        if not valued:
            figures = count(len(stated), "figure")
            return f"{figures} stated by the client; none can be compared in money."
        top = max(valued, key=lambda row: abs(row["money"]))
        more = "more" if top["money"] > 0 else "less"
        return (
            f"What the client states differs most on {top['label']}: "
            f"{self._money(abs(top['money']))} {more} than the books show."
        )

    def definitions(self) -> str:
        """How many metrics are defined?"""
        metrics = count(len(self._frames["definitions"]), "metric")
        return (
            f"{metrics} are defined; where sources of the field disagree, the register names "
            "the one followed."
        )

    def policies(self) -> str:
        """Which policies are not at their defaults?"""
        rows = self._rows("policies")
        changed = [row["policy"] for row in rows if row["value"] != row["default"]]
        if not changed:
            return "All policies stand at their defaults."
        number = count(len(changed), "policy", "policies")
        return f"{number} differ from the default: {join(changed)}."

    def alternatives(self) -> str:
        """Which choice of policy matters most?"""
        if self._frames["effects"].empty:
            return NO_YEAR
        rows = self._rows("alternatives")
        if not rows:
            return "No alternative policy would change a figure on these data."
        top = rows[0]
        told = {
            "ARR": self._money(top["arr"]) if round(top["arr"]) else "",
            "GRR": points(top["grr"]) if round(top["grr"], 3) else "",
            "NRR": points(top["nrr"]) if round(top["nrr"], 3) else "",
            "new business": self._money(top["new_business"]) if round(top["new_business"]) else "",
            "ATR": self._money(top["atr"]) if round(top["atr"]) else "",
        }
        moves = join([f"{name} by {by}" for name, by in told.items() if by])
        return (
            f"The choice that matters most is {top['policy'].replace('_', ' ')}: "
            f"{top['alternative']} instead of {top['now']} would move {moves or 'no headline'}."
        )

    def overrides(self) -> str:
        """How many values were set by hand?"""
        states = self._frames["overrides"]["state"]
        if states.empty:
            return "No value was set by hand."
        live, over = int((states == "applied").sum()), int((states == "expired").sum())
        told = f"{count(live, 'value')} {'was' if live == 1 else 'were'} set by hand"
        expired = f"; {count(over, 'override')} expired and no longer counts" if over else ""
        return f"{told}{expired}."

    def restated(self) -> str:
        """Did last review's numbers change?"""
        if self._books.engagement.previous is None:
            return "No earlier review is named, so nothing can be compared with it."
        rows = self._rows("restated")
        if not rows:
            return "No quarter that the last review reported has changed."
        quarters = len({row["period"] for row in rows})
        top = rows[0]
        return (
            f"{count(quarters, 'reported quarter')} changed; the largest change is "
            f"{self._money(top['change'])} in {lower_first(top['label'])} of {top['period']}."
        )

    def restated_causes(self) -> str:
        """What is different from the last review?"""
        if self._books.engagement.previous is None:
            return "Name the last report under previous to see what moved in past quarters."
        rows = self._rows("restated_causes")
        if not rows:
            return "Files, policies and library are those of the last review."
        return f"{count(len(rows), 'thing')} differ from the last review: {rows[0]['what']} first."

    def alternatives_note(self) -> str:
        """What are the effects measured on?"""
        return (
            "Each alternative is computed on the same lines over the same twelve months; "
            "differences from today's choice."
        )

    def sign_off(self) -> str:
        """How many headline metrics are agreed?"""
        states = self._frames["sign_off"].groupby("metric")["state"].agg(set)
        agreed = sum(state == {"agreed"} for state in states)
        verb = "is" if agreed == 1 else "are"
        return f"{agreed} of {count(len(states), 'headline metric')} {verb} agreed."

    def reconciliation(self) -> str:
        """Do the books close?"""
        rows = self._rows("reconciliation")
        failed = [row["id"] for row in rows if not row["holds"]]
        if failed:
            return f"The books do not close: {join(failed)}."
        return f"The books close: all {len(rows)} reconciliations hold, to the cent."

    def two_views(self) -> str:
        """What does counting every month move?"""
        frame = self._frames["two_views"]
        if frame.empty:
            return NO_YEAR
        moved = self._money(frame["difference"].iloc[:-1].abs().sum() / 2)
        return (
            f"Counting every {self._books.engagement.grid.unit} instead of two snapshots moves "
            f"{moved} between the lines and leaves the total as it is."
        )

    def two_views_note(self) -> str:
        """Why do the two views differ?"""
        return (
            "Every month counts movements of accounts that joined within the year, and those "
            "reversed within it; two snapshots do not."
        )

    def quality(self) -> str:
        """What was left out, and what was kept and listed?"""
        frame = self._frames["quality"]
        gone = frame["action"].isin(["dropped", "refused"])
        out, kept = frame[gone], frame[~gone]
        rows, money = int(out["rows"].sum()), float(out["amount"].fillna(0).sum())
        left = (
            f"{count(rows, 'row')} left out, worth {self._money(money)} of ARR"
            if rows
            else "No row was left out"
        )
        if kept.empty:
            return f"{left}."
        return f"{left}; {count(len(kept), 'finding')} kept in and listed."

    def memo(self) -> str:
        """Does anything lie outside ARR?"""
        if self._frames["memo"].empty:
            return "Nothing lies outside ARR by definition."
        return "What follows is not in ARR, or is in it by a policy; both are named."

    def not_provided(self) -> str:
        """How many tables would unlock more?"""
        number = len(self._frames["not_provided"])
        if not number:
            return "Every table of the data contract was provided."
        verb = "is" if number == 1 else "are"
        return (
            f"{count(number, 'table')} {verb} not provided; each would unlock what is named "
            "beside it."
        )

    def so_what(self) -> str:
        """What follows from this step?"""
        return (
            f"{self.sign_off()} {self.priorities()} Agree on the numbers first; the causes come "
            "in the next steps."
        )
