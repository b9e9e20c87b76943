"""One account's life, month by month: signing, growing, renewing, leaving and coming back."""

import datetime as dt
from dataclasses import dataclass, field, replace

from cs_lib.sample import hazards
from cs_lib.sample.book import ESCALATOR, Book, Deal, Ending, Price, State, total
from cs_lib.sample.calendar import DAY, add_months, safe_start
from cs_lib.sample.draws import Draws
from cs_lib.sample.events import Event, Exposure
from cs_lib.sample.plan import CONTROLLABLE_SHARE, Account, Plan
from cs_lib.sample.terms import Offer, core_of

_REASONS = {
    True: ("low adoption", "poor onboarding", "support quality", "missing feature", "price"),
    False: ("out of business", "acquired", "budget cut", "project ended"),
}


@dataclass
class Life:
    """The moving parts of one account; `run` moves them through all months."""

    account: Account
    plan: Plan
    draws: Draws
    offer: Offer
    book: Book
    term: int
    term_end: dt.date = dt.date.max
    due: dt.date = dt.date.max
    doomed: bool = False
    late_until: dt.date | None = None
    back_on: dt.date | None = None
    steps: list[tuple[dt.date, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    exposures: list[Exposure] = field(default_factory=list)
    treated_from: int | None = None

    def run(self) -> tuple[State, ...]:
        """Lives through all months; the state at each month's end."""
        states = []
        if self.account.opening:
            self._start_term(self.account.start, self.account.term)
            self._take_steps(self.plan.calendar.opening)
        for month in range(self.plan.calendar.months + 1):
            if month:
                self._month(month, self.plan.calendar.first(month), self.plan.calendar.end(month))
            states.append(self.book.state())
        return tuple(states)

    def _month(self, month: int, first: dt.date, last: dt.date) -> None:
        if self.book.lines:
            self._join_play(month)
            if self.late_until:
                self._finish_late(last)
            elif self.book.monthly:
                self._monthly(month, first)
            else:
                self._in_term(first, last)
        elif self.back_on and self.back_on <= last:
            self._come_back(self.back_on)
        elif first <= self.account.start <= last and self.account.role == "regular":
            self._start_term(self.account.start, self.account.term, new=True)
        elif first <= self.account.start <= last and self.account.role == "intra_month":
            self._cancel_at_once()

    def _join_play(self, month: int) -> None:
        if any(p.name == self.account.play and p.month == month for p in self.plan.plays):
            self.treated_from = month

    # Churn

    def hazard(self, months: int) -> float:
        """The true probability of leaving at the end of so many months."""
        rate = hazards.yearly(self.account, self.plan, self.treated_from is not None)
        return hazards.at_end_of(months, rate)

    def _leaves(self, day: dt.date, months: int) -> bool:
        hazard = self.hazard(months)
        leaves = self.draws.chance(hazard)
        if hazard:
            self.exposures.append(Exposure(day, hazard, self.treated_from is not None, leaves))
        return leaves

    def _churn(self, day: dt.date, notice: tuple[int, int]) -> None:
        controllable = self.draws.chance(CONTROLLABLE_SHARE)
        latest = max(line.start for line in self.book.lines)
        ending = Ending(
            max(latest, day - DAY * self.draws.integer(*notice)),
            self.draws.pick(_REASONS[controllable]),
            controllable,
        )
        self._note("churn", day, total(self.book.state()), 0, controllable=controllable)
        self.book.close_all(day, ending)
        self.doomed, self.due, self.steps = False, dt.date.max, []
        mark = self.draws.uniform()
        gap = self.draws.integer(62, 235) if mark < 0.16 else self.draws.integer(372, 520)
        back = safe_start(day + DAY * gap)
        self.back_on = back if mark < 0.4 and back <= self.plan.calendar.as_of else None

    def _come_back(self, day: dt.date) -> None:
        left = max(row.end for row in self.book.rows if row.end)
        kind = "win_back" if (day - left).days > 365 else "reactivation"
        self._start_term(day, self.offer.next_term(1), self.draws.between(0.6, 1.1))
        self._note(kind, day, 0, total(self.book.state()), gap_days=(day - left).days)
        self.back_on = None

    def _cancel_at_once(self) -> None:
        self.book.monthly = True
        for item, price in self.offer.first(self.account.start).items():
            self.book.open(item, price, self.account.start, self.account.start)
        value = total(self.book.state())
        end = self.account.start + DAY * self.draws.integer(9, 18)
        self._note("intra_month", end, value, 0)
        self.book.close_all(end, Ending(end - DAY, "poor onboarding", True))

    # Terms

    def _start_term(self, day: dt.date, term: int, size: float = 1.0, new: bool = False) -> None:
        self._open(self.offer.first(day, size), day, term)
        if new and term > 1 and self.draws.chance(0.3):
            self._introduce(day)

    def _open(self, deal: Deal, day: dt.date, term: int) -> None:
        signed = day - DAY * self.draws.integer(3, 40)
        self.term, self.book.monthly = term, term == 1
        rises = self.account.escalator and term > 12
        self.book.escalator = ESCALATOR if rises else None
        for item, price in deal.items():
            self.book.open(item, price, day, signed)
        self.steps = [(add_months(day, m), "escalate") for m in range(12, term, 12) if rises]
        self.term_end = self.due = dt.date.max
        if term > 1:
            early = self.draws.integer(30, 75) if self.draws.chance(0.05) else 0
            self.term_end = add_months(day, term)
            due = safe_start(self.term_end - DAY * early) if early else self.term_end
            self.due = due if due > self.plan.calendar.opening else self.term_end

    def _introduce(self, day: dt.date) -> None:
        """Gives a new customer a discount that expires during the term."""
        self.book.introduce(self.draws.integer(5, 20))
        self.steps = sorted([*self.steps, (add_months(day, self.draws.pick((3, 6, 9))), "expire")])

    def _take_steps(self, last: dt.date) -> bool:
        """Does what the contract foresees up to a day; whether there was anything."""
        taken = False
        while self.steps and self.steps[0][0] <= last:
            day, kind = self.steps.pop(0)
            for line in self.book.lines:
                price = line.expired() if kind == "expire" else line.escalated()
                line.intro = 0 if kind == "expire" else line.intro
                if price != line.price:
                    self.book.change(line, price, day)
            taken = True
        return taken

    def _in_term(self, first: dt.date, last: dt.date) -> None:
        if self.due <= last:
            self._renewal(last)
        elif not self._take_steps(last) and not self.doomed:
            self._amend(first)

    def _amend(self, first: dt.date) -> None:
        day = first + DAY * self.draws.pick((0, 0, self.draws.integer(1, 27)))
        deal = self.book.deal()
        core = core_of(deal)
        if self.draws.chance(self.account.segment.grow_month * self.offer.mood):
            seats = self.offer.more_seats(deal)
            price = replace(deal[core], quantity=seats)
            if self.draws.chance(0.15):  # bought off the contract, at the day's list price
                price = Price(seats, self.offer.price(core, day), max(0, price.discount - 3))
            if seats:
                self.book.open(core, price, day, day - DAY * self.draws.integer(0, 6))
        elif self.draws.chance(0.022 * self.offer.mood):
            for item, price in self.offer.add_on(deal, day).items():
                self.book.open(item, price, day, day - DAY * self.draws.integer(2, 20))

    # Renewals

    def _renewal(self, last: dt.date) -> None:
        """Leaves, renews early, on the day, or late."""
        if self.doomed or self._leaves(self.due, self.term):
            if self.term_end > last:  # an early talk that failed: gone at the end of the term
                self.doomed, self.due = True, self.term_end
            else:
                self._churn(self.term_end, (20, 100))
        elif self.due < self.term_end:
            planned = self.term_end
            self._renew(self.due, self.due, flat=False)
            self.events[-1] = replace(self.events[-1], kind="early_renewal", planned=planned)
        elif self.draws.chance(0.05):
            self.late_until = self._late_start()
            self._finish_late(last)
        else:
            self._renew(self.due, self.due, flat=False)

    def _late_start(self) -> dt.date:
        """10 to 28 days late, or on the day where lateness would reach past the last month."""
        day = safe_start(self.term_end + DAY * self.draws.integer(10, 25))
        return day if day <= self.plan.calendar.as_of else self.term_end

    def _finish_late(self, last: dt.date) -> None:
        if self.late_until is None or self.late_until > last:
            return
        ended, day = self.term_end, self.late_until
        self._renew(ended, day, flat=True)
        self.late_until = None
        if day > ended:
            gap = (day - ended).days
            self.events[-1] = replace(
                self.events[-1], kind="late_renewal", planned=ended, gap_days=gap
            )

    def _renew(self, end: dt.date, day: dt.date, flat: bool) -> None:
        before, deal = total(self.book.state()), self.book.deal()
        self.book.close_all(end)
        self._open(self.offer.renewed(deal, day, flat), day, self.offer.next_term(self.term))
        self._note("renewal", day, before, total(self.book.state()))

    # Month by month

    def _monthly(self, month: int, first: dt.date) -> None:
        day = first + DAY * self.draws.integer(0, 27)
        if self._leaves(day, 1):
            self._churn(day, (5, 25))
        elif month == self.plan.price_rise.month:
            self._reprice(self.plan.price_rise.day)
        elif self.draws.chance(0.008):
            deal = {i: replace(p, discount=p.discount + 8) for i, p in self.book.deal().items()}
            self.book.close_all(day)
            self._open(deal, day, 12)
        else:
            self._reshape_monthly(day)

    def _reprice(self, day: dt.date) -> None:
        for line in self.book.lines:
            asked = max(line.price.list_price, self.offer.price(line.item, day))
            if asked > line.price.list_price:
                self.book.change(line, replace(line.price, list_price=asked), day)

    def _reshape_monthly(self, day: dt.date) -> None:
        mark, mood = self.draws.uniform(), self.offer.mood
        core = self.book.lines[0]
        seats = core.price.quantity
        if mark < 0.05 * mood:
            self._set_seats(seats + self.offer.more_seats(self.book.deal()), day)
        elif mark < 0.05 * mood + 0.01:
            for item, price in self.offer.add_on(self.book.deal(), day).items():
                self.book.open(item, price, day, day)
        elif mark > 1 - 0.035 * (2 - mood):
            self._set_seats(max(2, seats - 1 - seats // 8), day)
        elif mark > 1 - 0.035 * (2 - mood) - 0.006 and len(self.book.lines) > 1:
            self.book.close(self.book.lines[-1], day)

    def _set_seats(self, seats: int, day: dt.date) -> None:
        core = self.book.lines[0]
        if seats != core.price.quantity:
            self.book.change(core, replace(core.price, quantity=seats), day)

    def _note(self, kind: str, day: dt.date, before: int, after: int, **more: int | bool) -> None:
        self.events.append(Event(kind, day, before, after, **more))  # type: ignore[arg-type]
