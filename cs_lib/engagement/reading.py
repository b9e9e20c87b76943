"""YAML file and `--set` settings -> `Engagement`, or every problem at once."""

import math
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
LONGEST = 512 << 10
"""Bytes of an engagement file (512 KiB): its text is read character by character."""
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MOST = 20_000
"""Values of an engagement file, each alias counted as all that it stands for."""
_TOO_MANY = f"holds more than {MOST:,} values, each alias counted as all that it stands for"


class _Loader(yaml.SafeLoader):
    """YAML 1.2's flags (a key `on` is a word, not "true"), and no key twice."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.problems: list[str] = []
        self.composed = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """A value as it is written; no more of them than an engagement can need."""
        self.composed += 1
        if self.composed > MOST:
            raise ValueError(_TOO_MANY)
        return super().compose_node(parent, index)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """A value; one that its tag cannot be (!!int x), and what no screen can show, in words."""
        wrong = "found a value that cannot be read as what it is said to be"
        if isinstance(node, yaml.ScalarNode) and _UNSHOWN.search(node.value):
            wrong = "found a control character, or half of a character, in a text"
            raise yaml.constructor.ConstructorError(None, None, wrong, node.start_mark)
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError):
            raise yaml.constructor.ConstructorError(None, None, wrong, node.start_mark) from None

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

    def no_bytes(self, _: yaml.Node) -> Any:
        """No key takes bytes; what the library says of wrong ones is for programmers."""
        raise ValueError

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
_Loader.add_constructor("tag:yaml.org,2002:binary", _Loader.no_bytes)
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


def document(path: str | Path) -> dict[str, Any]:
    """What keys does the YAML file at `path` hold? Unchecked, but read within the same bounds.

    EngagementError where it cannot be read, or holds something else than keys.
    """
    data, problems = _parsed(Path(path), _text(Path(path)))
    if problems:
        raise EngagementError(str(path), problems)
    return data


def _text(file: Path) -> str:
    if file.is_dir():
        raise EngagementError(str(file), ["is a folder; give the YAML file in it"])
    try:
        if file.exists() and not file.is_file():
            raise EngagementError(str(file), ["is a pipe or a device; give a YAML file"])
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


def yaml_value(text: str) -> tuple[Any, list[str]]:
    """What the YAML holds, and the keys that stand in it twice.

    Raises ValueError, in words, for what is no YAML, and for what would never come to an end.
    """
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST >> 10} KiB; it holds keys, not a client's data")
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None, []
        if _weight(node) > MOST:
            raise ValueError(_TOO_MANY)
        return loader.construct_document(node), loader.problems
    except yaml.MarkedYAMLError as error:
        raise ValueError(_syntax(error)) from None
    except yaml.reader.ReaderError as error:
        place = f"character {error.position + 1}"
        raise ValueError(f"{place} is one that YAML does not allow; remove it") from None
    except yaml.YAMLError as error:
        raise ValueError(f"is not valid YAML: {error}") from None
    except RecursionError:
        raise ValueError("holds values within values too deep to be read") from None


def _weight(node: yaml.Node) -> float:
    """How many values are there, once every alias is what it stands for? Without end: infinite."""
    known: dict[int, float] = {}

    def weigh(each: yaml.Node) -> float:
        if isinstance(each, yaml.ScalarNode):
            return 1
        if id(each) not in known:
            known[id(each)] = math.inf  # an alias within what it stands for
            parts = each.value
            if isinstance(each, yaml.MappingNode):
                parts = [part for pair in each.value for part in pair]
            known[id(each)] = 1 + sum(map(weigh, parts))
        return known[id(each)]

    return weigh(node)


def _parsed(file: Path, text: str) -> tuple[dict[str, Any], list[str]]:
    try:
        data, found = yaml_value(text)
    except ValueError as error:
        raise EngagementError(str(file), [str(error)]) from None
    if data is None:
        raise EngagementError(str(file), [f"is empty; it needs at least {EXAMPLE}"])
    if not isinstance(data, dict):
        raise EngagementError(
            str(file), [f"must hold keys and values ({EXAMPLE}), not {words.shown(data)}"]
        )
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
        value, _ = yaml_value(text)
    except ValueError:
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
