"""Rendering away from the desk: a job is plain data, and a niced process of its own does it."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, NotRequired, TypedDict

from claims.kernel.errors import Fault, Refusal
from claims.kernel.texts import LANGUAGES

if TYPE_CHECKING:
    from claims.documents.fetcher import Files

NICENESS = 10


class Job(TypedDict):
    """What a rendering needs: a form's `to_data()`, the language, and its files by name (bytes or paths).

    Where `over` names a file, that one's pages are marked as cancelled, and the data are the opposite paper's.
    """

    data: dict[str, Any]
    lang: str
    files: Files
    over: NotRequired[str]


class PressStuck(Refusal):
    """The paper was not printed within {seconds} seconds; try again, and look at its files if it happens twice."""

    status = 503


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


@dataclass(frozen=True)
class Refused:
    """A refusal on its way back from the rendering process."""

    kind: type[Refusal]
    values: dict[str, object]
    faults: tuple[Fault, ...]


def render_apart(spec: Job, place: Path) -> Refused | None:
    """As `print_job`, in the other process: a refusal comes back as data, for it cannot be pickled itself."""
    try:
        with place.open("wb") as out:
            print_job(spec, out)
    except Refusal as refusal:
        return Refused(type(refusal), dict(refusal.values), refusal.faults)
    return None


class Press:
    """A pool of rendering processes. Where one dies or hangs all are replaced, whoever waited is told to try again."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers
        self.pool = self.start()

    def start(self) -> ProcessPoolExecutor:
        """Fresh processes that share nothing with this one."""
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=step_back)

    def print(self, spec: Job, timeout_s: float = 120.0) -> bytes:
        """The PDF of a job; its own refusal, or PressStuck where it took too long or its process died."""
        pool = self.pool
        with TemporaryDirectory() as folder:  # a packet through a pipe would stand in memory several times
            place = Path(folder) / "paper.pdf"
            try:
                refused = pool.submit(render_apart, spec, place).result(timeout_s)
            except (TimeoutError, BrokenProcessPool) as fault:
                self.replace(pool)
                raise PressStuck(seconds=int(timeout_s)) from fault
            if refused is not None:
                raise refused.kind(faults=refused.faults, **refused.values)
            return place.read_bytes()

    def replace(self, pool: ProcessPoolExecutor) -> None:
        """End the processes of a pool that is stuck and start others, unless somebody else did so already."""
        if pool is self.pool:
            self.pool = self.start()
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the processes once their present papers are done."""
        self.pool.shutdown(wait=True, cancel_futures=True)


def end_with_parent() -> None:
    """A process whose parent was killed would wait for papers for ever: it ends too."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def step_back() -> None:
    """Let the desk go first, and have fonts and style ready before the first paper."""
    from claims.documents.render import fonts, styles

    os.nice(NICENESS)
    threading.Thread(target=end_with_parent, daemon=True).start()
    fonts()
    for lang in LANGUAGES:
        styles(lang)
