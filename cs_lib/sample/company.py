"""Puts the sample company's files into a folder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cs_lib.errors import UsageError
from cs_lib.sample import (
    activities,
    bridge,
    contracts,
    costs,
    customers,
    engagement,
    files,
    fx,
    life,
    plan,
    roster,
    surveys,
    tickets,
    truth,
    truth_ltv,
    usage,
)
from cs_lib.sample.events import History


@dataclass(frozen=True)
class World:
    """The plan and what became of it: all that the tables need."""

    plan: plan.Plan
    histories: tuple[History, ...]
    bridge: bridge.Bridge
    costs: tuple[costs.CostLine, ...]


def write(folder: Path | str, accounts: int = 400, months: int = 36, seed: int = 7) -> Path:
    """What would a client of known truth send us? Its files, written into `folder`.

    `engagement.yml`, `data/*.csv` and `truth.json`; `accounts` ever seen, `months` of history up
    to the last day, and the `seed` of everything random. The same arguments give the same bytes
    on every machine. Returns the engagement file. Raises UsageError for sizes below 1.
    """
    target = Path(folder)
    world = build(accounts, months, seed)
    _write_data(world, target / "data")
    files.record(target / "truth.json", _truth(world))
    files.write(target / "engagement.yml", engagement.text(world.bridge, "data"))
    return target / "engagement.yml"


def write_params(folder: Path | str) -> Path:
    """The same company as the default engagement of every notebook: `sample.yml` and `sample/`."""
    target = Path(folder)
    world = build(400, 36, 7)
    _write_data(world, target / "sample")
    files.record(target / "sample" / "truth.json", _truth(world))
    files.write(target / "sample.yml", engagement.text(world.bridge, "sample"))
    return target / "sample.yml"


def build(accounts: int, months: int, seed: int) -> World:
    """The whole company in memory."""
    for name, value, least in (("accounts", accounts, 1), ("months", months, 1), ("seed", seed, 0)):
        if value < least:
            raise UsageError(f"{name} is {value}; allowed: a whole number from {least} on")
    planned = plan.make(accounts, months, seed)
    histories = tuple(life.live(account, planned) for account in planned.accounts)
    bridged = bridge.build(planned, histories)
    spent = costs.lines(planned, bridged.closing_report)
    return World(planned, histories, bridged, tuple(spent))


def _truth(world: World) -> dict[str, object]:
    cost = costs.by_motion(world.plan, world.costs)
    told = truth.content(world.plan, world.histories, world.bridge, cost)
    return told | {"ltv": truth_ltv.content(world.plan, world.histories, world.costs)}


def _write_data(world: World, folder: Path) -> None:
    for name, (header, rows) in tables(world).items():
        files.table(folder / f"{name}.csv", header, rows)


def tables(world: World) -> dict[str, tuple[Sequence[str], Iterable[Sequence[files.Cell]]]]:
    """Every table by its name in the contract: its header and its rows."""
    planned, histories = world.plan, world.histories
    asked = tickets.draw(planned, histories)
    return {
        "contracts": (contracts.HEADER, contracts.rows(planned, histories)),
        "customers": (customers.HEADER, customers.rows(planned)),
        "fx": (fx.HEADER, fx.rows(planned)),
        "costs": (costs.HEADER, costs.rows(planned, world.costs)),
        "allocation_keys": (costs.KEYS_HEADER, costs.key_rows()),
        "roster": (roster.HEADER, roster.rows(planned)),
        "activities": (activities.HEADER, activities.rows(planned, histories)),
        "usage": (usage.HEADER, usage.rows(planned, histories)),
        "surveys": (surveys.HEADER, surveys.rows(planned, histories, asked)),
        "tickets": (tickets.HEADER, tickets.rows(asked)),
    }
