"""Rendering away from the desk: a job is plain data, and a niced process of its own does it."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, NotRequired, Protocol, TypedDict

from claims.documents.renderer import Broken, Doing, Refused, run_renderer
from claims.kernel.errors import Refusal

if TYPE_CHECKING:
    from claims.documents.fetcher import Files

MIB = 1024 * 1024
MEMORY = 1024 * MIB  # what a process may hold, bytes
PAPERS = 200  # printed by one process before another takes its place
LOOK_S = 0.1  # between two looks at a process that prints
LAST_WORDS_S = 3.0  # for a paper that is nearly printed when the house closes


class Job(TypedDict):
    """What a rendering needs: a form's `to_data()`, the language, and its files by name (bytes or paths).

    Where `over` names a file, that one's pages are marked as cancelled, and the data are the opposite paper's.
    """

    data: dict[str, Any]
    lang: str
    files: Files
    over: NotRequired[str]


class PressDied(Refusal):
    """The process that printed the paper ended in the middle."""

    status = 503


class PressFull(Refusal):
    """The paper needs more than the {mib} MiB of memory that are given to one; look at the size of its files."""

    status = 503


class RenderingFault(Exception):
    """Printing met a fault of ours; the words are its trace in the other process."""


class PressStopped(Exception):
    """Printing was called off: the house is closing."""


class PressStuck(Refusal):
    """The paper was not printed within {seconds} seconds; try again, and look at its files if it happens twice."""

    status = 503


class StopFlag(Protocol):
    """Tells whether somebody asked to stop."""

    def is_set(self) -> bool: ...


def render_job(spec: Job) -> bytes:
    """The PDF of a job; raises what the form or its files are refused for."""
    out = BytesIO()
    print_job(spec, out)
    return out.getvalue()


def print_job(spec: Job, out: BinaryIO) -> None:
    """Write the PDF of a job, without ever having all of it in memory."""
    # Only a process that prints loads the printing libraries: they take seconds.
    from claims.documents.forms import read_form
    from claims.documents.marking import marked
    from claims.documents.render import print_pdf

    form = read_form(spec["data"])
    if "over" in spec:
        out.write(marked(spec["files"][spec["over"]], form, spec["lang"]))
    else:
        print_pdf(out, form, spec["lang"], spec["files"])


class Renderer:
    """One rendering process: it prints one paper after the other, and shares nothing with this one."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=run_renderer, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.printed = 0

    def memory(self) -> int:
        """The bytes it holds; 0 where the system does not say."""
        try:
            return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            return 0

    @contextmanager
    def killed_after(self, seconds: float) -> Iterator[None]:
        """Killed where the block takes longer: whatever waits for its words or its ear then meets a closed line."""
        timer = threading.Timer(seconds, self.process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def end(self) -> None:
        """End it, whatever it does."""
        self.line.close()
        self.process.kill()
        self.process.join()


class Press:
    """A pool of rendering processes, started when they are needed. One that dies, hangs or eats memory is replaced."""

    def __init__(self, workers: int = 1, *, memory: int = MEMORY, papers: int = PAPERS) -> None:
        self.memory, self.papers = memory, papers
        self.seats = threading.BoundedSemaphore(workers)
        self.idle: list[Renderer] = []
        self.closed = False

    def print(
        self, spec: Job, timeout_s: float = 120.0, *, doing: Doing | None = None, stop: StopFlag | None = None
    ) -> bytes:
        """The PDF of a job; its own refusal, or why there is none: PressStuck, PressFull, PressDied.

        What is being done is written into `doing` as it goes. PressStopped soon after `stop` is set.
        """
        until = time.monotonic() + timeout_s
        if not self.seats.acquire(timeout=timeout_s):
            raise PressStuck(seconds=int(timeout_s))
        try:
            with TemporaryDirectory() as folder:  # a packet through a pipe would stand in memory several times
                place = Path(folder) / "paper.pdf"
                fault = self.print_to(place, spec, until, doing, stop)
                if fault is None:
                    return place.read_bytes()
        finally:
            self.seats.release()
        if isinstance(fault, Broken):
            raise RenderingFault(fault.trace)
        raise fault.kind(faults=fault.faults, **fault.values)

    def print_to(
        self, place: Path, spec: Job, until: float, doing: Doing | None, stop: StopFlag | None
    ) -> Refused | Broken | None:
        """Have a process write the PDF of a job to a file; what kept it from that, if anything did."""
        renderer, limit_s = self.take(), until - time.monotonic()
        try:
            with renderer.killed_after(limit_s):
                fault = self.watch(renderer, (spec, place, limit_s), doing, stop)
        except (EOFError, OSError) as broken:
            renderer.end()
            raise (PressStuck(seconds=round(limit_s)) if time.monotonic() >= until else PressDied()) from broken
        except BaseException:
            renderer.end()
            raise
        self.put_back(renderer)
        return fault

    def take(self) -> Renderer:
        """A process that waits for work, or a fresh one."""
        while self.idle:
            renderer = self.idle.pop()
            if renderer.process.is_alive():
                return renderer
            renderer.end()
        return Renderer()

    def put_back(self, renderer: Renderer) -> None:
        """Let a process wait for its next paper, unless it has printed enough."""
        renderer.printed += 1
        if self.closed or renderer.printed >= self.papers:
            renderer.end()
        else:
            self.idle.append(renderer)

    def watch(
        self, renderer: Renderer, work: tuple[Job, Path, float], doing: Doing | None, stop: StopFlag | None
    ) -> Refused | Broken | None:
        """What a process makes of a job, watched all the while."""
        renderer.line.send(work)
        looks = 0
        while looks * LOOK_S < LAST_WORDS_S:
            if renderer.line.poll(LOOK_S):
                said: Doing | Refused | Broken | None = renderer.line.recv()
                if not isinstance(said, dict):
                    return said
                if doing is not None:
                    doing.update(said)
            if renderer.memory() > self.memory:
                raise PressFull(mib=self.memory // MIB)
            looks += stop is not None and stop.is_set()
        raise PressStopped()

    def close(self) -> None:
        """End the processes that wait now, and the others once their papers are done."""
        self.closed = True
        while self.idle:
            self.idle.pop().end()
