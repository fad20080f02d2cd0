"""What the tests of issued papers do again and again: issue, print what waits, fetch, read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier
from typing import Any

import httpx
from pypdf import PdfReader
from sqlalchemy import func, select

from claims.audit.verify import verify
from claims.documents.archive import Printer
from claims.documents.previews import Previews
from claims.documents.urgency import RENDER
from claims.documents.worker import Job, render_job
from claims.files.models import StoredFile
from claims.kernel.clock import Clock, SystemClock
from claims.kernel.database import Database
from claims.outbox.jobs import work_once
from tests.stories.make import House


class PressHere:
    """Prints in this process, at once."""

    def print(self, spec: Job, timeout_s: float = 0, **_watched: Any) -> bytes:
        """The PDF of a job."""
        return render_job(spec)

    def close(self) -> None:
        """Nothing runs apart."""


def papers_path(house: House) -> str:
    """The address of the claim's papers."""
    return f"/{house.cast.claim}/documents"


def issue(house: House, form: str, role: str = "manager", **said: Any) -> httpx.Response:
    """Ask for a paper."""
    return house.call(role, "POST", papers_path(house), json={"form": form, "language": "en", **said})


def printer_of(house: House, clock: Clock | None = None) -> Printer:
    """The worker's side of a house, printing in this process."""
    return Printer(house.database, house.wired.files, clock or SystemClock(), PressHere())  # type: ignore[arg-type]


def print_all(house: House, clock: Clock | None = None) -> None:
    """Print whatever waits."""
    while work_once(house.database, {RENDER: printer_of(house, clock)}, clock or SystemClock(), worker="here"):
        pass


def issued(house: House, form: str, role: str = "manager", **said: Any) -> dict[str, Any]:
    """A paper that was issued and printed."""
    answer = issue(house, form, role, **said)
    assert answer.status_code == 201, answer.text
    print_all(house)
    return dict(house.call(role, "GET", f"/documents/{answer.json()['id']}").json())


def fetch(house: House, paper_id: int, what: str = "file", role: str = "manager") -> httpx.Response:
    """Its file, or what else there is of it."""
    return house.call(role, "GET", f"/documents/{paper_id}/{what}")


def data_of(house: House, paper_id: int) -> dict[str, Any]:
    """The frozen data of a paper."""
    return dict(fetch(house, paper_id, "data").json())


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, without spaces and line ends."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def preview_here(house: House, previews: Previews | None = None) -> None:
    """Let the server's previews be printed in this process."""
    house.client.app.state.previews = previews or Previews(PressHere)


def at_once(*calls: Any) -> list[int]:
    """What callers are answered who all press at the same moment."""
    barrier = Barrier(len(calls))

    def press(call: Any) -> int:
        barrier.wait()
        return int(call().status_code)

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(press, calls))


def numbers(house: House, form: str) -> list[str]:
    """The numbers of all papers of a kind, in their order."""
    papers = house.call("manager", "GET", papers_path(house)).json()
    return sorted(one["number"] for one in papers if one["form"] == form)


def files_about(database: Database, paper_id: int) -> int:
    """How many stored files a paper has."""
    with database.reading() as session:
        query = select(func.count()).select_from(StoredFile).where(StoredFile.about == f"paper:{paper_id}")
        return int(session.scalar(query) or 0)


def chains_are_whole(house: House) -> bool:
    """Whether the past is still one chain."""
    with house.database.reading() as session:
        return verify(session)[1] == []
