"""What does a report say of itself? What it holds and what it was made from, for scripts."""

import dataclasses
import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from cs_lib.report.html import ReportContext

if TYPE_CHECKING:
    from cs_lib.workbook import Run

PARAMETERS = {"engagement": "../results/engagement.json", "results_dir": "../results"}
"""Relative to the executed notebook, so that no path of this machine is handed over."""
_NAMED_VERSIONS = (
    *("pandas", "numpy", "pyarrow", "duckdb", "narwhals"),
    *("matplotlib", "seaborn", "papermill", "nbconvert"),
)


def manifest(
    run: "Run", context: ReportContext, notebooks: Sequence[str], settings: Sequence[str]
) -> str:
    """What the folder holds and what it was made from, as JSON without a time of day."""
    content = {
        "client": context.client,
        "period": context.period,
        "as_of": context.as_of,
        "currency": context.currency,
        "edition": context.edition,
        "draft": bool(context.draft_reasons),
        "draft_reasons": context.draft_reasons,
        "signoff": run.signoff,
        "cautions": run.cautions,
        "digest": run.digest,
        "inputs": context.inputs,
        "versions": {"tensteps": context.version} | dict(_versions()),
        "parameters": PARAMETERS,
        "settings": settings,
        "rerun": context.rerun,
        "notebooks": notebooks,
        "figures": run.headlines,
        "gates": [
            {"id": gate.id, "holds": gate.holds, "residual": gate.residual} for gate in run.gates
        ],
    }
    plain = _plain(content)
    return json.dumps(plain, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _versions() -> Iterator[tuple[str, str]]:
    for name in _NAMED_VERSIONS:
        try:
            yield name, version(name)
        except PackageNotFoundError:  # pragma: no cover - a package without its metadata
            continue


def _plain(value: Any) -> Any:
    """The value in JSON's own types; what JSON cannot say (NaN, infinity) is null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain({f.name: getattr(value, f.name) for f in dataclasses.fields(value)})
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "item"):  # a scalar of numpy
        return _plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value
