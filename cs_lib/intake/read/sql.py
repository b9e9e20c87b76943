"""A database query: one that only reads, at an address that no message ever repeats.

The address is the value of an environment variable, never in a file. A wrong one is cut into
host, user and password wherever its marks happen to stand, and drivers repeat what they were
given: so nothing of the address, and nothing that a driver says before it is connected, is told.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pandas as pd

from cs_lib.errors import MissingExtraError, TenStepsError
from cs_lib.intake.places import Unreadable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_ALLOWED = "one query that the database answers with rows: select, with, values or table"
_PSYCOPG = "postgresql+psycopg://"
"""PostgreSQL through the driver that the extra [database] installs."""
_URL = f"a URL such as {_PSYCOPG}user:password@host/name"
_POSTGRES = ("postgres", "postgresql")
_COMMENT = re.compile(r"--[^\n]*(?:\n|$)|/\*.*?\*/", re.DOTALL)
_QUERY = re.compile(r"[\s(]*(?:select|with|values|table)\b", re.IGNORECASE)


def answer(url_env: str, sql: str) -> pd.DataFrame:
    """The rows that the query gives, in its order.

    Raises Unreadable where there is no connection, for what is no query, and where the database
    refuses it; MissingExtraError without the package that talks to databases.
    """
    try:
        import sqlalchemy
    except ImportError:
        raise MissingExtraError("database", "reading from a database") from None
    address = os.environ.get(url_env)
    if not address:
        raise Unreadable(
            f"the environment variable {url_env} is not set",
            f"set {url_env} to the database's URL before the run",
            _URL,
        )
    refuse_no_query(sql)
    # A colon before a word would be taken for a parameter: '10:30' is none.
    query = sqlalchemy.text(re.sub(r"(?<!:):(?=\w)", r"\\:", sql))
    with _connected(url_env, address) as connection:
        try:
            return pd.read_sql(query, connection)
        except Exception as error:  # every driver has kinds of its own
            said = _said(error, address)
            wrong = f"the database did not answer ({said})"
            raise Unreadable(wrong, "check the query", _ALLOWED) from None


def refuse_no_query(sql: str) -> None:
    """Raises Unreadable for what may do more than read, whatever the database would allow.

    A semicolon or the word "into" is refused wherever it stands: databases do not agree on where
    a text ends, so that what looks like text to us may be a statement to them.
    """
    bare = _COMMENT.sub(" ", sql).strip().removesuffix(";")
    wrong = ""
    if not _QUERY.match(bare):
        wrong = "is no query: it does not begin with select, with, values or table"
    elif ";" in sql.strip().removesuffix(";"):
        wrong = "may be more than one statement: a semicolon stands inside it"
    elif re.search(r"\binto\b", sql, re.IGNORECASE):
        wrong = 'may write: it holds the word "into"'
    if wrong:
        fix = "write one query that only reads, without a semicolon inside it"
        raise Unreadable(wrong, fix, _ALLOWED)


@contextmanager
def _connected(url_env: str, address: str) -> Iterator["Connection"]:
    """A connection that can only read."""
    engine = _engine(url_env, address)
    try:
        connection = engine.connect()
    except Exception as error:  # every driver has kinds of its own
        raise Unreadable(
            f"no connection to the database could be opened ({type(error).__name__})",
            f"check server, name, user and password in {url_env}; within a password, @ is "
            "written %40, : is %3A and / is %2F",
            _URL,
        ) from None
    try:
        with connection:
            yield connection
    finally:
        engine.dispose()


def _engine(url_env: str, address: str) -> "Engine":
    import sqlalchemy

    try:
        url = sqlalchemy.make_url(address)
        backend = url.get_backend_name()
        url.get_dialect()
        if backend == "sqlite":
            path = str(url.database).removeprefix("file:")
            place = f"file:{quote(path)}?mode=ro"
            return sqlalchemy.create_engine(
                "sqlite://", creator=lambda: sqlite3.connect(place, uri=True)
            )
        engine = sqlalchemy.create_engine(url)
    except (sqlalchemy.exc.NoSuchModuleError, ImportError):
        raise _no_driver(url_env, address) from None
    except Exception:  # what it says of a wrong URL repeats parts of it
        wrong = f"the value of {url_env} is no database URL"
        raise Unreadable(wrong, f"correct the value of {url_env}", _URL) from None
    if backend in _POSTGRES:
        return engine.execution_options(postgresql_readonly=True)
    if backend in ("mysql", "mariadb"):
        sqlalchemy.event.listen(engine, "connect", _only_read)
        return engine
    raise Unreadable(
        f"databases of this kind ({backend}) cannot be opened for reading only",
        "export the table to a file, and give that",
        "PostgreSQL, MySQL, MariaDB, SQLite",
    )


def _only_read(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("set session transaction read only")
    cursor.close()


def _no_driver(url_env: str, address: str) -> TenStepsError:
    """What the URL starts with names a database and a driver; only the user can have meant one."""
    named = re.match(r"[a-z][a-z0-9]*(?:\+[a-z0-9_]+)?(?=://)", address)
    given = named[0] if named else ""
    fix = f"begin the URL in {url_env} with a driver that is installed"
    if given.partition("+")[0] in _POSTGRES:
        fix = f"begin the URL in {url_env} with {_PSYCOPG}"
        fix += ", whose driver comes with the extra tensteps[database]"
    return Unreadable(f"no driver is installed for {given}:// databases", fix, _URL)


def _said(error: BaseException, address: str) -> str:
    """The database's own words, unless a part of the address is among them."""
    own = getattr(error, "orig", None) or getattr(error.__cause__, "orig", None)
    said = next(iter(str(own or "").splitlines()), "")[:200]
    return said if said and not _repeats(said, address) else type(own or error).__name__


def _repeats(said: str, address: str) -> bool:
    parts = re.split(r"[:/@?&=#,;\s]+", address.partition("://")[2])
    words = {word for part in parts if part for word in (part, unquote(part))}
    return any(word in said if len(word) > 3 else _stands(word, said) for word in words)


def _stands(word: str, said: str) -> bool:
    """Is the short word there by itself? Its letters are within others by chance."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) is not None
