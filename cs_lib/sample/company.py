"""Puts the sample company's files into a folder."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cs_lib.errors import UsageError
from cs_lib.sample import (
    activities,
    advocacy,
    boards,
    bridge,
    choice,
    contacts,
    contracts,
    costs,
    customers,
    engagement,
    files,
    fx,
    history,
    journey,
    outcomes,
    plan,
    potential,
    quarter,
    raters,
    roster,
    success,
    success_plans,
    surveys,
    tickets,
    truth,
    truth_ltv,
    truth_success,
    usage,
)
from cs_lib.sample.events import History

Tables = dict[str, tuple[Sequence[str], Iterable[Sequence[files.Cell]]]]
"""Header and rows by table name."""


@dataclass(frozen=True)
class World:
    """The plan and what became of it: all that the tables need."""

    plan: plan.Plan
    histories: tuple[History, ...]
    bridge: bridge.Bridge
    costs: tuple[costs.CostLine, ...]
    success: success.Success
    tickets: tuple[tickets.Ticket, ...]
    latest: "World | None" = None
    """What is known on the real last day, where this is how it was known before."""

    @property
    def every(self) -> "World":
        """All that is known, whatever this world knows of it."""
        return self.latest or self

    @property
    def as_of(self) -> dt.date:
        """The last day."""
        return self.plan.calendar.as_of


BOUNDS = {"accounts": (1, 1_000_000), "months": (1, 600), "seed": (0, 2**32 - 1)}
"""Least and most of each size: a company has lived for 50 years at most."""


def write(
    folder: Path | str,
    accounts: int = 400,
    months: int = 36,
    seed: int = 7,
    quarters_ago: int = 0,
) -> Path:
    """What would a client of known truth send us? Its files, written into `folder`.

    `engagement.yml`, `data/*.csv` and `truth.json`; `accounts` ever seen, `months` of history up
    to the last day, and the `seed` of everything random. The same arguments give the same bytes
    on every machine. With `quarters_ago` (up to 3) they are what the same client sent then; that
    folder has no truth.json, since the truth is that of the last day. Returns the engagement file.
    Raises UsageError beyond `BOUNDS`, and for quarters that the months do not reach.
    """
    target = Path(folder)
    world = build(accounts, months, seed)
    if quarters_ago:
        world = earlier(world, quarters_ago)
    else:
        files.record(target / "truth.json", _truth(world))
    written = _write_data(world, target / "data")
    files.write(target / "engagement.yml", _engagement(world, "data", written))
    return target / "engagement.yml"


def write_params(folder: Path | str) -> Path:
    """The same company as the default engagement of every notebook: `sample.yml` and `sample/`."""
    target = Path(folder)
    world = build(400, 36, 7)
    written = _write_data(world, target / "sample")
    files.record(target / "sample" / "truth.json", _truth(world))
    files.write(target / "sample.yml", _engagement(world, "sample", written))
    return target / "sample.yml"


def build(accounts: int, months: int, seed: int) -> World:
    """The whole company in memory."""
    sizes = {"accounts": accounts, "months": months, "seed": seed}
    for name, (least, most) in BOUNDS.items():
        if not least <= sizes[name] <= most:
            allowed = f"a whole number from {least:,} to {most:,}"
            raise UsageError(f"{name} is {sizes[name]}; allowed: {allowed}")
    planned = plan.make(accounts, months, seed)
    histories = tuple(history.live(account, planned) for account in planned.accounts)
    bridged = bridge.build(planned, histories)
    spent = costs.lines(planned, bridged.closing_report)
    went = success.draw(planned, histories, fx.last(planned))
    asked = tuple(tickets.draw(planned, histories))
    return World(planned, histories, bridged, tuple(spent), went, asked)


def earlier(world: World, quarters: int) -> World:
    """The same company as it was known some quarters before its last day."""
    most = min(quarter.MOST, (world.plan.calendar.months - 1) // 3)
    if not 0 < quarters <= most:
        raise UsageError(f"quarters_ago is {quarters}; allowed: a whole number from 0 to {most}")
    planned = quarter.plan_at(world.plan, quarters)
    histories = quarter.histories_at(planned, world.histories)
    spent = tuple(line for line in world.costs if line.month <= planned.calendar.months)
    rates = fx.last(planned)
    went = quarter.success_at(planned, histories, rates, world.success, quarters)
    asked = tuple(quarter.tickets_at(world.tickets, planned.calendar.as_of))
    bridged = bridge.build(planned, histories)
    return World(planned, histories, bridged, spent, went, asked, world)


def _engagement(world: World, folder: str, written: Iterable[str]) -> str:
    return engagement.text(world.as_of, world.bridge, folder, written)


def _truth(world: World) -> dict[str, object]:
    cost = costs.by_motion(world.plan, world.costs)
    told = truth.content(world.plan, world.histories, world.bridge, cost)
    told |= {"ltv": truth_ltv.content(world.plan, world.histories, world.costs)}
    return told | {"success": truth_success.content(world.plan, world.histories, world.success)}


def _write_data(world: World, folder: Path) -> list[str]:
    """Writes all tables; their names."""
    found = tables(world)
    for name, (header, rows) in found.items():
        files.table(folder / f"{name}.csv", header, rows)
    return list(found)


def tables(world: World) -> Tables:
    """Every table by its name in the contract: its header and its rows."""
    planned, histories, every = world.plan, world.histories, world.every
    ids = {history.account.customer_id for history in histories}
    called = activities.rows(every.plan, every.histories)
    answered = surveys.rows(every.plan, every.histories, every.tickets)
    return {
        "contracts": (contracts.HEADER, contracts.rows(histories, _beside(world))),
        "customers": (customers.HEADER, (row for row in customers.rows(planned) if row[0] in ids)),
        "fx": (fx.HEADER, fx.rows(planned)),
        "costs": (costs.HEADER, costs.rows(planned, world.costs)),
        "allocation_keys": (costs.KEYS_HEADER, costs.key_rows()),
        "roster": (roster.HEADER, roster.rows(planned)),
        "activities": (activities.HEADER, _by(world.as_of, called)),
        "usage": (usage.HEADER, world.success.usage),
        "surveys": (surveys.HEADER, _by(world.as_of, answered)),
        "tickets": (tickets.HEADER, tickets.rows(world.tickets)),
        **_of_success(world),
        **_of_workshops(world),
    }


def _by(as_of: dt.date, rows: Iterable[Sequence[files.Cell]]) -> Iterator[Sequence[files.Cell]]:
    """The rows dated (first column) on a day or before it."""
    return (row for row in rows if str(row[0]) <= files.day(as_of))


def _beside(world: World) -> dict[str, list[contracts.Extra]]:
    """The lines beside the recurring ones by customer, as far as they had begun."""
    every = world.every
    return {
        history.account.customer_id: [
            extra
            for extra in contracts.extras(every.plan, history)
            if every is world or extra.start <= world.as_of
        ]
        for history in every.histories
    }


def _of_success(world: World) -> Tables:
    """What the accounts' own success is about (steps 4 to 7)."""
    planned, went, every = world.plan, world.success, world.every
    ways, rates, as_of = went.journeys, every.success.rates, world.as_of
    spoken = advocacy.rows(every.plan, every.success.journeys, every.success.arr)
    return {
        "contacts": (contacts.HEADER, contacts.rows(went.people)),
        "outcomes": (outcomes.HEADER, outcomes.rows(went.outcomes)),
        "indicators": (journey.INDICATORS_HEADER, went.indicators),
        "milestones": (journey.HEADER, journey.rows(planned, world.histories, ways)),
        "value_levels": (journey.LEVELS_HEADER, journey.LEVELS),
        "plans": (success_plans.HEADER, success_plans.rows(every.plan, ways, as_of)),
        "advocacy": (advocacy.HEADER, _by(as_of, spoken)),
        "potential": (potential.HEADER, potential.rows(every.plan, ways, rates, as_of)),
    }


def _of_workshops(world: World) -> Tables:
    """What the workshops filled in (steps 2, 5, 7, 9 and 10)."""
    planned, histories = world.plan, world.histories
    arr = world.bridge.closing_report[-1] / 1e6
    learnt = choice.lesson_rows(world.every.plan, world.every.histories)
    options = choice.option_rows(planned, histories, world.success.rates, arr)
    return {
        "processes": (boards.PROCESSES_HEADER, boards.PROCESSES),
        "handoffs": (boards.HANDOFFS_HEADER, boards.HANDOFFS),
        "raci": (boards.RACI_HEADER, boards.raci_rows()),
        "incentives": (boards.INCENTIVES_HEADER, boards.INCENTIVES),
        "moments": (boards.MOMENTS_HEADER, boards.MOMENTS),
        "challenges": (boards.CHALLENGES_HEADER, boards.challenge_rows(planned)),
        "narrative": (boards.NARRATIVE_HEADER, boards.narrative_rows(planned)),
        "assessments": (raters.HEADER, raters.rows(planned)),
        "lessons": (choice.LESSONS_HEADER, _by(world.as_of, learnt)),
        "options": (choice.OPTIONS_HEADER, options),
        "decision": (choice.DECISION_HEADER, choice.decision_rows(planned)),
        "tests": (choice.TESTS_HEADER, choice.test_rows(planned, histories)),
    }
