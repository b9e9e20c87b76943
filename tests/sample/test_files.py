"""The same arguments give the same bytes; the committed copy is the generator's own."""

from pathlib import Path

import pytest

from cs_lib import engagement, sample
from cs_lib.errors import UsageError
from cs_lib.sample.plan import make

PARAMS = Path(__file__).parents[2] / "params"
WRITTEN = (
    "allocation_keys", "decision", "handoffs", "incentives", "moments", "narrative", "processes",
    "raci", "value_levels",
)  # fmt: skip
THREE_MEGABYTES = 3_000_000


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    sample.write(tmp_path / "one", accounts=60, months=20, seed=3)
    sample.write(tmp_path / "two", accounts=60, months=20, seed=3)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_another_company(tmp_path):
    sample.write(tmp_path / "one", accounts=60, months=20, seed=3)
    sample.write(tmp_path / "two", accounts=60, months=20, seed=4)
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    # Decisions and boards are what people wrote down, not draws.
    same = {name for name in one if one[name] == two[name]} - {"engagement.yml"}
    assert same == {f"data/{name}.csv" for name in WRITTEN}


def test_it_writes_the_engagement_its_tables_and_the_truth(tmp_path):
    file = sample.write(str(tmp_path), accounts=20, months=6, seed=1)
    assert file == tmp_path / "engagement.yml"
    loaded = engagement.load(file)
    named = {loaded.path_of(table).relative_to(tmp_path).as_posix() for table in loaded.tables}
    assert named | {"engagement.yml", "truth.json"} == set(contents(tmp_path))


def test_the_committed_sample_is_the_generator_s_own(tmp_path):
    sample.write_params(tmp_path)
    made = contents(tmp_path)
    committed = {
        name: data
        for name, data in contents(PARAMS).items()
        if name == "sample.yml" or name.startswith("sample/")
    }
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == []


def test_the_committed_sample_is_small():
    total = sum(len(data) for name, data in contents(PARAMS).items() if name.startswith("sample"))
    assert total < THREE_MEGABYTES


def test_lines_end_alike_on_every_system(folder):
    assert [name for name, data in contents(folder).items() if b"\r" in data] == []
    assert all(data.endswith(b"\n") for data in contents(folder).values())


def test_the_sample_s_report_is_a_draft():
    loaded = engagement.load(PARAMS / "sample.yml")
    agreed = {entry.metric for entry in loaded.signoff if entry.agrees}
    assert "M24" not in agreed
    assert loaded.assumptions.gross_margin == 0.78
    assert {"arr", "grr", "nrr"} <= set(loaded.stated)
    assert {"grr", "nrr"} <= set(loaded.targets)


@pytest.mark.parametrize(("accounts", "months"), [(1, 1), (1, 36), (90, 1), (30, 60)])
def test_any_size_can_be_written(tmp_path, accounts, months):
    loaded = engagement.load(sample.write(tmp_path, accounts=accounts, months=months))
    customers = (tmp_path / loaded.tables["customers"].path).read_text(encoding="utf-8")
    ids = {line.split(",")[0] for line in customers.splitlines()[1:]}
    assert len(ids) == accounts


@pytest.mark.parametrize(
    "wrong", [{"accounts": 0}, {"months": 0}, {"seed": -1}, {"months": 100_000}, {"seed": 2**32}]
)
def test_impossible_sizes_are_refused_in_words(tmp_path, wrong):
    (name,) = wrong
    with pytest.raises(UsageError, match=f"{name} is .*allowed"):
        sample.write(tmp_path, **wrong)


def test_an_account_is_the_same_in_a_larger_company():
    few, many = make(50, 36, 7), make(120, 36, 7)
    for small, large in zip(few.accounts, many.accounts, strict=False):
        assert (small.name, small.seats, small.start) == (large.name, large.seats, large.start)
