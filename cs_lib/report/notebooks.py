"""Where are the notebooks, and what does each of them take?"""

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat

from cs_lib.errors import UsageError, nearest

_PACKAGE = Path(__file__).resolve().parent.parent


def notebook_folder() -> Path:
    """The folder of the ten steps' notebooks: inside an installed package, else the checkout's."""
    packaged = _PACKAGE / "_share" / "notebooks"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "notebooks"


def stem_of(notebook: Path) -> str:
    """The step's stem: "numbers_review" of `01_numbers_review.ipynb`."""
    number, _, stem = notebook.stem.partition("_")
    return stem if number.isdigit() and stem else notebook.stem


def notebooks_of(stems: Iterable[str], folder: Path | None = None) -> tuple[Path, ...]:
    """The notebooks of the steps called `stems`, by number; a step without one is skipped."""
    wanted = set(stems)
    found = sorted((folder or notebook_folder()).glob("[0-9][0-9]_*.ipynb"))
    return tuple(notebook for notebook in found if stem_of(notebook) in wanted)


def read(path: Path) -> nbformat.NotebookNode:
    """A notebook as it is stored, with an id for every cell."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for place, cell in enumerate(content["cells"]):
        cell.setdefault("id", f"cell-{place}")
    content["nbformat"], content["nbformat_minor"] = 4, 5
    notebook: nbformat.NotebookNode = nbformat.reads(json.dumps(content), as_version=4)
    return notebook


def has_tag(cell: Mapping[str, Any], tag: str) -> bool:
    """Does the cell carry `tag`?"""
    return tag in cell["metadata"].get("tags", [])


def parameters_of(notebook: Path) -> tuple[str, ...]:
    """The names that the notebook's `parameters` cell assigns; empty when it has no such cell."""
    names: list[str] = []
    for cell in read(notebook).cells:
        if cell.cell_type != "code" or not has_tag(cell, "parameters"):
            continue
        for line in ast.parse(cell.source).body:
            targets = line.targets if isinstance(line, ast.Assign) else []
            targets = [line.target] if isinstance(line, ast.AnnAssign) else targets
            names += [target.id for target in targets if isinstance(target, ast.Name)]
    return tuple(names)


def check_parameters(notebooks: Sequence[Path], parameters: Mapping[str, object]) -> None:
    """Refuse what a notebook would silently ignore or mangle, before any kernel starts.

    An unknown parameter would leave the default standing and render another client's report; a
    value that is not plain JSON would crash or arrive as something else. Raises UsageError.
    """
    for notebook in notebooks:
        known = parameters_of(notebook)
        for name, value in parameters.items():
            if name not in known:
                hint = nearest(name, known) if known else "it has no 'parameters' cell"
                raise UsageError(f"{notebook.name} takes no parameter '{name}'; {hint}")
            if not _is_json(value):
                raise UsageError(
                    f"parameter '{name}' is {type(value).__name__}; allowed: text, numbers, true, "
                    "false, null, and lists and mappings of them"
                )


def _is_json(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_is_json, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(item) for key, item in value.items())
    return value is None or type(value) in (str, int, float, bool)
