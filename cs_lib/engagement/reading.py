"""YAML file and `--set` settings -> `Engagement`, or every problem at once."""

import re
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cs_lib.engagement import names, words
from cs_lib.engagement.models import Engagement
from cs_lib.errors import EngagementError, nearest

EXAMPLE = "client, as_of, currency and tables"


class _Loader(yaml.SafeLoader):
    """YAML 1.2's flags (a key `on` is a word, not "true"), and no key twice."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.problems: list[str] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if key.tag != "tag:yaml.org,2002:merge" and isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    self.problems.append(
                        f"line {line}: the key '{key.value}' already stands on line "
                        f"{seen[key.value]}; keep one of them"
                    )
                seen.setdefault(key.value, line)
        return super().construct_mapping(node, deep=deep)

    def read_day(self, node: yaml.ScalarNode) -> Any:
        """A date; an impossible one stays text, which its field then refuses."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.read_day)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def load(path: str | Path, settings: Sequence[str] = ()) -> Engagement:
    """What does the engagement file at `path` ask for, with `settings` laid over it?

    `settings` are texts such as "policies.grain=parent", their values read as YAML. Raises
    EngagementError, which lists everything that is wrong with the file and the settings.
    """
    file = Path(path)
    data, found = _parsed(file, _text(file))
    for setting in settings:
        found += _lay_over(data, setting)
    found += _wrong_names(data)
    try:
        engagement = Engagement.model_validate(data | {"folder": file.parent})
    except ValidationError as error:
        found += words.problems(error, Engagement)
    if found:
        raise EngagementError(str(path), list(dict.fromkeys(found)))
    return engagement


def _text(file: Path) -> str:
    if file.is_dir():
        raise EngagementError(str(file), ["is a folder; give the YAML file in it"])
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise EngagementError(str(file), [f"there is no such file; {_others(file)}"]) from None
    except UnicodeDecodeError:
        raise EngagementError(str(file), ["is not UTF-8 text; save it as UTF-8"]) from None
    except OSError as error:
        raise EngagementError(str(file), [f"cannot be read: {error.strerror}"]) from None


def _others(file: Path) -> str:
    here = file.parent.resolve()
    if not here.is_dir():
        return f"there is no folder {here} either"
    others = [each.name for each in here.iterdir() if each.suffix in (".yml", ".yaml")]
    return nearest(file.name, others) if others else f"{here} holds no .yml file"


def _parsed(file: Path, text: str) -> tuple[dict[str, Any], list[str]]:
    loader = _Loader(text)
    try:
        data = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        raise EngagementError(str(file), [_syntax(error)]) from None
    except yaml.YAMLError as error:
        raise EngagementError(str(file), [f"is not valid YAML: {error}"]) from None
    if data is None:
        raise EngagementError(str(file), [f"is empty; it needs at least {EXAMPLE}"])
    if not isinstance(data, dict):
        raise EngagementError(
            str(file), [f"must hold keys and values ({EXAMPLE}), not {words.shown(data)}"]
        )
    found = loader.problems
    if "folder" in data:
        found.append(f"folder: unknown key; {nearest('folder', _keys())}")
        del data["folder"]
    return {str(key): value for key, value in data.items()}, found


def _keys() -> list[str]:
    return [key for key in Engagement.model_fields if key != "folder"]


def _syntax(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    said = ", ".join(part for part in (error.context, error.problem) if part)
    return f"{where}is not valid YAML ({said}); check indentation, colons and quotes"


def _lay_over(data: dict[str, Any], setting: str) -> list[str]:
    """Writes one setting into `data`; the problems with it."""
    key, equals, text = setting.partition("=")
    parts = key.strip().split(".")
    if not equals or not all(parts):
        return [f"--set {setting}: write key=value, such as policies.grain=parent"]
    try:
        value = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError:
        return [f"--set {setting}: the value is not valid YAML; put it in quotes"]
    inside = data
    for depth, part in enumerate(parts[:-1], start=1):
        below = inside.get(part)
        if depth == 2 and parts[0] == "tables" and isinstance(below, str):
            below = {"path": below}
        if below is not None and not isinstance(below, dict):
            return [f"--set {setting}: '{'.'.join(parts[:depth])}' holds one value, no keys"]
        inside[part] = below = dict(below or {})
        inside = below
    if parts == ["folder"]:
        return [f"--set {setting}: unknown key; {nearest('folder', _keys())}"]
    inside[parts[-1]] = value
    return []


def _wrong_names(data: dict[str, Any]) -> list[str]:
    """Also asked here, because a model with another mistake does not get to its names."""
    found = list(names.tables(data.get("tables")))
    for key in ("stated", "targets"):
        found += names.figures(data.get(key), key)
    return found
