"""The process in which foreign PDFs are opened, with its time and its memory limited.

    python -m claims.documents.foreign.process   reads {"limits": …, "papers": [[path, path of the result], …]}

It holds no secret and may be killed at any moment. Beside each result's streams stands an index: the drawing of each
page and the objects it is made of, spelled anew from what a drawing may consist of. Actions, links, scripts, forms,
embedded files, references to other files and whatever else a page carries have no way into it.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import sys
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import NameObject

from claims.documents.foreign.pages import Pages, pages_of
from claims.documents.foreign.values import TooMuch


class OutOfTime(BaseException):
    """The time for one paper is over; no library that catches Exception holds it up."""


def clean(source: str, target: str, limits: dict[str, int]) -> dict[str, Any]:
    """The drawings of one paper, its streams written to `target`; or the trouble with it."""
    with open(source, "rb") as file, open(target, "wb") as out:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"trouble": "encrypted"}
        copied = Pages(limits, out)
        pages = [copied.page(page) for page in pages_of(reader, limits["pages"])]
        copied.settle()
    return {"trouble": "" if pages else "broken", "pages": pages, "objects": copied.objects}


def out_of_time(*_: object) -> None:
    raise OutOfTime


def timed(work: Callable[[], dict[str, Any]], seconds: float) -> dict[str, Any]:
    """The result of some work within its time of computing; what stops it is a trouble of its paper."""
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            return work()
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except TooMuch as fault:
        return {"trouble": fault.trouble}
    except (OutOfTime, MemoryError, LimitReachedError):
        return {"trouble": "too_large"}
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError,
            NotImplementedError, OSError, EOFError, ArithmeticError, zlib.error):  # fmt: skip  # what damage sets off
        return {"trouble": "broken"}


def main() -> None:
    """Clean every paper named on standard input; each has its own time, all share one amount of memory."""
    asked = json.load(sys.stdin)
    limits = asked["limits"]
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, out_of_time)
    logging.disable(logging.CRITICAL)
    NameObject.CHARSETS = ("latin1",)  # byte by byte: a name must match what the content of a page calls it
    left = float(limits["all_seconds"])
    for source, target in asked["papers"]:
        before = resource.getrusage(resource.RUSAGE_SELF)
        found = timed(partial(clean, source, target, limits), max(0.01, min(left, limits["seconds"])))
        with open(f"{target}.new", "w", encoding="utf-8") as index:
            json.dump(found, index)
        os.replace(f"{target}.new", f"{target}.json")
        after = resource.getrusage(resource.RUSAGE_SELF)
        left -= after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()
