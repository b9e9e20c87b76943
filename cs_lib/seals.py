"""Is a stored file as it was written? Each carries a digest, and one that was changed is refused.

A seal tells a changed file from a whole one; it is no signature: who changes a file on purpose can
seal it anew.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cs_lib.errors import StaleResultError

_SEAL = "seal"
_AGAIN = "run the engagement again"


def digest(content: bytes) -> str:
    """SHA-256, as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def write(file: Path, content: Mapping[str, Any]) -> None:
    """Write `content` as JSON that carries its own digest; who reads meanwhile has old or new."""
    sealed = {**content, _SEAL: digest(_text(content).encode())}
    whole = file.with_name(f"{file.name}.new")
    whole.write_text(_text(sealed), encoding="utf-8", newline="\n")
    whole.replace(file)


def read(file: Path) -> dict[str, Any]:
    """What `write` wrote; StaleResultError where it is gone, torn, or was changed since."""
    try:
        content = json.loads(_bytes(file))
        seal = content.pop(_SEAL)
    except (ValueError, KeyError, AttributeError, TypeError):
        raise _changed(file) from None
    if seal != digest(_text(content).encode()):
        raise _changed(file)
    return dict(content)


def unchanged(file: Path, expected: str | None) -> bytes:
    """The content of `file`, whose digest is `expected`; StaleResultError otherwise."""
    content = _bytes(file)
    if digest(content) != expected:
        raise _changed(file)
    return content


def _bytes(file: Path) -> bytes:
    if not file.exists():
        raise StaleResultError(f"no stored result {file}; {_AGAIN}")
    return file.read_bytes()


def _changed(file: Path) -> StaleResultError:
    return StaleResultError(f"{file} was changed after it was stored; {_AGAIN}")


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
