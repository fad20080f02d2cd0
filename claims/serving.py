"""Starts what runs: the server, and beside it the workers that print papers and try policy drafts."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from types import FrameType

from sqlalchemy import select

from claims import migrations
from claims.audit.trials import TRY, TrialRunner
from claims.documents.archive import Printer
from claims.documents.urgency import RENDER
from claims.documents.worker import Press
from claims.files.models import StoredFile
from claims.files.store import Store
from claims.holding import hold
from claims.kernel.database import Database
from claims.kernel.errors import Refusal
from claims.kernel.logs import set_up_logging
from claims.outbox.jobs import work as work_on
from claims.settings import Settings
from claims.wiring import Wired, wire

PAPERS, TRIALS = WORKS = ("papers", "trials")
NICENESS = 10


class FilesElsewhere(Refusal):
    """The folder {folder} does not hold the newest file of this database; all machines must share one
    CLAIMS_FILES_DIR."""


def run_server(settings: Settings, *, host: str | None = None, port: int | None = None) -> None:
    """Serve on the configured address until stopped, with its workers in processes of their own."""
    with hold(settings.database_url, alone=False):
        serve(settings, host=host or settings.host, port=settings.port if port is None else port)


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Bring the database up to date and serve until a signal says stop."""
    import uvicorn

    from claims.app import build_app  # the worker beside it needs no doors

    database = Database(settings.database_url)
    migrations.upgrade(database)
    wired = wire(settings, database=database)
    closing = threading.Event()
    works = WORKS if settings.paper_workers else (TRIALS,)
    keepers = [threading.Thread(target=keep_worker, args=(settings, closing, work)) for work in works]
    for keeper in keepers:
        keeper.start()
    signal.signal(signal.SIGTERM, leave)  # uvicorn ends first, then raises the signal again
    print(f"Serving on http://{host}:{port}, the API's pages at http://{host}:{port}/schema", flush=True)
    try:
        uvicorn.run(
            build_app(settings, wired),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
        )
    finally:
        closing.set()
        for keeper in keepers:
            keeper.join()
        database.dispose()


def leave(_number: int, _frame: FrameType | None) -> None:
    """End in order when asked to."""
    sys.exit(0)


def keep_worker(settings: Settings, closing: threading.Event, work: str) -> None:
    """Keep one worker of a kind running in a process of its own until `closing`; one that died is replaced."""
    context = multiprocessing.get_context("spawn")
    while not closing.is_set():
        worker = context.Process(target=run_worker, args=(settings, work, os.getpid()))
        worker.start()
        while worker.is_alive() and not closing.wait(0.2):
            pass
        worker.terminate()
        worker.join(10)
        worker.kill()
        worker.join()
        closing.wait(1)  # never spin where workers die at once


def run_alone(settings: Settings, work: str) -> None:
    """A worker without a server beside it, as on another machine; FilesElsewhere where it would print into a void."""
    database = Database(settings.database_url)
    with database.reading() as session:
        newest = session.scalar(select(StoredFile.sha256).order_by(StoredFile.id.desc()).limit(1))
    database.dispose()
    if newest is not None and not Store(settings.files_dir).place(newest).is_file():
        raise FilesElsewhere(folder=settings.files_dir)
    run_worker(settings, work)


def run_worker(settings: Settings, work: str = PAPERS, server: int | None = None) -> None:
    """Print papers or try policy drafts that wait in the database, until a signal or the end of its `server`.

    What was begun is taken up again later.
    """
    set_up_logging(settings.log_level, settings.log_format)
    stop = threading.Event()

    def asked(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    if server is not None:
        threading.Thread(target=end_with_parent, args=(stop, server), daemon=True).start()
    wired = wire(settings, database=Database(settings.database_url))
    try:
        if work == PAPERS:
            print_papers(settings, wired, stop)
        else:
            try_drafts(settings, wired, stop)
    finally:
        wired.database.dispose()


def print_papers(settings: Settings, wired: Wired, stop: threading.Event) -> None:
    """Print the papers that wait, as many at once as configured, each in a process of its own.

    Only the first of the workers takes what was tried before, so that a paper that hangs never holds all of them.
    """
    press = Press(settings.paper_workers, memory=settings.paper_memory, papers=settings.papers_per_process)
    printer = Printer(wired.database, wired.files, wired.clock, press, limit=settings.paper_limit,
                      long_limit=settings.long_paper_limit, stop=stop)  # fmt: skip

    def work(first: bool) -> None:
        try:
            work_on(wired.database, {RENDER: printer}, wired.clock, stop=stop, pause_s=0.2, lease=settings.job_lease,
                    attempts=settings.paper_attempts, renew=True, tried=first, mourner=printer.give_up)  # fmt: skip
        finally:
            stop.set()  # a fault that ends one worker ends the process, and whoever keeps it starts another

    workers = [threading.Thread(target=work, args=(place == 0,)) for place in range(settings.paper_workers)]
    try:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    finally:
        press.close()


def try_drafts(settings: Settings, wired: Wired, stop: threading.Event) -> None:
    """Try the drafts that wait, on every core, behind whatever else the machine has to do."""
    os.nice(NICENESS)
    runner = TrialRunner(wired.database, wired.machine, wired.clock, stop)
    work_on(wired.database, {TRY: runner}, wired.clock, stop=stop, pause_s=0.5, lease=settings.job_lease,
            attempts=settings.job_attempts, renew=True)  # fmt: skip


def end_with_parent(stop: threading.Event, parent: int) -> None:
    """Stop when the process that started this one is gone, killed or not."""
    while os.getppid() == parent:
        if stop.wait(1):
            return
    stop.set()
