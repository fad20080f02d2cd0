"""The whole claim of the demo, played through every door on both databases, with its papers, chains and replay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from litestar.testing import TestClient
from pypdf import PdfReader
from rich.console import Console

from claims.app import build_app
from claims.audit.verify import replay_all, verify
from claims.demo.cast import gather
from claims.demo.papers import fetch_papers
from claims.demo.play import play
from claims.demo.shop import set_up_shop
from claims.demo.timeline import Timeline
from claims.documents.archive import RENDER, Printer
from claims.documents.worker import render_job
from claims.kernel.clock import SystemClock
from claims.kernel.database import Database
from claims.outbox.jobs import work_once
from claims.settings import Settings
from claims.wiring import wire

PAPERS = (
    "quote.pdf", "quote.xlsx", "reconciliation.pdf", "work-order.pdf", "settlement.pdf", "packet.pdf", "decisions.pdf",
    "decisions.json", "pre-inspection.pdf", "survey-report.pdf", "loss-sheet.pdf", "dispatch.pdf", "requisition.pdf",
    "inspection.pdf", "exit-record.pdf", "gate-pass.pdf",
)  # fmt: skip


class PressHere:
    """Prints in this process, at once."""

    def print(self, spec: dict[str, object], timeout_s: float, **_watched: object) -> bytes:
        return render_job(spec)  # type: ignore[arg-type]


def test_the_whole_claim_is_played_from_report_to_paid(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(database_url=database.url, files_dir=tmp_path / "files", log_level="error")
    wired = wire(settings, database=database)
    printer = Printer(database, wired.files, wired.clock, PressHere())  # type: ignore[arg-type]
    set_up_shop(database, "en")
    timeline = Timeline(Console(quiet=True))
    with TestClient(build_app(settings, wired)) as client:
        cast = gather(client, timeline)
        work = {RENDER: printer}

        def print_what_waits(_seconds: float) -> None:
            while work_once(database, work, SystemClock(), worker="here"):
                pass

        monkeypatch.setattr("claims.demo.papers.time.sleep", print_what_waits)
        play(cast)
        fetch_papers(cast, tmp_path, Console(quiet=True))
        claim = cast.coordinator.get(f"/{cast.claim}")
        bill = cast.cashier.get(f"/{cast.claim}/bill")
    assert claim["state"] == "closed"
    assert sum(one["due_minor"] for one in bill["accounts"]) == bill["total_minor"] == 1_300_233
    assert all(one["open_minor"] == 0 for one in bill["accounts"])
    refused = [act for act in timeline.acts if "refused" in act]
    assert len(refused) >= 20
    assert all(act["refused"] for act in refused), "every refusal says why"
    with database.reading() as session:
        links, broken = verify(session)
        outcomes = list(replay_all(session))
    assert broken == []
    assert links > 300
    assert outcomes
    assert not any(outcomes)
    for name in PAPERS:
        assert (tmp_path / name).stat().st_size > 1000, name
    packet = PdfReader(tmp_path / "packet.pdf")
    assert len(packet.pages) > 20
    assert packet.outline, "the packet has bookmarks"
    assert "claim.json" in " ".join(packet.attachments) or packet.attachments
    assert len(json.loads((tmp_path / "decisions.json").read_text())) == len(outcomes)
