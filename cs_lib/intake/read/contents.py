"""What the places of one run hold, each opened once, however many tables and pages ask for it."""

import hashlib
import io
import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
from openpyxl.workbook import Workbook

from cs_lib.engagement import TableSource
from cs_lib.errors import TenStepsError, nearest
from cs_lib.intake.places import Unreadable
from cs_lib.intake.read import limits
from cs_lib.intake.read.sql import answer
from cs_lib.intake.read.storage import Stored, is_address, local_path, stored

if TYPE_CHECKING:
    from fsspec.implementations.memory import MemoryFileSystem


@dataclass(frozen=True)
class Held:
    """A file, or the Parquet files of a folder: path -> bytes.

    Paths start at what is called `root`, so that no message names a folder of this machine.
    """

    root: str
    is_folder: bool
    files: Mapping[str, bytes]

    @property
    def content(self) -> bytes:
        """The bytes of the one file."""
        return self.files[self.root]

    def digest(self) -> str:
        """SHA-256 of a file's bytes; of a folder: of its Parquet files, with their names."""
        total = hashlib.sha256()
        for name, content in self.files.items():
            if self.is_folder:
                total.update(name.removeprefix(f"{self.root}/").encode() + b"\0")
            total.update(content)
        return total.hexdigest()

    def system(self) -> "MemoryFileSystem":
        """The bytes as a file system of their own, for readers that open a file more than once."""
        from fsspec.implementations.memory import MemoryFile, MemoryFileSystem

        system = MemoryFileSystem(skip_instance_cache=True)
        # both would be shared by all file systems of the class
        system.store, system.pseudo_dirs = {}, [""]
        for name, content in self.files.items():
            system.store[f"/{name}"] = MemoryFile(system, f"/{name}", content)
        return system


class Contents:
    """The bytes of files, the workbooks and the answers of databases that one run has read.

    `folder` is where relative paths start. What cannot be read is Unreadable.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[str, Held] = {}
        self._workbooks: dict[str, Workbook] = {}
        self._answers: dict[tuple[str, str], pd.DataFrame] = {}

    def held(self, path: str) -> Held:
        """The bytes at a path as the engagement file writes it, or at an address."""
        if path not in self._held:
            with _told(path):
                at = _at_address(path) if is_address(path) else stored(existing(path, self.folder))
                above = posixpath.dirname(at.root).rstrip("/") + "/"
                files = {name.removeprefix(above): content for name, content in at.read().items()}
                self._held[path] = Held(at.root.removeprefix(above), at.is_folder, files)
        return self._held[path]

    def workbook(self, path: str) -> Workbook:
        """The Excel file at a path; one of `excel.BROKEN` where it is none."""
        if path not in self._workbooks:
            content = self.held(path).content
            limits.refuse_unpacked(content)
            self._workbooks[path] = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
        return self._workbooks[path]

    def answer(self, source: TableSource) -> pd.DataFrame:
        """The rows that a table's query gives."""
        key = (str(source.url_env), str(source.sql))
        if key not in self._answers:
            self._answers[key] = answer(*key)
        return self._answers[key]

    def digest(self, source: TableSource) -> str:
        """SHA-256 of what lies at a table's place, or of the rows that its query gives."""
        if source.sql is None:
            return self.held(str(source.path)).digest()
        rows = self.answer(source).to_csv(index=False)
        return hashlib.sha256(rows.encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def _told(path: str) -> Iterator[None]:
    """A disk's or a store's own complaint (every fsspec package has its own kinds) in words."""
    try:
        yield
    except TenStepsError:
        raise
    except Exception as error:
        if not is_address(path) and isinstance(error, OSError):
            wrong = f"cannot be read: {error.strerror or error}"
            raise Unreadable(wrong, "check the file and your rights to read it") from None
        said = str(error).splitlines()[0] if str(error) else "no reason given"
        wrong = f"cannot be read ({type(error).__name__}: {said})"
        fix = "check the address, the network and your rights to read it"
        raise Unreadable(wrong, fix) from None


def _at_address(path: str) -> Stored:
    at = stored(path)
    if not at.exists:
        fix = "correct the address, and check your rights to read it"
        raise Unreadable("there is nothing at this address", fix)
    if not at.is_folder and not at.root.lower().endswith(".parquet"):
        raise Unreadable(
            "is not Parquet, and only Parquet is read from an address",
            "give the folder, or copy the file beside the engagement file",
            "a Parquet file, or a folder of them",
        )
    return at


def existing(path: str, folder: Path) -> Path:
    """Where a path of this machine leads; Unreadable, with the nearest name, where to nothing."""
    at = local_path(path, folder)
    if at.exists():
        return at
    here = at.parent.resolve()
    if not here.is_dir():
        start = "correct the path; it starts at the engagement file's folder"
        raise Unreadable(f"there is no such file: no folder {here}", start)
    others = [each.name for each in here.iterdir() if not each.name.startswith(".")]
    known = nearest(at.name, others) if others else "that folder is empty"
    raise Unreadable(f"there is no such file in {here}", f"correct the path; {known}")
