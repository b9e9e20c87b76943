"""How do the clients compare? One page across them, by name, or as ranks that name nobody."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from cs_lib import formats
from cs_lib.batch import pages
from cs_lib.batch.records import Record

PAGE = "portfolio.html"
FEWEST = 5
"""Clients from which on a rank tells nobody who is who."""
_QUARTERED = 4
"""Values that have quarters."""
_LEFT, _WIDTH = 4.0, 192.0


@dataclass(frozen=True)
class Measure:
    """A figure that clients are compared by; `up` says whether more is better."""

    metric: str
    name: str
    shown: Callable[[Any], str]
    coarse: Callable[[Any], str]
    up: bool = True


def _whole_percent(value: Any) -> str:
    return formats.percent(value, 0)


MEASURES = (
    Measure("M25", "NRR", formats.percent, _whole_percent),
    Measure("M24", "GRR", formats.percent, _whole_percent),
    Measure("M23", "Logo churn rate", formats.percent, _whole_percent, up=False),
    Measure("M33", "Quick ratio", formats.ratio, lambda value: formats.ratio(value, 1)),
)
"""Rates alone: amounts of different currencies and sizes have no rank."""


def latest(found: Sequence[Record]) -> tuple[Record, ...]:
    """One report a client: of its last period, and as the engagement has it where there is one."""
    chosen: dict[str, Record] = {}
    for record in sorted(found, key=lambda each: (each.period, not each.variant, each.place)):
        if record.is_done:
            chosen[record.client] = record
    return tuple(sorted(chosen.values(), key=lambda record: record.client.casefold()))


def page(found: Sequence[Record], *, anonymous: bool = False) -> str:
    """The page; with `anonymous` every measure is ranked by itself, and nobody is named."""
    clients = latest(found)
    measures = [_measure(each, clients, anonymous) for each in MEASURES]
    told = [each for each in measures if each["values"]]
    return pages.render(
        "portfolio.html.j2",
        title=_title(clients),
        clients=formats.count(len(clients), "client"),
        anonymous=anonymous,
        too_few=anonymous and len(clients) < FEWEST,
        fewest=FEWEST,
        measures=told,
        rows=[] if anonymous else list(_rows(clients)),
        heads=[each.name for each in MEASURES],
        index="" if anonymous else "index.html",
    )


def _title(clients: Sequence[Record]) -> str:
    values = _values(MEASURES[0], clients)
    if not values:
        return "No NRR to compare yet"
    across = formats.count(len(values), "client")
    return f"Median NRR is {formats.percent(statistics.median(values), 0)} across {across}"


def _values(measure: Measure, clients: Sequence[Record]) -> list[float]:
    """The values that there are, best first."""
    told = [record.figures.get(measure.metric) for record in clients]
    return sorted((value for value in told if value is not None), reverse=measure.up)


def _measure(measure: Measure, clients: Sequence[Record], anonymous: bool) -> dict[str, Any]:
    values = _values(measure, clients)
    if anonymous and len(values) < FEWEST:
        values = []
    shown = measure.coarse if anonymous else measure.shown
    quartiles = statistics.quantiles(values, n=4) if len(values) >= _QUARTERED else []
    return {
        "name": measure.name,
        "better": "Higher" if measure.up else "Lower",
        "values": list(zip(_ranks(values), map(shown, values), strict=True)),
        "best": shown(values[0]) if values else "",
        "worst": shown(values[-1]) if values else "",
        "median": shown(statistics.median(values)) if values else "",
        "middle": " to ".join(shown(each) for each in quartiles[::2]),
        "dots": _dots(values),
    }


def _ranks(values: Sequence[float]) -> list[int]:
    """Equal values share a rank."""
    return [values.index(value) + 1 for value in values]


def _dots(values: Sequence[float]) -> list[str]:
    """Where each value stands on a line from the lowest to the highest."""
    if not values:
        return []
    low, span = min(values), (max(values) - min(values)) or 1.0
    return [f"{_LEFT + _WIDTH * (value - low) / span:.1f}" for value in values]


def _rows(clients: Sequence[Record]) -> Iterator[dict[str, Any]]:
    ranked = {each.metric: _values(each, clients) for each in MEASURES}
    for record in clients:
        cells = []
        for measure in MEASURES:
            value = record.figures.get(measure.metric)
            values = ranked[measure.metric]
            rank = f"{values.index(value) + 1} of {len(values)}" if value is not None else ""
            cells.append((measure.name, measure.shown(value), rank))
        yield {
            "client": record.client,
            "period": record.period,
            "variant": record.variant,
            "href": quote(record.page),
            "arr": formats.money_short(record.figures.get("M02"), record.currency),
            "cells": cells,
        }
