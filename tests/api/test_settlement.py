"""The doors of the money: stranger, forbidden, allowed; what they show and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from claims.duties.service import open_duty
from claims.lifecycle.models import Claim, Cover
from claims.people.roles import Role
from claims.settlement.billing import billed_lines
from tests.api.make import MORNING, Caller, House
from tests.settlement.make import Till, make_till, usual_lines

CallerOf = Callable[..., Caller]


@dataclass(frozen=True)
class AtTill:
    """The numbers of what lies in the database."""

    claim: int
    customer: int
    own_damage: int
    transfer: int
    line: int
    file: int


@pytest.fixture
def at_till(house: House) -> AtTill:
    """A claim of the shop “till” that is ready to settle."""
    with house.database.writing() as session:
        till = make_till(session, code="till", now=MORNING)
        usual_lines(till)
        return numbers(till)


def numbers(till: Till) -> AtTill:
    return AtTill(
        claim=till.claim.id,
        customer=till.leg().id,
        own_damage=till.leg(Cover.OWN_DAMAGE).id,
        transfer=till.transfer().id,
        line=billed_lines(till.session, till.claim.id)[-1].id,
        file=till.file().id,
    )


def bodies(at: AtTill) -> dict[str, tuple[Role, dict[str, Any]]]:
    """What each writing door of a claim takes, and whose it is."""
    return {
        "payments": (Role.CASHIER, {"leg_id": at.customer, "amount_minor": 130_000, "paid_on": str(MORNING.date()),
                                    "method": "cash", "reference": "C-1"}),
        "write-offs": (Role.MANAGER, {"leg_id": at.customer, "amount_minor": 1, "reason": "rounding"}),
        "credit-releases": (Role.MANAGER, {"leg_id": at.own_damage, "reason": "an old customer"}),
        "billed-changes": (Role.CASHIER, {"line_id": at.line, "billed_minor": 79_999, "reason": "rounding"}),
        "leg-terms": (Role.COORDINATOR, {"leg_id": at.own_damage, "share_bp": 7000, "reason": "own fault"}),
        "bill-explanations": (Role.MANAGER, {"told_to": "Wang Fang"}),
        "papers": (Role.COORDINATOR, {"paper": "policy", "file_id": at.file}),
    }  # fmt: skip


WRITING = ["payments", "write-offs", "credit-releases", "billed-changes", "leg-terms", "bill-explanations", "papers"]
READING = ["bill", "payments", "deposits", "discounts", "invoices", "transfers", "fees", "duties"]


@pytest.mark.parametrize("door", WRITING)
def test_each_writing_door_knows_strangers_the_forbidden_and_its_own(
    at_till: AtTill, as_role: CallerOf, stranger: Caller, door: str
) -> None:
    role, body = bodies(at_till)[door]
    path = f"/claims/{at_till.claim}/{door}"
    assert stranger("POST", path, json=body).status_code == 401
    assert as_role(Role.CARE, shop="till")("POST", path, json=body).status_code == 403
    assert as_role(role, shop="south")("POST", path, json=body).status_code == 404
    answer = as_role(role, shop="till")("POST", path, json=body)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("door", READING)
def test_each_reading_door_knows_strangers_the_forbidden_and_its_own(
    at_till: AtTill, as_role: CallerOf, stranger: Caller, door: str
) -> None:
    path = f"/claims/{at_till.claim}/{door}"
    assert stranger("GET", path).status_code == 401
    assert as_role(Role.ADMIN, shop="till")("GET", path).status_code == 403
    assert as_role(Role.AUDITOR, shop="south")("GET", path).status_code == 404
    assert as_role(Role.AUDITOR, shop="till")("GET", path).status_code == 200


@pytest.mark.parametrize("fees", ["", "/payments", "/waivers"])
def test_the_doors_of_the_fees_know_whose_they_are(
    at_till: AtTill, as_role: CallerOf, stranger: Caller, fees: str
) -> None:
    path = f"/claims/{at_till.claim}/fees{fees}"
    role = Role.MANAGER if fees == "/waivers" else Role.CASHIER
    body: dict[str, Any] = {"kind": "diagnosis", **({} if fees else {"amount_minor": 100})}
    assert stranger("POST", path, json=body).status_code == 401
    assert as_role(Role.CARE, shop="till")("POST", path, json=body).status_code == 403
    refused = as_role(role, shop="till")("POST", path, json=body)
    assert refused.status_code == 409  # the claim goes on: no fees


def test_the_bill_shows_lines_and_payers_that_add_up(at_till: AtTill, as_role: CallerOf) -> None:
    bill = as_role(Role.CASHIER, shop="till")("GET", f"/claims/{at_till.claim}/bill").json()
    assert (bill["currency"], bill["total_minor"]) == ("CNY", 713_333)
    assert [account["due_minor"] for account in bill["accounts"]] == [383_333, 200_000, 130_000]
    assert [account["deductible_minor"] for account in bill["accounts"]] == [-50_000, 0, 50_000]
    nets = [portion["net_minor"] for line in bill["lines"] for portion in line["portions"]]
    assert sum(nets) == 713_333


def test_one_thing_is_shown_with_state_and_version_and_only_to_its_shop(at_till: AtTill, as_role: CallerOf) -> None:
    path = f"/transfers/{at_till.transfer}"
    answer = as_role(Role.COORDINATOR, shop="till")("GET", path)
    shown = answer.json()
    assert (shown["state"], answer.headers["etag"]) == ("collecting", f'"{shown["version"]}"')
    papers = {paper["paper"]: paper for paper in shown["checklist"]}
    assert papers["loss_sheet"]["present"]
    assert not papers["policy"]["present"]
    assert papers["policy"]["because"]
    assert as_role(Role.COORDINATOR, shop="south")("GET", path).status_code == 404
    for thing in ("deposits", "discounts", "invoices"):
        assert as_role(Role.COORDINATOR, shop="till")("GET", f"/{thing}/999").status_code == 404


@pytest.mark.parametrize("amount", [0, -1, 1.5, "100", 10**15, None])
def test_absurd_money_is_refused_and_nothing_is_kept(at_till: AtTill, as_role: CallerOf, amount: object) -> None:
    cashier, path = as_role(Role.CASHIER, shop="till"), f"/claims/{at_till.claim}/payments"
    body = {**bodies(at_till)["payments"][1], "amount_minor": amount}
    answer = cashier("POST", path, json=body)
    assert answer.status_code == 400
    assert cashier("GET", path).json() == []


def test_the_same_payment_twice_is_done_once(at_till: AtTill, as_role: CallerOf) -> None:
    cashier, path = as_role(Role.CASHIER, shop="till"), f"/claims/{at_till.claim}/payments"
    body, key = bodies(at_till)["payments"][1], {"Idempotency-Key": "one-and-the-same"}
    first = cashier("POST", path, json=body, headers=key)
    again = cashier("POST", path, json=body, headers=key)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert cashier("POST", path, json=body).status_code == 409
    assert len(cashier("GET", path).json()) == 1


def test_duties_are_shown_in_the_readers_language_and_ticked_off(
    house: House, at_till: AtTill, as_role: CallerOf, stranger: Caller
) -> None:
    with house.database.writing() as session:
        claim = session.get_one(Claim, at_till.claim)
        duty = open_duty(session, claim, role="cashier", text="answer the insurer's question", values={}, about="x:1",
                         due_at=MORNING, now=MORNING)  # fmt: skip
        path = f"/duties/{duty.id}/done"
    cashier = as_role(Role.CASHIER, shop="till", language="zh")
    assert [one["text"] for one in cashier("GET", "/duties").json()] == ["答复保险公司的问题"]
    assert stranger("GET", "/duties").status_code == 401
    assert as_role(Role.ADMIN, shop="till")("GET", "/duties").status_code == 403
    assert stranger("POST", path).status_code == 401
    assert as_role(Role.ADVISOR, shop="till")("POST", path).status_code == 403
    assert as_role(Role.CASHIER, shop="south")("POST", path).status_code == 404
    assert cashier("POST", path).status_code == 201
    assert cashier("POST", path).status_code == 409
    assert cashier("GET", f"/claims/{at_till.claim}/duties").json() == []


def test_an_explained_bill_is_kept_with_its_fingerprint(at_till: AtTill, as_role: CallerOf) -> None:
    manager = as_role(Role.MANAGER, shop="till")
    bill = manager("GET", f"/claims/{at_till.claim}/bill").json()
    said = manager("POST", f"/claims/{at_till.claim}/bill-explanations", json={"told_to": "Wang Fang"}).json()
    assert (said["bill_hash"], said["customer_due_minor"]) == (bill["hash"], 130_000)
