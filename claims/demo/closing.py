"""Last part of the story: the order reviewed, the bill settled, the claim transferred, the car delivered, all paid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from claims.demo.cast import Cast, ago
from claims.demo.desk import API
from claims.demo.papers import issue, wait_for_paper
from claims.demo.repair import OWNER, order_of
from claims.demo.scans import scan

LISTED = {  # papers that the owner hands in, as their titles say
    "policy": "保险单",
    "claim_form": "索赔申请书",
    "receipt": "赔款收据",
    "identity": "身份证",
    "driving_license": "驾驶证",
    "vehicle_license": "行驶证",
    "accident_certificate": "道路交通事故认定书",
    "third_party_papers": "第三方资料",
}


def review(cast: Cast) -> None:
    """Old parts sorted, self-pay marked, re-inspection done: the order goes to settlement."""
    cast.timeline.chapter("Review, old parts, settlement")
    cast.advisor.refused(cast.claim, "review_order")
    order = order_of(cast)
    replaced = [x for x in order["lines"] if x["kind"] == "part" and x["state"] == "handed_out"]
    for line in replaced:
        mine = line["payer"] == "customer"
        fate = "kept_for_customer" if mine else "kept_for_insurer"
        said = {"line_id": line["id"], "fate": fate, "recalled": False}
        cast.workshop.send(f"/{cast.claim}/old-parts", f"old part sorted: {line['text']}", said, method="PUT")
    ids = [x["id"] for x in order["lines"] if x["payer"] == "customer" and x["state"] not in ("dropped", "returned")]
    cast.advisor.send(f"/{cast.claim}/order/self-pay-lines", "self-pay items marked", {"line_ids": ids})
    for cover, outcome in (("own_damage", "done"), ("compulsory_other", "waived")):
        said = {
            "leg_id": cast.ids[cover], "outcome": outcome, "person": "钱志远", "findings": "复勘合格",
            "reference": f"FK-{cover[:3].upper()}-01", "happened_at": ago(5),
        }  # fmt: skip
        cast.advisor.send(f"/{cast.claim}/reinspections", f"re-inspection {outcome} ({cover})", said, method="PUT")
    cast.advisor.step(cast.claim, "review_order")


def settle(cast: Cast) -> None:
    """A discount asked and approved, invoices per payer, the bill explained, the customer pays."""
    cast.cashier.refused(cast.claim, "settle")
    asked = {"claim_id": cast.ids["claim"], "amount_minor": 5000, "reason": "老客户抛光优惠"}
    discount = cast.advisor.open("/discounts", "discounts: ask", asked)
    cast.advisor.refused(f"discounts/{discount}", "approve", {"answer": "ok"}, status=403)
    cast.manager.step(f"discounts/{discount}", "approve", {"answer": "同意"})
    bill = cast.cashier.get(f"/{cast.claim}/bill")
    for payer in payers(cast):
        said = {"claim_id": cast.ids["claim"], "leg_id": payer["leg_id"]}
        invoice = cast.cashier.open("/invoices", f"invoices: draft ({payer['cover']})", said)
        cast.cashier.step(f"invoices/{invoice}", "issue")
    explained = {"told_to": OWNER, "channel": "in_person"}
    cast.manager.send(f"/{cast.claim}/bill-explanations", "bill explained to the customer", explained)
    cast.cashier.refused(cast.claim, "settle")
    customer = next(one for one in payers(cast) if one["cover"] == "customer")
    paid = {
        "leg_id": customer["leg_id"], "amount_minor": customer["open_minor"], "paid_on": today(), "method": "wechat",
        "reference": "WX-20261122-8841",
    }  # fmt: skip
    cast.cashier.send(f"/{cast.claim}/payments", f"the customer pays {customer['open_minor'] / 100:,.2f}", paid)
    cast.cashier.step(cast.claim, "settle")
    cast.timeline.note(f"bill {bill['total_minor'] / 100:,.2f} {bill['currency']}")


def payers(cast: Cast) -> list[dict[str, Any]]:
    """Who has something to pay: leg, cover, what is due and what is open."""
    found = cast.cashier.get(f"/{cast.claim}/bill")["accounts"]
    return [one for one in found if one["due_minor"] > 0 and one["leg_id"] is not None]


def today(days: int = 0) -> str:
    """The date on the shop's calendar, or so many days later, as ISO text."""
    return (datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(days=days)).date().isoformat()


def transfer(cast: Cast) -> None:
    """Delivery is refused while the insurers' money is unsecured; then the transfers are authorized."""
    cast.timeline.chapter("Claim transfer and delivery")
    cast.advisor.refused(cast.claim, "deliver")
    for row in cast.coordinator.get(f"/{cast.claim}/transfers"):
        thing = f"transfers/{row['id']}"
        kind = "assignment" if row["leg_id"] == cast.ids["own_damage"] else "authority"
        said = {
            "kind": kind,
            "payee": OWNER if kind == "assignment" else "刘强",
            "bank_account": cast.shop["shop"]["bank_account"],
        }
        cast.coordinator.refused(thing, "authorize", said)
        cast.sign("coordinator", "transfer", "owner", str(said["payee"]), row["id"])
        cast.coordinator.step(thing, "authorize", said)
        if kind == "assignment":
            notice = hand_in(cast, "notice", "债权转让通知回执")
            cast.coordinator.step(thing, "notify", {"file_id": notice})
    cast.advisor.refused(cast.claim, "deliver")
    for name, title in LISTED.items():
        file = hand_in(cast, name, title)
        cast.coordinator.send(
            f"/{cast.claim}/papers", f"paper for the insurers: {title}", {"paper": name, "file_id": file}
        )


def hand_in(cast: Cast, name: str, title: str) -> int:
    """Upload a scanned paper; returns the file's id."""
    parts = [("files", (f"{name}.pdf", scan(title), "application/pdf"))]
    answer: httpx.Response = cast.coordinator.client.post(
        f"{API}/{cast.claim}/files",
        data={"kind": "paper", "caption": title},
        files=parts,
        headers=cast.coordinator.headers,
    )
    rows = cast.coordinator._good(answer, title)
    return int(rows[0]["id"])


def deliver(cast: Cast) -> None:
    """The car is washed, handed back with everything signed, and leaves."""
    thing = f"work-orders/{cast.ids['order']}"
    cast.workshop.step(thing, "wash")
    cast.workshop.step(thing, "make_ready")
    said = {
        "exit_checks": {"外观": True, "工具": True, "随车物品": True}, "certificate_number": "HG-2026-0417",
        "odometer_km": 86426, "keys_returned": True, "papers_returned": True, "handed_to": OWNER,
        "advice": "建议更换左前轮胎", "next_service_km": 90000,
        "next_service_on": today(120),
    }  # fmt: skip
    cast.advisor.send(f"/{cast.claim}/hand-back", "exit record and gate pass (form 6-10)", said, method="PUT")
    cast.sign("advisor", "inventory_back", "owner", OWNER)
    cast.advisor.step(cast.claim, "deliver")


def collect(cast: Cast) -> None:
    """Packets to both insurers; one pays at once, the other short, with a reason, then the rest; the claim closes."""
    cast.timeline.chapter("The insurers pay")
    packet = wait_for_paper(cast, issue(cast, "packet", "coordinator"))
    open_sums = {one["leg_id"]: one["open_minor"] for one in payers(cast)}
    for row in cast.coordinator.get(f"/{cast.claim}/transfers"):
        owed, thing = open_sums.get(row["leg_id"], 0), f"transfers/{row['id']}"
        if not owed:
            continue
        sent = {"packet_file_id": packet["file_id"], "submitted_on": today(), "contact": "理赔部 何经理"}
        cast.coordinator.step(thing, "submit", sent)
        short = row["leg_id"] == cast.ids["own_damage"]
        if short:
            cast.coordinator.step(thing, "query", {"question": "请补充复勘照片编号"})
            cast.coordinator.step(thing, "answer", {"reply": "已在资料第3部分列明"})
        cast.coordinator.step(thing, "approve", {"amount_minor": owed, "reference": f"PZ-{row['id']}-2026"})
        first = owed - 20000 if short else owed
        pay(cast, thing, first, f"BANK-{row['id']}-1", "先行赔付，差额待复核" if short else "")
        if short:
            cast.coordinator.refused(cast.claim, "close")
            pay(cast, thing, owed - first, f"BANK-{row['id']}-2", "")
    for duty in cast.manager.get(f"/{cast.claim}/duties"):
        cast.timeline.note(f"duty: {duty['text']}")
    cast.coordinator.step(cast.claim, "close")


def pay(cast: Cast, thing: str, minor: int, reference: str, reason: str) -> None:
    """One bank transfer from an insurer."""
    said = {"amount_minor": minor, "paid_on": today(), "method": "bank", "reference": reference, "reason": reason}
    cast.cashier.step(thing, "record_payment", said)
