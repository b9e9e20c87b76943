"""The figures of whole engagements as they are published, kept to be held against later code.

`python -m tests.golden.figures` (`make golden`) writes them anew. Of the bridge a digest is kept
for every grain and segment, and the whole company's amounts and accounts to be read.
"""

import hashlib
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cs_lib import workbook
from tests import published, whole

HERE = Path(__file__).parent
SHIPPED = (whole.SAMPLE,)
PUBLISHED = ("ravenstack", *(f"saasops_case{number}" for number in (1, 2, 3, 4)))
KEYS = ["grain", "segment", "period_kind", "period_start", "period_end", "leaf", "rollup"]
MILLIONTHS, CENTS = 6, 2
CLOSE = {"rel_tol": 1e-9, "abs_tol": 1e-9}
"""Another processor may differ in the last digits of what an optimiser finds, and in no more."""
ITERATED = {"rel_tol": 1e-6, "abs_tol": 1e-9}
"""Where the optimiser stops at a hundredth of a percent, as the regression of quantiles does."""
BY_ITERATION = frozenset({"M66"})


def computed(done: workbook.Run) -> dict[str, Any]:
    """The figures of one engagement, read from the files that its run stores."""
    with tempfile.TemporaryDirectory() as folder:
        workbook.store(done, Path(folder))
        headlines = json.loads(Path(folder, "headlines.json").read_text(encoding="utf-8"))
        bridge = pd.read_parquet(Path(folder, "numbers_review", "bridge.parquet"))
    return {
        "headlines": [each | {"segment": _segment(each["segment"])} for each in headlines],
        # As in manifest.json.
        "gates": [
            {"id": gate.id, "holds": gate.holds, "residual": gate.residual} for gate in done.gates
        ],
        **of_bridge(bridge),
    }


def _segment(written: Any) -> str | None:
    """The one place that knows how the whole company is written: "all" or null, here null."""
    return None if pd.isna(written) or written == "all" else str(written)


def of_bridge(bridge: pd.DataFrame) -> dict[str, Any]:
    """What is kept of a bridge: its digests, and the whole company's rows by period and grain."""
    rows = bridge[[*KEYS, "amount", "accounts"]].copy()
    for day in ("period_start", "period_end"):
        rows[day] = rows[day].dt.strftime("%Y-%m-%d")
    # Text, because a null takes part in no sorting and no grouping; no segment has an empty name.
    rows["segment"] = [_segment(each) or "" for each in rows["segment"]]
    rows = rows.sort_values(KEYS, ignore_index=True)
    digests = [
        {"grain": grain, "segment": segment or None, "rows": len(part), "sha256": _digest(part)}
        for (grain, segment), part in rows.groupby(["grain", "segment"])
    ]
    whole: dict[str, dict[str, list[float | int]]] = {}
    for row in rows[rows["segment"] == ""].itertuples():
        period = whole.setdefault(f"{row.period_kind} {row.period_end} {row.grain}", {})
        # Adding zero makes minus zero plain.
        period[row.leaf] = [round(float(row.amount), CENTS) + 0.0, int(row.accounts)]
    return {"bridge_digests": digests, "bridge_of_the_whole_company": whole}


def _digest(part: pd.DataFrame) -> str:
    """Of the rows as text, in the order of their keys, amounts in whole millionths."""
    amounts = (part["amount"] * 10**MILLIONTHS).round().astype("int64")
    plain = part.assign(amount=amounts, accounts=part["accounts"].astype("int64"))
    return hashlib.sha256(plain.to_csv(index=False, lineterminator="\n").encode()).hexdigest()


def differences(
    kept: Any, now: Any, place: str = "", close: Mapping[str, float] = CLOSE
) -> Iterator[str]:
    """Where do two sets of figures differ? One sentence each; nothing where they are equal."""
    if isinstance(kept, dict) and isinstance(now, dict):
        close = ITERATED if kept.get("id") in BY_ITERATION else close
        for key in [*kept, *(key for key in now if key not in kept)]:
            inside = f"{place} / {key}".removeprefix(" / ")
            if key not in now:
                yield f"{inside}: is gone, was {kept[key]}"
            elif key not in kept:
                yield f"{inside}: is new, {now[key]}"
            else:
                yield from differences(kept[key], now[key], inside, close)
    elif isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        for number, (one, other) in enumerate(zip(kept, now, strict=True)):
            yield from differences(one, other, f"{place} / {_called(one, number)}", close)
    elif not _same(kept, now, close):
        yield f"{place}: was {kept}, is {now}"


def _called(item: Any, number: int) -> str:
    """What names one item of a list for a reader: its id, or its grain and segment."""
    if not isinstance(item, dict):
        return str(number)
    return str(item.get("id") or f"{item.get('grain')} {item.get('segment')}")


def _same(kept: Any, now: Any, close: Mapping[str, float]) -> bool:
    numbers = {type(kept), type(now)} <= {int, float}
    return math.isclose(kept, now, **close) if numbers else kept == now


def read(name: str) -> dict[str, Any]:
    """The figures kept of one engagement."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def write(name: str, figures: dict[str, Any]) -> None:
    """Keep them: one figure, gate, digest or period a line, so that a change shows as such."""
    parts = []
    for part, content in figures.items():
        keyed = isinstance(content, dict)
        lines = [
            (f"{_json(item)}: {_json(content[item])}" if keyed else _json(item)) for item in content
        ]
        left, right = "{}" if keyed else "[]"
        parts.append(f"{_json(part)}: {left}\n" + ",\n".join(lines) + f"\n{right}")
    (HERE / f"{name}.json").write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def main() -> None:
    """Write every file anew for which there are data."""
    chosen = SHIPPED
    if reason := published.why_missing():
        print(f"left as they are: {', '.join(PUBLISHED)} ({reason})", file=sys.stderr)
    else:
        chosen += PUBLISHED
    for name in chosen:
        now = computed(whole.review(name))
        file = HERE / f"{name}.json"
        moved = len(list(differences(read(name), now))) if file.exists() else "all"
        write(name, now)
        print(f"{file.relative_to(HERE.parents[1])}: {moved} of its figures moved")


if __name__ == "__main__":
    main()
