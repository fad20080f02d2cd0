"""Has the claim's papers issued and fetches them into a folder."""

from __future__ import annotations

import json
import time
from pathlib import Path

from rich.console import Console

from claims.demo.cast import Cast
from claims.demo.desk import DemoFailed

WANTED = {  # file: (form, whose desk issues it)
    "reconciliation.pdf": ("reconciliation", "manager"),
    "pre-inspection.pdf": ("pre_inspection", "advisor"),
    "survey-report.pdf": ("survey_report", "coordinator"),
    "loss-sheet.pdf": ("loss_sheet", "supervisor"),
    "work-order.pdf": ("work_order", "advisor"),
    "dispatch.pdf": ("dispatch", "workshop"),
    "requisition.pdf": ("requisition", "parts_clerk"),
    "inspection.pdf": ("inspection", "inspector"),
    "exit-record.pdf": ("exit_record", "advisor"),
    "gate-pass.pdf": ("gate_pass", "advisor"),
    "settlement.pdf": ("settlement", "cashier"),
    "packet.pdf": ("packet", "coordinator"),
    "decisions.pdf": ("decisions", "auditor"),
}


def issue(cast: Cast, form: str, role: str) -> int:
    """Issue one paper at somebody's desk; returns its id."""
    said = {"form": form, "language": "zh"}
    return int(cast.desks[role].send(f"/{cast.claim}/documents", f"paper issued: {form}", said)["id"])


def wait_for_paper(cast: Cast, paper_id: int, *, seconds: int = 120) -> dict[str, object]:
    """Wait until the worker has printed a paper."""
    for _ in range(seconds * 5):
        paper = cast.coordinator.get(f"/documents/{paper_id}")
        if paper["fault"]:
            raise DemoFailed(f"{paper['form']}: {paper['fault']}")
        if paper["ready"]:
            return dict(paper)
        time.sleep(0.2)
    raise DemoFailed(f"paper {paper_id} was not printed within {seconds} s")


def fetch_papers(cast: Cast, out: Path, console: Console) -> None:
    """quote.pdf and quote.xlsx as sent, the other papers as issued now, and the decisions as data."""
    cast.timeline.chapter("Papers")
    sent = [p for p in cast.coordinator.get(f"/{cast.claim}/documents") if p["about"] == f"quote:{cast.ids['quote']}"]
    chosen = {"quote.pdf": next(p["id"] for p in sent if p["form"] == "quote"),
              "quote.xlsx": next(p["id"] for p in sent if p["form"] == "quote_workbook")}  # fmt: skip
    chosen |= {file: issue(cast, form, role) for file, (form, role) in WANTED.items()}
    for file, paper_id in chosen.items():
        wait_for_paper(cast, paper_id)
        answer = cast.coordinator.fetch(f"/documents/{paper_id}/file")
        if answer.status_code != 200:
            raise DemoFailed(f"{file}: {answer.status_code} {answer.text}")
        (out / file).write_bytes(answer.content)
        console.print(f"    {out / file}  {len(answer.content):,} bytes")
    decisions = cast.auditor.get(f"/{cast.claim}/decisions")
    text = json.dumps(decisions, ensure_ascii=False, indent=1)
    (out / "decisions.json").write_text(text, encoding="utf-8")
