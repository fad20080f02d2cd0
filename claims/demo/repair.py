"""Third part of the story: order signed, deposit paid, car repaired, hidden damage found, repair inspected."""

from __future__ import annotations

from typing import Any

from claims.demo.accident import damage_line
from claims.demo.cast import Cast, ago, ahead
from claims.demo.prices import send_quote, upload_return
from claims.demo.shop import FIXTURES

OWNER = "李明华"


def order_of(cast: Cast) -> dict[str, Any]:
    """The work order with its lines."""
    return dict(cast.advisor.get(f"/{cast.claim}/order"))


def sign_order(cast: Cast) -> None:
    """Customer and advisor sign the order with the agreed prices: from now on it is a contract."""
    cast.timeline.chapter("Work order")
    order = order_of(cast)
    cast.ids["order"] = order["id"]
    thing = f"work-orders/{order['id']}"
    cast.advisor.refused(thing, "sign")
    terms = {
        "promised_at": ahead(96), "payment_method": "transfer", "old_parts_wish": "customer", "car_wash": True,
        "customer_words": "请尽快修复，旧件我要看一下",
    }  # fmt: skip
    cast.advisor.send(f"/{cast.claim}/order/terms", "terms of the order", terms, method="PUT")
    cast.sign("advisor", "work_order", "customer", OWNER)
    cast.sign("advisor", "work_order", "advisor", cast.advisor.name)
    cast.advisor.step(thing, "sign")


def buy_lamp(cast: Cast) -> None:
    """The customer wants the right headlamp renewed at own cost: a high-value part, so a deposit comes first."""
    cast.timeline.chapter("A part the customer pays, with its deposit")
    extra = cast.advisor.open(
        "/extras",
        "extras: propose (right headlamp, self-pay)",
        {
            "claim_id": cast.ids["claim"], "text": "右前大灯总成更换（自费）", "reason": "老化发黄，非本次事故",
            "delay_hours": 4,
            "lines": [
                {"kind": "part", "text": "右前大灯总成", "part_number": "17G 941 006 C", "part_kind": "PAN",
                 "supplied_by": "shop", "unit_price_minor": 213900, "original_unit_price_minor": 213900},
                {"kind": "labor", "text": "更换右前大灯", "labor_kind": "LAB", "hours_x100": 80, "amount_minor": 9600},
            ],
        },
    )  # fmt: skip
    cast.sign("advisor", "extra", "customer", OWNER, extra)
    consent = {
        "method": "signature",
        "person": OWNER,
        "said_at": ago(1),
        "said_to": cast.advisor.name,
        "delay_told": True,
    }
    cast.advisor.step(f"extras/{extra}", "consent", consent)
    cast.advisor.step(f"extras/{extra}", "add")
    lamp = next(one for one in order_of(cast)["lines"] if one["text"] == "右前大灯总成")
    cast.ids["lamp"] = lamp["id"]
    order = {"supplier": "北京德众汽配", "supplier_order": "PO-2026-0311"}
    cast.parts_clerk.refused(f"order-lines/{lamp['id']}", "order", order)
    deposit = cast.cashier.get(f"/{cast.claim}/deposits")[0]
    paid = {"amount_minor": deposit["amount_minor"], "method": "card", "reference": "POS-77120431"}
    cast.cashier.step(f"deposits/{deposit['id']}", "pay", paid)
    cast.parts_clerk.step(f"order-lines/{lamp['id']}", "order", order)


def start_repair(cast: Cast) -> None:
    """Dispatch to a team and a bay; parts ordered, arrived, handed out."""
    cast.timeline.chapter("Repair")
    cast.workshop.step(cast.claim, "start_repair")
    thing = f"work-orders/{cast.ids['order']}"
    dispatch = {
        "team": "钣金一组", "technicians": [{"name": "何军"}, {"name": "吕平"}], "bay": "B3",
        "planned_from": ago(10), "planned_until": ahead(72),
    }  # fmt: skip
    cast.workshop.step(thing, "dispatch", dispatch)
    if order_of(cast)["state"] == "dispatched":
        cast.workshop.step(thing, "start")
    fetch_parts(cast)


def fetch_parts(cast: Cast) -> None:
    """Every part that the shop supplies goes its way from wanted to handed out."""
    for line in order_of(cast)["lines"]:
        thing = f"order-lines/{line['id']}"
        if (
            line["kind"] != "part"
            or line["state"] in ("handed_out", "dropped", "returned")
            or line["supplied_by"] != "shop"
        ):
            continue
        if line["state"] == "wanted":
            cast.parts_clerk.step(thing, "order", {"supplier": "北京德众汽配", "supplier_order": f"PO-{line['id']}"})
        cast.parts_clerk.step(thing, "arrive", {"receipt": f"DN-{line['id']}"})
        if line["payer"] == "customer":
            cast.parts_clerk.refused(thing, "hand_out", {"handed_to": "何军"})
            cast.sign("advisor", "self_pay_part", "customer", OWNER, line["id"])
        cast.parts_clerk.step(thing, "hand_out", {"handed_to": "何军"})


def find_hidden_damage(cast: Cast) -> None:
    """Hidden damage: second survey, supplement S01 with its quote Q1, an amendment that the customer signs."""
    cast.timeline.chapter("Hidden damage")
    lines = [{**damage_line(line), "found_in": "repair", "found_by": "何军"} for line in cast.damage["supplement"]]
    said = {"claim_id": cast.ids["claim"], "text": "拆检后发现散热器、电子扇及左前减震器受损", "lines": lines}
    supplement = cast.ids["supplement"] = cast.supervisor.open("/supplements", "supplements: find (S01)", said)
    thing = f"supplements/{supplement}"
    cast.photograph("supervisor", ["radiator.jpg"], "hidden_damage", f"supplement:{supplement}", "隐藏损伤")
    cast.manager.step(thing, "request_survey", {"leg_id": cast.ids["own_damage"]})
    survey = next(
        one for one in cast.coordinator.get(f"/{cast.claim}")["surveys"] if one["supplement_id"] == supplement
    )
    cast.photograph("coordinator", ["radiator.jpg"], "hidden_damage", f"survey:{survey['id']}", "二次查勘")
    findings = {
        "surveyor": "钱志远",
        "surveyed_at": ago(20),
        "place": "安达汽车车间B3工位",
        "findings": "确认散热器、电子扇、左前减震器受损",
    }
    cast.coordinator.step(f"surveys/{survey['id']}", "record", findings)
    agreed = {"assessor": "马骏", "rest": "as_proposed", "supplement_id": supplement}
    cast.supervisor.send(f"/{cast.claim}/agreed-labor", "labor of the supplement agreed", agreed)
    cast.estimator.step(thing, "quote")
    quote = next(one for one in cast.estimator.get(f"/{cast.claim}/quotes") if one["supplement_id"] == supplement)
    send_quote(cast, quote["id"])
    upload_return(cast, quote["id"], FIXTURES / "insurer-return-supplement-zh.xlsx")
    cast.parts_supervisor.step(f"quotes/{quote['id']}", "check", {"note": "差价在允许范围内"})
    for amendment in order_of(cast)["amendments"]:
        if amendment["state"] == "drafted":
            cast.advisor.refused(f"amendments/{amendment['id']}", "sign")
            cast.sign("advisor", "amendment", "customer", OWNER, amendment["id"])
            cast.sign("advisor", "amendment", "advisor", cast.advisor.name, amendment["id"])
            cast.advisor.step(f"amendments/{amendment['id']}", "sign")
    fetch_parts(cast)


def add_wishes(cast: Cast) -> None:
    """A part of the customer's own (no warranty on it), an extra told by telephone, and one refused."""
    cast.timeline.chapter("The customer's wishes")
    own = {"kind": "part", "text": "行车记录仪（客户自带）", "part_kind": "PAA", "supplied_by": "customer"}
    fit = {"kind": "labor", "text": "安装行车记录仪", "labor_kind": "LAE", "hours_x100": 60, "amount_minor": 7800}
    said = {"claim_id": cast.ids["claim"], "text": "安装客户自带行车记录仪", "delay_hours": 1, "lines": [own, fit]}
    extra = cast.advisor.open("/extras", "extras: propose (the customer's own dash camera)", said)
    cast.sign("advisor", "extra", "customer", OWNER, extra)
    consent = {
        "method": "signature",
        "person": OWNER,
        "said_at": ago(1),
        "said_to": cast.advisor.name,
        "delay_told": True,
    }
    cast.advisor.step(f"extras/{extra}", "consent", consent)
    cast.advisor.step(f"extras/{extra}", "add")
    camera = next(one for one in order_of(cast)["lines"] if one["supplied_by"] == "customer" and one["kind"] == "part")
    thing = f"order-lines/{camera['id']}"
    cast.parts_clerk.step(thing, "arrive", {"receipt": "CR-0001"})
    cast.sign("advisor", "self_pay_part", "customer", OWNER, camera["id"])
    cast.parts_clerk.step(thing, "hand_out", {"handed_to": "何军"})

    polish = {
        "kind": "labor",
        "text": "右后门划痕抛光",
        "operation": "repair",
        "labor_kind": "LAR",
        "amount_minor": 18000,
    }
    said = {"claim_id": cast.ids["claim"], "text": "右后门旧划痕抛光（自费）", "delay_hours": 2, "lines": [polish]}
    extra = cast.advisor.open("/extras", "extras: propose (polish an old scratch)", said)
    call = {"method": "telephone", "person": OWNER, "said_at": ago(3), "said_to": cast.advisor.name}
    cast.advisor.refused(f"extras/{extra}", "consent", {**call, "delay_told": False})
    cast.advisor.step(f"extras/{extra}", "consent", {**call, "delay_told": True})
    cast.advisor.step(f"extras/{extra}", "add")

    tyre = {"kind": "part", "text": "左前轮胎", "part_kind": "PAN", "supplied_by": "shop", "unit_price_minor": 68000}
    said = {"claim_id": cast.ids["claim"], "text": "左前轮胎更换（自费）", "delay_hours": 0, "lines": [tyre]}
    extra = cast.advisor.open("/extras", "extras: propose (a tyre)", said)
    refusal = {"person": OWNER, "said_at": ago(2), "said_to": cast.advisor.name, "reason": "暂不更换"}
    cast.advisor.step(f"extras/{extra}", "refuse", refusal)
    cast.advisor.step(f"extras/{extra}", "tell_workshop", {"person": cast.workshop.name, "told_at": ago(1)})


def check(cast: Cast) -> None:
    """Self check and team check."""
    thing = f"work-orders/{cast.ids['order']}"
    ids = [line["id"] for line in order_of(cast)["lines"] if line["state"] not in ("dropped", "returned")]
    cast.workshop.send(f"/{cast.claim}/order/done-lines", f"{len(ids)} lines done", {"line_ids": ids})
    points = {"间隙与平整度": True, "灯光": True, "漆面": True}
    cast.workshop.step(thing, "self_check", {"person": "何军", "findings": "正常", "checks": points})
    cast.workshop.step(thing, "team_check", {"person": "吕平", "findings": "正常", "checks": points})


def inspect(cast: Cast) -> None:
    """The first final inspection fails, the second passes."""
    cast.timeline.chapter("Inspection")
    cast.inspector.refused(cast.claim, "pass_inspection", {"findings": "合格"})
    check(cast)
    failed = {"findings": "左前大灯光束偏高，需重新调整", "checks": {"灯光": False}}
    cast.inspector.step(cast.claim, "fail_inspection", failed)
    check(cast)
    points = {"间隙与平整度": True, "灯光": True, "漆面": True, "制动": True, "路试": True}
    passed = {"findings": "全部项目合格", "road_test_km": 6, "checks": points}
    cast.inspector.step(cast.claim, "pass_inspection", passed)
