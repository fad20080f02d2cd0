"""The claim packet: all papers of a claim that an outsider may see, and the hashes of what is left out (A17).

The form is an allow-list: it has no field for our cost, thresholds, margins or negotiation notes, so none can slip in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from claims.documents import words
from claims.documents.agreed_prices.form import AgreedPrices
from claims.documents.blocks import Head, Photo, Said, Vehicle, coded, need
from claims.documents.claim_summary.form import ClaimSummary
from claims.documents.decisions.form import hashed
from claims.documents.document_checklist.form import DocumentChecklist
from claims.documents.form import Checked, Form
from claims.documents.inspection.form import Inspection
from claims.documents.invoice_list.form import InvoiceList
from claims.documents.loss_sheet.form import LossSheet
from claims.documents.quote.form import Quote
from claims.documents.settlement.form import Settlement
from claims.documents.survey_report.form import SurveyReport
from claims.documents.transfer_authorization.form import TransferAuthorization
from claims.documents.work_order.form import WorkOrder
from claims.kernel.canonical import fingerprint
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class OutsideDecision(Checked):
    """A decision as outsiders see it: the sentence, what it stands on, and the hash that proves it."""

    number: int
    policy: str
    as_of: date
    citation: str
    sentence: Said
    hash: str

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, policy=self.policy, citation=self.citation)
        hashed(faults, where, hash=self.hash)


@dataclass(frozen=True, kw_only=True)
class UploadedPaper(Checked):
    """A PDF that somebody uploaded; `file` is the name of its bytes given when printing."""

    file: str
    title: str
    sha256: str

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, file=self.file, title=self.title)
        hashed(faults, where, sha256=self.sha256)


@dataclass(frozen=True, kw_only=True)
class Withheld(Checked):
    """What is left out for outsiders, represented by its hash."""

    what: str
    sha256: str

    def check(self, faults: Faults, where: str) -> None:
        coded(faults, where, what=(self.what, words.WITHHELD))
        hashed(faults, where, sha256=self.sha256)


@dataclass(frozen=True, kw_only=True)
class Proof(Checked):
    """What lets an outsider check the packet: the chain as it stood, and the records of the decisions shown.

    A record is what was hashed. The chain goes on from its head, so that a later rewrite shows (docs/export-format.md).
    """

    chain: str
    length: int
    head: str
    records: tuple[dict, ...] = ()  # type: ignore[type-arg]

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, chain=self.chain)
        hashed(faults, where, head=self.head)


@dataclass(frozen=True, kw_only=True)
class Packet(Form):
    """The packet for one insurer: sections in the order of printing, an absent one is left out."""

    kind: ClassVar[str] = "packet"
    title: ClassVar[str] = "Claim packet"

    head: Head
    vehicle: Vehicle
    recipient: str
    summary: ClaimSummary
    surveys: tuple[SurveyReport, ...] = ()
    loss_sheet: LossSheet | None = None
    quotes: tuple[Quote, ...] = ()
    agreed: tuple[AgreedPrices, ...] = ()
    order: WorkOrder | None = None
    inspection: Inspection | None = None
    settlement: Settlement | None = None
    invoices: InvoiceList | None = None
    transfers: tuple[TransferAuthorization, ...] = ()
    checklists: tuple[DocumentChecklist, ...] = ()
    decisions: tuple[OutsideDecision, ...] = ()
    photos: tuple[Photo, ...] = ()
    papers: tuple[UploadedPaper, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    proof: Proof | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", recipient=self.recipient)
        numbers = {form.head.claim_number for form in self.sections()} | {self.head.claim_number}
        faults.check(len(numbers) == 1, "papers of more than one claim are in the packet", "head.claim_number")
        names = [each.file for each in self.photos] + [each.file for each in self.papers]
        faults.check(len(names) == len(set(names)), "two files in the packet have the same name", "photos")
        if self.proof is not None:
            recorded = {fingerprint(one) for one in self.proof.records}
            shown = {each.hash for each in self.decisions}
            faults.check(recorded == shown, "the records are not those of the decisions shown", "proof.records")

    def sections(self) -> list[Form]:
        """The papers inside, in the order of printing."""
        papers: list[Form | None] = [
            self.summary,
            *self.surveys,
            self.loss_sheet,
            *self.quotes,
            *self.agreed,
            self.order,
            self.inspection,
            self.settlement,
            self.invoices,
            *self.transfers,
            *self.checklists,
        ]
        return [paper for paper in papers if paper is not None]
