"""A Dask scheduler, or a worker with one thread, whose reports are toys.

Run as `python -m tests.batch.toy_cluster scheduler|worker FILE`; the file holds the address.
"""

import asyncio
import os
import sys
from pathlib import Path

from distributed import Scheduler, Worker

from cs_lib.batch import attempt
from tests.batch.toys import STEM


async def serve(what: str, file: Path) -> None:
    if what == "scheduler":
        async with Scheduler(host="127.0.0.1", port=0, dashboard_address=":0") as scheduler:
            partial = file.with_suffix(".partial")
            partial.write_text(scheduler.address)
            partial.rename(file)
            await scheduler.finished()
    async with Worker(
        file.read_text(),
        nthreads=1,
        host="127.0.0.1",
        local_directory=str(file.parent / "scratch"),
    ) as worker:
        (file.parent / f"worker-{os.getpid()}").touch()
        await worker.finished()


if __name__ == "__main__":
    attempt.STEM = STEM
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
