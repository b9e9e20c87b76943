"""The same expressions on Polars and on DuckDB: every frame is the same, cell by cell."""

import itertools

import pandas as pd
import pytest
from hypothesis import given

from cs_lib import engagement as engagements
from cs_lib import intake, ledger, sample
from cs_lib.books.books import open_ledger
from cs_lib.engagement import Engagement, Engine
from cs_lib.ledger import engines
from cs_lib.ledger.engines import DuckStore, open_store
from cs_lib.ledger.engines.polars import PolarsStore
from cs_lib.ledger.frames import fetch
from tests import published
from tests.ledger import histories, random_histories
from tests.ledger.engines.alike import assert_same, snapshots, terms

ROWS = pd.DataFrame({"customer_id": ["C1", "C2"], "qty": [1.0, 2.0]})


def both(asked: Engagement) -> tuple[Engagement, Engagement]:
    """The engagement on DuckDB, and on what a small book is computed with."""
    return asked.model_copy(update={"engine": Engine(duckdb=True)}), asked


def assert_engines_agree(asked: Engagement, empty: frozenset[str] = frozenset()) -> None:
    data = intake.load(asked)
    on_duckdb, on_polars = (open_ledger(which, data)[0] for which in both(asked))
    assert isinstance(on_duckdb.history.store, DuckStore)
    assert isinstance(on_polars.history.store, PolarsStore)
    for grain in engagements.GRAINS:
        assert_same(snapshots(on_polars.at(grain)), snapshots(on_duckdb.at(grain)))
    assert_same(terms(on_polars, data), terms(on_duckdb, data), empty)
    assert on_polars.memo() == on_duckdb.memo()


@pytest.mark.slow
def test_the_sample_is_the_same_at_every_grain(tmp_path) -> None:
    file = sample.write(tmp_path, accounts=60, months=24)
    assert_engines_agree(engagements.load(file))


@pytest.mark.slow
@pytest.mark.external
def test_ravenstack_is_the_same() -> None:
    month_to_month = frozenset({"due", "due ahead"})  # none of its lines has a term
    assert_engines_agree(published.engagement("ravenstack"), month_to_month)


@pytest.mark.slow
@random_histories.few
@given(random_histories.some(random_histories.contract_lines()), random_histories.customer_tables())
def test_any_history_is_the_same(lines, customers) -> None:
    tables = [histories.table(rows) for rows in (lines, customers, random_histories.FX)]
    asked = histories.engagement(random_histories.AS_OF, segment_by="size")
    on_duckdb, on_polars = (
        ledger.build(*tables, engagement=which, grain="parent").bridge() for which in both(asked)
    )
    pd.testing.assert_frame_equal(on_polars, on_duckdb, check_exact=True)


def test_small_books_in_memory_are_computed_there(tmp_path, monkeypatch) -> None:
    ROWS.to_parquet(tmp_path / "lines.parquet")
    assert isinstance(open_store(Engine(), ROWS), PolarsStore)
    assert isinstance(open_store(Engine(duckdb=True), ROWS), DuckStore)
    assert isinstance(open_store(Engine(), tmp_path / "lines.parquet"), DuckStore)
    monkeypatch.setattr(engines, "IN_MEMORY", 1)
    assert isinstance(open_store(Engine(), ROWS), DuckStore)


def test_polars_takes_what_lies_elsewhere(tmp_path) -> None:
    """As with a large table of customers beside few lines."""
    ROWS.to_parquet(tmp_path / "lines.parquet")
    elsewhere = DuckStore().adopt(ROWS, ("customer_id", "qty"))
    kept = itertools.product((ROWS, tmp_path / "lines.parquet", elsewhere), (True, False))
    for source, computed in kept:
        store = PolarsStore()
        lines = store.adopt(source, ("customer_id", "price"))
        found = fetch(store.keep(lines) if computed else lines, ["customer_id"])
        assert found.to_numpy().tolist() == [["C1"], ["C2"]]


@pytest.mark.parametrize("kind", [PolarsStore, DuckStore])
def test_categories_are_words_in_their_order(kind) -> None:
    given = ROWS.assign(customer_id=pd.Categorical(["C2", "C1"], ["C2", "C1"]))
    found = fetch(kind().adopt(given, ("customer_id", "qty")), ["customer_id"])
    assert found.to_numpy().tolist() == [["C1", 2.0], ["C2", 1.0]]
