"""Where the bytes of a table lie: on this machine, or at any address that fsspec knows."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import fsspec
from fsspec.implementations.local import LocalFileSystem
from fsspec.utils import get_protocol

from cs_lib.errors import UsageError, nearest
from cs_lib.intake.places import Unreadable
from cs_lib.intake.read.limits import refuse_heavy


@dataclass(frozen=True)
class Stored:
    """A file or a folder. `system` is an fsspec file system, `root` the path in it."""

    system: Any
    root: str

    @property
    def is_folder(self) -> bool:
        """Is it a folder, rather than one file?"""
        return bool(self.system.isdir(self.root))

    @property
    def exists(self) -> bool:
        """Is there anything?"""
        return bool(self.system.exists(self.root))

    @property
    def files(self) -> list[str]:
        """The file itself; of a folder, its Parquet files at any depth, ordered by their names."""
        if not self.is_folder:
            return [self.root]
        found = (name for name in self.system.find(self.root) if name.endswith(".parquet"))
        return sorted(found, key=lambda name: PurePosixPath(name).parts)

    def addresses(self) -> list[str]:
        """`files` as other programs name them, with the scheme where there is one."""
        if isinstance(self.system, LocalFileSystem):
            return self.files
        return [self.system.unstrip_protocol(name) for name in self.files]

    def read(self) -> dict[str, bytes]:
        """The bytes of each of its files, by their names in `files`.

        Raises Unreadable for what is no file, and for more than a run can hold.
        """
        files = self.files
        if isinstance(self.system, LocalFileSystem):
            _refuse_endless(files)
        refuse_heavy(sum(self.system.sizes(files)))
        found = {}
        for name in files:
            with self.system.open(name, "rb") as opened:
                found[name] = opened.read()
        return found


def _refuse_endless(files: Sequence[str]) -> None:
    """A pipe or a device may never come to an end; opening one may wait for ever."""
    for name in files:
        if not stat.S_ISREG(os.stat(name).st_mode):
            raise Unreadable(
                f"{PurePosixPath(name).name} is a pipe or a device, not a file",
                "save what it gives as a file, and give that",
            )


def is_address(path: str) -> bool:
    """Is it an address such as s3://bucket/folder, which no folder of this machine holds?"""
    return "://" in path and get_protocol(path) not in ("file", "local")


def local_path(path: str, folder: Path) -> Path:
    """A path as the engagement file writes it, or a file:// address; relative ones in `folder`.

    Raises Unreadable for an address that is none.
    """
    if "://" not in path:
        return folder / path
    try:
        return Path(url2pathname(urlsplit(path).path))
    except ValueError:
        wrong = "is no address that can be read"
        raise Unreadable(wrong, "write the path alone, or file:///folder/file.csv") from None


def stored(path: str | Path) -> Stored:
    """What lies at a path of this machine or at an address.

    Raises UsageError for a scheme that fsspec does not know, and for one whose package is not
    installed, which it names.
    """
    if isinstance(path, Path) or not is_address(path):
        return Stored(LocalFileSystem(), LocalFileSystem._strip_protocol(str(path)))
    try:
        return Stored(*fsspec.url_to_fs(path))
    except ImportError as error:
        cause = error.__cause__ or error
        package = getattr(cause, "name", None) or "the package that fsspec asks for"
        raise UsageError(
            f"{path} needs a package that is not installed: pip install {package}"
        ) from None
    except ValueError:
        scheme = get_protocol(path)
        known = nearest(scheme, fsspec.available_protocols())
        hint = known if known.startswith("did you mean") else "such as s3://, gs:// or abfs://"
        raise UsageError(f"{path}: no store is known by '{scheme}://'; {hint}") from None
