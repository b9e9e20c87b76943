"""Notebooks are thin: they show results, one cell after the other, and compute nothing."""

import ast
import json
from pathlib import Path

import nbformat
import pytest

from cs_lib import workbook
from cs_lib.exhibits import Result

REPO = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((REPO / "notebooks").glob("*.ipynb"))
FORBIDDEN = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    *(ast.If, ast.IfExp, ast.Match, ast.Try, ast.With, ast.BoolOp, ast.Compare),
    *(ast.BinOp, ast.AugAssign),
)
LARGEST = 30_000


def called(source: str) -> list[str]:
    """The names of all functions and methods that `source` calls."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in calls
    ]


def computes(source: str) -> list[str]:
    """What in `source` a notebook may not do; empty when it only shows."""
    tree = ast.parse(source)
    found = [type(node).__name__ for node in ast.walk(tree) if isinstance(node, FORBIDDEN)]
    found += [name for name in called(source) if name == "open" or name.startswith("read_")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] != "cs_lib"]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] != "cs_lib":
            found.append(str(node.module))
    return found


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def f():\n    pass", "FunctionDef"),
        ("show(lambda x: x)", "Lambda"),
        ("for row in rows:\n    show(row)", "For"),
        ("[show(row) for row in rows]", "ListComp"),
        ("show(a if b else c)", "IfExp"),
        ("if late:\n    show(a)", "If"),
        ("late and show(a)", "BoolOp"),
        ("table(numbers.arr * 12)", "BinOp"),
        ("total += 1", "AugAssign"),
        ("say(f'{a - b} lost')", "BinOp"),
        ("open('x')", "open"),
        ("frame = pd.read_csv('x')", "read_csv"),
        ("import pandas as pd", "pandas"),
        ("from pathlib import Path", "pathlib"),
    ],
)
def test_the_contract_sees(source, why):
    assert why in computes(source)


def test_the_contract_lets_a_result_be_shown():
    source = (
        "from cs_lib.display import table\n"
        "numbers = result('numbers_review', engagement, results_dir)\n"
        "table(numbers.bridge, title=f'{numbers.lost} accounts', limit=-1)"
    )
    assert computes(source) == []


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request) -> Path:
    return request.param


@pytest.fixture
def cells(path) -> list[nbformat.NotebookNode]:
    return nbformat.read(path, as_version=4).cells


@pytest.fixture
def code(cells) -> list[nbformat.NotebookNode]:
    return [cell for cell in cells if cell.cell_type == "code"]


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def tagged(cells, tag: str) -> int:
    """The position of the one cell that carries `tag`."""
    (position,) = [i for i, cell in enumerate(cells) if tag in tags(cell)]
    return position


def step_of(path: Path) -> type[Result]:
    """The result class of the notebook's step."""
    return workbook.step(path.stem[3:]).result


def shown(cells) -> list[str]:
    """The exhibits and pages that the notebook shows, in its order; a cell shows one thing."""
    names = []
    for cell in cells[4 : tagged(cells, "headline")]:
        if cell.cell_type == "code":
            (expression,) = ast.parse(cell.source).body
            assert isinstance(expression, ast.Expr)
            assert isinstance(expression.value, ast.Attribute), cell.source
            names.append(expression.value.attr)
    return names


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_it_is_a_small_valid_python_notebook(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < LARGEST
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"


def test_it_opens_with_its_title_and_question(cells):
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    assert "?" in cells[0].source


def test_the_parts_stand_in_order(cells):
    (asks,) = [
        i for i, c in enumerate(cells) if c.cell_type == "code" and "result" in called(c.source)
    ]
    parts = [tagged(cells, "parameters"), tagged(cells, "setup"), asks, tagged(cells, "headline")]
    assert parts[:3] == [1, 2, 3]
    assert parts[3] > 3


def test_exactly_one_result_is_asked_for(code):
    assert sum(called(cell.source).count("result") for cell in code) == 1


def test_parameters_are_json(cells):
    body = ast.parse(cells[tagged(cells, "parameters")].source).body
    assert all(isinstance(node, ast.Assign) for node in body)
    defaults = {node.targets[0].id: ast.literal_eval(node.value) for node in body}
    assert {"engagement", "results_dir"} <= set(defaults)
    assert json.loads(json.dumps(defaults)) == defaults
    assert defaults["results_dir"] is None


def test_the_default_engagement_is_the_sample(path, cells):
    body = ast.parse(cells[tagged(cells, "parameters")].source).body
    (file,) = [ast.literal_eval(node.value) for node in body if node.targets[0].id == "engagement"]
    assert (path.parent / file).resolve() == REPO / "params" / "sample.yml"


def test_it_shows_every_exhibit_and_page_of_its_step_once(path, cells):
    step = step_of(path)
    assert sorted(shown(cells)) == sorted([*step.specs, *step.page_specs])


def test_a_page_goes_before_its_exhibits_and_the_story_before_the_appendix(path, cells):
    step, names = step_of(path), shown(cells)
    told: list[str] = []
    for name, spec in step.page_specs.items():
        at = names.index(name)
        assert tuple(names[at + 1 : at + 1 + len(spec.exhibits)]) == spec.exhibits
        told += [name, *spec.exhibits]
    assert sorted(names[: len(told)]) == sorted(told)


def test_it_ends_with_its_few_figures(cells):
    assert tagged(cells, "headline") == len(cells) - 1


def test_it_computes_nothing(code):
    assert [(cell.id, found) for cell in code if (found := computes(cell.source))] == []


def test_only_the_headline_keeps_its_output(cells, code):
    headline = cells[tagged(cells, "headline")]
    assert {"keep_output", "nbval-check-output"} <= set(tags(headline))
    kept = [cell.id for cell in code if cell.outputs or "keep_output" in tags(cell)]
    assert kept == [headline.id]
    # nbval compares nothing in a cell that has no count, and refuses an output without one.
    assert headline.execution_count is not None


def test_the_headline_is_text(cells):
    outputs = cells[tagged(cells, "headline")].outputs
    assert outputs
    for output in outputs:
        assert output.output_type in ("stream", "execute_result", "display_data")
        assert output.get("name", "stdout") == "stdout"
        assert set(output.get("data", {"text/plain": ""})) == {"text/plain"}
