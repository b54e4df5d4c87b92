"""The desk's database: SQLite in a file, or PostgreSQL by its URL; its tables, brought up to date when it is opened."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from hasila.errors import InputError

_MIGRATIONS = Path(__file__).parent / "migrations"
_DIALECTS = ("sqlite", "postgresql")
_LOCK = 7_452_345
"""The number of PostgreSQL's lock on writing to a desk."""
_BUSY_SECONDS = 15
"""How long a write waits for the writes of this process, and then for those of others."""

_tables = sa.MetaData()
DOCUMENTS = sa.Table(
    "documents",
    _tables,
    sa.Column("key", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("id", "sha256", "date", "title", "meta", "text")),
)
REVISIONS = sa.Table(
    "revisions",
    _tables,
    sa.Column("serial", sa.Integer, primary_key=True),
    sa.Column("document", sa.Integer),
    sa.Column("revision", sa.Integer),
    *(sa.Column(name, sa.Text) for name in ("when", "who", "action", "note", "what", "model")),
    *(sa.Column(name, sa.Text) for name in ("state", "spans", "tolls")),
)
HEADS = sa.Table(
    "heads",
    _tables,
    sa.Column("document", sa.Integer, primary_key=True),
    sa.Column("revision", sa.Integer),
    sa.Column("state", sa.Text),
    sa.Column("tolls", sa.Integer),
    sa.Column("lowest", sa.Float),
    sa.Column("harms", sa.Text),
    sa.Column("places", sa.Text),
)


class Database:
    """A database whose writes come one after the other; each is on the disk when its block ends."""

    def __init__(self, engine: sa.Engine) -> None:
        """Take an engine, as `open_database` makes it."""
        self._engine = engine
        self._writing = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a transaction that sees one state."""
        with self._engine.connect() as opened:
            postgresql = opened.dialect.name == "postgresql"
            connection = opened.execution_options(isolation_level="REPEATABLE READ") if postgresql else opened
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a transaction that no other write is beside, from the first moment on, in this process or another."""
        with self._turn(), self._engine.connect() as opened:
            connection = opened.execution_options(desk_writes=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the writes before this one; while another program keeps the store, they could be many."""
        if not self._writing.acquire(timeout=_BUSY_SECONDS):
            raise PoolTimeoutError("other writes take too long")
        try:
            yield
        finally:
            self._writing.release()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def open_database(store: str) -> Database:
    """Return the database of a file or a URL, with the tables that this version needs.

    Raises InputError if it cannot be opened, is another program's or was written by a newer version.
    """
    url = _url(store)
    shown = url.render_as_string(hide_password=True) if "://" in store else store
    try:
        database = Database(_engine(url))
        with database.writing() as connection:
            _bring_up_to_date(connection, shown)
    except ModuleNotFoundError as error:
        raise InputError(
            f"{shown}: needs the package {error.name}; install it with: pip install {error.name}"
        ) from None
    except (SQLAlchemyError, OSError) as error:
        raise InputError(f"{shown}: cannot be opened as a desk: {database_says(error)}") from None
    return database


def _url(store: str) -> sa.URL:
    if "://" not in store:
        return _file_url(store)
    try:
        url = sa.make_url(store)
    except ArgumentError:
        raise InputError(
            "--store is not a valid URL; a desk is a file, or postgresql+psycopg://USER@HOST/NAME"
        ) from None
    if url.get_backend_name() not in _DIALECTS:
        raise InputError(f"--store is a URL of {url.get_backend_name()}; a desk is a file, or postgresql://...")
    return url


def _file_url(store: str) -> sa.URL:
    if store in {"", ":memory:"}:
        raise InputError(f"--store is {store!r}, which would be lost when the service ends; name a file")
    if not (folder := Path(store).parent).is_dir():
        raise InputError(f"{store}: there is no folder {folder}; make it first")
    return sa.URL.create("sqlite", database=store)


def _engine(url: sa.URL) -> sa.Engine:
    try:
        # What a statement is given may hold texts, which no message shows.
        engine = sa.create_engine(url, hide_parameters=True, pool_size=8, max_overflow=56, pool_pre_ping=True)
    except NoSuchModuleError as error:
        raise InputError(f"--store: {database_says(error)}") from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:
    """Let what is committed be on the disk, and leave transactions to `_begin`."""
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={_BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("desk_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(connection: sa.Connection, shown: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    _refuse_others(connection, shown)

    def steps(revision: Any, _: MigrationContext) -> Any:
        return script._upgrade_revs("head", revision)  # noqa: SLF001 - what alembic's own command calls

    try:
        with EnvironmentContext(config, script, fn=steps) as environment:
            environment.configure(connection=connection)
            environment.run_migrations()
    except CommandError:
        raise InputError(f"{shown}: was written by a newer hasila; install that one") from None


def _refuse_others(connection: sa.Connection, shown: str) -> None:
    tables = set(sa.inspect(connection).get_table_names())
    if tables and "alembic_version" not in tables:
        raise InputError(f"{shown}: holds the tables of another program; name another store")


def database_says(error: Exception) -> str:
    """Return the first line of what a database says of an error."""
    return str(getattr(error, "orig", None) or error).partition("\n")[0]
