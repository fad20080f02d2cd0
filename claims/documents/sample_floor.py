"""The sample claim's papers of reception, workshop and leaving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from claims.documents.dispatch.form import Dispatch, Sent, SentItem
from claims.documents.exit_record.form import ExitCheck, ExitRecord, TakenPart
from claims.documents.gate_pass.form import Credit, GatePass
from claims.documents.pre_inspection.form import CarriedItem, PreInspection, SeenPoint
from claims.documents.requisition.form import HandedPart, Requisition
from claims.documents.sample_claim import OTHER, OWNER, VEHICLE, at, boxes, head
from claims.kernel.amounts import Hours, Quantity

ORDER, PASS = "WT-2024-0521", "G2024-000317"
THINGS = (
    CarriedItem(text="儿童安全座椅", quantity=1, condition="完好，请勿拆卸"),
    CarriedItem(text="雨伞", quantity=2),
    CarriedItem(text="行车记录仪（含 64 GB 存储卡）", quantity=1, condition="支架松动"),
)
OLD_PARTS = (TakenPart(name="空调滤芯", quantity=Quantity.of(1)), TakenPart(name="前制动片", quantity=Quantity.of(4)))


def pre_inspection() -> PreInspection:
    """The walk around the car: three new damages at the rear, two old ones, the rest in order."""
    seen = (
        ("outside", "后保险杠破裂，下沿脱开", "本次事故", "rear"),
        ("outside", "行李箱盖凹陷，无法正常关闭", "本次事故", "trunk"),
        ("outside", "左后尾灯破碎", "本次事故", "left_rear"),
        ("outside", "左后角漆面剥落", "本次事故", "left_rear"),
        ("sides", "右前门划痕约 12 cm", "旧伤", "right_front_door"),
        ("sides", "左前轮毂刮擦", "旧伤", "left_front_wheel"),
        ("inside", "内饰完好，后排有儿童安全座椅", "", ""),
        ("engine_bay", "油液位正常，无泄漏", "", ""),
        ("underbody", "后部护板松动，其余无异常", "", ""),
    )
    return PreInspection(
        head=head("PI2024-00317", 4),
        vehicle=VEHICLE,
        customer=OWNER,
        looked_at=at(4, 9, 20),
        advisor="孙琳",
        points=tuple(
            SeenPoint(number=number, area=area, finding=finding, mark=mark, place=place)
            for number, (area, finding, mark, place) in enumerate(seen, start=1)
        ),
        fuel_percent=45,
        warning_lights=("倒车雷达故障", "胎压监测"),
        papers=("行驶证", "保险单复印件"),
        key_number="K-017",
        handed_over_at=at(4, 11, 40),
        inventory=THINGS,
        customer_words="追尾以后后备箱关不严，倒车雷达一直响；希望周五下班前能取车。",
        signatures=boxes(
            ("customer", "陈思远", at(4, 9, 40)), ("advisor", "孙琳", at(4, 9, 40)), ("workshop", "", None)
        ),
    )


def dispatch() -> Dispatch:
    """The car went to another team once a technician fell ill."""
    items = (
        ("labor", "后保险杠总成", "remove_install", "", "1.5"),
        ("part", "后保险杠皮", "replace", "", None),
        ("part", "尾灯总成（LED）", "replace", "left_rear", None),
        ("labor", "后围板（切割、焊接、防腐）", "replace", "", "8.0"),
        ("paint", "行李箱盖", "refinish", "", "4.5"),
        ("labor", "倒车雷达", "calibrate", "", "0.8"),
    )
    first = Sent(
        team="钣金一组", technicians=("何军",), bay="B3", planned_from=at(8, 16), planned_until=at(12, 17),
        sent_by="吴强", sent_at=at(8, 15, 45),
    )  # fmt: skip
    return Dispatch(
        head=head("DS2024-00317", 9),
        vehicle=VEHICLE,
        order_number=ORDER,
        advisor="孙琳",
        now=replace(
            first,
            team="钣金二组",
            technicians=("刘洋", "赵立新"),
            bay="B5",
            planned_from=at(9, 8, 30),
            planned_until=at(13, 12),
            sent_at=at(9, 8, 10),
            reason="何军病假，改派二组",
        ),
        items=tuple(
            SentItem(
                position=place,
                kind=kind,
                text=text,
                operation=operation,
                side=side,
                hours=Hours.of(hours) if hours else None,
                quantity=Quantity.of(1) if kind == "part" else None,
                done_at=at(9, 10, 30) if place == 1 else None,
            )
            for place, (kind, text, operation, side, hours) in enumerate(items, start=1)
        ),
        promised_at=at(14, 17),
        wish="希望周五下班前交车；车内儿童座椅请勿拆卸。",
        earlier=(first,),
        signatures=boxes(("team", "", None), ("workshop", "吴强", at(9, 8, 10))),
    )


def requisition() -> Requisition:
    """Parts of the shop, of the insurer and of the customer; one that did not fit came back."""

    def part(position: int, name: str, **more: object) -> HandedPart:
        """A part handed out on the same morning, unless told otherwise."""
        given: dict[str, object] = {
            "part_kind": "PAN", "supplied_by": "shop", "quantity": Quantity.of(1), "handed_to": "刘洋",
            "handed_at": at(10, 8, 40), "supplier": "苏州德众汽配", "supplier_order": f"PO-2024-{100 + position}",
            "receipt": f"DN-88{position:02d}", "old_part": "kept_for_insurer",
        }  # fmt: skip
        return HandedPart(position=position, name=name, **{**given, **more})  # type: ignore[arg-type]

    return Requisition(
        head=head("RQ2024-00317", 10),
        vehicle=VEHICLE,
        order_number=ORDER,
        team="钣金二组",
        parts=(
            part(2, "后保险杠皮", part_number="5TA 807 417 GRU"),
            part(
                3,
                "左后尾灯总成（LED）",
                part_number="5TA 945 095 B",
                returned=True,
                returned_because="型号不符，退换",
                old_part="",
            ),
            part(
                4,
                "行李箱盖",
                part_number="5TA 827 025 A",
                supplied_by="insurer",
                supplier="",
                supplier_order="",
                receipt="平安直供 ZG-2201",
                old_part="handed_to_insurer",
                old_part_receipt="HS-0310",
            ),
            part(8, "前挡风玻璃贴膜", part_number="XR-70", self_pay=True, signed_by="陈思远", old_part=""),
            part(
                9,
                "倒车雷达探头",
                part_number="5Q0 919 275 C",
                part_kind="PAA",
                supplied_by="customer",
                supplier="",
                supplier_order="",
                receipt="CR-0001",
                quantity=Quantity.of(4),
                old_part="kept_for_customer",
                self_pay=True,
                signed_by="陈思远",
            ),
        ),
        signatures=boxes(("parts_clerk", "周敏", at(10, 8, 45)), ("team", "", None)),
    )


def exit_record() -> ExitRecord:
    """Everything in order; the customer takes two old parts along."""
    points = ("外观复核", "灯光与仪表无故障", "随车工具与备胎", "车内清洁", "儿童安全座椅已复位")
    return ExitRecord(
        head=head("EX2024-00317", 15),
        vehicle=VEHICLE,
        customer=OWNER,
        order_number=ORDER,
        gate_pass_number=PASS,
        written_at=at(15, 10, 20),
        written_by="孙琳",
        checks=tuple(ExitCheck(text=text, result="passed") for text in points),
        handed_to="陈思远",
        odometer_km=48_236,
        keys_returned=True,
        papers_returned=True,
        papers=("行驶证", "保险单复印件"),
        certificate_number="HG-2024-0317",
        inventory=THINGS,
        old_parts=OLD_PARTS,
        advice="后轮胎花纹深度 3 mm，建议 5,000 公里内更换。",
        next_service_on=date(2024, 9, 15),
        next_service_km=58_000,
        signatures=boxes(("customer", "陈思远", at(15, 10, 30)), ("advisor", "孙琳", at(15, 10, 30))),
    )


def gate_pass() -> GatePass:
    """The other party's insurer pays later, on the manager's word."""
    return GatePass(
        head=head("GP2024-00317", 15),
        vehicle=VEHICLE,
        pass_number=PASS,
        order_number=ORDER,
        handed_to="陈思远",
        written_at=at(15, 10, 20),
        written_by="孙琳",
        odometer_km=48_236,
        old_parts=OLD_PARTS,
        credits=(
            Credit(payer=OTHER.payer, released_by="刘志强", released_on=date(2024, 3, 15), pay_by=date(2024, 4, 15)),
        ),
        signatures=boxes(("advisor", "孙琳", at(15, 10, 35)), ("customer", "", None), ("gate", "", None)),
    )
