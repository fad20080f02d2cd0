"""Every paper with believable data: `python -m claims.documents.samples OUTDIR` writes them in three languages."""

from __future__ import annotations

import sys
from pathlib import Path

from claims.documents import (
    sample_changes,
    sample_claim,
    sample_decisions,
    sample_floor,
    sample_meeting,
    sample_order,
    sample_prices,
    sample_proof,
)
from claims.documents.form import Form
from claims.documents.render import render_pdf
from claims.kernel.texts import LANGUAGES


def samples() -> list[Form]:
    """One of each paper, all of the same claim."""
    return [
        sample_prices.quote(),
        sample_prices.reconciliation(),
        sample_meeting.meeting_sheet(),
        sample_order.work_order(),
        sample_order.settlement(),
        sample_decisions.decisions(),
        sample_proof.packet(),
        sample_claim.survey_report(),
        sample_claim.loss_sheet(),
        sample_claim.inspection(),
        sample_claim.summary(),
        sample_proof.agreed_prices(),
        sample_proof.transfer(),
        sample_proof.invoices(),
        sample_proof.checklist(),
        sample_floor.pre_inspection(),
        sample_floor.dispatch(),
        sample_floor.requisition(),
        sample_floor.exit_record(),
        sample_floor.gate_pass(),
        sample_changes.supplement(),
        sample_changes.certificate(),
        sample_changes.cancellation(),
    ]


def write_samples(folder: Path) -> list[Path]:
    """Write `<form>.<zh|es|en>.pdf` for every paper and language; the paths in order."""
    folder.mkdir(parents=True, exist_ok=True)
    files, written = sample_proof.packet_files(), []
    for form in samples():
        for lang in LANGUAGES:
            path = folder / f"{form.kind}.{lang}.pdf"
            path.write_bytes(render_pdf(form, lang, files))
            written.append(path)
    return written


if __name__ == "__main__":
    for each in write_samples(Path(sys.argv[1])):
        sys.stdout.write(f"{each}\n")
