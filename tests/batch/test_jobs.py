"""Jobs travel as JSON; shards share out every place once."""

import json
from dataclasses import asdict

import pytest

from cs_lib.batch.jobs import Job, Limits, Shard, Task
from cs_lib.errors import UsageError


def test_a_task_comes_back_from_json_as_it_was():
    job = Job("a.yml", "a.yml", ("x=1",), "low")
    task = Task(job, "out", "Acme", "2026Q3", "acme/2026Q3", steps=(1, 3), limits=Limits(5, 7))
    assert Task.of(json.loads(json.dumps(asdict(task)))) == task


def test_every_place_belongs_to_one_shard():
    shards = [Shard.parse(f"{number}/3") for number in (1, 2, 3)]
    for place in range(10):
        assert sum(shard.has(place) for shard in shards) == 1


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/", "a/b", "-1/2", "1/2/3"])
def test_what_is_no_shard_is_refused(text):
    with pytest.raises(UsageError, match="--shard"):
        Shard.parse(text)
