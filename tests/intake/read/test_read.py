"""The same rows in every kind of file: the same rows are kept, and the same kept out, and why."""

import csv
import json
from collections import Counter

import openpyxl
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

COLUMNS = ["customer_id", "start", "end", "mrr", "line_id", "line_type", "discount"]
CELLS = {
    "customer_id": ["C1", "C2", "", "#N/A", "Total"],
    "start": ["2025-01-01", "2025-06-01", "01/02/2025", "", "2025-02-30"],
    "end": ["", "2026-01-01", "2024-01-01", "soon"],
    "mrr": ["100", "1,234", "x", "", "-5", "1e3"],
    "line_id": ["L1", "L2", ""],
    "line_type": ["", "recurring", "trial", "gold"],
    "discount": ["", "0.1", "15%", "7"],
}
SOUND = ("C9", "2025-01-01", "", "1", "L9", "", "")
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Four doors an example are slow: a failing one is told as found, and not made smaller."""
rows = st.lists(
    st.tuples(*(st.sampled_from(CELLS[name]) for name in COLUMNS)).filter(any),
    min_size=1,
    max_size=10,
)


def write_csv(file, cells) -> None:
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([COLUMNS, *cells])


def write_xlsx(file, cells) -> None:
    book = openpyxl.Workbook()
    for row in [COLUMNS, *cells]:
        book.active.append([cell or None for cell in row])
    book.save(file)


def write_parquet(file, cells) -> None:
    pd.DataFrame(cells, columns=COLUMNS, dtype="str").to_parquet(file)


def write_jsonl(file, cells) -> None:
    lines = [json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in cells]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


WRITERS = {
    # kind: (writer, number of the first row below the names)
    "csv": (write_csv, 2),
    "xlsx": (write_xlsx, 2),
    "parquet": (write_parquet, 1),
    "jsonl": (write_jsonl, 1),
}


def taken(client, kind: str, cells):
    """The rows kept as (customer, start, mrr), and the rows kept out as (place, rule)."""
    write, first = WRITERS[kind]
    write(client.folder / f"c.{kind}", [*cells, SOUND])
    loaded = client.load({"bad_rows": "quarantine"}, contracts=f"c.{kind}")
    kept = loaded.tables["contracts"]
    held = loaded.quarantine.get("contracts", pd.DataFrame({"_row": [], "_rule": []}))
    assert len(kept) + len(held) == len(cells) + 1
    assert held["_row"].is_unique
    told = loaded.quality[loaded.quality["rule"].isin(held["_rule"])]
    assert told["rows"].sum() == len(held)
    shown = kept[["customer_id", "start", "mrr", "discount"]].astype(str)
    return (
        Counter(shown.itertuples(index=False, name=None)),
        sorted(zip(held["_row"] - first, held["_rule"], strict=True)),
    )


@settings(max_examples=20, deadline=None, phases=QUICK)
@given(rows)
def test_every_kind_of_file_keeps_the_same_rows(new_client, cells) -> None:
    client = new_client()
    found = {kind: taken(client, kind, cells) for kind in WRITERS}
    for kind in ("xlsx", "parquet", "jsonl"):
        assert found[kind] == found["csv"], kind


@settings(max_examples=10, deadline=None, phases=QUICK)
@given(rows, rows)
def test_rows_in_two_files_are_kept_as_in_one(new_client, first, second) -> None:
    client = new_client()
    names = ["0.csv", "1.xlsx"]
    write_csv(client.folder / names[0], first)
    write_xlsx(client.folder / names[1], [*second, SOUND])
    loaded = client.load({"bad_rows": "quarantine"}, contracts={"paths": names})
    kept, held = loaded.tables["contracts"], loaded.quarantine.get("contracts", pd.DataFrame())
    assert len(kept) + len(held) == len(first) + len(second) + 1
    write_csv(client.folder / "one.csv", [*first, *second, SOUND])
    one = client.load({"bad_rows": "quarantine"}, contracts="one.csv")
    assert len(kept) == len(one.tables["contracts"])
    if len(held):
        expected = Counter(one.quarantine["contracts"]["_rule"])
        assert Counter(held["_rule"]) == expected
