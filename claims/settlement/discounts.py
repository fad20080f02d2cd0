"""Discounts: asked by one person for one payer, decided by the manager, who is somebody else."""

from __future__ import annotations

from claims.kernel.errors import Fault
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim, Cover, Leg
from claims.people.models import Person, Shop
from claims.people.queries import find
from claims.settlement.billing import approved_discounts, bill_of
from claims.settlement.inputs import Decision, NewDiscount
from claims.settlement.models import Discount
from claims.shopfloor.queries import shop_day

OPEN_STATES = frozenset({"quoting", "agreed", "repairing", "inspected", "ready_to_settle"})


def discount_is_possible(act: Act) -> list[Fault]:
    """The claim is not settled, the payer pays something, and stays at zero or above with this discount too."""
    told: NewDiscount | Discount | None = act.thing if act.thing is not None else act.data
    if told is None:
        return []
    by: Person = act.by  # type: ignore[assignment]
    claim = find(act.session, Claim, told.claim_id, by)
    if claim.state not in OPEN_STATES:
        return [Fault("a discount is given between the first quote and settling, not now", "state")]
    leg = find(act.session, Leg, told.leg_id, by, claim_id=claim.id) if told.leg_id is not None else None
    if leg is not None and leg.cover in (Cover.SHOP, Cover.MANUFACTURER):
        return [Fault("leg {leg} is given no discount", "leg_id", {"leg": leg.position})]
    bill = bill_of(act.session, claim, discounts=approved_discounts(act.session, claim.id))
    due = bill.account(told.leg_id).due_minor
    if told.amount_minor <= due:
        return []
    values = {"discount": bill.money(told.amount_minor), "due": bill.money(due)}
    return [Fault("the discount of {discount} is more than the {due} that the payer owes", "amount_minor", values)]


def large_one_is_explained(act: Act) -> list[Fault]:
    """As the policy `pricing` decides on what the payer is given in all: above its limit the manager says why."""
    told: Decision | None = act.data
    discount: Discount = act.thing
    claim = act.session.get_one(Claim, discount.claim_id)
    owed = bill_of(act.session, claim, discounts=[]).account(discount.leg_id).due_minor
    if told is None or owed <= 0:
        return []
    given = [one for one in approved_discounts(act.session, claim.id) if one.leg_id == discount.leg_id]
    facts = {
        "kind": "discount", "ref": f"discount:{discount.id}", "owed_minor": owed,
        "currency": act.session.get_one(Shop, claim.shop_id).currency,
        "discount_minor": discount.amount_minor + sum(one.amount_minor for one in given),
        "manager_word": bool(told.answer),
    }  # fmt: skip
    decision = act.ask("pricing", [facts], quote=shop_day(act.session, claim.shop_id, act.now))
    if "manager_word" not in decision.overall("missing", []):
        return []
    return [Fault("say why: the discounts of this payer are more than the house's limit", "answer")]


def ask(act: Act) -> Discount:
    """A discount that waits for the manager."""
    told: NewDiscount = act.data
    claim = act.session.get_one(Claim, told.claim_id)
    fields = told.model_dump()
    return Discount(**fields, shop_id=claim.shop_id, asked_by_id=act.by.id, asked_at=act.now)


def asker_is_another(act: Act) -> bool:
    """Nobody approves what he asked for himself."""
    return bool(act.thing.asked_by_id != act.by.id)


def decide(act: Act) -> None:
    """Who decided, when, with which word."""
    act.thing.decided_by_id, act.thing.decided_at = act.by.id, act.now
    act.thing.answer = act.data.answer
