"""Results are stored whole, read back equal, and refused when they belong to anything else."""

import dataclasses
import functools
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import cs_lib
from cs_lib import engagement as engagements
from cs_lib import forks, workbook
from cs_lib import intake as door
from cs_lib.errors import DataError, StaleResultError, UsageError
from cs_lib.exhibits.pages import NoPage
from cs_lib.steps.s00_decisions.scorecard import ByProduct
from tests.steps import case

pytestmark = pytest.mark.slow

SAMPLE = Path(cs_lib.__file__).parents[1] / "params" / "sample.yml"
STEPS = ("numbers_review", "decisions")
"""What step 1 alone brings with it."""
ALL = tuple(step.stem for step in workbook.steps())
HEADLINE = ["id", "name", "value", "unit", "grain", "segment", "period_start", "period_end", "n"]
BRIDGE = ["period_kind", "period_start", "period_end", "grain", "segment", "leaf", "rollup"]
ROLLUPS = {
    *("opening", "headwind", "tailwind", "new", "reactivation"),
    *("transfer", "fx", "unallocated", "closing"),
}
QUALITY = [
    *("table", "rule", "rows", "amount", "action", "detail"),
    *("accounts", "examples", "override"),
]


@dataclasses.dataclass(frozen=True)
class Stored:
    """A review on disk: its engagement file, its results and what they were stored from."""

    file: Path
    results: Path
    run: workbook.Run


def _stored(folder: Path, chosen: case.Case) -> Stored:
    done = case.computed(chosen)
    workbook.store(done, folder / "results")
    return Stored(chosen.write(folder), folder / "results", done)


@pytest.fixture(scope="module")
def stored_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[case.Case], Stored]:
    """A case's review, stored once: for tests that only read."""
    return functools.cache(lambda chosen: _stored(tmp_path_factory.mktemp("kept"), chosen))


@pytest.fixture(scope="module")
def kept(stored_once: Callable[[case.Case], Stored]) -> Stored:
    """That of the troubled case."""
    return stored_once(case.TROUBLED)


@pytest.fixture
def fresh(kept: Stored, tmp_path: Path) -> Stored:
    """A copy of the same, for tests that change a file."""
    folder = Path(shutil.copytree(kept.file.parent, tmp_path, dirs_exist_ok=True))
    return Stored(folder / kept.file.name, folder / kept.results.name, kept.run)


@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_kept", {})


def assert_same(left: Any, right: Any) -> None:
    """Two results are equal, field by field, types included; so are their exhibits and workings."""
    assert type(left) is type(right)
    if isinstance(right, pd.DataFrame):
        assert_frame_equal(left, right)
    elif dataclasses.is_dataclass(right):
        for field in dataclasses.fields(right):
            assert_same(getattr(left, field.name), getattr(right, field.name))
    elif isinstance(right, Mapping):
        assert list(left) == list(right)
        for key in right:
            assert_same(left[key], right[key])
    elif isinstance(right, tuple | list):
        assert len(left) == len(right)
        for one, other in zip(left, right, strict=True):
            assert_same(one, other)
    else:
        assert left == right


@pytest.mark.parametrize("stem", ALL)
@pytest.mark.parametrize("chosen", [case.TROUBLED, case.YOUNG], ids=["troubled", "young"])
def test_a_stored_result_reads_back_equal(
    chosen: case.Case, stem: str, stored_once: Callable[[case.Case], Stored]
) -> None:
    stored = stored_once(chosen)
    assert_same(workbook.result(stem, stored.file, stored.results), stored.run.results[stem])


def test_the_sealed_copy_opens_its_own_results(kept: Stored) -> None:
    sealed = kept.results / workbook.SEALED
    read = workbook.result("numbers_review", sealed, kept.results)
    assert_same(read, kept.run.results["numbers_review"])
    content = json.loads(sealed.read_text(encoding="utf-8"))
    assert set(content["inputs"]) == {"contracts.csv", "customers.csv"}
    assert content["version"] == cs_lib.__version__


def test_the_same_run_is_stored_as_the_same_bytes(kept: Stored, tmp_path: Path) -> None:
    again = _stored(tmp_path, case.TROUBLED).results
    files = [path.relative_to(again) for path in sorted(again.rglob("*")) if path.is_file()]
    assert len(files) > 30
    assert [f for f in files if (again / f).read_bytes() != (kept.results / f).read_bytes()] == []


def test_a_changed_input_file_makes_the_results_stale(fresh: Stored) -> None:
    contracts = fresh.file.parent / "contracts.csv"
    contracts.write_text(case.TROUBLED.contracts.replace("10,1200", "11,1200"), encoding="utf-8")
    with pytest.raises(StaleResultError, match="made from other inputs"):
        workbook.result("numbers_review", fresh.file, fresh.results)


def test_a_changed_engagement_makes_the_results_stale(fresh: Stored) -> None:
    fresh.file.write_text(
        case.TROUBLED.engagement.replace("arr: 130000", "arr: 130001"), encoding="utf-8"
    )
    with pytest.raises(StaleResultError, match="another engagement"):
        workbook.result("numbers_review", fresh.file, fresh.results)


def test_a_comment_in_the_engagement_file_changes_nothing(fresh: Stored) -> None:
    fresh.file.write_text("# Checked.\n" + case.TROUBLED.engagement, encoding="utf-8")
    assert workbook.result("numbers_review", fresh.file, fresh.results).currency == "EUR"


def test_another_version_of_the_library_makes_the_results_stale(
    kept: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = cs_lib.__version__
    monkeypatch.setattr(workbook, "__version__", "99.0")
    with pytest.raises(StaleResultError, match="another version of the library"):
        workbook.result("decisions", kept.file, kept.results)
    with pytest.raises(StaleResultError, match=rf"made by version {was} .* this is 99\.0"):
        workbook.result("decisions", kept.results / workbook.SEALED, kept.results)


def test_a_sealed_copy_that_was_edited_opens_nothing(fresh: Stored) -> None:
    sealed = fresh.results / workbook.SEALED
    text = sealed.read_text(encoding="utf-8").replace("Three Trees", "Four Trees")
    sealed.write_text(text, encoding="utf-8")
    with pytest.raises(StaleResultError, match="run the engagement again"):
        workbook.result("numbers_review", sealed, fresh.results)


@pytest.mark.parametrize("name", ["engagement.yml", workbook.SEALED])
def test_missing_results_are_said_to_be_missing(kept: Stored, tmp_path: Path, name: str) -> None:
    file = kept.file if name == kept.file.name else tmp_path / name
    with pytest.raises(StaleResultError, match=r"no stored (result|engagement) .*run the eng"):
        workbook.result("numbers_review", file, tmp_path)


def test_a_table_that_is_gone_makes_the_result_missing(fresh: Stored) -> None:
    (fresh.results / "numbers_review" / "kpis.parquet").unlink()
    with pytest.raises(StaleResultError, match=r"kpis\.parquet.*run the engagement again"):
        workbook.result("numbers_review", fresh.file, fresh.results)


@pytest.mark.parametrize("table", ["kpis.parquet", "bridge.parquet", "waterfall.parquet"])
def test_a_table_that_was_edited_is_refused_by_name(fresh: Stored, table: str) -> None:
    file = fresh.results / "numbers_review" / table
    frame = pd.read_parquet(file)
    number = frame.select_dtypes("number").columns[-1]
    frame.assign(**{number: frame[number] + 1}).to_parquet(file, index=False)
    with pytest.raises(StaleResultError, match=rf"{table} was changed after it was stored"):
        workbook.result("numbers_review", fresh.file, fresh.results)


def test_every_file_that_a_result_is_read_from_is_sealed(fresh: Stored) -> None:
    folder = fresh.results / "numbers_review"
    read = [*folder.glob("*.parquet"), folder / "result.json"]
    assert len(read) > 20
    for file in read:
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(StaleResultError, match=f"{file.name} was changed"):
            workbook.result("numbers_review", fresh.results / workbook.SEALED, fresh.results)
        file.write_bytes(whole)


def test_headlines_and_rows_in_quarantine_are_sealed(fresh: Stored) -> None:
    kept_out = fresh.results / workbook.QUARANTINE / "contracts.parquet"
    for file in (fresh.results / workbook.HEADLINES, kept_out, fresh.results / workbook.FILES):
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(StaleResultError, match=f"{file.name} was changed"):
            workbook.result("numbers_review", fresh.results / workbook.SEALED, fresh.results)
        file.write_bytes(whole)
    kept_out.with_name("invoices.parquet").write_bytes(b"more")
    with pytest.raises(StaleResultError, match=r"invoices\.parquet was changed"):
        workbook.result("numbers_review", fresh.file, fresh.results)
    kept_out.with_name("invoices.parquet").unlink()
    kept_out.unlink()
    with pytest.raises(StaleResultError, match=r"no stored result .*contracts\.parquet"):
        workbook.result("numbers_review", fresh.file, fresh.results)


@pytest.mark.parametrize(("old", "new"), [('"currency": "EUR"', '"currency": "USD"'), ("}", "")])
def test_a_result_that_was_edited_is_refused_by_name(fresh: Stored, old: str, new: str) -> None:
    file = fresh.results / "numbers_review" / "result.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StaleResultError, match=r"result\.json was changed after it was stored"):
        workbook.result("numbers_review", fresh.file, fresh.results)


def test_a_torn_sealed_copy_is_said_to_be_damaged(fresh: Stored) -> None:
    sealed = fresh.results / workbook.SEALED
    sealed.write_text(sealed.read_text(encoding="utf-8")[:40], encoding="utf-8")
    with pytest.raises(StaleResultError, match=r"engagement\.json is damaged; run the engagement"):
        workbook.result("numbers_review", sealed, fresh.results)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is computed from here on: "books", and the stem of each step."""
    calls: list[str] = []

    def noted(name: str, made: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(made)
        def counting(*given: Any, **named: Any) -> Any:
            calls.append(name)
            return made(*given, **named)

        return counting

    counted = tuple(
        dataclasses.replace(each, run=noted(each.stem, each.run)) for each in workbook.steps()
    )
    monkeypatch.setattr(workbook, "steps", lambda: counted)
    monkeypatch.setattr(workbook, "open_books", noted("books", workbook.open_books))
    return calls


@pytest.mark.usefixtures("nothing_kept")
def test_what_a_notebook_asks_for_is_computed_once_and_nothing_else(
    tmp_path: Path, asked: list[str]
) -> None:
    done, file = case.computed(case.TROUBLED), case.TROUBLED.write(tmp_path)
    assert_same(workbook.result("segmentation", file), done.results["segmentation"])
    assert asked == ["books", "valuation", "segmentation"], "a step, and what it rests on"
    workbook.result("valuation", file)
    assert_same(workbook.result("decisions", file), done.results["decisions"])
    assert sorted(asked) == sorted(["books", *done.results]), "each once, and the books once"
    (tmp_path / "contracts.csv").write_text(case.CONTRACTS, encoding="utf-8")
    workbook.result("valuation", file)
    assert asked.count("books") == 2, "other inputs are another review"


def test_steps_stand_in_the_order_they_are_computed() -> None:
    numbers = [step.number for step in workbook.steps()]
    assert numbers == [*sorted(numbers)[1:], 0]
    assert [step.notebook for step in workbook.steps()][-1] == "00_decisions.ipynb"
    earlier: list[str] = ["engagement", "intake", "books", "results"]
    for step in workbook.steps():
        assert set(step.needs) <= set(earlier)
        earlier.append(step.stem)


@pytest.mark.parametrize("wanted", [(1,), (0,), (1, 0), (1, 1)])
def test_a_step_brings_what_it_needs_and_the_first_page(wanted: tuple[int, ...]) -> None:
    assert [step.stem for step in workbook.with_needs(wanted)] == list(STEPS)


def test_no_choice_means_all_steps() -> None:
    assert workbook.with_needs(None) == workbook.steps()


def test_an_unknown_number_names_the_steps_there_are() -> None:
    there = ", ".join(str(number) for number in sorted(step.number for step in workbook.steps()))
    with pytest.raises(UsageError) as error:
        workbook.with_needs((99, 1, 42))
    assert str(error.value) == f"step 42, 99 is not in this version; it has {there}"


def test_an_unknown_name_is_told_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no step 'number_review'; did you mean 'numbers_review'"):
        workbook.result("number_review", tmp_path / "engagement.yml")


def test_refused_data_leave_no_trace(tmp_path: Path) -> None:
    file = case.Case(contracts=case.CONTRACTS + case.BACKWARDS).write(tmp_path)
    with pytest.raises(DataError):
        workbook.run(file, tmp_path / "results")
    assert not (tmp_path / "results").exists()


def test_a_run_stores_what_was_asked_for_and_each_step_before_the_next(tmp_path: Path) -> None:
    file, results = case.TROUBLED.write(tmp_path), tmp_path / "results"
    read: list[tuple[str, str]] = []

    def stored(stem: str) -> None:
        found = workbook.result(stem, results / workbook.SEALED, results)
        read.append((stem, repr(found)))

    done = workbook.run(file, results, ["client=Two Trees"], (1,), stored)
    assert [stem for stem, _ in read] == list(STEPS)
    assert read == [(stem, repr(result)) for stem, result in done.results.items()]
    assert done.engagement.client == "Two Trees"
    assert {path.name for path in results.iterdir() if path.is_dir()} == set(STEPS)


TWO_PROCESSES = """
import sys
from pathlib import Path
from cs_lib import engagement, forks, workbook

class Refuses(forks.Fork):
    def get(self, name):
        return None if name in ("found", "segmentation") else super().get(name)

if sys.argv[3] == "refuses":
    workbook.Fork = Refuses
told, settings = [], ["edition=client"]
with workbook.reading(engagement.load(sys.argv[1], settings)) as reader:
    workbook.run(sys.argv[1], Path(sys.argv[2]), settings, None, told.append, reader=reader)
print(*told)
"""


@pytest.mark.skipif(not forks.FORKS, reason="this platform does not fork")
@pytest.mark.parametrize("other", ["makes all", "refuses"])
def test_two_processes_store_what_one_does(other: str, tmp_path: Path) -> None:
    file = SAMPLE if other == "makes all" else case.TROUBLED.write(tmp_path)
    workbook.run(file, tmp_path / "one", ["edition=client"])
    words = [sys.executable, "-c", TWO_PROCESSES, str(file), str(tmp_path / "two"), other]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert set(done.stdout.split()) == set(ALL)
    one, two = (_contents(tmp_path / name) for name in ("one", "two"))
    assert list(one) == list(two)
    assert [name for name in one if one[name] != two[name]] == []


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_rests_on_the_first_step_is_not_made_apart() -> None:
    # by hand, from what each step takes: 7 and 10 take step 1, the first page takes all
    expected = (
        "as_is", "valuation", "segmentation", "success_definition", "personas", "ltv_opportunity",
        "execution",
    )  # fmt: skip
    found = door.look(engagements.load(SAMPLE))
    assert workbook._apart(found, workbook.steps()) == expected


@pytest.mark.parametrize(("setting", "most"), [("engine.spark=local[1]", 10**6), ("client=X", 10)])
def test_spark_and_large_books_are_left_to_one_process(setting, most, monkeypatch) -> None:
    monkeypatch.setattr(workbook, "SHARED_UP_TO", most)
    found = door.look(engagements.load(SAMPLE, [setting]))
    assert workbook._apart(found, workbook.steps()) == ()


def test_headlines_have_the_keys_of_the_contract(kept: Stored) -> None:
    headlines = json.loads((kept.results / "headlines.json").read_text(encoding="utf-8"))
    assert {tuple(headline) for headline in headlines} == {tuple(HEADLINE)}
    by_id = {headline["id"]: headline for headline in headlines}
    assert len(by_id) == len(headlines) > 10
    assert by_id["M24"] == {
        "id": "M24", "name": "GRR", "value": pytest.approx(120_000 / 132_000), "unit": "rate",
        "grain": "customer", "segment": None, "period_start": "2025-01-01",
        "period_end": "2025-12-31", "n": 2,
    }  # fmt: skip


def test_an_undefined_headline_is_null(stored_once: Callable[[case.Case], Stored]) -> None:
    stored = stored_once(case.YOUNG)
    headlines = json.loads((stored.results / "headlines.json").read_text(encoding="utf-8"))
    values = {headline["id"]: headline["value"] for headline in headlines}
    assert (values["M02"], values["M24"]) == (1_800, None)


def test_the_bridge_has_the_columns_of_the_contract(kept: Stored) -> None:
    bridge = pd.read_parquet(kept.results / "numbers_review" / "bridge.parquet")
    assert list(bridge.columns) == [*BRIDGE, "amount", "accounts"]
    assert set(bridge["period_kind"]) == {"month", "quarter", "year"}
    assert set(bridge["grain"]) == {"parent", "customer", "product"}
    assert set(bridge["rollup"]) <= ROLLUPS
    closing = bridge[
        (bridge["leaf"] == "closing")
        & (bridge["period_kind"] == "year")
        & (bridge["grain"] == "customer")
        & bridge["segment"].isna()
        & (bridge["period_end"] == pd.Timestamp("2025-12-31"))
    ]
    assert closing["amount"].tolist() == [130_100]


def _quarantine(results: Path) -> Iterator[Path]:
    return (results / "numbers_review" / "quarantine").rglob("*")


def test_bad_rows_are_kept_beside_what_is_said_of_them(kept: Stored) -> None:
    quality = pd.read_parquet(kept.results / "numbers_review" / "quality.parquet")
    assert list(quality.columns) == QUALITY
    out = quality[quality["action"] == "refused"]
    assert out[["table", "rows"]].values.tolist() == [["contracts", 1]]
    assert [path.name for path in _quarantine(kept.results)] == ["contracts.parquet"]
    rows = pd.read_parquet(next(_quarantine(kept.results)))
    # The header is row 1 of the file, and the backwards line its last.
    assert rows[["_row", "_rule"]].values.tolist() == [[7, out["rule"].item()]]
    assert rows.loc[0, ["line_id", "start", "end"]].tolist() == ["6", "2025-07-01", "2025-05-01"]


def test_clean_data_leave_no_quarantine(stored_once: Callable[[case.Case], Stored]) -> None:
    stored = stored_once(case.YOUNG)
    assert list(_quarantine(stored.results)) == []


def test_a_review_by_product_makes_every_step() -> None:
    """What is known of a customer as a whole belongs to none of its products, so much is absent."""
    done = workbook.compute(engagements.load(SAMPLE, ["policies.grain=product"]))
    assert set(done.results) == set(ALL)
    as_of = done.engagement.as_of
    assert done.books.main.grain == "product"
    whole = done.books.ledgers["customer"].arr(as_of)
    assert done.books.main.accounts(as_of)["arr"].sum() == pytest.approx(whole)
    assert done.results["success_definition"].exhibits["attainment"].absent
    bare = [
        stem for stem, result in done.results.items()
        if all(isinstance(page, NoPage) for page in result.pages.values())
    ]  # fmt: skip
    assert bare == ["success_definition", "personas", "value_path", "effectiveness"]
    (said,) = done.results["decisions"].performance.bullets
    assert isinstance(said, ByProduct)
    assert [each.number.value for each in said.steps] == [5, 6, 7, 10]
    # the sample has no invoices, and everything else: nobody is asked for it again
    assert list(done.results["decisions"].not_provided.frame["need"]) == ["invoices"]
