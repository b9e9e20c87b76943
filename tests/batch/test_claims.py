"""One batch at a time in a folder, or the shards of one."""

import pytest

from cs_lib.batch.claims import alone, claimed
from cs_lib.batch.jobs import Shard
from cs_lib.lock import Held

ALL = None


@pytest.mark.parametrize(
    ("first", "second", "may"),
    [
        (ALL, ALL, False),
        (ALL, Shard(1, 2), False),
        (Shard(1, 2), ALL, False),
        (Shard(1, 2), Shard(2, 2), True),
        (Shard(1, 2), Shard(1, 2), False),
        (Shard(1, 2), Shard(2, 3), False),
    ],
)
def test_who_may_work_beside_whom(tmp_path, first, second, may):
    with claimed(tmp_path, first):
        if may:
            with claimed(tmp_path, second):
                pass
        else:
            with pytest.raises(Held, match="is being made by another run: process"):
                claimed(tmp_path, second).__enter__()


def test_what_the_dead_left_is_in_nobodys_way(tmp_path):
    (tmp_path / ".batch").mkdir()
    (tmp_path / ".batch" / "shard-1-of-3.lock").write_text("{}")
    with claimed(tmp_path, ALL), alone(tmp_path):
        pass
    assert list((tmp_path / ".batch").iterdir()) == []
