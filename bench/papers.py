"""Papers printed by workers: what two of them gain over one, and what the desk feels of ten packets being printed."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
from rich.console import Console
from sqlalchemy import func, select

from bench.measure import Row, Table, percentile, turned
from bench.quote_pdf import long_quote
from bench.servers import house
from claims import migrations
from claims.demo.cast import Cast, gather
from claims.demo.desk import DemoFailed
from claims.demo.play import play
from claims.demo.timeline import Timeline
from claims.documents.archive import RENDER
from claims.documents.renderer import NICENESS
from claims.documents.worker import Press
from claims.kernel.clock import SystemClock
from claims.kernel.database import Database
from claims.kernel.logs import set_up_logging
from claims.outbox.jobs import Taken, enqueue, work
from claims.outbox.models import Job

LOOPS = 3_000_000
GAIN = (
    "The same quotes of 40 lines, waiting in the database's queue, printed by one worker and by two, each with its "
    "process; and a bare loop of Python, as niced, run twice by one process and once each by two at once. What two are "
    "faster than one is the gain, taken in turns in the same run: whatever else the machine does takes from both. "
    "`ours ÷ this` is to be at least 0.85."
)
DESK = (
    "One person who reads the claim, its papers, its bill and the duties, one request after the other with 10 ms "
    "between: while ten claim packets wait and are printed, then equally long while nothing is, then beside two bare "
    "loops of Python as niced as the press, which is what any work on all cores costs the desk. Ninety-nine of a "
    "hundred answers come within so many milliseconds; `ours ÷ this` is to be at most 2."
)
READS = ("/{claim}", "/{claim}/documents", "/{claim}/bill", "/{claim}/duties", "/{claim}/quotes")


def measured(*, rounds: int = 5, papers: int = 8, loops: int = LOOPS, packets: int = 10) -> list[Table]:
    """The gain of a second worker, and the wait at the desk."""
    return [gained(rounds=rounds, papers=papers, loops=loops), felt(rounds=rounds, packets=packets)]


def gained(*, rounds: int, papers: int, loops: int) -> Table:
    """What a second worker brings, beside what a second core brings to a bare loop."""
    with TemporaryDirectory(prefix="bench-") as folder, Shop(Path(folder), papers) as shop, Loops(loops) as bare:
        works: list[tuple[str, Callable[[], float]]] = [("workers", shop.gain), ("bare loops", bare.gain)]
        found: dict[str, list[float]] = {name: [] for name, _ in works}
        for number in range(rounds):
            for name, work_of in turned(works, number):
                found[name].append(work_of())
    rows = tuple(Row(f"two {name}, times as fast as one", tuple(seen)) for name, seen in found.items())
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    note = f"There were {cores} cores, and a load of {os.getloadavg()[0]:.1f} with this bench in it."
    return Table("A second worker", "times", GAIN, rows, (note,))


class Shop:
    """Quotes in a queue on SQLite, and a press of two with its processes warm."""

    def __init__(self, folder: Path, papers: int) -> None:
        set_up_logging("warning", "console")
        self.database = Database(f"sqlite:///{folder / 'claims.sqlite'}")
        migrations.upgrade(self.database)
        self.press, self.papers = Press(2), papers
        self.spec: dict[str, object] = {"data": long_quote(40).to_data(), "lang": "zh", "files": {}}

    def __enter__(self) -> Shop:
        with ThreadPoolExecutor(2) as both:  # both processes have printed before
            list(both.map(lambda _: self.print(), range(2)))
        return self

    def __exit__(self, *_: object) -> None:
        self.press.close()
        self.database.dispose()

    def print(self, _taken: Taken | None = None) -> None:
        """One paper, as a worker has it printed."""
        self.press.print(self.spec)  # type: ignore[arg-type]

    def gain(self) -> float:
        """How much faster two workers empty the queue than one."""
        return self.emptied(1) / self.emptied(2)

    def emptied(self, workers: int) -> float:
        """Seconds until so many workers have printed all that waits."""
        clock, stop = SystemClock(), threading.Event()
        with self.database.writing() as session:
            for _ in range(self.papers):
                enqueue(session, RENDER, {}, now=clock.now() - timedelta(seconds=1))
        threads = [
            threading.Thread(target=work, args=(self.database, {RENDER: self.print}, clock),
                             kwargs={"stop": stop, "pause_s": 0.01, "renew": True})
            for _ in range(workers)
        ]  # fmt: skip
        began = perf_counter()
        for thread in threads:
            thread.start()
        while self.waits():
            time.sleep(0.005)
        seconds = perf_counter() - began
        stop.set()
        for thread in threads:
            thread.join()
        return seconds

    def waits(self) -> bool:
        """Whether a paper is not printed yet."""
        with self.database.reading() as session:
            return bool(session.scalar(select(func.count()).where(Job.state != "done")))


class Loops:
    """Two processes that do nothing but count, niced as the press is."""

    def __init__(self, loops: int) -> None:
        self.pool, self.loops = multiprocessing.get_context("spawn").Pool(2, os.nice, (NICENESS,)), loops

    def __enter__(self) -> Loops:
        self.pool.map(count, [1, 1], chunksize=1)
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.terminate()

    def gain(self) -> float:
        """How much faster two processes count than one."""
        began = perf_counter()
        self.pool.apply(count, (2 * self.loops,))
        between = perf_counter()
        self.pool.map(count, [self.loops] * 2, chunksize=1)
        return (between - began) / (perf_counter() - between)

    def run_on(self) -> None:
        """Let both count until the block ends."""
        for _ in range(2):
            self.pool.apply_async(count, (10**12,))


def count(loops: int) -> int:
    """A bare loop."""
    total = 0
    for number in range(loops):
        total += number & 7
    return total


def felt(*, rounds: int, packets: int) -> Table:
    """How long the desk waits while packets are printed, while nothing is, and beside bare loops; equally long each."""
    busy, idle, beside, whole = list[float](), list[float](), list[float](), list[float]()
    with (
        TemporaryDirectory(prefix="bench-") as folder,
        house(Path(folder)) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        cast = gather(client, Timeline(Console(quiet=True)))
        play(cast)
        waits(cast, partial(printed, cast, issued(cast, 2)))  # every process has printed before
        for _ in range(rounds):
            ids, began = issued(cast, packets), perf_counter()
            busy.append(percentile(waits(cast, partial(printed, cast, ids)), 99))
            whole.append(perf_counter() - began)
            idle.append(percentile(waits(cast, until(whole[-1])), 99))
            with Loops(LOOPS) as loops:
                loops.run_on()
                beside.append(percentile(waits(cast, until(whole[-1])), 99))
    rows = (
        Row(f"while {packets} packets are printed", tuple(busy)),
        Row("while nothing is", tuple(idle)),
        Row("beside two bare loops, as niced", tuple(beside)),
    )
    note = f"{packets} packets took {min(whole):.0f} to {max(whole):.0f} s. The load was {os.getloadavg()[0]:.1f}."
    return Table("What the desk feels of packets", "ms, p99", DESK, rows, (note,))


def until(seconds: float) -> Callable[[], bool]:
    """Tells whether so much time has passed."""
    end = perf_counter() + seconds
    return lambda: perf_counter() > end


def issued(cast: Cast, packets: int) -> list[int]:
    """So many packets, issued and not printed; to fill them is the desk's own work and is over before it is timed."""
    said = {"form": "packet", "language": "zh"}
    return [int(cast.coordinator.send(f"/{cast.claim}/documents", "packet", said)["id"]) for _ in range(packets)]


def printed(cast: Cast, ids: Sequence[int]) -> bool:
    """Whether all these papers are printed."""
    papers = {one["id"]: one for one in cast.coordinator.get(f"/{cast.claim}/documents")}
    if faults := [papers[id]["fault"] for id in ids if papers[id]["state"] == "failed"]:
        raise DemoFailed("; ".join(faults))
    return all(papers[id]["ready"] for id in ids)


def waits(cast: Cast, over: Callable[[], bool]) -> list[float]:
    """Milliseconds of each answer to somebody who reads one thing after the other."""
    found: list[float] = []
    paths = [path.format(claim=cast.claim) for path in READS]
    while len(found) % len(paths) or not found or not over():
        began = perf_counter()
        cast.coordinator.get(paths[len(found) % len(paths)])
        found.append((perf_counter() - began) * 1000)
        time.sleep(0.01)
    return found
