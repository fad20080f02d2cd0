"""Uploaded PDFs inside a packet: opened in another process, counted, and laid onto numbered sheets of our own.

Only what a page shows is taken over. Scripts, links and forms of a foreign PDF never reach the packet.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydyf  # type: ignore[import-untyped]

from claims.documents.fetcher import Files
from claims.documents.heavy import Heavy
from claims.documents.packet.form import UploadedPaper

MEBIBYTE = 2**20
LIMITS = {
    "pages": 200,  # of one uploaded paper; a longer one is handed over beside the packet
    "bytes": 100 * MEBIBYTE,  # that one paper adds to the packet
    "unpacked": 512 * MEBIBYTE,  # that the streams of one paper unpack to, and each of its pictures
    "text": 16 * MEBIBYTE,  # of all that is no stream
    "objects": 50_000,
    "stamps": 500,  # annotations that are shown, on one page
    "side": 200_000,  # points: 70 meters
    "memory": 1024 * MEBIBYTE,  # of the process that opens them
    "seconds": 15,  # of computing for one paper
    "all_seconds": 45,
}
MOST_PAGES = LIMITS["pages"]
PATIENCE = 75  # seconds until whatever is not opened by then is given up; less than printing has
MILLIMETER = 72 / 25.4
LEFT, RIGHT, BOTTOM, TOP = 14 * MILLIMETER, 196 * MILLIMETER, 18 * MILLIMETER, 270 * MILLIMETER
PLACEHOLDER = re.compile(rb"\0([0-9]+)\0")


@dataclass(frozen=True)
class Drawing:
    """One foreign page as it will be shown: which object of its paper draws it, and its size in points."""

    drawing: int
    width: float
    height: float


@dataclass(frozen=True)
class Sheets:
    """An uploaded paper as it will be shown: its pages, or one sheet that says what is the trouble with it."""

    number: int
    paper: UploadedPaper
    pages: tuple[Drawing, ...] = ()
    trouble: str = ""  # "missing", "broken", "encrypted", "too_long", "too_large"
    objects: tuple[list[Any], ...] = ()
    streams: Path | None = None

    @property
    def count(self) -> int:
        """How many sheets the packet keeps for it."""
        return max(1, len(self.pages))

    def anchor(self, sheet: int) -> str:
        """The name of a sheet inside the packet."""
        return f"paper-{self.number}-{sheet}"


def open_papers(papers: Sequence[UploadedPaper], files: Files, folder: Path) -> list[Sheets]:
    """Every uploaded paper, opened as far as it can be; nothing here refuses. `folder` holds what they show."""
    jobs = []
    for number, paper in enumerate(papers, start=1):
        source = files.get(paper.file)
        if isinstance(source, bytes):
            (folder / f"{number}.pdf").write_bytes(source)
            source = folder / f"{number}.pdf"
        if source is not None and source.is_file():
            jobs.append((str(source.absolute()), str(folder / f"{number}.streams")))
    deadline = time.monotonic() + PATIENCE
    while jobs and (left := deadline - time.monotonic()) > 0:
        run(jobs, folder, left)
        done = [job for job in jobs if Path(f"{job[1]}.json").is_file()]
        # The process was ended by force over the first that has no result: the next one starts behind it.
        jobs = jobs[len(done) + 1 :]
    return [opened(number, paper, files, folder) for number, paper in enumerate(papers, start=1)]


def run(jobs: Sequence[tuple[str, str]], folder: Path, seconds: float) -> None:
    """Have a process open the papers, with nothing of our surroundings but what Python needs."""
    command = [sys.executable, "-P", "-X", "utf8", "-m", "claims.documents.foreign.process"]
    kept = {name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX", "SYSTEMROOT") if name in os.environ}
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(  # noqa: S603 - our own module
            command,
            input=json.dumps({"limits": LIMITS, "papers": jobs}).encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=kept,
            timeout=seconds,
            check=False,
        )


def opened(number: int, paper: UploadedPaper, files: Files, folder: Path) -> Sheets:
    """What became of one paper."""
    source = files.get(paper.file)
    if source is None or (isinstance(source, Path) and not source.is_file()):
        return Sheets(number, paper, trouble="missing")
    streams = folder / f"{number}.streams"
    try:
        found = json.loads(Path(f"{streams}.json").read_bytes())
    except FileNotFoundError:
        return Sheets(number, paper, trouble="too_large")
    if found["trouble"]:
        return Sheets(number, paper, trouble=found["trouble"])
    pages = tuple(Drawing(**page) for page in found["pages"])
    return Sheets(number, paper, pages, "", tuple(found["objects"]), streams)


def lay_in(pdf: pydyf.PDF, anchors: Sequence[set[str]], papers: Sequence[Sheets]) -> None:
    """Lay every foreign page onto its sheet, scaled to fit; `anchors` are the names on each of our pages."""
    place_of = {name: place for place, names in enumerate(anchors) for name in names}
    sheets = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    for paper in papers:
        first = len(pdf.objects) - 1
        for each in paper.objects:
            pdf.add_object(Foreign(first, paper.streams, *each))
        for place, page in enumerate(paper.pages, start=1):
            lay_on(pdf, sheets[place_of[paper.anchor(place)]], page, first + page.drawing, paper.anchor(place))


def lay_on(pdf: pydyf.PDF, sheet: pydyf.Dictionary, page: Drawing, drawing: int, name: str) -> None:
    """Lay one foreign page into the frame of a sheet, upright and centered, under what we print ourselves."""
    scale = min((RIGHT - LEFT) / page.width, (TOP - BOTTOM) / page.height, 1.0)
    x, y = LEFT + ((RIGHT - LEFT) - page.width * scale) / 2, TOP - page.height * scale
    pdf.objects[int(sheet["Resources"].split()[0])]["XObject"][name] = pdf.objects[drawing].reference
    under = pydyf.Stream([f"q {scale:.9f} 0 0 {scale:.9f} {x:.4f} {y:.4f} cm /{name} Do Q"])
    pdf.add_object(under)
    sheet["Contents"] = pydyf.Array([under.reference, sheet["Contents"]])


class Foreign(Heavy):
    """One object of a foreign paper under its number in the packet; a stream is read from disk when it is written."""

    def __init__(self, first: int, streams: Path | None, text: str, place: int = -1, size: int = 0) -> None:
        super().__init__()
        spelled = text.encode("latin-1")
        self.text = PLACEHOLDER.sub(lambda match: b"%d 0 R" % (first + int(match[1])), spelled)
        self.streams, self.place, self.size = streams, place, size

    def content(self) -> bytes:
        """The object as it is written."""
        if self.place < 0 or self.streams is None:
            return self.text
        with self.streams.open("rb") as file:
            file.seek(self.place)
            data = file.read(self.size)
        return self.text.removesuffix(b">>") + b"/Length %d>>\nstream\n" % self.size + data + b"\nendstream"
