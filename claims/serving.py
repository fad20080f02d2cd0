"""Starts what runs: the server, and the worker that prints papers beside it."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from pathlib import Path
from types import FrameType

import uvicorn
from sqlalchemy.engine import make_url

from claims import migrations
from claims.app import build_app
from claims.documents.archive import RENDER, Printer
from claims.documents.worker import Press
from claims.kernel.database import Database
from claims.outbox.jobs import work
from claims.settings import Settings
from claims.wiring import wire


def open_database(settings: Settings) -> Database:
    """The configured database; the folder of an SQLite file is made where it is missing."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    return Database(settings.database_url)


def run_server(settings: Settings, *, host: str | None = None, port: int | None = None) -> None:
    """Serve on the configured address until stopped, with a paper worker in a process of its own."""
    database = open_database(settings)
    migrations.upgrade(database)
    wired = wire(settings, database=database)
    helper = multiprocessing.get_context("spawn").Process(target=run_worker, args=(settings,), daemon=False)
    helper.start()
    try:
        uvicorn.run(
            build_app(settings, wired),
            host=host or settings.host,
            port=settings.port if port is None else port,
            log_config=None,
            access_log=False,
        )
    finally:
        helper.terminate()
        helper.join(10)
        database.dispose()


def run_worker(settings: Settings) -> None:
    """Print papers that wait in the database, until a signal says stop; what was begun is taken up again later."""
    stop = threading.Event()

    def asked(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    wired = wire(settings, database=open_database(settings))
    press = Press(workers=1)
    try:
        printer = Printer(wired.database, wired.files, wired.clock, press)
        work(
            wired.database,
            {RENDER: printer},
            wired.clock,
            stop=stop,
            pause_s=0.2,
            lease=settings.job_lease,
            attempts=settings.job_attempts,
        )
    finally:
        press.close()
        wired.database.dispose()
