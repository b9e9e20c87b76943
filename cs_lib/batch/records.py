"""What came of each report? One small file a report, beside the reports; the index is made of them.

Each is written whole or not at all, by whoever made the report: a batch that is stopped, or whose
parts run on many machines, leaves a record of everything that is done.
"""

import hashlib
import json
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from cs_lib.batch.jobs import Job
from cs_lib.report.publishing import MANIFEST

State = Literal["ok", "ok_with_warnings", "blocked", "failed", "timed_out"]
DONE: tuple[State, ...] = ("ok", "ok_with_warnings")
FOLDER = ".batch"
ORDER = "order.json"
PAGE = "index.html"


@dataclass(frozen=True)
class Record:
    """What became of one report.

    `place` is its folder below the batch's, `page` what there is to look at, relative to the
    batch's folder: the report, or what the data gate says. `figures` are the published ones of the
    whole company, by their ids. `cautions` and `signoff` are the report's own. `cause` says in
    words why there is no report. `memory` is the most that it held at once, in bytes.
    `fingerprint` is what it was made from, None where that cannot be told again; `seal` holds the
    digests of the files that stand for the report.
    """

    place: str
    state: State
    named: str
    client: str = ""
    period: str = ""
    variant: str = ""
    settings: tuple[str, ...] = ()
    currency: str = ""
    signoff: str = ""
    cautions: tuple[Mapping[str, Any], ...] = ()
    figures: Mapping[str, float | None] = field(default_factory=dict)
    cause: str = ""
    page: str = ""
    seconds: float = 0.0
    memory: int | None = None
    fingerprint: Mapping[str, str] | None = None
    seal: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Is there a report?"""
        return self.state in DONE


def write(out: Path, record: Record) -> None:
    """Keep `record` beside the reports in `out`, in place of an earlier one."""
    whole(_file(out, record.place), json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n")


def whole(file: Path, text: str) -> None:
    """Write `text` as `file`, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        os.replace(partial, file)
    finally:
        partial.unlink(missing_ok=True)


def remove(out: Path, place: str) -> None:
    """Forget what became of the report at `place`."""
    _file(out, place).unlink(missing_ok=True)


def read(out: Path, place: str) -> Record | None:
    """The record of the report at `place`; None where there is none, or a torn one."""
    return _read(_file(out, place))


def keep_order(out: Path, jobs: Sequence[Job]) -> None:
    """Keep what is asked for, for a batch that takes it up again."""
    whole(out / FOLDER / ORDER, json.dumps([asdict(job) for job in jobs], indent=1) + "\n")


def order(out: Path) -> tuple[Job, ...]:
    """What was asked for last in `out`; nothing where nobody did."""
    try:
        told = json.loads((out / FOLDER / ORDER).read_text(encoding="utf-8"))
        return tuple(Job.of(each) for each in told)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def all_of(out: Path) -> tuple[Record, ...]:
    """The records of everything that lies in `out`, by their places.

    A report without a record, made by itself, is known by its manifest. Left out are a record
    whose report was removed, and a failure of what nobody asks for any more.
    """
    asked = {(job.named, job.settings, job.variant) for job in order(out)}
    found = {
        each.place: each
        for each in _all(out)
        if _lies(out, each) and (each.is_done or (each.named, each.settings, each.variant) in asked)
    }
    for manifest in out.glob(f"*/*/{MANIFEST}"):
        place = manifest.parent.relative_to(out).as_posix()
        if place not in found and "." not in manifest.parent.name:
            told = told_by(out, place)
            if told is not None:
                found[place] = told
    return tuple(found[place] for place in sorted(found))


def told_by(out: Path, place: str) -> Record | None:
    """What the report at `place` says of itself; None where it says nothing that can be read."""
    try:
        told = json.loads((out / place / MANIFEST).read_text(encoding="utf-8"))
        cautions = tuple(told["cautions"])
        figures = {
            each["id"]: each["value"] for each in told["figures"] if each.get("segment") is None
        }
        folder = place.partition("/")[0]
        return Record(
            place=place,
            state="ok_with_warnings" if cautions else "ok",
            named="",
            client=told["client"],
            period=told["period"],
            variant=folder.partition("--")[2],
            settings=tuple(told["settings"]),
            currency=told["currency"],
            signoff=told["signoff"],
            cautions=cautions,
            figures=figures,
            page=f"{place}/{PAGE}",
            seal=seal(out, place),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def seal(out: Path, place: str, page: str = "") -> dict[str, str]:
    """The digests of the files that stand for a report, or for what the data gate says."""
    names = [page] if page else [f"{place}/{MANIFEST}", f"{place}/{PAGE}"]
    return {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in names}


def is_there(out: Path, record: Record) -> bool:
    """Does what the record speaks of lie there as it was left?"""
    try:
        return bool(record.seal) and all(
            hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
            for name, digest in record.seal.items()
        )
    except OSError:
        return False


def _file(out: Path, place: str) -> Path:
    return out / FOLDER / "records" / f"{place.replace('/', '.')}.json"


def _all(out: Path) -> Iterator[Record]:
    for file in sorted((out / FOLDER / "records").glob("*.json")):
        record = _read(file)
        if record is not None:
            yield record


def _lies(out: Path, record: Record) -> bool:
    """Is there still what was left? A failure leaves nothing but its record."""
    return not record.is_done or (out / record.place / MANIFEST).is_file()


def _read(file: Path) -> Record | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        listed = {name: tuple(content[name]) for name in ("settings", "cautions")}
        return Record(**(content | listed))
    except (OSError, ValueError, KeyError, TypeError):
        return None
