"""What lies in a folder of reports? `index.html` for people, `index.csv` and `index.json` besides.

Made of the records of everything that lies there, so that n shards give the index of one batch.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cs_lib import formats
from cs_lib.batch import pages, portfolio, records
from cs_lib.batch.progress import WORDS, duration
from cs_lib.batch.records import Record, State
from cs_lib.version import __version__

FIGURES = {
    "arr": "M02",
    "nrr": "M25",
    "grr": "M24",
    "logo_churn_rate": "M23",
    "new_logo_arr": "M04",
    "quick_ratio": "M33",
    "customers": "N01",
}
"""Column -> the metric of the register."""
SIGNOFF = {"agreed": "agreed", "open": "not yet agreed", "disputed": "disputed", "": ""}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WORST: tuple[State, ...] = ("failed", "timed_out", "blocked", "ok_with_warnings", "ok")


def write(out: Path, *, anonymous: bool = False) -> Path:
    """Write the index and the portfolio of `out`; the page that a person opens."""
    found = records.all_of(out)
    rows = [row(record) for record in found]
    content = {"version": __version__, "reports": rows}
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    records.whole(out / "index.json", text)
    records.whole(out / "index.csv", sheet(rows))
    records.whole(out / portfolio.PAGE, portfolio.page(found, anonymous=anonymous))
    records.whole(out / records.PAGE, page(found))
    return out / records.PAGE


def row(record: Record) -> dict[str, Any]:
    """One report for scripts: states and columns as they are named here, rates as fractions."""
    return {
        "client": record.client,
        "period": record.period,
        "variant": record.variant,
        "state": record.state,
        "signoff": record.signoff,
        "warnings": list(map(caution, record.cautions)),
        "cause": record.cause,
        "currency": record.currency,
        **{name: record.figures.get(metric) for name, metric in FIGURES.items()},
        "page": record.page,
        "engagement": record.named,
        "settings": list(record.settings),
        "seconds": record.seconds,
        "memory": record.memory,
    }


def sheet(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as CSV; no text of a client's becomes a formula of a spreadsheet."""
    heads = [*row(Record(place="", state="ok", named=""))]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_cell(each[head]) for head in heads] for each in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    text = "; ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text


def caution(told: Mapping[str, Any]) -> str:
    """What a reader is to know first, in words."""
    if told["about"] == "check":
        return f"check {told['what']} does not reconcile"
    if told["about"] == "kept_out":
        return f"{formats.count(told['rows'], 'row')} of {told['what']} left out"
    return f"{told['what']} has grade D"


def page(found: Sequence[Record]) -> str:
    """The index as one page that loads nothing."""
    ready = sum(record.is_done for record in found)
    counts = Counter(record.state for record in found)
    return pages.render(
        "index.html.j2",
        title=f"Reports ready: {formats.integer(ready)} of {formats.integer(len(found))}",
        counts=[(WORDS[state], counts[state]) for state in reversed(_WORST) if counts[state]],
        missing=[_line(each) for each in sorted(found, key=_urgency) if not each.is_done],
        rows=[_line(each) for each in found if each.is_done],
        variants=any(each.variant for each in found),
        took=duration(sum(each.seconds for each in found)),
        portfolio=portfolio.PAGE if ready > 1 else "",
    )


def _urgency(record: Record) -> tuple[int, str]:
    return _WORST.index(record.state), record.place


def _line(record: Record) -> dict[str, Any]:
    """One report as the page shows it."""
    figures = dict(_figures(record))
    return {
        "client": record.client or record.named,
        "period": record.period,
        "variant": record.variant,
        "engagement": record.named,
        "state": WORDS[record.state],
        "code": record.state,
        "signoff": SIGNOFF.get(record.signoff, record.signoff),
        "cause": record.cause,
        "cautions": list(map(caution, record.cautions)),
        "href": quote(record.page),
        "time": duration(record.seconds) if record.seconds else "",
        **figures,
    }


def _figures(record: Record) -> Iterator[tuple[str, str]]:
    value = {name: record.figures.get(metric) for name, metric in FIGURES.items()}
    yield "arr", formats.money_short(value["arr"], record.currency)
    for name in ("nrr", "grr", "logo_churn_rate"):
        yield name, formats.percent(value[name])
    yield "quick_ratio", formats.ratio(value["quick_ratio"])
    yield "customers", formats.integer(value["customers"])
