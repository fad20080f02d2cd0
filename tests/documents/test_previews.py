"""A draft can be looked at before a paper is issued: marked, without a number, and nothing of it is kept."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import func, select

from claims.audit.models import Entry
from claims.documents.models import IssuedPaper
from claims.documents.previews import AT_ONCE, Previews, TooManyPreviews
from claims.documents.worker import Job, Press
from claims.files.models import StoredFile
from claims.outbox.models import Job as JobRow
from claims.people.numbers import Counter
from tests.documents import make
from tests.documents.desk import issue, pages_of, papers_path, preview_here
from tests.stories.make import House
from tests.stories.stage import At

WORDS = {"en": "DRAFT", "es": "BORRADOR", "zh": "草稿"}


def preview(house: House, form: str, role: str = "manager", **said: Any) -> Any:
    return house.call(role, "POST", f"{papers_path(house)}/preview", json={"form": form, "language": "en", **said})


def counts(house: House) -> list[Any]:
    """How much of everything is kept, and how far the numbers are."""
    with house.database.reading() as session:
        tables = (IssuedPaper, StoredFile, JobRow, Entry)
        rows = [session.scalar(select(func.count()).select_from(one)) for one in tables]
        return [*rows, *session.execute(select(Counter.kind, Counter.last).order_by(Counter.kind)).all()]


@pytest.mark.parametrize("form", ["work_order", "loss_sheet", "decisions", "packet", "quote"])
def test_a_draft_is_marked_on_every_page_has_no_number_and_leaves_nothing(at: At, form: str) -> None:
    house = at("signed")
    preview_here(house)
    before = counts(house)
    for lang, word in WORDS.items():
        answer = preview(house, form, language=lang)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        assert all(word in page for page in pages_of(answer.content)), lang
    assert counts(house) == before


def test_a_quote_is_looked_at_before_it_is_sent_and_issued_only_after(at: At) -> None:
    house = at("assessed")
    preview_here(house)
    quote = house.call("estimator", "GET", f"/{house.cast.claim}/quotes").json()[0]["id"]
    assert issue(house, "quote", "estimator", about_id=quote).status_code == 409
    answer = preview(house, "quote", "estimator", about_id=quote)
    assert answer.status_code == 200, answer.text
    assert "DRAFT" in pages_of(answer.content)[0]


def test_what_a_paper_lacks_refuses_its_draft_too(at: At) -> None:
    house = at("signed")
    preview_here(house)
    assert preview(house, "quality_certificate").status_code == 409
    assert preview(house, "decisions", about_id=999_999).status_code == 404
    assert preview(house, "meeting_workbook").status_code == 400
    assert preview(house, "work_order", language="fr").status_code == 400


@pytest.mark.parametrize(("role", "status"), [("", 401), ("admin", 403)])
def test_a_draft_wants_the_permission_to_issue(at: At, role: str, status: int) -> None:
    assert preview(at("signed"), "work_order", role).status_code == status


class Slow:
    """A press that is told when to go on."""

    def __init__(self) -> None:
        self.begun, self.go_on, self.closed = threading.Semaphore(0), threading.Event(), 0

    def print(self, spec: Job, timeout_s: float = 0) -> bytes:
        self.begun.release()
        assert self.go_on.wait(30)
        return b"%PDF"

    def close(self) -> None:
        self.closed += 1


def test_whoever_finds_all_places_taken_is_told_so_at_once_and_the_places_come_back() -> None:
    slow = Slow()
    previews, done = Previews(lambda: slow), []
    job: Job = {"data": {}, "lang": "zh", "files": {}}
    waiting = [threading.Thread(target=lambda: done.append(previews.print(job))) for _ in range(AT_ONCE)]
    for one in waiting:
        one.start()
    for _ in waiting:
        assert slow.begun.acquire(timeout=30)
    with pytest.raises(TooManyPreviews):
        previews.print(job)
    slow.go_on.set()
    for one in waiting:
        one.join(30)
    assert done == [b"%PDF"] * AT_ONCE
    assert previews.print(job) == b"%PDF"
    previews.close()
    assert slow.closed == 1


def test_the_press_is_a_process_of_its_own_and_ends_with_the_server() -> None:
    presses: list[Press] = []

    def start() -> Press:
        presses.append(Press())
        return presses[-1]

    previews = Previews(start)
    job: Job = {"data": make.make_quote().to_data(), "lang": "en", "files": {}}
    assert previews.print(job).startswith(b"%PDF")
    assert previews.print(job).startswith(b"%PDF")
    process = presses[0].idle[0].process
    assert len(presses) == 1
    previews.close()
    process.join(30)
    assert not process.is_alive()
