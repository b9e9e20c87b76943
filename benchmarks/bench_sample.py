"""How long does the sample company take to write? Run: python benchmarks/bench_sample.py"""

import tempfile
import time
from pathlib import Path

from cs_lib import sample


def main() -> None:
    for accounts in (400, 1000, 5000):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            sample.write(Path(folder), accounts=accounts)
            seconds = time.perf_counter() - start
            size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        print(f"{accounts:>6} accounts  {seconds:6.2f} s  {size / 1e6:6.2f} MB")


if __name__ == "__main__":
    main()
