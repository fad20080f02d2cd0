"""The database: one declarative base, exact column types, and sessions that read or write as one transaction."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Engine, Integer, MetaData, create_engine, event
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware point in time; stored as UTC, returned as UTC; refuses naive times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table; datetimes are aware."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment()}  # noqa: RUF012


class HasLife:
    """Columns of a row with a life; only the workflow machine writes them."""

    state: Mapped[str]
    version: Mapped[int] = mapped_column(Integer, default=0)


class Gate:
    """Lets writers of this process through one at a time, first come first served."""

    def __init__(self) -> None:
        self._mutex, self._waiting, self._busy = threading.Lock(), deque[threading.Event](), False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, hold it for the block, pass it on."""
        mine = threading.Event()
        with self._mutex:
            if self._busy:
                self._waiting.append(mine)
            else:
                self._busy = True
                mine.set()
        mine.wait()
        try:
            yield
        finally:
            with self._mutex:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._busy = False


class Database:
    """An engine with two doors: `reading()` and `writing()`; each block is one transaction.

    `info` is what every session carries in its own `info`, such as the store of files.
    """

    def __init__(self, url: str, info: Mapping[str, Any] | None = None) -> None:
        self.info = dict(info or {})
        self.url, self.sqlite = url, url.startswith("sqlite")
        self.engine = sqlite_engine(url) if self.sqlite else create_engine(url, pool_size=20, pool_pre_ping=True)
        self._writers = self.engine.execution_options(begin_immediate=True)
        self._gate = Gate()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes are never kept."""
        with Session(self.engine, autoflush=False, info=self.info) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end of the block and rolls everything back on any exception."""
        if not self.sqlite:
            with Session(self._writers, info=self.info) as session, session.begin():
                yield session
            return
        with self._gate.turn(), Session(self._writers, info=self.info) as session, session.begin():
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def sqlite_engine(url: str) -> Engine:
    """An SQLite engine that is safe for money: WAL, full sync, foreign keys, BEGIN IMMEDIATE for writers.

    The folder of the file is made where it is missing.
    """
    file = make_url(url).database
    if file not in (None, "", ":memory:"):
        Path(str(file)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 30}, pool_size=20, max_overflow=40)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not open transactions behind SQLAlchemy's back
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("begin_immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine
