"""One made-up claim from which every paper can be shown: a rear-end collision with a hidden damage."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

from claims.documents.blocks import Head, Leg, Owner, Photo, Shop, Signature, Vehicle
from claims.documents.claim_summary.form import ClaimedAmount, ClaimSummary
from claims.documents.inspection.form import CheckPoint, EarlierCheck, EarlierRound, Inspection
from claims.documents.loss_sheet.form import DamageLine, LossSheet
from claims.documents.survey_report.form import OtherParty, SurveyReport
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.money import Money

SHOP = Shop(
    name="安顺达汽车服务有限公司",
    address="江苏省苏州市工业园区星湖街 188 号",
    phone="0512-6288 0100",
    tax_number="91320594MA1EXAMPLE",
    bank_account="中国建设银行苏州园区支行 3225 0198 8236 0000 0123",
)
VEHICLE = Vehicle(
    plate="苏E·8K62D",
    brand="大众",
    model="帕萨特 330TSI 豪华版",
    vin="LSVCH6A48MN012345",
    color="珍珠白",
    engine_number="DKV 048217",
    first_registration=date(2021, 5, 18),
    odometer_km=48_230,
)
OWNER = Owner(name="陈思远", phone="138 0621 4417", address="苏州市姑苏区干将东路 200 号")
OWN = Leg(
    position=1,
    cover="own_damage",
    payer="中国平安财产保险股份有限公司苏州分公司",
    policy_number="PDAA 2024 3205 0000 8812",
    report_number="BA2403-118842",
    deductible=Money.of("500.00"),
)
OTHER = Leg(
    position=2,
    cover="compulsory_other",
    payer="太平洋财产保险股份有限公司",
    policy_number="CPIC-JQ-55021",
    report_number="TP2403-0091",
)
CUSTOMER = Leg(position=3, cover="customer", payer="陈思远")
INSURER = OWN.payer


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in March 2024 as the shop's clock shows it."""
    return datetime(2024, 3, day, hour - 8, minute, tzinfo=UTC)


def digest(text: str) -> str:
    """A made-up but well-formed hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def head(number: str, day: int, mark: str = "") -> Head:
    """The heading of a paper of this claim."""
    return Head(shop=SHOP, number=number, claim_number="SZ-2024-0317", issued_on=date(2024, 3, day), mark=mark)


def boxes(*signed: tuple[str, str, datetime | None]) -> tuple[Signature, ...]:
    """Signature boxes: role, name and time (None for an empty box)."""
    return tuple(Signature(role=role, name=name, signed_at=time) for role, name, time in signed)


def survey_report(photos: tuple[Photo, ...] = ()) -> SurveyReport:
    """The insurer's visit."""
    return SurveyReport(
        head=head("CK-2024-0317", 4),
        vehicle=VEHICLE,
        leg=OWN,
        accident_at=at(3, 18, 20),
        accident_place="苏州市金鸡湖大道与星湖街路口东侧 50 米",
        cause="等红灯时被后车追尾，后车未保持安全距离。",
        driver="陈思远",
        surveyor="李文博",
        surveyed_at=at(4, 10, 30),
        place="本店接车区",
        findings="后保险杠破裂，行李箱盖变形，左后尾灯破碎；后围板疑似变形，待拆检。",
        damage_points=("后保险杠", "行李箱盖", "左后尾灯", "后围板（待拆检）"),
        liability="对方全责",
        other_parties=(OtherParty(name="周海", plate="苏A·5D902", insurer=OTHER.payer, liability="全部责任"),),
        photos=photos,
        signatures=boxes(
            ("surveyor", "李文博", at(4, 11)), ("advisor", "孙琳", at(4, 11)), ("owner", "陈思远", at(4, 11, 5))
        ),
    )


def loss_sheet() -> LossSheet:
    """The damage as fixed by three parties."""
    found = (
        ("后保险杠皮", "破裂", "replace", "survey", "1.5", "165.00"),
        ("后保险杠骨架", "变形", "replace", "teardown", None, None),
        ("左后尾灯总成（LED）", "破碎", "replace", "survey", None, None),
        ("行李箱盖", "凹陷变形", "replace", "survey", "3.2", "352.00"),
        ("后围板", "褶皱变形", "replace", "teardown", "8", "880.00"),
    )
    return LossSheet(
        head=head("DS-2024-0317", 5),
        vehicle=VEHICLE,
        owner=OWNER,
        insurer=INSURER,
        report_number=OWN.report_number,
        lines=tuple(
            DamageLine(
                position=place,
                part=part,
                damage=damage,
                operation=operation,
                quantity=Quantity.of(1),
                hours=Hours.of(hours) if hours else None,
                labor_amount=Money.of(price) if price else None,
                found_at=where,
                found_by="李文博" if where == "survey" else "吴强",
                found_on=at(4, 10, 40) if where == "survey" else at(5, 9),
            )
            for place, (part, damage, operation, where, hours, price) in enumerate(found, start=1)
        ),
        residual_value=Money.of("120.00"),
        signatures=boxes(
            ("owner", "陈思远", at(5, 15)), ("advisor", "孙琳", at(5, 15)), ("assessor", "何晓东", at(5, 15, 10))
        ),
    )


def inspection() -> Inspection:
    """The inspection that passed after one that failed."""
    points = ("车身缝隙与面差", "灯光功能", "倒车雷达标定", "漆面色差与流挂", "紧固件扭矩", "车内物品与清洁", "拖车钩")
    return Inspection(
        head=head("ZJ-2024-0317-2", 14),
        vehicle=VEHICLE,
        order_number="WT-2024-0521",
        inspected_at=at(14, 16),
        inspector="郑卫民",
        passed=True,
        checks=tuple(
            CheckPoint(
                text=text,
                result="not_applicable" if text == "拖车钩" else "passed",
                self_check="passed" if place < 4 else "",
                team_check="passed" if place < 5 else "",
            )
            for place, text in enumerate(points)
        ),
        self_check=EarlierCheck(person="刘洋", at=at(14, 11), findings="已按工单完成"),
        team_check=EarlierCheck(person="吴强", at=at(14, 15)),
        road_test_km=6,
        earlier=(
            EarlierRound(
                at=at(13, 17),
                inspector="郑卫民",
                findings="左后尾灯与翼子板缝隙不均，返工调整。",
                failed=("车身缝隙与面差",),
            ),
        ),
        signatures=boxes(("team", "吴强", at(14, 15)), ("inspector", "郑卫民", at(14, 16))),
    )


def summary() -> ClaimSummary:
    """The claim on one page."""
    return ClaimSummary(
        head=head("SZ-2024-0317", 16),
        vehicle=VEHICLE,
        owner=OWNER,
        accident_at=at(3, 18, 20),
        accident_place="苏州市金鸡湖大道与星湖街路口东侧 50 米",
        story="等红灯时被后车追尾。",
        driver="陈思远",
        legs=(OWN, OTHER),
        claimed=(ClaimedAmount(leg=1, amount=Money.of("9998.40")), ClaimedAmount(leg=2, amount=Money.of("2000.00"))),
        claimed_total=Money.of("11998.40"),
        other_parties=(OtherParty(name="周海", plate="苏A·5D902", insurer=OTHER.payer, liability="全部责任"),),
    )
