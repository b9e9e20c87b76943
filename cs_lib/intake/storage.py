"""Where the bytes of a table lie: on this machine, or at any address that fsspec knows."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import fsspec
from fsspec.implementations.local import LocalFileSystem
from fsspec.utils import get_protocol

from cs_lib.errors import UsageError, nearest

_BLOCK = 1 << 20


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

    def digest(self) -> str:
        """SHA-256 of a file's bytes; of a folder: of its Parquet files, with their names."""
        total, folder = hashlib.sha256(), self.is_folder
        for name in self.files:
            if folder:
                inside = PurePosixPath(name).relative_to(PurePosixPath(self.root))
                total.update(inside.as_posix().encode() + b"\0")
            with self.system.open(name, "rb") as opened:
                while block := opened.read(_BLOCK):
                    total.update(block)
        return total.hexdigest()


def is_address(path: str) -> bool:
    """Is it an address such as s3://bucket/folder, which no folder of this machine holds?"""
    return "://" in path and get_protocol(path) not in ("file", "local")


def local_path(path: str, folder: Path) -> Path:
    """A path as the engagement file writes it, or a file:// address; relative ones in `folder`."""
    if "://" in path:
        return Path(url2pathname(urlsplit(path).path))
    return folder / path


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
