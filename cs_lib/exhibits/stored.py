"""How is a step's result kept? Frames as Parquet, the rest as one JSON of ids and facts.

Rendered text is never stored: an edition can redact facts, another language can read them, and the
same figures give the same bytes.
"""

import dataclasses
import datetime as dt
import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from cs_lib import seals
from cs_lib.books.gates import Gate
from cs_lib.books.headlines import Headline
from cs_lib.exhibits.draft import REASONS
from cs_lib.exhibits.findings import Finding
from cs_lib.exhibits.needs import Absent
from cs_lib.exhibits.pages import Foot, NoPage, Page
from cs_lib.exhibits.record import WORDS, Exhibit, settled
from cs_lib.exhibits.result import Result
from cs_lib.exhibits.spec import Spec
from cs_lib.texts import facts
from cs_lib.texts.checker import rows_of
from cs_lib.texts.messages import Sentence

FACTS = {
    kind.__name__: kind
    for kind in vars(facts).values()
    if isinstance(kind, type) and issubclass(kind, (facts.Fact, facts.Cell))
}
Messages = Mapping[str, type[Sentence]]
_TEXT = {pa.string(): WORDS, pa.large_string(): WORDS}
"""What Arrow's text is read as: what `settled` would make of it."""


def as_json(value: Any) -> Any:
    """A message, a fact, or a list of them, in JSON's own types."""
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: as_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"is": type(value).__name__} | fields
    return value


def from_json(stored: Any, messages: Messages) -> Any:
    """What `as_json` kept; `messages` are the classes that may stand in it, by name."""
    if isinstance(stored, list):
        return tuple(from_json(item, messages) for item in stored)
    if not isinstance(stored, dict):
        return stored
    name = stored["is"]
    kind = messages.get(name) or FACTS[name]
    fields = {key: from_json(item, messages) for key, item in stored.items() if key != "is"}
    if kind is facts.Day:
        fields["value"] = dt.date.fromisoformat(fields["value"])
    return kind(**fields)


def by_name(messages: tuple[type[Sentence], ...]) -> dict[str, type[Sentence]]:
    """The classes by name, and those of the rows that their lists hold."""
    found: dict[str, type[Sentence]] = {}
    for kind in messages:
        found[kind.__name__] = kind
        for hint in get_type_hints(kind).values():
            found |= by_name(tuple(rows_of(hint)))
    return found


def save(result: Result, folder: Path) -> dict[str, Any]:
    """Write the frames of `result` into `folder`; the rest, as JSON's own types, is returned.

    `tables` in it holds the digest of every file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = _Tables(folder)
    workings: dict[str, Any] = {}
    for name, adapter in _fields(type(result.workings)).items():
        value = getattr(result.workings, name)
        if adapter is None:
            tables.write(name, value)
        else:
            workings[name] = adapter.dump_python(value, mode="json")
    exhibits = {name: _kept(each, tables) for name, each in result.exhibits.items()}
    return {
        "workings": workings,
        "currency": result.currency,
        "headlines": _HEADLINES.dump_python(result.headlines, mode="json"),
        "gates": _GATES.dump_python(result.gates, mode="json"),
        "draft": as_json(result.draft),
        "findings": _FINDINGS.dump_python(result.findings, mode="json"),
        "exhibits": exhibits,
        "tables": tables.digests,
        "pages": {name: _kept_page(each) for name, each in result.pages.items()},
    }


_HEADLINES = TypeAdapter(tuple[Headline, ...])
_GATES = TypeAdapter(tuple[Gate, ...])
_FINDINGS = TypeAdapter(tuple[Finding, ...])


def _fields(kind: type) -> dict[str, TypeAdapter[Any] | None]:
    """How is each field of the workings kept? None for a frame, else what turns it into JSON."""
    types = get_type_hints(kind)
    return {
        field.name: None if types[field.name] is pd.DataFrame else TypeAdapter(types[field.name])
        for field in dataclasses.fields(kind)
    }


def _kept(exhibit: Exhibit, tables: "_Tables") -> dict[str, Any]:
    """The messages of an exhibit; its frame goes beside, with messages in cells as JSON."""
    if exhibit.absent:
        return {"absent": exhibit.absent.need}
    flat = exhibit.frame.copy()
    for name in _message_columns(exhibit):
        flat[name] = [_cell(value) for value in flat[name]]
    tables.write(exhibit.name, flat)
    return {
        "title": as_json(exhibit.title_message),
        "say": as_json(exhibit.messages),
        "note": as_json(exhibit.notes),
    }


def _parquet(frame: pd.DataFrame) -> bytes:
    """The frame as it is published: what comes to nothing is 0, never -0.

    Text is long text to Arrow, whatever pandas keeps it in: a file's types must not tell how large
    the client was.
    """
    kinds = pa.schema(
        [
            (str(name), _inferred(frame[name]) if kind == "object" else _arrow(kind))
            for name, kind in frame.dtypes.items()
        ]
    )
    table = pa.Table.from_pandas(frame, schema=kinds, preserve_index=False)
    columns = [pc.add(each, 0.0) if pa.types.is_float64(each.type) else each for each in table]
    content = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=table.schema), content)
    return content.getvalue()


@cache
def _arrow(kind: Any) -> pa.DataType:
    """A column's type in Arrow's words."""
    return pa.large_string() if kind == "str" else _inferred(pd.Series(dtype=kind))


def _inferred(values: pd.Series) -> pa.DataType:
    return pa.array(values, from_pandas=True).type


def _cell(value: Any) -> str | None:
    if not isinstance(value, Sentence):
        return None
    return json.dumps(as_json(value), sort_keys=True, ensure_ascii=False)


def _message_columns(exhibit: Exhibit) -> list[str]:
    columns = exhibit.view.columns if exhibit.view else ()
    return [each.name for each in columns if each.kind == "message" and len(exhibit.frame)]


def _kept_page(page: Page | NoPage) -> dict[str, Any] | None:
    if isinstance(page, NoPage):
        return None
    return {
        "claim": as_json(page.claim),
        "so_what": as_json(page.so_what),
        "bullets": as_json(page.bullets),
        "foot": as_json(page.foot),
        "exhibits": [each.name for each in page.exhibits],
    }


def read(kind: type[Result], folder: Path, kept: Mapping[str, Any]) -> Result:
    """The result that `save` wrote into `folder`, of which `kept` is the JSON."""
    types = get_type_hints(kind)["workings"]
    tables = _Tables(folder, kept["tables"])
    workings = types(
        **{
            name: tables.read(name)
            if adapter is None
            else adapter.validate_python(kept["workings"][name])
            for name, adapter in _fields(types).items()
        }
    )
    currency = kept["currency"]
    exhibits = {
        name: _exhibit(kind.step, spec, tables, kept["exhibits"][name], currency)
        for name, spec in kind.specs.items()
    }
    pages = {name: _page(kind, name, kept["pages"][name], exhibits) for name in kind.page_specs}
    return kind(
        workings,
        currency,
        exhibits,
        pages,
        _HEADLINES.validate_python(kept["headlines"]),
        _GATES.validate_python(kept["gates"]),
        from_json(kept["draft"], by_name(REASONS)),
        _FINDINGS.validate_python(kept["findings"]),
    )


class _Tables:
    """The frames in a result's folder, and the digests of their files."""

    def __init__(self, folder: Path, digests: Mapping[str, str] | None = None) -> None:
        self._folder, self.digests = folder, dict(digests or {})

    def write(self, name: str, frame: pd.DataFrame) -> None:
        """Keep `frame` as `name`."""
        file = self._folder / f"{name}.parquet"
        content = _parquet(frame)
        file.write_bytes(content)
        self.digests[file.name] = seals.digest(content)

    def read(self, name: str) -> pd.DataFrame:
        """The frame that is kept as `name`; StaleResultError where it is gone or was changed."""
        file = self._folder / f"{name}.parquet"
        content = seals.unchanged(file, self.digests.get(file.name))
        table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
        return settled(table.to_pandas(use_threads=False, types_mapper=_TEXT.get))


def _exhibit(
    step: str, spec: Spec, tables: _Tables, kept: Mapping[str, Any], currency: str
) -> Exhibit:
    if "absent" in kept:
        return spec.recorded(step, Absent(kept["absent"]), currency)
    messages = by_name(spec.messages)
    frame = tables.read(spec.name)
    made = Exhibit(
        step, spec.name, spec.part, spec.view, currency, frame,
        from_json(kept["title"], messages),
        from_json(kept["say"], messages),
        from_json(kept["note"], messages),
    )  # fmt: skip
    for name in _message_columns(made):
        frame[name] = [
            None if pd.isna(text) else from_json(json.loads(text), messages) for text in frame[name]
        ]
    return made


def _page(
    kind: type[Result], name: str, kept: Mapping[str, Any] | None, exhibits: Mapping[str, Exhibit]
) -> Page | NoPage:
    if kept is None:
        return NoPage(kind.step, name)
    spec = kind.page_specs[name]
    messages = by_name(spec.messages) | {"Foot": Foot}
    words = {key: from_json(kept[key], messages) for key in ("claim", "so_what", "bullets", "foot")}
    shown = tuple(exhibits[each] for each in kept["exhibits"])
    return Page(kind.step, name, spec.number, exhibits=shown, **words)
