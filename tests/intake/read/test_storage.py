"""Tables at addresses: read like a file of this machine, or refused in words."""

import hashlib
import sys
from collections.abc import Iterator

import fsspec
import pandas as pd
import pytest

from cs_lib.errors import DataError, UsageError
from cs_lib.intake.read.storage import stored

BUCKET = "memory://bucket/contracts"


@pytest.fixture
def bucket() -> Iterator[fsspec.AbstractFileSystem]:
    """A store in memory that holds contracts in two files, one of them in a folder below."""
    system = fsspec.filesystem("memory")
    rows = pd.DataFrame({"customer_id": ["C1"], "start": ["2025-01-01"], "end": [None], "mrr": [5]})
    rows.to_parquet(f"{BUCKET}/1.parquet")
    rows.assign(customer_id="C2").to_parquet(f"{BUCKET}/later/2.parquet")
    system.pipe(f"{BUCKET}/_SUCCESS", b"")
    yield system
    system.rm("/bucket", recursive=True)


def test_a_folder_at_an_address_is_read_and_digested(client, bucket) -> None:
    loaded = client.load(contracts=BUCKET)
    assert loaded.tables["contracts"]["customer_id"].tolist() == ["C1", "C2"]
    by_hand = hashlib.sha256()
    for name in ("1.parquet", "later/2.parquet"):
        by_hand.update(name.encode() + b"\0" + bucket.cat(f"{BUCKET}/{name}"))
    assert dict(loaded.digests) == {BUCKET: by_hand.hexdigest()}


def test_the_same_folder_on_this_machine_has_the_same_digest(client, bucket) -> None:
    bucket.get(BUCKET, str(client.folder / "lines"), recursive=True)
    at_address, here = client.load(contracts=BUCKET), client.load(contracts="lines")
    assert list(at_address.digests.values()) == list(here.digests.values())
    pd.testing.assert_frame_equal(at_address.tables["contracts"], here.tables["contracts"])


def test_one_file_at_an_address(client, bucket) -> None:
    loaded = client.load(contracts=f"{BUCKET}/1.parquet")
    assert loaded.tables["contracts"]["customer_id"].tolist() == ["C1"]


def test_a_file_address_is_a_file_of_this_machine(client) -> None:
    file = client.write("my lines.csv", "customer_id,start,end,mrr\nC1,2025-01-01,,100\n")
    assert client.load(contracts=file.as_uri()).tables["contracts"]["mrr"].tolist() == [100.0]


def test_nothing_at_an_address(client) -> None:
    (problem,) = client.refused(contracts="memory://bucket/nothing").problems
    assert problem.wrong == "there is nothing at this address"
    assert problem.file == "memory://bucket/nothing"


def test_only_parquet_is_read_from_an_address(client, bucket) -> None:
    bucket.pipe("/bucket/lines.csv", b"customer_id,start,end,mrr\n")
    (problem,) = client.refused(contracts="memory://bucket/lines.csv").problems
    assert "only Parquet is read from an address" in problem.wrong


def test_a_store_that_does_not_answer_is_told_in_its_own_words(client, bucket, monkeypatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise RuntimeError("no credentials for this bucket\nmore")

    monkeypatch.setattr(type(bucket), "exists", refused)
    with pytest.raises(DataError) as caught:
        client.load(contracts=BUCKET)
    assert caught.value.problems[0].wrong == (
        "cannot be read (RuntimeError: no credentials for this bucket)"
    )


def test_a_scheme_whose_package_is_missing_names_its_install(client, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UsageError, match=r"pip install s3fs$") as caught:
        client.load(contracts="s3://bucket/contracts")
    assert caught.value.exit_code == 2


def test_an_unknown_scheme_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no store is known by 'memry://'; did you mean 'memory'"):
        stored("memry://bucket")
