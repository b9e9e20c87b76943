"""What the files around the code promise, held against each other."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.main import get_command

from cs_lib import __version__
from cs_lib.cli import app

REPO = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ROOMS = ("cs_lib", "notebooks", "params", "tests", "benchmarks", ".ci")
TEXTS = {".py", ".md", ".yml", ".toml", ".lock", ".ipynb", ".html", ".css", ".js", ".j2", ".sh", ""}
NO_TEXTS = {"__pycache__", ".git"}
"""A second work tree's `.git` is a file that names a place."""
CONDA_NAMES = {"duckdb": "python-duckdb"}
PART_OF = {"pydantic-core": "pydantic"}
"""What a declared dependency brings and documents as its own."""
BUILT_ON = (
    *("jupyterlab", "papermill", "pandas", "seaborn"),
    *("statsmodels", "nbconvert", "pytest", "nbval"),
)


def read(path: str) -> str:
    return (REPO / path).read_text(encoding="utf-8")


def project_files() -> list[Path]:
    """Every text file of the project; not what is made from it."""
    inside = [path for room in ROOMS for path in (REPO / room).rglob("*")]
    return [
        path
        for path in [*REPO.iterdir(), *inside]
        if path.is_file() and path.suffix in TEXTS and not NO_TEXTS & set(path.parts)
    ]


def bounds(lines: Iterable[str]) -> dict[str, str]:
    """Each requirement's name, in one spelling, with its bounds."""
    requirements = map(Requirement, lines)
    return {canonicalize_name(each.name): str(each.specifier) for each in requirements}


def all_requirements() -> dict[str, str]:
    extras = [line for extra in PROJECT["optional-dependencies"].values() for line in extra]
    return bounds(PROJECT["dependencies"] + extras)


def core_and_test() -> dict[str, str]:
    return bounds(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"])


def stems(room: str, pattern: str) -> set[str]:
    """The part "NN_stem" of every file or package in `room` that matches `pattern`."""
    names = [
        path.name for path in (REPO / room).iterdir() if path.is_file() or any(path.glob("*.py"))
    ]
    return {found[1] for name in names if (found := re.fullmatch(pattern, name))}


def test_the_conda_environment_asks_for_what_pyproject_asks_for():
    environment = yaml.safe_load(read("environment.yml"))
    assert environment["channels"] == ["conda-forge"]
    wanted = {CONDA_NAMES.get(name, name): bound for name, bound in core_and_test().items()}
    wanted |= {"python": PROJECT["requires-python"], "pip": ""}
    *conda, last = environment["dependencies"]  # conda wants what pip is to bring at the end
    assert bounds([*conda, *last["pip"]]) == wanted


def test_the_packages_the_project_is_built_on_are_there():
    assert set(BUILT_ON) <= set(core_and_test())


def test_the_lock_pins_every_requirement_and_names_no_place():
    lines = [line for line in read("requirements.lock").splitlines() if line[:1] != "#"]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[\w.+]+", line)] == []
    assert set(all_requirements()) <= {line.split("==")[0] for line in lines}


def test_every_import_of_the_library_is_a_declared_dependency():
    declared = set(all_requirements())
    distributions = packages_distributions()
    used = set()
    for path in (REPO / "cs_lib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                used |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                used.add(node.module.split(".")[0])
    foreign = used - sys.stdlib_module_names - {"cs_lib"}
    brought_by = {
        name: {canonicalize_name(each) for each in distributions.get(name, [name])}
        for name in foreign
    }
    undeclared = {
        name
        for name, brought in brought_by.items()
        if not {PART_OF.get(each, each) for each in brought} & declared
    }
    assert undeclared == set()


def test_one_stem_stands_in_three_rooms():
    notebooks = stems("notebooks", r"(\d\d_\w+)\.ipynb")
    assert notebooks, "no notebooks"
    assert stems("cs_lib/steps", r"s(\d\d_\w+)") == notebooks
    assert stems("tests/steps", r"s(\d\d_\w+)") == notebooks


PLACES = [
    r"(?<![\w.])/(work|root|home|Users|mnt|opt)/\w",
    r"(?<![\w.])/tmp/\w",
    r"[A-Z]:\\\\?Users",
    r"\bpypi\.(org|python)",
    r"--(extra-)?index-url\b",
    r"\banaconda\.(org|com)",
    r"://[^/\s\"']+/simple\b",
]


@pytest.mark.parametrize(
    "text",
    [
        "see /home/ann/x",
        "open('/tmp/x.csv')",
        r"C:\Users\ann",
        "https://pypi.org/x",
        "pip --index-url",
    ],
)
def test_a_place_is_recognised(text):
    assert any(re.search(place, text) for place in PLACES)


def test_no_file_names_a_machine_or_a_registry():
    named = [
        f"{path.relative_to(REPO)}:{number}: {line.strip()}"
        for path in project_files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1)
        if any(re.search(place, line) for place in PLACES)
    ]
    assert named == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_the_commands_in_print_exist(page):
    text = read(page)
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), flags=re.MULTILINE))
    made = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, flags=re.MULTILINE))
    assert made
    assert made <= targets
    commands = set(get_command(app).commands)
    assert set(re.findall(r"(?:^|[`/])tensteps ([a-z]+)", text, flags=re.MULTILINE)) <= commands


def test_the_readme_shows_every_command():
    shown = set(re.findall(r"(?:^|[`/])tensteps ([a-z]+)", read("README.md"), flags=re.MULTILINE))
    assert shown == set(get_command(app).commands)


def test_the_readme_links_the_steps_that_exist_and_no_others():
    linked = set(re.findall(r"\(notebooks/(\d\d_\w+)\.ipynb\)", read("README.md")))
    assert linked == stems("notebooks", r"(\d\d_\w+)\.ipynb")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", read(page))
    assert [link for link in links if not (REPO / link).exists()] == []


def test_every_promise_of_security_has_its_test():
    rows = re.findall(r"^\| (?!promise|---).* \| (.*) \|$", read("SECURITY.md"), flags=re.MULTILINE)
    assert len(rows) > 20
    for row in rows:
        path, _, test = row.strip("`").partition("::")
        if path != "tests/hostile/":
            assert re.search(rf"^def {test}\(", read(path), flags=re.MULTILINE), row


def test_the_tests_of_faults_are_counted_right():
    found = sum(path.read_text().count("\ndef test_") for path in REPO.glob("tests/faults/*.py"))
    assert f"`tests/faults/` holds {found} tests" in read("SECURITY.md")


def test_the_changelog_knows_this_version():
    assert f"## {__version__}" in read("CHANGELOG.md")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> set[str]:
    """The names inside the wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=REPO, check=True, capture_output=True, timeout=120)
    (file,) = folder.glob(f"tensteps-{__version__}-py3-none-any.whl")
    return set(zipfile.ZipFile(file).namelist())


@pytest.mark.slow
def test_the_wheel_carries_all_that_a_run_needs(wheel):
    library = {
        path.relative_to(REPO).as_posix()
        for path in (REPO / "cs_lib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    notebooks = {f"cs_lib/_share/notebooks/{path.name}" for path in REPO.glob("notebooks/*.ipynb")}
    sample = {
        "cs_lib/_share/params/" + path.relative_to(REPO / "params").as_posix()
        for path in [REPO / "params/sample.yml", *(REPO / "params/sample").rglob("*.*")]
    }
    assert notebooks
    assert library | notebooks | sample <= wheel


@pytest.mark.slow
def test_the_wheel_carries_nothing_else(wheel):
    strangers = {
        name
        for name in wheel
        if not name.startswith(("cs_lib/", f"tensteps-{__version__}.dist-info/"))
        or name.endswith((".pyc", ".parquet"))
        or ".ipynb_checkpoints" in name
    }
    assert strangers == set()
