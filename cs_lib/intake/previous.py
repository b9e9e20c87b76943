"""What did the last review find? Its stored results, where they are whole and this client's."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cs_lib import seals
from cs_lib.engagement import Engagement
from cs_lib.errors import EngagementError, StaleResultError

_STEP = "numbers_review"
_BRIDGE, _SEALED = "bridge.parquet", "engagement.json"
_GIVE = "give the folder of a period, such as ../acme/2026Q2, or remove the key"
_MEND = "make that report again, or remove the key"


@dataclass(frozen=True)
class Previous:
    """The last review: the folder of its results, its client, engagement, inputs and version.

    `inputs` maps each file to its digest, but for the review before it.
    """

    named: str
    folder: Path
    client: str
    engagement: Mapping[str, Any]
    inputs: Mapping[str, str]
    version: str

    def bridge(self) -> pd.DataFrame:
        """Its bridge, as `Ledger.bridge` has it; EngagementError where that was changed or torn."""
        found = self._read(_STEP, _BRIDGE)
        assert found is not None  # `_folder` has seen it
        return found

    def table(self, step: str, name: str) -> pd.DataFrame | None:
        """A table that it stored, such as "execution", "listed"; None where it has none.

        Raises EngagementError where it was changed or torn.
        """
        return self._read(step, f"{name}.parquet")

    def _read(self, step: str, file: str) -> pd.DataFrame | None:
        folder = self.folder / step
        if not (folder / "result.json").is_file():
            return None
        try:
            tables = seals.read(folder / "result.json")["tables"]
            if file not in tables:
                return None
            return pd.read_parquet(io.BytesIO(seals.unchanged(folder / file, tables[file])))
        except StaleResultError as error:
            said = str(error).partition(";")[0]
            raise _refused(f"{self.named}: {said}; {_MEND}") from None


def previous(engagement: Engagement) -> Previous | None:
    """The last review that the engagement names; None where it names none.

    Raises EngagementError where there is no report, a damaged one, or another client's: two
    companies cannot be compared as one.
    """
    if engagement.previous is None:
        return None
    found = _read(engagement.previous, _folder(engagement, engagement.previous))
    if found.client != engagement.client:
        raise _refused(
            f"'{found.named}' is the report of '{found.client}', not of '{engagement.client}'; "
            "name this client's own, or remove the key (if both are the same client, write "
            f"client: {found.client})"
        )
    return found


def _folder(engagement: Engagement, name: str) -> Path:
    named = engagement.folder / name
    for folder in (named / "results", named):
        if (folder / _STEP / _BRIDGE).is_file() and (folder / _SEALED).is_file():
            return folder
    missing = f"there is no results/{_STEP}/{_BRIDGE}"
    raise _refused(f"'{name}' holds no report ({missing}); {_GIVE}")


def _read(name: str, folder: Path) -> Previous:
    try:
        sealed = json.loads((folder / _SEALED).read_text(encoding="utf-8"))
        engagement = dict(sealed["engagement"])
        before = engagement["previous"]
        inputs = {file: digest for file, digest in sealed["inputs"].items() if file != before}
        client, version = str(engagement["client"]), str(sealed["version"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _refused(f"'{name}' is damaged ({_SEALED} cannot be read); {_MEND}") from None
    return Previous(name, folder, client, engagement, inputs, version)


def _refused(problem: str) -> EngagementError:
    return EngagementError("the engagement", [f"previous: {problem}"])
