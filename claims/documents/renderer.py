"""The rendering process itself: it steps back behind the desk, prints what comes, and says what it is doing."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import threading
import time
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from claims.kernel.errors import Fault, Refusal
from claims.kernel.texts import LANGUAGES

NICENESS = 10
GRACE_S = 30  # beyond its time limit a process that nobody watches any more ends by itself
RARELY = (200_000, 50, 100)  # when memory is searched for what can be thrown away: a paper is many small boxes
Doing = dict[str, Any]
STEPS = {"Step 1": "reading", "Step 4": "layout", "Step 5": "layout", "Step 6": "writing"}


@dataclass(frozen=True)
class Refused:
    """A refusal on its way back from the rendering process: as it is it cannot be pickled."""

    kind: type[Refusal]
    values: dict[str, object]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Broken:
    """A fault of ours on its way back, as the words of its trace."""

    trace: str


class Teller(logging.Handler):
    """Says on the line what the printing library logs of its progress: the step, and the page that is laid out."""

    def __init__(self, line: Connection) -> None:
        super().__init__()
        self.line = line

    def emit(self, record: logging.LogRecord) -> None:
        """One word of progress."""
        step = STEPS.get(str(record.msg)[:6])
        if step is None:
            return
        said: Doing = {"step": step}
        if "Page %d" in record.msg and isinstance(record.args, tuple):
            said["page"] = record.args[0]
        self.line.send(said)


def run_renderer(line: Connection) -> None:
    """Print the jobs that come on the line, each to its place within its time limit, until the line is closed."""
    from claims.documents.worker import print_job

    step_back()
    tell_progress(line)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            spec, place, limit_s = line.recv()
            signal.alarm(int(limit_s) + GRACE_S)
            fault: Refused | Broken | None = None
            try:
                with place.open("wb") as out:
                    print_job(spec, out)
            except Refusal as refusal:
                fault = Refused(type(refusal), dict(refusal.values), refusal.faults)
            except Exception:  # whatever it is, it is told to whoever looks after the house
                fault = Broken(traceback.format_exc())
            signal.alarm(0)
            line.send(fault)


def step_back() -> None:
    """Let the desk go first, and have fonts and style ready before the first paper."""
    from claims.documents.render import fonts, styles

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who ends the house ends this process in order
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    os.nice(NICENESS)
    with contextlib.suppress(OSError):  # where memory runs out, a paper is lost before the desk is
        Path("/proc/self/oom_score_adj").write_text("1000")
    fonts()
    for lang in LANGUAGES:
        styles(lang)
    gc.collect()
    gc.freeze()  # what is made once is not looked through again and again
    gc.set_threshold(*RARELY)


def tell_progress(line: Connection) -> None:
    """Have the printing library's progress told on the line."""
    log = logging.getLogger("weasyprint.progress")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(Teller(line))


def end_with_parent(parent: int) -> None:
    """End at once when the process that started this one is gone, killed or not."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
