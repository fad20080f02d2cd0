"""What the shop floor knows of a claim: the answers to the claim's conditions; faults name the lines concerned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claims.kernel.errors import Fault
from claims.kernel.machine import Act, Answer, Condition
from claims.lifecycle.inputs import Findings
from claims.lifecycle.models import Claim
from claims.lifecycle.musts import Must as ClaimMust
from claims.lifecycle.queries import insured_legs
from claims.shopfloor import earlier_lines, line_answers, order_answers
from claims.shopfloor.models import OrderLine
from claims.shopfloor.order_answers import about
from claims.shopfloor.orders import workers
from claims.shopfloor.queries import (
    GONE,
    contract_lines,
    extras_of,
    go_aheads_of,
    hand_back_of,
    inspections_of,
    lines_at_risk,
    lines_of,
    old_parts_of,
    order_of,
    reception_of,
    reinspections_of,
    shop_day,
    signers,
    unsigned_amendments,
)
from claims.shopfloor.yard import replaced
from claims.shopfloor.yard_models import OldPart

NOT_LOOKED_AT = {  # the walk around the car, in this order
    "outside": Fault("the outside of the car was not looked at", "points"),
    "inside": Fault("the inside of the car was not looked at", "points"),
    "engine_bay": Fault("the engine bay was not looked at", "points"),
    "sides": Fault("the sides of the car were not looked at", "points"),
    "underbody": Fault("the underbody was not looked at", "points"),
}


def car_is_pre_inspected(act: Act) -> list[Fault]:
    """Odometer and fuel are read, and every area of the car was looked at with the customer."""
    reception = reception_of(act.session, claim_of(act).id)
    if reception is None:
        return [Fault("no pre-inspection sheet is filled in yet", "reception")]
    faults = []
    if reception.odometer_km is None:
        faults.append(Fault("the odometer is not read", "odometer_km"))
    if reception.fuel_percent is None:
        faults.append(Fault("the fuel level is not noted", "fuel_percent"))
    seen = {point["area"] for point in reception.points}
    faults += [fault for area, fault in NOT_LOOKED_AT.items() if area not in seen]
    return faults


def inventory_is_signed(act: Act) -> list[Fault]:
    """The customer signed what is in the car, and the key hangs under a number."""
    claim, faults = claim_of(act), []
    if "customer" not in signers(act.session, claim.id, "inventory"):
        faults.append(Fault("the customer's signature under the inventory is missing", "inventory"))
    reception = reception_of(act.session, claim.id)
    if reception is None or not reception.key_number:
        faults.append(Fault("the key has no number", "key_number"))
    return faults


def order_is_signed(act: Act) -> bool | list[Fault]:
    """The order is signed, and so is every amendment of it."""
    order = order_of(act.session, claim_of(act).id)
    if order is None or order.signed_at is None:
        return False
    return [
        Fault("amendment {number} waits for its signatures", f"amendment:{a.id}", {"number": a.number})
        for a in unsigned_amendments(act.session, order.claim_id)
    ]


def extras_are_consented(act: Act) -> list[Fault]:
    """No extra waits for the customer's answer."""
    return [
        Fault(
            "extra {number} “{name}” waits for the customer's answer",
            f"extra:{e.id}",
            {"number": e.number, "name": e.text},
        )
        for e in extras_of(act.session, claim_of(act).id)
        if e.state == "proposed"
    ]


def go_ahead_is_given(act: Act) -> bool | list[Fault]:
    """Every line whose price is open stands in a go-ahead of the manager."""
    claim = claim_of(act)
    if not go_aheads_of(act.session, claim.id):
        return False
    named = lines_at_risk(act.session, claim.id)
    lines = [x for x in contract_lines(act.session, claim.id) if x.amount_minor is None and x.id not in named]
    return [about(line, "no go-ahead names line {position} “{name}”, whose price is open") for line in lines]


def lines_are_done(act: Act) -> bool | list[Fault]:
    """Nothing on the order is left to do."""
    claim = claim_of(act)
    if order_of(act.session, claim.id) is None:
        return False
    left = [x for x in lines_of(act.session, claim.id) if not x.done and x.state not in GONE]
    return [about(line, "line {position} “{name}” is not done") for line in left]


def checks_are_made(act: Act) -> bool | list[Fault]:
    """Self check and team check since the last failure, and an inspector who did not work on the car."""
    claim, faults = claim_of(act), []
    order = order_of(act.session, claim.id)
    if order is None:
        return False
    if order.state not in ("self_checked", "team_checked"):
        faults.append(Fault("the self check is not made", "self_check"))
    if order.state != "team_checked":
        faults.append(Fault("the team check is not made", "team_check"))
    checks = [one for one in inspections_of(act.session, claim.id) if one.kind != "final"]
    ids, names = workers(act.session, order)
    ids |= {one.by_id for one in checks}
    names |= {one.checked_by.casefold() for one in checks}
    if act.by.id in ids or str(getattr(act.by, "name", "")).casefold() in names:
        faults.append(Fault("you worked on this car or checked it yourself; another inspector must look", "inspector"))
    told: Findings | None = act.data
    if told is not None:
        if not told.checks:
            faults.append(Fault("say what the final inspection looked at", "checks"))
        faults += [
            Fault("“{check}” failed; fail the inspection instead", f"checks.{name}", {"check": name})
            for name, right in told.checks.items()
            if not right
        ]
    return faults


def self_pay_is_marked(act: Act) -> list[Fault]:
    """The advisor named each line that the customer pays himself, and no other."""
    lines = [x for x in contract_lines(act.session, claim_of(act).id) if x.state not in GONE]
    wrong = [x for x in lines if x.self_pay_marked != (x.payer == "customer")]
    return [about(line, "the self-pay mark on line {position} “{name}” does not fit its payer") for line in wrong]


def old_parts_are_sorted(act: Act) -> list[Fault]:
    """Every replaced part has its place, and what the insurer recalled was handed to him against receipt."""
    claim, faults = claim_of(act), []
    sorted_out = {part.line_id: part for part in old_parts_of(act.session, claim.id)}
    lines = [line for line in lines_of(act.session, claim.id) if replaced(line)]
    kept_back = not_with_clerk(act, [line for line in lines if line.payer == "warranty"], sorted_out)
    for line in lines:
        part = sorted_out.get(line.id)
        if part is None:
            faults.append(about(line, "the old part of line {position} “{name}” is not sorted"))
        elif part.recalled and not (part.fate == "handed_to_insurer" and part.receipt):
            faults.append(about(line, "the insurer recalled the old part of line {position} “{name}”; hand it over"))
        elif line.id in kept_back:
            faults.append(about(line, "the old part of line {position} “{name}” goes to the warranty clerk"))
    return faults


def not_with_clerk(act: Act, lines: Sequence[OrderLine], parts: Mapping[int, OldPart]) -> set[int]:
    """The lines whose old part the policy `warranty` wants with the warranty clerk, and that is not there (B13)."""
    if not lines:
        return set()
    facts = [
        {
            "kind": "replaced_part", "ref": f"line:{line.id}", "under_warranty": True, "work_done": line.done,
            "with_clerk": line.id in parts and parts[line.id].fate == "handed_to_warranty_clerk",
        }
        for line in lines
    ]  # fmt: skip
    decision = act.ask("warranty", facts, order=shop_day(act.session, claim_of(act).shop_id, act.now))
    return {line.id for line in lines if not decision.said(f"line:{line.id}", "sorted", True)}


def car_is_reinspected(act: Act) -> list[Fault]:
    """Each insurer looked again, or waived it."""
    claim = claim_of(act)
    seen = {one.leg_id for one in reinspections_of(act.session, claim.id)}
    return [
        Fault("the insurer of leg {leg} neither looked again nor waived it", f"leg:{leg.id}", {"leg": leg.position})
        for leg in insured_legs(act.session, claim.id)
        if leg.id not in seen
    ]


def car_is_handed_back(act: Act) -> list[Fault]:
    """Exit record, gate pass, inventory signed back, keys and papers."""
    claim, faults = claim_of(act), []
    record = hand_back_of(act.session, claim.id)
    if record is None:
        return [Fault("no exit record is filled in yet", "hand_back")]
    if not record.exit_checks or not all(record.exit_checks.values()):
        faults.append(Fault("the exit checks are not all made and in order", "exit_checks"))
    if not record.handed_to:
        faults.append(Fault("who takes the car is not told", "handed_to"))
    if not record.keys_returned:
        faults.append(Fault("the keys are not returned", "keys_returned"))
    if not record.papers_returned:
        faults.append(Fault("the papers are not returned", "papers_returned"))
    if "customer" not in signers(act.session, claim.id, "inventory_back"):
        faults.append(Fault("the customer has not signed the inventory back", "inventory_back"))
    return faults


def claim_of(act: Act) -> Claim:
    """The claim that the step is about."""
    claim: Claim = act.thing
    return claim


ANSWERS: dict[Condition, Answer] = {
    ClaimMust.PRE_INSPECTED: car_is_pre_inspected,
    ClaimMust.INVENTORY_SIGNED: inventory_is_signed,
    ClaimMust.ORDER_SIGNED: order_is_signed,
    ClaimMust.NOTHING_UNCONSENTED: extras_are_consented,
    ClaimMust.GO_AHEAD_GIVEN: go_ahead_is_given,
    ClaimMust.LINES_DONE: lines_are_done,
    ClaimMust.CHECKS_MADE: checks_are_made,
    ClaimMust.SELF_PAY_MARKED: self_pay_is_marked,
    ClaimMust.OLD_PARTS_SORTED: old_parts_are_sorted,
    ClaimMust.REINSPECTED: car_is_reinspected,
    ClaimMust.HANDED_BACK: car_is_handed_back,
    **order_answers.ANSWERS,
    **line_answers.ANSWERS,
    **earlier_lines.ANSWERS,
}
