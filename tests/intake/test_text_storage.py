"""Text is kept as suits the client's size, and pandas is left as it was."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.intake import text_storage
from tests.steps import case

ASKED = """
client: Acme
as_of: 2025-12-31
currency: EUR
tables:
  contracts: {path: contracts.csv}
  customers: {path: people}
"""


pytestmark = pytest.mark.usefixtures("arrow_text")


@pytest.fixture
def asked(tmp_path: Path) -> engagements.Engagement:
    (tmp_path / "contracts.csv").write_text("x" * 60)
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "part.parquet").write_text("x" * 30)
    file = tmp_path / "acme.yml"
    file.write_text(ASKED)
    return engagements.load(file)


def within(asked: engagements.Engagement) -> str:
    before = pd.get_option("mode.string_storage")
    with text_storage.suited(asked):
        kind = pd.Series(["a"], dtype="str").dtype
    assert isinstance(kind, pd.StringDtype)
    assert pd.get_option("mode.string_storage") == before
    return str(kind.storage)


@pytest.mark.parametrize(("small", "storage"), [(90, "python"), (89, "pyarrow")])
def test_files_and_folders_count(
    asked: engagements.Engagement, small: int, storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_storage, "SMALL", small)
    assert within(asked) == storage


def test_a_missing_file_is_left_to_whoever_reads_it(
    asked: engagements.Engagement, tmp_path: Path
) -> None:
    (tmp_path / "contracts.csv").unlink()
    assert within(asked) == "pyarrow"


@pytest.mark.slow
def test_a_review_has_the_same_bytes_whichever_way_its_text_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = case.TROUBLED.write(tmp_path)
    stored = {}
    for small in (text_storage.SMALL, 0):
        monkeypatch.setattr(text_storage, "SMALL", small)
        folder = tmp_path / str(small)
        workbook.run(file, folder)
        made = [path for path in folder.rglob("*") if path.is_file()]
        stored[small] = {path.relative_to(folder): path.read_bytes() for path in made}
    one, other = stored.values()
    assert len(one) > 100
    assert one == other


NAMES = st.lists(st.sampled_from(["a", "b", "B", "", "ä", None]), max_size=8)


@given(names=NAMES, others=NAMES, storage=st.sampled_from(["python", "pyarrow"]))
def test_names_are_looked_up_as_pandas_does(
    names: list[str | None], others: list[str | None], storage: str
) -> None:
    kind = pd.StringDtype(storage, na_value=float("nan"))
    column, known = (pd.Series(each, dtype=kind) for each in (names, others))
    expected = [any(each == other for other in others) for each in names]
    assert text_storage.among(column, known).tolist() == expected
    assert text_storage.among(pd.Index(column), set(known)).tolist() == expected
