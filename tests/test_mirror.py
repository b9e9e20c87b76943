"""The tests stand where the code stands: the path of each names a module or a package."""

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
LIBRARY = TESTS.parent / "cs_lib"

ACROSS = {
    "browser": "the finished report in a browser, whatever made it",
    "display/charts/test_every_chart.py": "what all kinds of charts have in common",
    "exhibits/test_every_format.py": "one exhibit in every format",
    "external": "published data through the whole library",
    "faults": "runs that are killed, that meet, and machines that lack something",
    "hostile": "files of a stranger, through the whole library",
    "golden": "the figures of whole reviews, before and after a change",
    "ledger/test_golden.py": "the golden cases of the definitions, each through the whole ledger",
    "steps/s03_valuation/test_poor_data.py": "companies with next to no data, through step 3",
    "steps/s08_ltv_opportunity/test_poor_data.py": "the same, through step 8",
    "test_answers.py": "which exhibits answer what a board asks",
    "test_hostile_names.py": "what clients call things, through the whole library",
    "test_imports.py": "the import rule, which no module holds by itself",
    "test_mirror.py": "this rule",
    "test_notebook_contract.py": "the notebooks",
    "steps/s10_effectiveness/test_three_quarters.py": "three editions in a row",
    "texts/test_every_message.py": "the messages of all steps",
    "texts/test_languages.py": "one page in German and French",
    "texts/test_superlatives.py": "the superlatives of all steps, against their tables",
    "texts/test_voice.py": "the sentences of whole reports",
    "test_project.py": "the files around the code",
    "test_who_is_named.py": "names of people, through the whole library",
}
"""What no single module or package answers for, and why."""

MODULES = [
    path.relative_to(TESTS)
    for path in sorted(TESTS.rglob("test_*.py"))
    if not {path.relative_to(TESTS).as_posix(), path.relative_to(TESTS).parts[0]} & set(ACROSS)
]


def named(test: Path) -> list[Path]:
    """What a test module may be about: a module, or a package from beside it or from within it."""
    stem = test.stem.removeprefix("test_")
    places = [LIBRARY / test.parent / f"{stem}.py", LIBRARY / test.parent / stem / "__init__.py"]
    if test.parent.name == stem:
        places.append(LIBRARY / test.parent / "__init__.py")
    return places


@pytest.mark.parametrize("test", MODULES, ids=lambda test: test.as_posix())
def test_a_test_module_is_named_like_what_it_tests(test: Path) -> None:
    assert any(place.is_file() for place in named(test))


def test_every_exception_is_there() -> None:
    assert [path for path in ACROSS if not (TESTS / path).exists()] == []


def test_no_test_module_imports_another() -> None:
    taken = [
        f"{path.relative_to(TESTS)}: {line}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("from tests.") and ".test_" in line
    ]
    assert taken == []
