"""Did last review's numbers change, and why? This review's books against the stored ones."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import cs_lib
from cs_lib.engagement import Engagement
from cs_lib.errors import EngagementError
from cs_lib.intake import Intake
from cs_lib.ledger import LEAVES
from cs_lib.ledger.restated import restatement
from cs_lib.steps.review.books import Books

SHOWN = 20
BRIDGE, SEALED = Path("numbers_review/bridge.parquet"), Path("engagement.json")
_ROWS = ("period", "label", "before", "after", "change", "accounts_change")
_CAUSES = ("what", "before", "now")
_BLOCKS = {
    "policies": "policy",
    "assumptions": "assumption",
    "reason_families": "reason",
    "product_map": "renamed product",
}
"""The engagement's choices that change figures, and what one of them is called."""


def restated(books: Books) -> pd.DataFrame:
    """What has moved in quarters that the last review has reported already?

    Columns: `period`, `label` (the bridge's line), `before`, `after`, `change` (money) and
    `accounts_change`; the main grain, all segments; largest change first. Empty where nothing
    moved, or where no `previous` review is given. Raises EngagementError where it is no report.
    """
    folder = _results(books.engagement)
    rows = pd.DataFrame(columns=list(_ROWS))
    if folder is not None:
        moved = restatement(pd.read_parquet(folder / BRIDGE), books.bridge).rows
        chosen = moved[
            (moved["grain"] == books.main.grain)
            & (moved["segment"] == "all")
            & (moved["period_kind"] == "quarter")
        ]
        labels = {period.end: period.label for period in books.main.calendar.quarters}
        ordered = chosen.sort_values("change", key=abs, ascending=False, kind="stable")
        rows = ordered.assign(
            period=ordered["period_end"].dt.date.map(labels),
            label=ordered["leaf"].map({name: leaf.label for name, leaf in LEAVES.items()}),
        )[list(_ROWS)]
    money = dict.fromkeys(("before", "after", "change"), "float64")
    typed = money | {"period": "str", "label": "str", "accounts_change": "int64"}
    return rows.astype(typed).reset_index(drop=True)


def causes(engagement: Engagement, intake: Intake) -> pd.DataFrame:
    """What is different from the last review, so that its numbers may have moved?

    Columns: `what` (a file, a policy, an assumption, the version), `before`, `now`; and one row
    for each value set by hand. Empty without a `previous` review.
    """
    folder = _results(engagement)
    rows: list[tuple[str, str, str]] = []
    if folder is not None:
        sealed = json.loads((folder / SEALED).read_text(encoding="utf-8"))
        rows = [*_files(sealed["inputs"], intake), *_choices(sealed["engagement"], engagement)]
        if sealed["version"] != cs_lib.__version__:
            rows.append(("version of the library", sealed["version"], cs_lib.__version__))
        live = intake.overrides[intake.overrides["state"] == "applied"]
        rows += [
            (f"set by hand: {one['table']} {one['key']}, {one['column']}", one["was"], one["now"])
            for one in live.to_dict("records")
        ]
    return pd.DataFrame(rows, columns=list(_CAUSES), dtype="str")


def _results(engagement: Engagement) -> Path | None:
    """The stored results of the last review; None where the engagement names none."""
    if engagement.previous is None:
        return None
    named = engagement.folder / engagement.previous
    for folder in (named / "results", named):
        if (folder / BRIDGE).is_file() and (folder / SEALED).is_file():
            return folder
    problem = (
        f"previous: '{engagement.previous}' holds no report (there is no results/{BRIDGE}); "
        "give the folder of a period, such as ../acme/2026Q2, or remove the key"
    )
    raise EngagementError("the engagement", [problem])


def _files(before: Mapping[str, str], intake: Intake) -> Iterator[tuple[str, str, str]]:
    now = intake.digests
    # Every review has files of its own folder: names tell what a file is, not where it lay.
    then = {Path(name).name: digest for name, digest in before.items()}
    today = {Path(name).name: digest for name, digest in now.items()}
    for name in sorted(then.keys() | today.keys()):
        if then.get(name) != today.get(name):
            yield f"file {name}", _state(then.get(name)), _state(today.get(name))


def _state(digest: str | None) -> str:
    return "not given" if digest is None else f"content {digest[:8]}"


def _choices(before: Mapping[str, Any], engagement: Engagement) -> Iterator[tuple[str, str, str]]:
    now = engagement.model_dump(mode="json")
    for block, word in _BLOCKS.items():
        then, today = before.get(block, {}), now[block]
        for name in dict.fromkeys([*then, *today]):
            if then.get(name) != today.get(name):
                yield f"{word} {name}", str(then.get(name)), str(today.get(name))
