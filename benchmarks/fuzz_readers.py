"""Broken files against every reader: no traceback, no lost row.

    python benchmarks/fuzz_readers.py --seconds 60                  # all readers
    python benchmarks/fuzz_readers.py --kind xlsx --seconds 600     # one
    python benchmarks/fuzz_readers.py --kind csv --file crash-...   # one file again

Guided by coverage where atheris is installed (pip install atheris, one reader a run); else a
small corpus is mutated at random, from a seed that is printed. A finding is any exception that
is no TenStepsError, or a row that is neither kept nor in quarantine nor counted as left out; its
bytes are written to the folder --out.
"""

import argparse
import hashlib
import importlib.util
import io
import random
import sys
import tempfile
import time
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.errors import TenStepsError
from cs_lib.intake.one_table import take
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.read.open import read

HEAD = ["customer_id", "start", "end", "mrr"]
ROWS = [HEAD, ["C1", "2025-01-01", "", "100"], ["C2", "2025-02-01", "2026-02-01", "1,200.50"]]
TITLED = [["Contracts"], [], *ROWS, [], ["Total", "", "", "1300.50"]]
KINDS = ("csv", "xlsx", "jsonl", "parquet")
BITS = [
    b"\0",
    b'"',
    b"\r",
    b"\n",
    b",",
    b";",
    b"\xff",
    b"\xef\xbb\xbf",
    b"Total",
    b"1e999",
    b"PK\3\4",
]


def corpus(kind: str) -> list[bytes]:
    """Sound files of one kind, from which broken ones are made."""
    if kind == "csv":
        texts = [
            "\n".join(mark.join(row) for row in rows) for mark in ",;\t" for rows in (ROWS, TITLED)
        ]
        return [text.encode(code) for text in texts for code in ("utf-8", "utf-16", "cp1252")]
    if kind == "jsonl":
        return [b'{"customer_id": "C1", "start": "2025-01-01", "end": null, "mrr": 1}\n' * 2]
    out = []
    for rows in (ROWS, TITLED):
        held = io.BytesIO()
        if kind == "xlsx":
            book = openpyxl.Workbook()
            for row in rows:
                book.active.append(row)
            book.save(held)
        else:
            pd.DataFrame(ROWS[1:], columns=HEAD).to_parquet(held)
        out.append(held.getvalue())
    return out


def broken(content: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes changed; of a workbook, also within one of its parts."""
    if content.startswith(b"PK") and chance.random() < 0.8:
        held = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
            hit = chance.choice(old.namelist())
            for name in old.namelist():
                part = old.read(name)
                new.writestr(name, _bytes_changed(part, chance) if name == hit else part)
        return held.getvalue()
    return _bytes_changed(content, chance)


def _bytes_changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randint(0, len(changed))
        move = chance.random()
        if move < 0.4:
            changed[place : place + 1] = bytes([chance.randrange(256)])
        elif move < 0.7:
            changed[place:place] = chance.choice(BITS)
        else:
            del changed[place : place + chance.randint(1, 40)]
    return bytes(changed)


def check(kind: str, content: bytes, folder: Path) -> None:
    """One file through the reader and the door. Raises what must never be raised."""
    name = f"a.{kind}"
    (folder / name).write_bytes(content)
    source = TableSource(path=name)
    try:
        contents = Contents(folder)
        raw = read("contracts", source, contents)
        taken = take("contracts", source, contents)
    except TenStepsError:
        return
    came, left = len(raw.frame), len(taken.frame) + len(taken.quarantine)
    assert came == left, f"{came} rows came in, {left} are kept or in quarantine"


def mutate(kind: str, seconds: float, seed: int, out: Path) -> int:
    """Random changes to the corpus for some time; how many files were a finding."""
    chance, seeds, found, tried = random.Random(seed), corpus(kind), 0, 0
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as place:
        while time.monotonic() < until:
            content = broken(chance.choice(seeds), chance)
            tried += 1
            try:
                check(kind, content, Path(place))
            except Exception as error:  # every one of them is what we look for
                found += 1
                file = out / f"crash-{kind}-{hashlib.sha256(content).hexdigest()[:12]}"
                file.write_bytes(content)
                print(f"{file}: {type(error).__name__}: {str(error)[:200]}")
    print(f"{kind}: {tried} files, {found} findings (seed {seed}, no coverage)")
    return found


def guided(kind: str, seconds: int) -> None:
    """The same under atheris, which ends the process itself."""
    import atheris

    place = Path(tempfile.mkdtemp())
    seeds = place / "corpus"
    seeds.mkdir()
    for number, content in enumerate(corpus(kind)):
        (seeds / str(number)).write_bytes(content)
    for name in [name for name in sys.modules if name.startswith("cs_lib.intake")]:
        for value in vars(sys.modules[name]).values():
            if getattr(value, "__module__", "") == name and hasattr(value, "__code__"):
                value.__code__ = atheris.instrument_func(value).__code__
    arguments = [sys.argv[0], str(seeds), f"-max_total_time={seconds}", "-timeout=60"]
    atheris.Setup(arguments, lambda content: check(kind, content, place))
    atheris.Fuzz()


def main() -> int:
    """The command line; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file", type=Path, help="only this file")
    parser.add_argument("--out", type=Path, default=Path())
    parser.add_argument("--random", action="store_true", help="do not use atheris")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    kinds = [options.kind] if options.kind else KINDS
    if options.file:
        with tempfile.TemporaryDirectory() as place:
            check(kinds[0], options.file.read_bytes(), Path(place))
        return 0
    if options.kind and not options.random and importlib.util.find_spec("atheris"):
        guided(options.kind, options.seconds)
    found = [
        mutate(kind, options.seconds / len(kinds), options.seed, options.out) for kind in kinds
    ]
    return int(any(found))


if __name__ == "__main__":
    sys.exit(main())
