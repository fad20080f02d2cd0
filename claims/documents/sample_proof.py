"""The sample claim's papers that prove something: transfer, invoices, checklist, and the packet of all."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from claims.documents.agreed_prices.form import AgreedLine, AgreedPrices, AgreedRound
from claims.documents.blocks import Photo, Said
from claims.documents.document_checklist.form import ChecklistItem, DocumentChecklist
from claims.documents.invoice_list.form import InvoiceList, InvoiceRow
from claims.documents.packet.form import (
    OutsideDecision,
    Packet,
    Proof,
    UploadedPaper,
    Withheld,
)
from claims.documents.sample_claim import (
    INSURER,
    OTHER,
    OWN,
    OWNER,
    SHOP,
    VEHICLE,
    at,
    boxes,
    digest,
    head,
    inspection,
    loss_sheet,
    summary,
    survey_report,
)
from claims.documents.sample_decisions import decisions
from claims.documents.sample_order import settlement, work_order
from claims.documents.sample_prices import quote, reconciliation, worn
from claims.documents.transfer_authorization.form import TransferAuthorization
from claims.kernel.canonical import fingerprint
from claims.kernel.money import Money


def transfer() -> TransferAuthorization:
    """The authority to collect for the first leg."""
    return TransferAuthorization(
        head=head("ZR-2024-0317-1", 15),
        vehicle=VEHICLE,
        leg=OWN,
        transfer="assignment",
        signer=OWNER,
        amount=Money.of("9998.40"),
        account_holder=SHOP.name,
        account_bank="中国建设银行苏州园区支行",
        account_number="3225 0198 8236 0000 0123",
        notified_on=date(2024, 3, 15),
        notice_proof="EMS 1187 6620 3 CN",
        signatures=boxes(("owner", "陈思远", at(15, 10)), ("coordinator", "林雅", at(15, 10)), ("insurer", "", None)),
    )


def invoices() -> InvoiceList:
    """One invoice per payer."""
    rows = (
        InvoiceRow(
            number="24322000 0001 8842",
            issued_on=date(2024, 3, 15),
            buyer=OWN.payer,
            tax_number="91320500MA1PINGAN",
            cover="own_damage",
            amount=Money.of("9998.40"),
        ),
        InvoiceRow(
            number="24322000 0001 8843",
            issued_on=date(2024, 3, 15),
            buyer=OTHER.payer,
            cover="compulsory_other",
            amount=Money.of("2000.00"),
        ),
        InvoiceRow(
            number="24322000 0001 8844",
            issued_on=date(2024, 3, 15),
            buyer="陈思远",
            cover="customer",
            amount=Money.of("1350.00"),
        ),
    )
    return InvoiceList(head=head("FP-2024-0317", 15), rows=rows, total=Money.total(row.amount for row in rows))


def checklist() -> DocumentChecklist:
    """The papers that the first payer wants."""
    papers = (
        ("保险单", "Póliza", "Policy", 4),
        ("行驶证、驾驶证复印件", "Permiso de circulación y de conducir", "Vehicle and driving licence", 4),
        ("事故认定书", "Atestado del accidente", "Accident certificate", 8),
        ("定损单", "Informe de tasación", "Loss sheet", 5),
        ("赔款转让书", "Cesión de la indemnización", "Transfer authorization", 15),
        ("施救费发票", "Factura de rescate", "Rescue bill", None),
    )
    return DocumentChecklist(
        head=head("QD-2024-0317-1", 15),
        leg=OWN,
        items=tuple(
            ChecklistItem(
                paper=Said(zh=zh, es=es, en=en),
                required=day is not None,
                received_on=date(2024, 3, day) if day else None,
                sha256=digest(en) if day else "",
                citation="S1 ins.5",
            )
            for zh, es, en, day in papers
        ),
    )


def warranty_record() -> dict[str, Any]:
    """The record of the warranty decision that the packet shows."""
    return {
        "policy": "warranty",
        "edition": digest("edition house 2024-01-01"),
        "as_of": "2024-03-07",
        "scope": {"shop": "", "brand": ""},
        "facts": [{"kind": "line", "ref": "line 5", "supplied_by": "customer"}],
        "fired": [
            {"paragraph": "customer_supplied", "clause": 1, "ref": "line 5", "effect": {"part": "not_warranted"},
             "citation": "S0 §4.b", "requirement": "B1"}
        ],
        "outcome": {"refs": {"line 5": {"part": "not_warranted"}}, "overall": {"undecided": []}},
    }  # fmt: skip


def agreed_prices() -> AgreedPrices:
    """The reconciliation as outsiders see it."""
    inside = reconciliation()
    assert inside.agreed_total is not None
    return AgreedPrices(
        head=inside.head,
        vehicle=VEHICLE,
        insurer=INSURER,
        report_number=OWN.report_number,
        version="Q0",
        lines=tuple(
            AgreedLine(
                position=line.position,
                name=line.name,
                quoted=line.quoted,
                returned=line.returned,
                agreed=line.agreed,
                betterment=worn(line.agreed) if line.position == 3 and line.agreed is not None else None,
            )
            for line in inside.lines
        ),
        quoted_total=inside.quoted_total,
        agreed_total=inside.agreed_total,
        agreed_on=date(2024, 3, 8),
        rounds=tuple(AgreedRound(number=each.number, at=each.at, channel=each.channel) for each in inside.rounds),
    )


CAPTIONS = ("车辆前方 45 度，车牌可见", "左后尾灯破碎", "后围板褶皱（拆检后）", "车架号铭牌")


def packet() -> Packet:
    """The packet for the first payer."""
    photos = tuple(
        Photo(
            file=f"photo-{place}.jpg",
            caption=caption,
            sha256=digest(caption),
            taken_at=at(4, 10, 30 + place),
            place="31.321684, 120.716393" if place < 3 else "",
        )
        for place, caption in enumerate(CAPTIONS, start=1)
    )
    taken = decisions().decisions
    return Packet(
        head=head("SP-2024-0317-1", 16),
        vehicle=VEHICLE,
        recipient=INSURER,
        summary=summary(),
        surveys=(survey_report(),),
        loss_sheet=loss_sheet(),
        quotes=(quote(),),
        agreed=(agreed_prices(),),
        order=work_order(),
        inspection=inspection(),
        settlement=settlement(),
        invoices=invoices(),
        transfers=(transfer(),),
        checklists=(checklist(),),
        decisions=tuple(
            OutsideDecision(
                number=each.number,
                policy=each.policy,
                as_of=each.as_of,
                citation=paragraph.citation,
                sentence=paragraph.sentence,
                hash=fingerprint(warranty_record()),
            )
            for each in taken
            for paragraph in each.paragraphs
            if each.policy == "warranty"
        ),
        photos=photos,
        papers=(
            UploadedPaper(file="certificate.pdf", title="事故认定书", sha256=digest("certificate")),
            UploadedPaper(file="broken.pdf", title="施救费发票", sha256=digest("broken")),
        ),
        withheld=(
            Withheld(what="decisions", sha256=digest("log")),
            Withheld(what="reconciliation", sha256=digest("notes")),
        ),
        proof=Proof(chain="claim:317", length=84, head=digest("head"), records=(warranty_record(),)),
    )


def packet_files() -> dict[str, bytes]:
    """The packet's photographs and uploaded papers, drawn here: one of the papers is broken on purpose."""
    files = {f"photo-{place}.jpg": picture(place) for place in range(1, len(CAPTIONS) + 1)}
    return {**files, "certificate.pdf": certificate(), "broken.pdf": b"%PDF-1.7 cut off"}


def certificate() -> bytes:
    """A scanned paper of two pages, one upright and one lying."""
    pages, buffer = [], BytesIO()
    for size in ((620, 877), (877, 620)):
        page = Image.new("L", size, 255)
        pen = ImageDraw.Draw(page)
        pen.rectangle((30, 30, size[0] - 30, size[1] - 30), outline=0, width=3)
        for row in range(90, size[1] - 80, 30):
            pen.line((70, row, size[0] - 70, row), fill=120)
        pages.append(page)
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=75)
    return buffer.getvalue()


def picture(shade: int) -> bytes:
    """A small JPEG that stands for a photograph."""
    image, buffer = Image.new("RGB", (800, 600), (60 + 30 * shade, 90, 120)), BytesIO()
    ImageDraw.Draw(image).polygon([(120, 420), (240, 260), (560, 260), (700, 420)], fill=(200, 200, 210))
    image.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()
