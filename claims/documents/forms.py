"""All papers by their kind."""

from __future__ import annotations

from typing import Any

from claims.documents.agreed_prices.form import AgreedPrices
from claims.documents.cancellation.form import Cancellation
from claims.documents.claim_summary.form import ClaimSummary
from claims.documents.decisions.form import Decisions
from claims.documents.dispatch.form import Dispatch
from claims.documents.document_checklist.form import DocumentChecklist
from claims.documents.exit_record.form import ExitRecord
from claims.documents.form import Form, PaperUnreadable
from claims.documents.gate_pass.form import GatePass
from claims.documents.inspection.form import Inspection
from claims.documents.invoice_list.form import InvoiceList
from claims.documents.loss_sheet.form import LossSheet
from claims.documents.meeting_sheet.form import MeetingSheet
from claims.documents.packet.form import Packet
from claims.documents.pre_inspection.form import PreInspection
from claims.documents.quality_certificate.form import QualityCertificate
from claims.documents.quote.form import Quote
from claims.documents.reconciliation.form import Reconciliation
from claims.documents.requisition.form import Requisition
from claims.documents.settlement.form import Settlement
from claims.documents.supplement.form import Supplement
from claims.documents.survey_report.form import SurveyReport
from claims.documents.transfer_authorization.form import TransferAuthorization
from claims.documents.work_order.form import WorkOrder

FORMS: dict[str, type[Form]] = {
    form.kind: form
    for form in (
        Quote,
        Reconciliation,
        MeetingSheet,
        WorkOrder,
        Settlement,
        Decisions,
        Packet,
        SurveyReport,
        LossSheet,
        AgreedPrices,
        Inspection,
        InvoiceList,
        TransferAuthorization,
        DocumentChecklist,
        ClaimSummary,
        PreInspection,
        Dispatch,
        Requisition,
        ExitRecord,
        GatePass,
        Supplement,
        QualityCertificate,
        Cancellation,
    )
}


def read_form(data: dict[str, Any]) -> Form:
    """The paper from its stored data, whatever its kind; PaperUnreadable where there is no such paper."""
    kind = str(data.get("kind"))
    if kind not in FORMS:
        raise PaperUnreadable(paper=kind)
    return FORMS[kind].from_data(data)
