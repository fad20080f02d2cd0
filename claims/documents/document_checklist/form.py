"""The checklist of papers that a claim needs: which are there, which are missing, and from whom (A18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from claims.documents.blocks import Head, Leg, Said, need
from claims.documents.form import Checked, Form
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class ChecklistItem(Checked):
    """One paper; `received_on` is None while it is missing, `citation` says why it is needed."""

    paper: Said
    required: bool
    received_on: date | None = None
    sha256: str = ""
    citation: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentChecklist(Form):
    """The checklist of one payer's leg."""

    kind: ClassVar[str] = "document_checklist"
    title: ClassVar[str] = "Document checklist"

    head: Head
    leg: Leg
    items: tuple[ChecklistItem, ...]

    def check(self, faults: Faults, where: str) -> None:
        faults.check(bool(self.items), "there is no paper on the checklist", "items")
        for place, item in enumerate(self.items, start=1):
            if item.sha256:
                need(faults, f"items[{place}]", sha256=item.sha256)
                faults.check(item.received_on is not None, "a paper on file has its day", f"items[{place}].received_on")

    @property
    def complete(self) -> bool:
        """Whether every required paper is there."""
        return all(item.received_on is not None for item in self.items if item.required)
