"""The same expressions on DuckDB and on Spark: every frame is the same, cell by cell.

Spark is a real one, on two cores of this machine; it is started once and stopped at the end.
"""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake, sample
from cs_lib.books.books import open_ledger
from cs_lib.engagement import Engagement, Engine
from cs_lib.intake import Intake
from cs_lib.ledger import Ledger
from cs_lib.ledger.engines import open_store
from cs_lib.ledger.frames import fetch
from tests import published
from tests.ledger.engines.alike import assert_same, snapshots, terms

pytestmark = [pytest.mark.slow, pytest.mark.spark]
MASTER = "local[2]"
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For a Java that runs for a minute, compiling well costs more than it gains."""


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    """The engine, running."""
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java")
    from pyspark import SparkContext

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", SHORT_LIVED)
        engine = Engine(spark=MASTER)
        open_store(engine)
        yield engine
        SparkContext.getOrCreate().stop()


def books(asked: Engagement, spark: Engine) -> tuple[Ledger, Ledger, Intake]:
    """The ledger of one engagement on DuckDB and on Spark."""
    data = intake.load(asked)
    on_duckdb, on_spark = (
        asked.model_copy(update={"engine": engine}) for engine in (Engine(duckdb=True), spark)
    )
    return open_ledger(on_duckdb, data)[0], open_ledger(on_spark, data)[0], data


@pytest.fixture(scope="module")
def of_the_sample(tmp_path_factory, spark: Engine) -> tuple[Ledger, Ledger, Intake]:
    file = sample.write(tmp_path_factory.mktemp("sample"), accounts=60, months=24)
    return books(engagements.load(file), spark)


@pytest.fixture(scope="module")
def of_ravenstack(spark: Engine) -> tuple[Ledger, Ledger, Intake]:
    return books(published.engagement("ravenstack"), spark)


@pytest.mark.parametrize("grain", engagements.GRAINS)
def test_the_samples_snapshots_are_the_same_at_every_grain(of_the_sample, grain: str) -> None:
    on_duckdb, on_spark, _ = of_the_sample
    assert_same(snapshots(on_spark.at(grain)), snapshots(on_duckdb.at(grain)))


def test_the_samples_terms_are_the_same(of_the_sample) -> None:
    on_duckdb, on_spark, data = of_the_sample
    assert_same(terms(on_spark.at("parent"), data), terms(on_duckdb.at("parent"), data))


def test_the_samples_memo_is_the_same(of_the_sample) -> None:
    on_duckdb, on_spark, _ = of_the_sample
    assert on_spark.memo() == on_duckdb.memo()


@pytest.mark.external
def test_ravenstack_is_the_same(of_ravenstack) -> None:
    on_duckdb, on_spark, data = of_ravenstack
    assert_same(snapshots(on_spark), snapshots(on_duckdb))
    month_to_month = frozenset({"due", "due ahead"})  # none of its lines has a term
    assert_same(terms(on_spark, data), terms(on_duckdb, data), empty=month_to_month)
    assert on_spark.memo() == on_duckdb.memo()


def test_spark_reads_a_folder_of_parquet_where_it_lies(spark: Engine, tmp_path: Path) -> None:
    for number in (1, 2):
        rows = pd.DataFrame({"customer_id": [f"C{number}"], "qty": [float(number)]})
        rows.to_parquet(tmp_path / f"{number}.parquet")
    for place in (tmp_path, tmp_path.as_uri()):
        lines = open_store(spark).adopt(place, ("customer_id", "qty", "price"))
        assert "parquet" in plan(lines)
        assert fetch(lines, ["customer_id"]).to_numpy().tolist() == [["C1", 1.0], ["C2", 2.0]]


def test_what_spark_cannot_reach_comes_over_through_this_process(spark: Engine) -> None:
    address = "memory://spark/lines"
    rows = pd.DataFrame({"customer_id": ["C1", "C2"], "qty": [1.0, 2.0]})
    rows.to_parquet(f"{address}/a.parquet")
    lines = open_store(spark).adopt(address, ("customer_id",))
    assert fetch(lines, ["customer_id"])["customer_id"].tolist() == ["C1", "C2"]


def test_somebody_elses_session_keeps_its_settings_and_runs_on(spark: Engine) -> None:
    from pyspark.sql import SparkSession

    theirs = SparkSession.builder.getOrCreate()
    theirs.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
    store: Any = open_store(spark)
    assert store.session.sparkContext is theirs.sparkContext
    assert store.session.conf.get("spark.sql.session.timeZone") == "UTC"
    assert theirs.conf.get("spark.sql.session.timeZone") == "Asia/Tokyo"
    frame = theirs.createDataFrame([("C1",)], "customer_id string")
    assert frame.count() == 1


def plan(lines: Any) -> str:
    return str(lines.to_native()._jdf.queryExecution().toString()).casefold()
