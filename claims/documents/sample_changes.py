"""The sample claim's papers that follow others: its supplement, its certificate, and a cancelled quote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from claims.documents.blocks import Earlier, Said
from claims.documents.cancellation.form import Cancellation
from claims.documents.changes import ChangedField, ChangedLine, ChangedRest
from claims.documents.quality_certificate.form import CertifiedLine, QualityCertificate
from claims.documents.sample_claim import INSURER, OWN, OWNER, VEHICLE, at, boxes, digest, head
from claims.documents.sample_order import work_order
from claims.documents.supplement.form import Supplement
from claims.kernel.money import Money


def same(text: str) -> Said:
    """What is said alike in every language."""
    return Said(zh=text, es=text, en=text)


def supplement() -> Supplement:
    """Hidden damage behind the rear panel: one part is new, one changed, one is no longer needed."""
    replaced, fitted = Said(zh="更换", es="Sustituir", en="Replace"), Said(zh="修复", es="Reparar", en="Repair")
    original, shop = (
        Said(zh="原厂件", es="Original", en="Original"),
        Said(zh="本店提供", es="Taller", en="Shop supplies"),
    )
    lines = (
        ChangedLine(
            position=1,
            text="后纵梁校正",
            change="new",
            after=Money.of("640.00"),
            worth=Money.of("640.00"),
            fields=(
                ChangedField(field="operation", after=fitted),
                ChangedField(field="hours_x100", after=Said(zh="5.82", es="5,82", en="5.82")),
            ),
        ),
        ChangedLine(
            position=2,
            text="后防撞梁支架（左）",
            change="new",
            after=Money.of("412.50"),
            worth=Money.of("412.50"),
            fields=(
                ChangedField(field="operation", after=replaced),
                ChangedField(field="part_kind", after=original),
                ChangedField(field="supplied_by", after=shop),
                ChangedField(field="unit_price_minor", after=Said(zh="412.50", es="412,50", en="412.50")),
            ),
        ),
        ChangedLine(
            position=3,
            text="后围板",
            change="changed",
            before=Money.of("2000.00"),
            after=Money.of("1450.00"),
            worth=-Money.of("550.00"),
            fields=(
                ChangedField(field="operation", before=replaced, after=fitted),
                ChangedField(field="part_number", before=same("5TA 813 301")),
            ),
        ),
        ChangedLine(position=7, text="卡扣", change="removed", before=Money.of("38.40"), worth=-Money.of("38.40")),
    )
    return Supplement(
        head=head("ZB-2024-0317-S01", 11),
        vehicle=VEHICLE,
        owner=OWNER,
        insurer=INSURER,
        report_number=OWN.report_number,
        version="S01",
        before_version="E01",
        quote="Q1",
        text="拆下后围板后发现左后纵梁弯曲 12 mm，防撞梁支架撕裂。",
        found_in="repair",
        found_by="吴强",
        found_at=at(10, 14, 20),
        lines=lines,
        rest=(ChangedRest(kind="shared", worth=-Money.of("0.10")),),
        total_before=Money.of("12725.40"),
        total_after=Money.of("13189.40"),
        insurers_before=Money.of("12725.40"),
        insurers_after=Money.of("13189.40"),
        surveyor="李文博",
        surveyed_at=at(11, 9, 30),
        signatures=boxes(("owner", "陈思远", at(11, 10)), ("advisor", "孙琳", at(11, 10)), ("assessor", "", None)),
    )


def certificate() -> QualityCertificate:
    """The order's lines with their warranty; one part was brought by the customer."""
    order = work_order()
    work = [
        CertifiedLine(
            position=line.position, text=line.text, warranty="no_part", days=100, km=20_000, decision=digest("warranty")
        )
        for line in order.work
    ]
    parts = [
        CertifiedLine(
            position=len(work) + line.position,
            text=line.name,
            warranty="warranted" if line.warranted else "not_warranted",
            days=100,
            km=20_000,
            part_kind=line.part_kind,
            supplied_by=line.supplied_by,
            part_number=line.part_number,
            excluded=(line.no_warranty,) if line.no_warranty is not None else (),
            decision=digest("warranty"),
        )
        for line in order.parts
    ]
    parts[-1] = replace(parts[-1], decided="贴膜按供应商承诺担保，经理 3 月 8 日决定")
    return QualityCertificate(
        head=head("HG-2024-0317", 15),
        vehicle=VEHICLE,
        customer=OWNER,
        order_number="WT-2024-0521",
        completed_at=at(14, 16),
        completed_on=date(2024, 3, 14),
        inspector="郑卫民",
        certificate_number="HG-2024-0417",
        odometer_km=48_230,
        road_test_km=6,
        lines=(*work, *parts),
        not_done=("更换前制动片",),
        signatures=boxes(("inspector", "郑卫民", at(14, 16)), ("manager", "", None)),
    )


def cancellation() -> Cancellation:
    """The opposite of the first quote, whose owner was named wrongly."""
    return Cancellation(
        head=head("ZF-2024-0001", 7),
        vehicle=VEHICLE,
        owner=OWNER,
        cancelled=Earlier(number="BJ-2024-0412-Q0", issued_on=date(2024, 3, 6)),
        paper="quote",
        language="zh",
        reason="车主姓名有误（应为陈思远），更正后重新出具。",
        cancelled_by="刘志强",
        cancelled_at=at(7, 9, 10),
        data_sha256=digest("quote data"),
        file_sha256=digest("quote file"),
        signatures=boxes(("manager", "", None)),
    )
