"""The import rule, and what import-linter has no word for."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

REPO = Path(__file__).resolve().parents[1]
STEPS = sorted((REPO / "cs_lib" / "steps").glob("s[0-9][0-9]_*/**/*.py"))


def imported(source: str) -> set[str]:
    """Every module that `source` imports, inside functions too; `from a import b` gives a.b."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def steps_in(modules: set[str]) -> set[int]:
    """The numbers of the steps among `modules`."""
    return {
        int(part[1:3])
        for module in modules
        for part in module.split(".")
        if module.startswith("cs_lib.steps.s") and part[:1] == "s" and part[1:3].isdecimal()
    }


def test_the_contracts_hold(monkeypatch):
    monkeypatch.chdir(REPO)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


def test_steps_in_sees_every_way_to_import_a_step():
    source = (
        "from cs_lib.steps.s03_valuation import Valuation\n"
        "from cs_lib.steps import s04_segmentation\n"
        "def late():\n    import cs_lib.steps.s05_success_definition\n"
    )
    assert steps_in(imported(source)) == {3, 4, 5}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.parent.name}/{step.stem}")
def test_a_step_imports_only_steps_before_it(step):
    (number,) = steps_in({".".join(step.relative_to(REPO).parts)})
    others = steps_in(imported(step.read_text(encoding="utf-8"))) - {number}
    # The first page (00) is computed last, from all the others, and none may need it.
    assert 0 not in others
    assert number == 0 or all(other < number for other in others)
