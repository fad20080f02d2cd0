"""The answers to the conditions of the work order, its amendments and its extras."""

from __future__ import annotations

from claims.estimating.queries import unsurveyed_supplements
from claims.kernel.errors import Fault
from claims.kernel.machine import Act, Answer, Condition
from claims.lifecycle.answers import wanting
from claims.lifecycle.models import Claim
from claims.people.queries import find
from claims.shopfloor.extras import consent_facts, refusal_facts, told_facts
from claims.shopfloor.inputs import Check, Consent, ExtraRefused, NewDispatch, NewExtra, SupplierChange, Told
from claims.shopfloor.models import Amendment, Extra, OrderLine, WorkOrder
from claims.shopfloor.musts import Must
from claims.shopfloor.queries import GONE, lines_at_risk, lines_of, order_of, shop_day, signers

MISSING = {  # what the policy `consent` finds missing, as people read it
    "answer": Fault("the customer's signature under the paper “extra” is missing", "signature"),
    "delay_told": Fault("it is not recorded that the delay was told", "delay_told"),
    "who": Fault("it is not recorded who consented on the telephone", "person"),
    "when": Fault("it is not recorded when the call took place", "said_at"),
    "taken_by": Fault("it is not recorded who of us took the call", "said_to"),
    "workshop_told_when": Fault("it is not recorded when the workshop was told", "told_at"),
    "workshop_told_whom": Fault("it is not recorded who in the workshop was told", "person"),
    "signed_note": Fault("the customer's signature under the paper “safety_note” is missing", "safety_note"),
}
SIGNATURE_MISSING = {
    "customer": Fault("the customer's signature under the text as it stands is missing", "customer"),
    "advisor": Fault("the advisor's signature under the text as it stands is missing", "advisor"),
}
CHANGEABLE = ("signed", "dispatched", "in_progress", "self_checked", "team_checked")


def about(line: OrderLine, text: str) -> Fault:
    """A fault on one line, with its position and text."""
    return Fault(text, f"line:{line.id}", {"position": line.position, "name": line.text})


def living(act: Act) -> list[OrderLine]:
    """The lines of the order in question that are not dropped."""
    return [line for line in lines_of(act.session, act.thing.claim_id) if line.state != "dropped"]


def terms_are_told(act: Act) -> list[Fault]:
    """Promised time, payment method, wish for the old parts; the promise cannot lie in the past."""
    order: WorkOrder = act.thing
    faults = wanting(
        promised_at=order.promised_at, payment_method=order.payment_method, old_parts_wish=order.old_parts_wish
    )
    if order.promised_at is not None and order.promised_at < act.now:
        faults.append(Fault("the promised time has passed; agree a new one", "promised_at"))
    return faults


def suppliers_are_stated(act: Act) -> list[Fault]:
    """Every part says who supplies it and of which kind it is (B3)."""
    lines = [x for x in living(act) if x.kind == "part" and not (x.supplied_by and x.part_kind)]
    return [
        about(line, "line {position} “{name}” does not say who supplies the part and of which kind it is")
        for line in lines
    ]


def prices_are_known(act: Act) -> bool | list[Fault]:
    """No price is open, except on lines that the manager's go-ahead names; an order without lines is none."""
    lines = [line for line in living(act) if line.extra_id is None]
    named = lines_at_risk(act.session, act.thing.claim_id)
    open_ones = [line for line in lines if line.amount_minor is None and line.id not in named]
    if not lines:
        return False
    return [about(line, "the price of line {position} “{name}” is open") for line in open_ones]


def order_is_signed_by_both(act: Act) -> list[Fault]:
    """Both signatures, given after the last change of the draft."""
    order: WorkOrder = act.thing
    return unsigned(signers(act.session, order.claim_id, "work_order", since=order.changed_at))


def amendment_is_signed_by_both(act: Act) -> list[Fault]:
    """Both signatures under this amendment."""
    amendment: Amendment = act.thing
    since = amendment.drafted_at
    return unsigned(signers(act.session, amendment.claim_id, "amendment", amendment.id, since=since))


def unsigned(found: set[str]) -> list[Fault]:
    """A fault for each of the two who has not signed the text as it stands."""
    return [fault for who, fault in SIGNATURE_MISSING.items() if who not in found]


def team_is_named(act: Act) -> list[Fault]:
    """Team, technicians, bay and times; they end after they begin."""
    told: NewDispatch | None = act.data
    if told is None:
        return []
    names = [one.name for one in told.technicians if one.name]
    faults = wanting(team=told.team, technicians=names, bay=told.bay)
    faults += wanting(planned_from=told.planned_from, planned_until=told.planned_until)
    if told.planned_from and told.planned_until and told.planned_until <= told.planned_from:
        faults.append(Fault("the planned work ends before it begins", "planned_until"))
    return faults


def repair_is_started(act: Act) -> bool:
    """The claim itself is in repair."""
    return act.session.get_one(Claim, act.thing.claim_id).state == "repairing"


def work_is_done(act: Act) -> list[Fault]:
    """Nothing on the order is left to do."""
    left = [line for line in living(act) if not line.done and line.state not in GONE]
    return [about(line, "line {position} “{name}” is not done") for line in left]


def nothing_is_covered(act: Act) -> list[Fault]:
    """No supplement waits for the insurer to see its damage."""
    return [
        Fault("supplement {label} is neither surveyed nor waived", f"supplement:{one.id}", {"label": one.label})
        for one in unsurveyed_supplements(act.session, act.thing.claim_id)
    ]


def check_has_passed(act: Act) -> list[Fault]:
    """Who looked is told, what he looked at too, and nothing was wrong."""
    told: Check | None = act.data
    if told is None:
        return []
    faults = wanting(person=told.person, checks=list(told.checks))
    wrong = [name for name, right in told.checks.items() if not right]
    return faults + [Fault("“{check}” failed; mend it first", f"checks.{name}", {"check": name}) for name in wrong]


def no_wash_is_wanted(act: Act) -> bool:
    """The order says so."""
    return not act.thing.car_wash


def reason_is_told(act: Act) -> bool:
    """In words."""
    return act.data is None or bool(act.data.reason)


def change_is_possible(act: Act) -> bool | list[Fault]:
    """Each line is a living part of the signed order and not ordered yet; only a change of supplier asks this."""
    if act.thing is not None:
        amendment: Amendment = act.thing
        if amendment.kind != "supplier_change":
            return True
        return unchangeable(act, amendment.claim_id, [one["line_id"] for one in amendment.changes])
    told: SupplierChange | None = act.data
    if told is None:
        return True
    claim = find(act.session, Claim, told.claim_id, act.by)  # type: ignore[arg-type]
    order = order_of(act.session, claim.id)
    if order is None or order.state not in CHANGEABLE:
        return False
    return unchangeable(act, claim.id, told.line_ids)


def unchangeable(act: Act, claim_id: int, line_ids: list[int]) -> list[Fault]:
    """A fault for each line that no change of supplier can reach."""
    lines, faults = {line.id: line for line in lines_of(act.session, claim_id)}, []
    for line_id in dict.fromkeys(line_ids):
        line = lines.get(line_id)
        if line is None or line.kind != "part":
            faults.append(Fault("line {line} is no part of this order", f"line:{line_id}", {"line": line_id}))
        elif line.state != "wanted":
            faults.append(about(line, "the part on line {position} “{name}” is ordered or dropped already"))
    return faults


def extra_is_described(act: Act) -> list[Fault]:
    """What is to be done, in lines; parts with supplier, kind and price, work with its amount."""
    told: NewExtra | None = act.data
    if told is None:
        return []
    faults = wanting(text=told.text, lines=told.lines)
    for number, line in enumerate(told.lines, start=1):
        where, values = f"lines.{number}", {"number": number}
        if line.kind == "part" and not (line.supplied_by and line.part_kind):
            faults.append(
                Fault("row {number} does not say who supplies the part and of which kind it is", where, values)
            )
        if line.kind == "part" and line.supplied_by == "shop" and line.unit_price_minor is None:
            faults.append(Fault("row {number} has no unit price", where, values))
        if line.kind != "part" and line.amount_minor is None:
            faults.append(Fault("row {number} has no amount", where, values))
    return faults


def order_is_open(act: Act) -> bool:
    """The claim has an order that still takes changes."""
    told: NewExtra | None = act.data
    if told is None:
        return True
    claim = find(act.session, Claim, told.claim_id, act.by)  # type: ignore[arg-type]
    order = order_of(act.session, claim.id)
    return order is not None and order.state in ("drafted", *CHANGEABLE)


def consent_is_given(act: Act) -> bool | list[Fault]:
    """As the policy `consent` decides on how the customer said yes (B8)."""
    extra: Extra = act.thing
    told: Consent | None = act.data
    if told is None:
        return True
    faults = []
    if told.said_at is not None and told.said_at > act.now:
        faults.append(Fault("the consent cannot lie in the future", "said_at"))
    return faults or judged(act, consent_facts(act.session, extra, told), "may_do")


def safety_note_is_signed(act: Act) -> bool | list[Fault]:
    """As the policy `consent` decides on refused safety-related work (B16)."""
    return judged(act, refusal_facts(act.session, act.thing), "closed")


def refusal_is_told(act: Act) -> list[Fault]:
    """Who said no, and when."""
    told: ExtraRefused | None = act.data
    return [] if told is None else wanting(person=told.person, said_at=told.said_at)


def workshop_is_told(act: Act) -> bool | list[Fault]:
    """As the policy `consent` decides on a refusal passed to the workshop (B8)."""
    told: Told | None = act.data
    return True if told is None else judged(act, told_facts(act.thing, told), "closed")


def judged(act: Act, facts: dict[str, object], key: str) -> bool | list[Fault]:
    """The policy's word on one extra, with what it finds missing."""
    extra: Extra = act.thing
    decision = act.ask("consent", [facts], order=shop_day(act.session, extra.shop_id, act.now))
    ref = str(facts["ref"])
    if ref in decision.undecided:
        return [Fault("the house's policy does not decide this; the manager must", ref)]
    if decision.said(ref, key):
        return True
    return [MISSING[one] for one in decision.said(ref, "missing", [])]


ANSWERS: dict[Condition, Answer] = {
    Must.TERMS_TOLD: terms_are_told,
    Must.SUPPLIER_STATED: suppliers_are_stated,
    Must.PRICES_KNOWN: prices_are_known,
    Must.BOTH_SIGNED: order_is_signed_by_both,
    Must.TEAM_NAMED: team_is_named,
    Must.REPAIR_STARTED: repair_is_started,
    Must.WORK_DONE: work_is_done,
    Must.NOTHING_COVERED: nothing_is_covered,
    Must.CHECK_PASSED: check_has_passed,
    Must.NO_WASH_WANTED: no_wash_is_wanted,
    Must.REASON_TOLD: reason_is_told,
    Must.CHANGE_POSSIBLE: change_is_possible,
    Must.AMENDMENT_SIGNED: amendment_is_signed_by_both,
    Must.EXTRA_DESCRIBED: extra_is_described,
    Must.ORDER_OPEN: order_is_open,
    Must.CONSENT_GIVEN: consent_is_given,
    Must.SAFETY_NOTE_SIGNED: safety_note_is_signed,
    Must.REFUSAL_TOLD: refusal_is_told,
    Must.WORKSHOP_TOLD: workshop_is_told,
}
