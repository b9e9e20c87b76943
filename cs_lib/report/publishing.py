"""How does a report get its folder, and keep it? One folder a client, one run at a time.

Work goes on in a folder of the run's own, `<period>.<id>.partial`, which is renamed when all is
there. A folder without a suffix is therefore always a complete report, and of this client.
"""

import hashlib
import json
import re
import shutil
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from slugify import slugify

from cs_lib import lock
from cs_lib.errors import RunError, UsageError

MANIFEST = "manifest.json"
_LONGEST = 60
_PLAIN = re.compile(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*")


def slug(client: str) -> str:
    """The client's folder: lowercase letters, digits and hyphens, and no other client's.

    A name of plain words is spelled as it is. Any other loses something on the way ("Acme, Inc."
    and "Acme Inc" would meet), so a digest of the whole name stands behind it.
    """
    name = unicodedata.normalize("NFC", client)
    if _PLAIN.fullmatch(name) and len(name) <= _LONGEST:
        return name.lower().replace(" ", "-")
    spelled = slugify(name, replacements=[["&", " and "]], max_length=_LONGEST) or "client"
    return f"{spelled}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def place(client: str, period: str, variant: str = "") -> tuple[str, str]:
    """The folder of a client and of a period in it; a variant of the client has its own.

    No client's folder holds two hyphens in a row, so that no variant meets another client.
    """
    return slug(client) + (f"--{slug(variant)}" if variant else ""), period


@contextmanager
def reserved(target: Path, client: str) -> Iterator[None]:
    """Hold the place of the report `target` of `client`, from before its data are read.

    What a run that was killed left behind is cleared away. Raises UsageError where another run
    holds it, or where something else than a report of `client` lies there. Folders made for it
    are removed where nothing comes to lie in them.
    """
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with lock.held(target.with_name(f"{target.name}.lock"), target):
            _recover(target)
            _check_client(target, client)
            yield
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


def _recover(target: Path) -> None:
    """Undo what a killed run left: nobody else is at work here, since the lock is ours."""
    old = _beside(target, "old")
    if old.exists() and not target.exists():  # stopped between the two renames
        old.rename(target)
    for partial in target.parent.glob(f"{target.name}.*partial"):
        shutil.rmtree(partial, ignore_errors=True)


def _check_client(target: Path, client: str) -> None:
    try:
        named = json.loads((target / MANIFEST).read_text(encoding="utf-8"))["client"]
    except (FileNotFoundError, NotADirectoryError):
        if target.exists() and not (target.is_dir() and not any(target.iterdir())):
            raise UsageError(
                f"{target} is no report ({MANIFEST} is missing) and is not replaced; "
                "move it away, or give another --out"
            ) from None
        return
    except (ValueError, KeyError, TypeError):
        return  # torn: it names nobody, and the folder is this client's by its name
    if named != client:
        raise UsageError(
            f"{target} is the report of '{named}', not of '{client}', and is not replaced; "
            "give another --out, or move it away if both are the same client"
        )


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A fresh partial folder that becomes `target`; on failure nothing, or `.failed` with cause.

    The place has to be `reserved`.
    """
    partial = _beside(target, f"{uuid.uuid4().hex[:8]}.partial")
    failed, old = _beside(target, "failed"), _beside(target, "old")
    partial.mkdir()
    try:
        yield partial
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        partial.rename(target)
    except RunError as error:
        shutil.rmtree(failed, ignore_errors=True)
        partial.rename(failed)
        kept = failed / Path(error.kept).relative_to(partial)
        raise RunError(error.step, error.cell, error.cause, str(kept)) from error
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(failed, ignore_errors=True)  # it told of a failure that this run has mended


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f"{target.name}.{suffix}")
