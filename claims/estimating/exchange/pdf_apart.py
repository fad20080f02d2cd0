"""A PDF of unknown origin read in a process of its own, with little memory, little time and nothing else to reach."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from claims.estimating.exchange import limits
from claims.estimating.exchange.pdf_words import PageText, Papers, RuledCell, Word
from claims.kernel.errors import Refusal

MEMORY = 1 << 30
SECONDS = 20  # of computing; waiting for a busy machine may take three times as long
ROOT = Path(__file__).parents[3]
OUT_OF_MEMORY = 3
AT_ONCE = threading.BoundedSemaphore(2)


def read_apart(data: bytes) -> Papers:
    """The pages as `read_pages` gives them, with its refusals; PdfTooHeavy where the process ran out of its limits."""
    keep = ("PATH", "LANG", "PYTHONPYCACHEPREFIX", "PYTHONUTF8")
    surroundings = {name: os.environ[name] for name in keep if name in os.environ} | {"PYTHONPATH": str(ROOT)}
    with AT_ONCE:
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "claims.estimating.exchange.pdf_apart"], input=data, env=surroundings,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=3 * SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as fault:
            raise limits.PdfTooHeavy from fault
    if done.returncode == 1:  # pdfminer stumbled over something that no sound PDF has
        raise limits.PdfDamaged
    if done.returncode:
        raise limits.PdfTooHeavy
    told = json.loads(done.stdout)
    if "refused" in told:
        raise getattr(limits, told["refused"])(**told["values"])
    return _papers(told)


def _papers(told: dict[str, Any]) -> Papers:
    pages = [
        PageText(
            page["number"],
            tuple(Word(**word) for word in page["words"]),
            tuple(
                tuple(RuledCell(tuple(cell["box"]), tuple(Word(**word) for word in cell["words"])) for cell in table)
                for table in page["tables"]
            ),
            tuple((height, left, right) for height, left, right in page["rules"]),
        )
        for page in told.pop("pages")
    ]
    return Papers(pages, **told)


def main() -> None:
    """The process: bytes in, pages or a refusal out."""
    from claims.estimating.exchange.pdf_pages import read_pages  # the library is loaded here alone

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        told = asdict(read_pages(sys.stdin.buffer.read()))
    except Refusal as refusal:
        told = {"refused": type(refusal).__name__, "values": refusal.values}
    except Exception as fault:
        sys.exit(OUT_OF_MEMORY if ran_out(fault) else 1)
    json.dump(told, sys.stdout)


def ran_out(fault: BaseException | None) -> bool:
    """Whether memory was what lacked, however the library wrapped it."""
    while fault is not None:
        if isinstance(fault, MemoryError) or any(isinstance(one, MemoryError) for one in fault.args):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


if __name__ == "__main__":
    main()
