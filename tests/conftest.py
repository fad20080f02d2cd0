"""Fixtures for every test: migrated databases, SQLite and PostgreSQL, each test in its own."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, NullPool, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.util import LRUCache

from claims import migrations
from claims.kernel.database import Database

# a busy machine is no fault of what is tested
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

POSTGRES = os.environ.get("CLAIMS_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a quick run leave the slower half out: --databases sqlite."""
    parser.addoption("--databases", default="sqlite,postgres", help="which databases to test on")


def pytest_configure(config: pytest.Config) -> None:
    """Tests that take a minute or so are marked `long`."""
    config.addinivalue_line("markers", "long: begun before all others, so that they run beside them")


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays; to look through it for garbage takes seconds each time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests come first, whatever the order of the others."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Every test has its own engine; what SQL a statement becomes is worked out once for all of a kind, not in each."""
    first: dict[str, Engine] = {}
    statements: Any = LRUCache(2_000)

    def engine_like_the_first(url: Any, **how: Any) -> Engine:
        engine = create_engine(url, execution_options={"compiled_cache": statements}, **how)
        if engine.dialect.name not in first:
            known = create_engine("sqlite://") if engine.dialect.name == "sqlite" else create_engine(url)
            try:
                known.connect().close()  # the dialect learns at its first connection what the server can do
            except OperationalError:
                return engine
            known.dispose()
            first[engine.dialect.name] = known
        engine.dialect = first[engine.dialect.name].dialect
        return engine

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("claims.kernel.database.create_engine", engine_like_the_first)
        yield


def postgres_fault() -> str:
    """Why PostgreSQL cannot be used here; empty when it can."""
    try:
        with create_engine(POSTGRES, connect_args={"connect_timeout": 3}).connect():
            return ""
    except OperationalError as fault:
        return str(fault).splitlines()[0]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that uses a database runs on each kind."""
    if "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", metafunc.config.getoption("--databases").split(","), scope="session")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "claims.sqlite"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A migrated PostgreSQL database of this run; without a server the half is skipped, in CI it fails."""
    if fault := postgres_fault():
        if os.environ.get("CI"):
            pytest.fail(f"the PostgreSQL half must run in CI: {fault}")
        pytest.skip(f"no PostgreSQL here, this half did not run: {fault}")
    name = f"claims_test_{uuid4().hex[:12]}"
    run_on_server(f'CREATE DATABASE "{name}"')
    run_on_server(f'ALTER DATABASE "{name}" SET synchronous_commit = off')  # a crash may cost a test its rows

    address = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    database = Database(address)
    migrations.upgrade(database)
    database.dispose()
    yield address
    run_on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def empty(address: str) -> None:
    """Delete every row and start every number anew; far faster than a database for each test."""
    engine = create_engine(address, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))  # no foreign key stands in the way
        tables = [f'"{name}"' for name in inspect(connection).get_table_names() if name != "alembic_version"]
        filled = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in tables)
        for name in connection.scalars(text(filled)).all():
            connection.execute(text(f"DELETE FROM {name}"))
        for sequence in connection.scalars(text("SELECT sequencename FROM pg_sequences WHERE last_value > 0")).all():
            connection.execute(text(f'ALTER SEQUENCE "{sequence}" RESTART'))
    engine.dispose()


def run_on_server(statement: str) -> None:
    """One statement outside any transaction."""
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def database(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A fresh, migrated database of each kind."""
    if database_kind == "sqlite":
        path = tmp_path / "claims.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        found = Database(f"sqlite:///{path}")
        yield found
        found.dispose()
        return
    address = request.getfixturevalue("postgres_address")
    found = Database(address)
    yield found
    found.dispose()
    empty(address)
