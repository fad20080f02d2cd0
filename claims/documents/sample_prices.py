"""The sample claim's prices: what was quoted, what came back, what was agreed."""

from __future__ import annotations

from datetime import date

from claims.documents.blocks import Bettered, Category, Said, Work
from claims.documents.changes import ChangedField, ChangedLine
from claims.documents.quote.form import Quote, QuoteLine
from claims.documents.reconciliation.form import ReconciledLine, Reconciliation, Round
from claims.documents.sample_claim import INSURER, OWN, OWNER, VEHICLE, at, boxes, digest, head
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.money import Money

PARTS = (
    ("5TA 807 417 B", "后保险杠皮", "PAN", "1", "2180.00", 2),
    ("5TA 807 393", "后保险杠骨架", "PAN", "1", "860.00", 3),
    ("56D 945 207 C", "左后尾灯总成（LED）", "PAN", "1", "1945.00", 4),
    ("56D 827 025 A", "行李箱盖", "PAN", "1", "3260.00", 7),
    ("3Q0 919 275 B", "倒车雷达探头", "PAA", "4", "168.50", 1),
    ("5TA 813 301", "后围板", "PAN", "1", "1120.00", 7),
    ("N 909 739 01", "卡扣", "PAA", "12", "3.20", None),
)
WORKS = (
    ("拆装后保险杠总成", "LAI", "1.5"),
    ("更换后围板（切割、焊接、防腐）", "LAB", "8.0"),
    ("更换行李箱盖并调整缝隙", "LAB", "3.2"),
    ("倒车雷达标定", "LAE", "0.8"),
)
PAINTS = (("后保险杠喷漆（含材料）", "LAR", "550.00"), ("行李箱盖喷漆（含材料）", "LAR", "650.00"))
RATES = {"LAI": "80.00", "LAB": "110.00", "LAE": "120.00"}

LAMP = ChangedLine(
    position=3,
    text="左后尾灯总成（LED）",
    change="changed",
    before=Money.of("1745.00"),
    after=Money.of("1945.00"),
    worth=Money.of("200.00"),
    fields=(
        ChangedField(
            field="part_number",
            before=Said(zh="56D 945 207 B", es="56D 945 207 B", en="56D 945 207 B"),
            after=Said(zh="56D 945 207 C", es="56D 945 207 C", en="56D 945 207 C"),
        ),
        ChangedField(
            field="unit_price_minor",
            before=Said(zh="1,745.00", es="1.745,00", en="1,745.00"),
            after=Said(zh="1,945.00", es="1.945,00", en="1,945.00"),
        ),
    ),
)


def labor_of(kind: str) -> Category:
    """One kind of labor: its hours at its rate."""
    hours = Hours(sum(Hours.of(text).hundredths for _, each, text in WORKS if each == kind))
    rate = Money.of(RATES[kind])
    return Category(labor_kind=kind, hours=hours, rate=rate, amount=rate.for_hours(hours))


def worn(price: Money) -> Bettered:
    """The tail lamp's betterment at a price: it was an old one."""
    share = Share.percent("10")
    return Bettered(
        position=3, kind="灯具", reason="原尾灯灯罩老化开裂", share_bp=share.basis_points, amount=price.portion(share)
    )


def quote(version: str = "Q0", revision: int = 0) -> Quote:
    """The parts quote of the claim."""
    lines = tuple(
        QuoteLine(
            position=place,
            part_number=number,
            name=name,
            part_kind=kind,
            supplied_by="shop",
            quantity=Quantity.of(count),
            unit_price=Money.of(price),
            amount=Money.of(price).times(Quantity.of(count)),
            lead_days=days,
            change="changed" if revision and place == 3 else "",
        )
        for place, (number, name, kind, count, price, days) in enumerate(PARTS, start=1)
    )
    works = tuple(
        Work(position=place, text=text, labor_kind=kind, hours=Hours.of(hours))
        for place, (text, kind, hours) in enumerate(WORKS, start=1)
    )
    paints = tuple(
        Work(position=len(works) + place, text=text, labor_kind=kind, price=Money.of(price))
        for place, (text, kind, price) in enumerate(PAINTS, start=1)
    )
    labor = tuple(labor_of(kind) for kind in RATES)
    paint = Money.total(Money.of(price) for _, _, price in PAINTS)
    parts, work = Money.total(line.amount for line in lines), Money.total(each.amount for each in labor)
    return Quote(
        head=head(f"BJ-2024-0412-{version}", 6),
        vehicle=VEHICLE,
        owner=OWNER,
        insurer=INSURER,
        report_number=OWN.report_number,
        loss_sheet="DS-2024-0317",
        version=version,
        revision=revision,
        valid_until=date(2024, 4, 5),
        prices_include_tax=True,
        lines=lines,
        parts_total=parts,
        work=works + paints,
        labor=labor,
        labor_total=work,
        paint=(Category(labor_kind="LAR", amount=paint),),
        paint_total=paint,
        total=parts + work + paint,
        betterments=(worn(lines[2].amount),),
        changes_from="Q0" if revision else "",
        changes=(LAMP,) if revision else (),
        signatures=boxes(
            ("estimator", "王倩", at(6, 10)), ("parts_supervisor", "赵建国", at(6, 14, 30)), ("assessor", "", None)
        ),
    )


def reconciliation() -> Reconciliation:
    """The insurer's return beside the quote, negotiated in two rounds."""
    answers = {2: None, 3: "1820.00", 4: "2470.00", 5: "576.00"}
    agreed = {2: "860.00", 3: "1860.00", 4: "3050.00", 5: "600.00"}
    verdicts = {2: "negotiate", 3: "check", 4: "negotiate", 5: "negotiate"}
    lines = []
    for line in quote().lines:
        answer = answers.get(line.position, str(line.amount))
        lines.append(
            ReconciledLine(
                position=line.position,
                name=line.name,
                part_number=line.part_number,
                quoted=line.amount,
                returned=Money.of(answer) if answer else None,
                agreed=Money.of(agreed.get(line.position, str(line.amount))),
                verdict=verdicts.get(line.position, "accept"),
                difference=("omitted" if answer is None else "price") if line.position in answers else "",
            )
        )
    lines.append(
        ReconciledLine(
            position=8,
            name="辅料费",
            returned=Money.of("50.00"),
            agreed=Money.of("50.00"),
            verdict="check",
            difference="added",
        )
    )
    return Reconciliation(
        head=head("HJ-2024-0317", 8),
        vehicle=VEHICLE,
        insurer=INSURER,
        report_number=OWN.report_number,
        quote_number="BJ-2024-0412-Q0",
        version="Q0",
        revision=0,
        returned_on=date(2024, 3, 7),
        return_file="平安-返价-0317.xlsx",
        return_sha256=digest("return"),
        lines=tuple(lines),
        quoted_total=Money.total(line.quoted for line in lines if line.quoted),
        returned_total=Money.total(line.returned for line in lines if line.returned),
        agreed_total=Money.total(line.agreed for line in lines if line.agreed),
        verdict="negotiate",
        rounds=(
            Round(
                number=1,
                at=at(7, 15),
                by="刘志强",
                with_whom="何晓东",
                channel="phone",
                offered=Money.of("9300.00"),
                answered=Money.of("8600.00"),
                note="行李箱盖同意按 4S 价复核。",
            ),
            Round(
                number=2,
                at=at(8, 9, 30),
                by="刘志强",
                with_whom="何晓东",
                channel="meeting",
                offered=Money.of("9000.00"),
                answered=Money.of("9000.00"),
                note="骨架照片补充后认可更换。",
            ),
        ),
        signatures=boxes(
            ("parts_supervisor", "赵建国", at(8, 10)), ("manager", "刘志强", at(8, 10, 20)), ("assessor", "", None)
        ),
    )
