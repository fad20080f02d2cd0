"""The sample claim's work order and the bill that follows from it."""

from __future__ import annotations

from datetime import date

from claims.documents.blocks import Bettered, Said
from claims.documents.sample_claim import CUSTOMER, OTHER, OWN, OWNER, VEHICLE, at, boxes, head
from claims.documents.sample_prices import PAINTS, RATES, WORKS, quote, reconciliation, worn
from claims.documents.settlement.form import BillLine, Discount, LegBill, LegShare, OrderDifference, Settlement
from claims.documents.work_order.form import (
    OrderAmendment,
    OrderExtra,
    OrderPart,
    OrderWork,
    Prepayment,
    WarrantyTerm,
    WorkOrder,
)
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.money import Money

NO_WARRANTY_CUSTOMER = Said(
    zh="本配件由客户自带，不提供质量担保；本店施工质量仍在担保范围内。",
    es="Pieza aportada por el cliente, sin garantía de calidad; nuestra mano de obra sí está garantizada.",
    en="Customer-supplied part: no warranty on this part; our workmanship stays warranted.",
)


def work_order() -> WorkOrder:
    """The order as signed, with one part of the customer's own, one extra agreed by telephone and one refused."""
    agreed = {line.position: line.agreed for line in reconciliation().lines}
    parts = []
    for line in quote().lines:
        amount = agreed[line.position] or line.amount
        each = Money(amount.minor * 1000 // line.quantity.thousandths)
        own = line.position == 5
        parts.append(
            OrderPart(
                position=line.position,
                part_number=line.part_number,
                name=line.name,
                part_kind=line.part_kind,
                supplied_by="customer" if own else "shop",
                quantity=line.quantity,
                unit_price=Money(0) if own else each,
                amount=Money(0) if own else amount,
                leg=3 if own else 1,
                warranted=not own,
                no_warranty=NO_WARRANTY_CUSTOMER if own else None,
                betterment=worn(amount) if line.position == 3 else None,
            )
        )
    parts.append(
        OrderPart(
            position=8,
            name="前挡风玻璃贴膜",
            part_kind="PAN",
            supplied_by="shop",
            quantity=Quantity.of(1),
            unit_price=Money.of("1350.00"),
            amount=Money.of("1350.00"),
            leg=3,
            warranted=True,
            self_pay=True,
            part_number="XR-70",
        )
    )
    works = tuple(
        OrderWork(
            position=place,
            text=text,
            labor_kind=kind,
            hours=Hours.of(hours),
            amount=Money.of(RATES[kind]).for_hours(Hours.of(hours)),
            leg=2 if place == 2 else 1,
        )
        for place, (text, kind, hours) in enumerate(WORKS, start=1)
    ) + tuple(
        OrderWork(position=4 + place, text=text, labor_kind=kind, amount=Money.of(price), leg=2)
        for place, (text, kind, price) in enumerate(PAINTS, start=1)
    )
    parts_total, work_total = Money.total(p.amount for p in parts), Money.total(w.amount for w in works)
    return WorkOrder(
        head=head("WT-2024-0521", 8),
        order_number="WT-2024-0521",
        vehicle=VEHICLE,
        customer=OWNER,
        advisor="孙琳",
        received_at=at(4, 9, 20),
        promised_at=at(14, 17),
        legs=(OWN, OTHER, CUSTOMER),
        work=works,
        parts=tuple(parts),
        work_total=work_total,
        parts_total=parts_total,
        total=work_total + parts_total,
        self_pay_total=Money.of("1350.00"),
        warranty=(
            WarrantyTerm(work_class="钣金喷漆", days=100, km=20_000),
            WarrantyTerm(work_class="小修", days=10, km=2_000),
        ),
        old_parts="insurer",
        payment="insurer",
        wish="希望周五下班前交车；车内儿童座椅请勿拆卸。",
        car_wash=True,
        extras=(
            OrderExtra(
                number="Z1",
                text="更换空调滤芯",
                amount=Money.of("120.00"),
                consent="telephone",
                delay="无",
                answered_by="陈思远",
                answered_at=at(11, 10, 15),
                recorded_by="孙琳",
            ),
            OrderExtra(
                number="Z2",
                text="更换前制动片",
                amount=Money.of("680.00"),
                consent="refused",
                delay="半天",
                answered_by="陈思远",
                answered_at=at(11, 10, 16),
                recorded_by="孙琳",
                told_to="吴强",
            ),
        ),
        amendments=(
            OrderAmendment(
                number="B1",
                kind="supplement",
                text="S01：后纵梁校正",
                before=work_total + parts_total,
                after=work_total + parts_total + Money.of("640.00"),
                signed_at=at(12, 9),
            ),
        ),
        prepayments=(Prepayment(text="前挡风玻璃贴膜", amount=Money.of("675.00"), paid_on=at(8, 16)),),
        signatures=boxes(("customer", "陈思远", at(8, 15, 30)), ("advisor", "孙琳", at(8, 15, 30))),
    )


def shares_of(leg: int, amount: Money, borne: Bettered | None) -> tuple[LegShare, ...]:
    """Who pays a line: its leg, and the customer what he bears of it."""
    if borne is None or borne.amount is None:
        return (LegShare(leg=leg, amount=amount),)
    return (LegShare(leg=leg, amount=amount - borne.amount), LegShare(leg=3, amount=borne.amount))


def settlement() -> Settlement:
    """The bill: the order, its amendment and the extra, over three payers."""
    order, lines = work_order(), []
    rows = [
        ("labor" if w.labor_kind != "LAR" else "paint", w.text, w.amount, w.leg, None, "order", "", False, None)
        for w in order.work
    ]
    rows += [
        ("part", p.name, p.amount, p.leg, p, "order", p.part_number, p.self_pay, p.no_warranty) for p in order.parts
    ]
    rows.append(("labor", "后纵梁校正（增补定损 S01）", Money.of("640.00"), 1, None, "amendment", "", False, None))
    rows.append(("part", "更换空调滤芯", Money.of("120.00"), 3, None, "extra", "", True, None))
    for place, (kind, text, amount, leg, part, source, number, self_pay, wording) in enumerate(rows, start=1):
        borne = part.betterment if part else None
        lines.append(
            BillLine(
                position=place,
                kind=kind,
                text=text,
                amount=amount,
                shares=shares_of(leg, amount, borne),
                source=source,
                part_number=number,
                quantity=part.quantity if part else None,
                unit_price=part.unit_price if part else None,
                self_pay=self_pay,
                no_warranty=wording,
                betterment=borne,
            )
        )
    discount, zero = Money.of("70.00"), Money(0)
    share = {
        leg: Money.total(each.amount for line in lines for each in line.shares if each.leg == leg) for leg in (1, 2, 3)
    }
    moved = {1: -Money.of("500.00"), 2: zero, 3: Money.of("500.00")}
    prepaid, off = {1: zero, 2: zero, 3: Money.of("675.00")}, {1: zero, 2: zero, 3: discount}
    total = Money.total(share.values())
    return Settlement(
        head=head("JS-2024-0521", 15),
        vehicle=VEHICLE,
        customer=OWNER,
        order_number="WT-2024-0521",
        received_at=at(4, 9, 20),
        finished_at=at(14, 16, 30),
        legs=(OWN, OTHER, CUSTOMER),
        lines=tuple(lines),
        bills=tuple(
            LegBill(
                leg=leg,
                amount=share[leg],
                discount=off[leg],
                deductible=moved[leg],
                prepaid=prepaid[leg],
                paid=zero,
                due=share[leg] - off[leg] + moved[leg] - prepaid[leg],
                betterment=order.betterment if leg == 3 else None,
            )
            for leg in (1, 2, 3)
        ),
        total=total,
        discount_total=discount,
        payable=total - discount,
        order_total=order.total,
        differences=(
            OrderDifference(text="B1 后纵梁校正", amount=Money.of("640.00"), reason="增补定损 S01，客户已签字"),
            OrderDifference(text="Z1 更换空调滤芯", amount=Money.of("120.00"), reason="电话同意，3 月 11 日 10:15"),
        ),
        discounts=(Discount(text="贴膜活动优惠", amount=discount, leg=3, approved_by="刘志强", approved_at=at(15, 9)),),
        advice="后轮胎花纹深度 3 mm，建议 5,000 公里内更换。",
        not_done=("更换前制动片（客户拒绝）",),
        next_service_on=date(2024, 9, 15),
        next_service_km=58_000,
        signatures=boxes(("cashier", "黄燕", at(15, 10)), ("advisor", "孙琳", at(15, 10)), ("customer", "", None)),
    )
