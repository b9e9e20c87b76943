"""The engagement file's JSON schema, with the names that the models leave open."""

from typing import Any

from cs_lib.engagement.names import COLUMN_KEYS, FIGURES
from cs_lib.tables import TABLES


def of(model: Any) -> dict[str, Any]:
    """The schema of `model`, with the known tables, columns and figures written out."""
    schema: dict[str, Any] = model.model_json_schema()
    properties = schema["properties"]
    del properties["folder"]  # where the file lies is not said in the file
    for key in ("stated", "targets"):
        properties[key]["propertyNames"] = {"enum": list(FIGURES)}
    properties["tables"] = {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {name: _source(name) for name in TABLES},
    }
    return schema


def _source(table: str) -> dict[str, Any]:
    spec = TABLES[table]
    narrowed: dict[str, Any] = {"$ref": "#/$defs/TableSource"}
    if not spec.open_columns:
        columns = {"propertyNames": {"enum": list(spec.column_names)}}
        narrowed["properties"] = dict.fromkeys(COLUMN_KEYS, columns)
    return {"description": spec.purpose, "anyOf": [{"type": "string"}, narrowed]}
