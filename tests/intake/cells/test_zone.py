"""P27: on which day, and so in which month, was a time that says which zone it is in?"""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib import engagement as engagements
from cs_lib.books.books import open_books
from cs_lib.engagement import TableSource
from cs_lib.intake import Intake
from cs_lib.intake.cells.types import typed
from cs_lib.tables import TABLES

DAY = TABLES["contracts"].column("start")
MONTH = TABLES["mrr_snapshots"].column("month")
BERLIN = "Europe/Berlin"


def days(cells: object, zone: str | None, column=DAY, **source: str) -> list[str]:
    series = cells if isinstance(cells, pd.Series) else pd.Series(list(cells))
    found, findings = typed(series, column, TableSource(path="a.csv", **source), zone)
    assert not findings
    return found.dt.strftime("%Y-%m-%d").fillna("").tolist()


@pytest.mark.parametrize(
    ("cell", "zone", "day"),
    [
        ("2026-01-31T23:30:00Z", None, "2026-01-31"),
        ("2026-01-31T23:30:00Z", "UTC", "2026-01-31"),
        ("2026-01-31T23:30:00Z", BERLIN, "2026-02-01"),
        ("2026-01-31T22:59:59.9Z", BERLIN, "2026-01-31"),  # an hour ahead in winter
        ("2026-07-31T22:00Z", BERLIN, "2026-08-01"),  # two in summer
        ("2026-01-31 23:30 UTC", BERLIN, "2026-02-01"),
        ("2026-01-31 23:30:00+00", BERLIN, "2026-02-01"),  # as PostgreSQL writes it
        ("20260131T23:30:00Z", BERLIN, "2026-02-01"),
        ("2026/01/31 23:30Z", BERLIN, "2026-02-01"),
        ("2026-02-01T00:30:00+02:00", BERLIN, "2026-01-31"),
        ("2026-02-01T00:30:00+0200", None, "2026-02-01"),
        ("2026-01-31T20:00:00-05:00", BERLIN, "2026-02-01"),
        ("2026-02-01T00:00:00Z", "America/New_York", "2026-01-31"),
        ("2026-02-01T04:29:00+05:30", "UTC", "2026-01-31"),
        ("2026-01-31 23:30:00", BERLIN, "2026-01-31"),  # whose clock it was is not said
        ("2026-01-31", BERLIN, "2026-01-31"),
        ("9999-12-31T23:59:59Z", BERLIN, "9999-12-31"),  # "never" is no moment
        ("0001-01-01T00:00:00Z", "America/New_York", "0001-01-01"),
    ],
)
def test_a_time_that_names_its_zone_is_dated_in_ours(cell: str, zone: str | None, day: str) -> None:
    assert days([cell], zone) == [day]


def test_a_declared_format_with_a_place_for_the_zone() -> None:
    """The offset changes with the summer, within one file."""
    cells = ["31.01.2026 23:30 +0000", "31.07.2026 23:30 +0200", "31.01.2026 00:30 +0100", ""]
    pattern = "%d.%m.%Y %H:%M %z"
    as_written = ["2026-01-31", "2026-07-31", "2026-01-31", ""]
    assert days(cells, None, date_format=pattern) == as_written
    assert days(cells, BERLIN, date_format=pattern) == ["2026-02-01", *as_written[1:]]


def test_times_that_the_file_knows() -> None:
    moment = pd.Timestamp("2026-01-31 23:30")
    column = pd.Series([moment, None])
    assert days(column, BERLIN) == ["2026-01-31", ""]
    assert days(column.dt.tz_localize("UTC"), None) == ["2026-01-31", ""]
    assert days(column.dt.tz_localize("UTC"), BERLIN) == ["2026-02-01", ""]
    mixed = [moment.tz_localize("UTC").to_pydatetime(), moment.to_pydatetime(), None, "2026-03-01"]
    objects = pd.Series(mixed, dtype=object)
    assert days(objects, BERLIN) == ["2026-02-01", "2026-01-31", "", "2026-03-01"]


def test_a_month_is_that_of_the_zone() -> None:
    cells = ["2026-01-31T23:30:00Z", "2026-01", "2026-01-31"]
    assert days(cells, None, MONTH) == ["2026-01-31"] * 3
    assert days(cells, BERLIN, MONTH) == ["2026-02-28", "2026-01-31", "2026-01-31"]


@pytest.mark.slow
@given(
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2035, 1, 1)),
    st.integers(-14 * 4, 14 * 4),
    st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]),
)
def test_any_moment_has_the_day_of_the_zones_own_clock(
    wall: dt.datetime, quarters: int, zone: str
) -> None:
    moment = wall.replace(tzinfo=dt.timezone(dt.timedelta(minutes=15 * quarters)))
    expected = moment.astimezone(ZoneInfo(zone)).date().isoformat()
    assert days([moment.isoformat()], zone) == [expected]


# --- through the door ----------------------------------------------------------------------

ROWS = [["customer_id", "start", "end", "mrr"], ["K", "2026-01-31T23:30:00Z", "", 100]]
MOMENT = dt.datetime(2026, 1, 31, 23, 30)


def csv(client) -> dict[str, str]:
    client.write("a.csv", "\n".join(",".join(map(str, row)) for row in ROWS) + "\n")
    return {"path": "a.csv"}


def excel(client) -> dict[str, str]:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(client.folder / "a.xlsx")
    return {"path": "a.xlsx"}


def parquet(client) -> dict[str, str]:
    start = pd.Series([MOMENT]).dt.tz_localize("UTC")
    end = pd.Series([pd.NaT], dtype="datetime64[us, UTC]")
    frame = pd.DataFrame({"customer_id": ["K"], "start": start, "end": end, "mrr": [100.0]})
    frame.to_parquet(client.folder / "a.parquet")
    return {"path": "a.parquet"}


def database(client) -> dict[str, str]:
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="the extra [database] is not installed")
    with sqlalchemy.create_engine(f"sqlite:///{client.folder}/a.db").begin() as connection:
        frame = pd.DataFrame(ROWS[1:], columns=ROWS[0])
        frame.to_sql("lines", connection, index=False)
    return {"sql": "select * from lines", "url_env": "ZONES_DB_URL"}


@pytest.mark.slow
@pytest.mark.parametrize("write", [csv, excel, parquet, database])
@pytest.mark.parametrize(
    ("zone", "arr"), [(None, [1_200.0, 1_200.0]), (BERLIN, [0.0, 1_200.0]), ("UTC", [1_200.0] * 2)]
)
def test_the_zone_moves_arr_from_one_month_to_the_next(
    client, monkeypatch, write: Callable, zone: str | None, arr: list[float]
) -> None:
    """100 a month from 31 January 23:30 in Greenwich, which is 1 February in Berlin."""
    monkeypatch.setenv("ZONES_DB_URL", f"sqlite:///{client.folder}/a.db")
    loaded = client.load({"time_zone": zone}, contracts=write(client))
    books = open_books(engagements.load(client.folder / "acme.yml"), loaded)
    months = (dt.date(2026, 1, 31), dt.date(2026, 2, 28))
    shown = books.bridge.query("period_kind == 'month' and leaf == 'closing' and segment.isna()")
    closing = shown[shown["grain"] == "customer"].set_index("period_end")["amount"]
    assert [closing.get(pd.Timestamp(month), 0.0) for month in months] == arr
    assert loaded.zoned == {"contracts"}


def told(loaded: Intake) -> list[tuple[int, str]]:
    rows = loaded.quality[loaded.quality["rule"] == "time_of_day"]
    return list(zip(rows["rows"], rows["detail"], strict=True))


def test_what_was_done_with_times_is_told(client) -> None:
    text = (
        "customer_id,start,end,mrr\nK,2026-01-31T23:30:00Z,2026-12-01,1\n"
        "L,2026-01-31 23:30,2026-12-01,1\nM,2026-01-31,2026-12-01,1\n"
    )
    client.write("a.csv", text)
    ((rows, detail),) = told(client.load({"time_zone": BERLIN}, contracts="a.csv"))
    assert rows == 2
    assert detail == (
        f"start holds times; 1 name a zone and are dated in {BERLIN}; "
        "1 name no zone and count as written"
    )
    ((_, detail),) = told(client.load(contracts="a.csv"))
    assert detail.startswith(
        "start holds times; the day counts as written, in no time zone (1 name"
    )


def test_times_without_a_zone_leave_nothing_to_decide(client) -> None:
    client.write("a.csv", "customer_id,start,end,mrr\nK,2026-01-31 23:30,,1\n")
    loaded = client.load({"time_zone": BERLIN}, contracts="a.csv")
    assert loaded.zoned == frozenset()
    assert loaded.tables["contracts"]["start"].tolist() == [pd.Timestamp(2026, 1, 31)]
