"""Nobody's name leaves with a client edition, whatever file and step it stands in."""

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from cs_lib import sample, workbook
from cs_lib.books.pseudonyms import columns_of
from cs_lib.report.build import build
from cs_lib.tables import TABLES

pytestmark = pytest.mark.slow

CANARY = "Zq"
"""Every name that is planted begins with it, and nothing else does."""
OWNERS = {f"P{number:02d}": f"Zqua{number} Zqnn{number}" for number in range(1, 30)}
TEAMS = {"sales", "customer success", "product", "marketing", "support", "renewals", ""}


def rewrite(file: Path, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    with file.open(encoding="utf-8", newline="") as source:
        rows = [change(row) for row in csv.DictReader(source)]
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def named(table: str) -> Callable[[dict[str, str]], dict[str, str]]:
    """Names in every cell of the table that may hold one; teams stay."""

    def changed(row: dict[str, str]) -> dict[str, str]:
        for column in set(columns_of(table)) & set(row):
            word = row[column]
            if word not in TEAMS:
                row[column] = OWNERS.get(word, f"Zqy {word}")
        return row

    return changed


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with names in every place for one, and some where none belongs."""
    file = sample.write(tmp_path_factory.mktemp("named"), accounts=120)
    data = file.parent / "data"
    for table in TABLES:
        if columns_of(table) and (data / f"{table}.csv").exists():
            rewrite(data / f"{table}.csv", named(table))
    owner, other = OWNERS["P01"], OWNERS["P02"]
    rewrite(data / "processes.csv", lambda row: row | {
        "process": f"{row['process']}, as {owner} does it", "evidence": f"seen by {other}"
    })  # fmt: skip
    rewrite(data / "challenges.csv", lambda row: row | {
        "challenge": f"{row['challenge']} and {owner.split()[1]}"
    })  # fmt: skip
    rewrite(data / "lessons.csv", lambda row: row | {"lesson": f"{row['lesson']}: {owner}"})
    rewrite(data / "decision.csv", lambda row: row | {"reason": f"{other} wants it"})
    rewrite(data / "surveys.csv", lambda row: row | {
        "contact_id": "Zqsurvey 1", "comment": f"ask {owner}"
    })  # fmt: skip
    rewrite(
        data / "usage.csv", lambda row: row | {"user_id": row["user_id"] and f"Zq {row['user_id']}"}
    )
    rewrite(data / "outcomes.csv", lambda row: row | {"evidence": f"told {other}"})
    bad = {"customers": "acquired_on", "lessons": "date", "surveys": "date", "outcomes": "date"}
    for table, column in bad.items():
        lines = (data / f"{table}.csv").read_text(encoding="utf-8").splitlines()
        last = next(csv.DictReader([lines[0], lines[-1]]))
        last |= {column: "never", "customer_id": "C0001"}
        with (data / f"{table}.csv").open("a", encoding="utf-8", newline="") as more:
            csv.DictWriter(more, last).writerow(last)
    for table, row in {
        "roster": f"{owner},csm,1,9,SMB,,,1,1,1,1,1,1", "processes": f"by {owner},odd,,,{owner},,",
        "activities": "2026-03-01,C0001,Zqstranger,nurturing,call,,many,",
    }.items():  # fmt: skip
        with (data / f"{table}.csv").open("a", encoding="utf-8", newline="") as more:
            more.write(f"{row}\n")
    (data / "overrides.csv").write_text(
        "table,key,column,value,reason,who,until\n"
        f"customers,C0002,owner,{owner},{other} said so,Zqwho,\n"
        f"roster,{other},fte,0.5,half a year away,Zqwho,\n",
        encoding="utf-8",
    )
    words = file.read_text(encoding="utf-8")
    words = words.replace("CFO", "Zqsigner").replace("we count", "Zqsigner counts")
    words = words.replace("tables:\n", "tables:\n  overrides: data/overrides.csv\n")
    words += "\npolicies: {bad_rows: quarantine, unaccounted_limit: 1.0}\n"
    file.write_text(words, encoding="utf-8")
    return file


def texts(folder: Path) -> dict[str, str]:
    """Every file that was made, as text: Parquet decoded, the rest as its bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            rows = pd.read_parquet(path)
            found[str(path.relative_to(folder))] = "\n".join(
                [*map(str, rows.columns), *map(str, rows.to_numpy(dtype=object).ravel())]
            )
        elif path.is_file():
            found[str(path.relative_to(folder))] = path.read_bytes().decode("utf-8", "replace")
    return found


def holding(folder: Path) -> dict[str, str]:
    """The files in which a name stands, each with the first of them and what is around it."""
    return {
        name: text[max(0, text.index(CANARY) - 60) : text.index(CANARY) + 60]
        for name, text in texts(folder).items()
        if CANARY in text
    }


def test_no_name_is_in_any_file_of_a_client_edition(asked: Path, tmp_path: Path) -> None:
    folder = build(asked, out=tmp_path, edition="client")
    assert holding(folder) == {}
    told = texts(folder)
    assert "owner 1" in told["index.html"]
    assert "owner 1" in told["results/value_path/account_list.parquet"]
    kept_out = {path.stem for path in (folder / "results").glob("**/quarantine/*.parquet")}
    assert kept_out == {"customers", "lessons", "surveys", "outcomes", "processes"}


def test_names_are_there_where_the_engagement_allows_them(asked: Path, tmp_path: Path) -> None:
    workbook.run(asked, tmp_path, ["edition=client", "name_people=true"])
    found = set(holding(tmp_path))
    assert {"engagement.json", "execution/result.json", "value_path/account_list.parquet"} <= found
    # whoever may be named is not named with what he or she likes, can do, or said in confidence
    people = {f"as_is/{name}.parquet" for name in ("seats", "seat_list")}
    assert people.isdisjoint(found)
    voters = pd.read_parquet(tmp_path / "as_is" / "votes.parquet")["voter"]
    assert voters.str.isdigit().all()


def test_segments_that_are_peoples_books_have_labels_too(asked: Path, tmp_path: Path) -> None:
    folder = build(
        asked, out=tmp_path, edition="client", settings=["policies.segment_by=owner"], steps=[1, 3]
    )
    assert holding(folder) == {}
    assert "owner 1" in texts(folder)["results/numbers_review/bridge.parquet"]
