"""A database query; its address is the value of an environment variable, never in a file."""

import hashlib
import os

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.errors import MissingExtraError
from cs_lib.intake.places import place, unusable
from cs_lib.intake.records import RawTable, Unusable

_ALLOWED = "a query that the database answers with rows"
_POSTGRES = ("postgres", "postgresql")
_PSYCOPG = "postgresql+psycopg://"
"""PostgreSQL through the driver that the extra [database] installs."""


def read_query(table: str, source: TableSource) -> RawTable:
    """The rows that the query gives, in its order; rows count from 1."""
    try:
        import sqlalchemy
    except ImportError:
        raise MissingExtraError("database", f"table {table}: reading from a database") from None
    address = os.environ.get(str(source.url_env))
    if not address:
        raise unusable(
            table,
            source,
            f"the environment variable {source.url_env} is not set",
            f"set {source.url_env} to the database's URL before the run",
            f"a URL such as {_PSYCOPG}user:password@host/name",
        )
    try:
        engine = sqlalchemy.create_engine(address)
    except (sqlalchemy.exc.NoSuchModuleError, ImportError):
        raise _no_driver(table, source, address) from None
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise _silent(table, source, error, address) from None
    try:
        with engine.connect() as connection:
            frame = pd.read_sql(sqlalchemy.text(str(source.sql)), connection)
    except (sqlalchemy.exc.SQLAlchemyError, pd.errors.DatabaseError) as error:
        raise _silent(table, source, error, address) from None
    if frame.empty:
        raise unusable(table, source, "gives no row", "check the query", _ALLOWED)
    return RawTable(place(source), frame, pd.Series(range(1, len(frame) + 1), dtype="int64"))


def _no_driver(table: str, source: TableSource, address: str) -> Unusable:
    """What the URL starts with names a database and a driver; only the user can have meant one."""
    given = address.partition(":")[0]
    fix = f"begin the URL in {source.url_env} with a driver that is installed"
    if given.partition("+")[0] in _POSTGRES:
        fix = f"begin the URL in {source.url_env} with {_PSYCOPG}"
        fix += ", whose driver comes with the extra tensteps[database]"
    return unusable(
        table,
        source,
        f"no driver is installed for {given}:// databases",
        fix,
        f"a URL such as {_PSYCOPG}user:password@host/name",
    )


def _silent(table: str, source: TableSource, error: BaseException, address: str) -> Unusable:
    said = _without(_said(error), address)
    wrong = f"the database did not answer ({said})"
    return unusable(table, source, wrong, "check the query", _ALLOWED)


def _said(error: BaseException) -> str:
    """The driver's own words; those around them may repeat the address, which is a secret."""
    own = getattr(error, "orig", None) or getattr(error.__cause__, "orig", None)
    return str(own) if own else type(error).__name__


def _without(said: str, secret: str) -> str:
    return said.splitlines()[0].replace(secret, "...")[:200]


def digest_of_query(table: str, source: TableSource) -> str:
    """SHA-256 of the rows that the query gives now."""
    rows = read_query(table, source).frame.to_csv(index=False)
    return hashlib.sha256(rows.encode()).hexdigest()
