"""First part of the story: the accident is reported, the car received, surveyed, torn down; the loss is fixed."""

from __future__ import annotations

from typing import Any

from claims.demo.cast import Cast, ago
from claims.demo.shop import FIXTURES

ACCIDENT_AT = "2026-05-11T08:40:00+08:00"


def open_books(cast: Cast) -> None:
    """What the shop keeps before any claim: insurers, rates, a supplier's prices, the customer and the car."""
    cast.timeline.chapter("The shop's books")
    for place, insurer in enumerate(cast.shop["insurers"], start=1):
        row = cast.coordinator.send("/insurers", f"insurer {insurer['name']}", insurer)
        cast.ids[f"insurer{place}"] = row["id"]
    profile = {**cast.damage["profile"], "valid_from": str(cast.damage["profile"]["valid_from"])}
    profile["taxes"] = [{"name": "VAT", "rate_bp": 1300}]
    cast.manager.send("/rate-profiles", "rate profile", profile)
    answer = cast.parts_clerk.client.post(
        "/api/v1/price-lists",
        data={"supplier": "北京德众汽配", "valid_from": "2026-01-01", "prices_include_tax": "true"},
        files=[("file", ("supplier-list-zh.xlsx", (FIXTURES / "supplier-list-zh.xlsx").read_bytes()))],
        headers=cast.parts_clerk.headers,
    )
    cast.parts_clerk._good(answer, "price list")
    cast.timeline.done(cast.parts_clerk, f"price list of {answer.json()['rows_taken']} parts imported")
    customer = cast.coordinator.send("/customers", "customer", cast.shop["customer"])
    car = cast.damage["vehicle"]
    said = {
        "owner_id": customer["id"], "plate": car["plate"], "vin": car["vin"], "brand": car["brand"]["zh"],
        "model": car["model"]["zh"], "color": car["color"]["zh"], "engine_number": "CST 184502",
        "first_registration": "2019-08-20",
    }  # fmt: skip
    vehicle = cast.coordinator.send("/vehicles", f"vehicle {car['plate']}", said)
    cast.ids |= {"customer": customer["id"], "vehicle": vehicle["id"]}


def report(cast: Cast) -> None:
    """The accident, with two payers: own damage, and the other party's compulsory cover."""
    cast.timeline.chapter("Report and reception")
    said: dict[str, Any] = {
        "vehicle_id": cast.ids["vehicle"],
        "customer_id": cast.ids["customer"],
        "accident_at": ACCIDENT_AT,
        "place": "北京市朝阳区东三环中路与光华路交叉口",
        "story": "直行时与左侧变道车辆发生碰撞，左前部受损",
        "driver": "",
        "reporter": "李明华",
        "third_parties": [
            {"name": "刘强", "plate": "京N·7K230", "insurer": cast.shop["insurers"][1]["name"], "liability": "次要责任"}
        ],
        "odometer_km": 86420,
        "legs": [
            {
                "cover": "own_damage", "insurer_id": cast.ids["insurer1"], "policy_number": "PDAA202511010042",
                "report_number": "BA20260511-0187", "clause_edition": "2020", "deductible_minor": 50_000,
            },
            {
                "cover": "compulsory_other", "insurer_id": cast.ids["insurer2"], "policy_number": "CTP-2025-7K230",
                "report_number": "BA20260511-0231", "limit_minor": 200_000,
            },
        ],
    }  # fmt: skip
    answer = cast.coordinator.client.post("/api/v1/claims", json=said, headers=cast.coordinator.headers)
    cast.timeline.refused(cast.coordinator, "claims: report", answer.json())
    said["driver"] = "李明华"
    cast.ids["claim"] = cast.coordinator.open("/claims", "claims: report", said)
    claim = cast.coordinator.get(f"/{cast.claim}")
    for leg in claim["legs"]:
        cast.ids[leg["cover"]] = leg["id"]


def receive(cast: Cast) -> None:
    """Pre-inspection and inventory with the customer, then the car is ours."""
    cast.advisor.refused(cast.claim, "receive")
    cast.advisor.send(
        f"/{cast.claim}/reception",
        "pre-inspection (form 6-3)",
        {
            "odometer_km": 86420,
            "fuel_percent": 45,
            "key_number": "K-017",
            "points": [
                {"area": "outside", "finding": "左前部碰撞损伤", "place": "left_front"},
                {"area": "inside", "finding": "内饰完好"},
                {"area": "engine_bay", "finding": "冷却液无明显泄漏"},
                {"area": "sides", "finding": "右后门轻微划痕", "mark": "旧伤", "place": "right_rear_door"},
                {"area": "underbody", "finding": "无异常"},
            ],
            "customer_words": "请尽快修复，旧件我要看一下",
        },
        method="PUT",
    )
    cast.advisor.send(f"/{cast.claim}/inventory", "inventory: umbrella", {"text": "雨伞", "quantity": 1})
    cast.sign("advisor", "inventory", "owner", "李明华")
    cast.advisor.step(cast.claim, "receive")


def survey(cast: Cast) -> None:
    """Both insurers: one surveyor comes, the other waives."""
    cast.timeline.chapter("Survey and teardown")
    cast.coordinator.refused(cast.claim, "end_appraisal")
    first = cast.coordinator.open("/surveys", "surveys: request (own damage)", {"leg_id": cast.ids["own_damage"]})
    second = cast.coordinator.open(
        "/surveys", "surveys: request (other cover)", {"leg_id": cast.ids["compulsory_other"]}
    )
    findings = {
        "surveyor": "钱志远",
        "surveyed_at": "2026-05-11T09:30:00+08:00",
        "place": "安达汽车接待区",
        "findings": "左前部受损：保险杠、左前大灯、翼子板、发动机盖变形，建议拆检",
        "damage_points": ["前保险杠", "左前大灯", "左前翼子板", "发动机盖"],
        "liability": "对方变道，次要责任",
        "remarks": "拆检后如有隐损，请通知二次查勘",
    }
    cast.coordinator.refused(f"surveys/{first}", "record", findings)
    pictures = ["front.jpg", "front-left.jpg", "left-side.jpg", "headlamp.jpg", "plate.jpg"]
    cast.photograph("coordinator", pictures, "survey", f"survey:{first}", "现场查勘")
    cast.coordinator.step(f"surveys/{first}", "record", findings)
    cast.coordinator.refused(f"surveys/{second}", "waive", {"reference": "x", "reason": "x"}, status=403)
    waiver = {"reference": "YT-2026-0511-88", "reason": "接受本车保险公司的查勘结果"}
    cast.manager.step(f"surveys/{second}", "waive", waiver)
    cast.coordinator.step(cast.claim, "end_appraisal")


def tear_down(cast: Cast) -> None:
    """The owner signs, then the car is taken apart and the damage listed."""
    cast.supervisor.refused(cast.claim, "start_teardown")
    cast.sign("advisor", "teardown", "owner", "李明华")
    cast.supervisor.step(cast.claim, "start_teardown")
    cast.supervisor.refused(cast.claim, "list_damage")
    for line in cast.damage["lines"]:
        cast.supervisor.send(f"/{cast.claim}/damage-lines", f"damage line {line['names']['zh']}", damage_line(line))
    cast.supervisor.step(cast.claim, "list_damage")


def damage_line(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the fixture as the API takes it."""
    named = {key: value for key, value in line.items() if key not in ("names", "list_price", "quoted")}
    return {"part_name": line["names"]["zh"], "found_in": "teardown", "found_by": "孙志强", **named}


def fix_loss(cast: Cast) -> None:
    """Labor agreed with the assessor, three signatures on the loss sheet, the order opened."""
    cast.timeline.chapter("Loss sheet")
    cast.supervisor.refused(cast.claim, "record_assessment")
    cast.supervisor.send(f"/{cast.claim}/agreed-labor", "labor agreed with the assessor",
                         {"assessor": "马骏", "rest": "as_proposed"})  # fmt: skip
    cast.sign("advisor", "loss_sheet", "owner", "李明华")
    cast.sign("advisor", "loss_sheet", "advisor", cast.advisor.name)
    cast.sign("coordinator", "loss_sheet", "assessor", "马骏", signed_at=ago(1))
    cast.supervisor.step(cast.claim, "record_assessment")
    cast.advisor.step(cast.claim, "open_order")
