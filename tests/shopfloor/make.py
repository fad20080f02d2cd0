"""Builders for the shop floor's tests: a claim with legs and damage lines, its people, a machine with real rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from claims.estimating.models import DamageLine, RateProfile
from claims.estimating.quote_models import Quote, QuoteLine
from claims.files.signatures import NewSignature
from claims.files.signatures import sign as sign_paper
from claims.kernel.errors import Fault
from claims.kernel.machine import Act, Life, Machine
from claims.lifecycle.life import CLAIM_LIFE, State
from claims.lifecycle.models import Claim, Cover, Leg
from claims.people.models import Customer, Insurer, Person, Shop, User, Vehicle
from claims.people.roles import Role
from claims.rules.books import current_edition
from claims.rules.decision import Scope, decide
from claims.shopfloor.answers import ANSWERS
from claims.shopfloor.inputs import OrderTerms
from claims.shopfloor.life import AMENDMENT_LIFE, EXTRA_LIFE, LINE_LIFE, ORDER_LIFE
from claims.shopfloor.models import Amendment, Extra, OrderLine, WorkOrder
from claims.shopfloor.musts import Must
from claims.shopfloor.orders import draft_order, write_terms
from claims.shopfloor.queries import lines_of, order_of
from claims.shopfloor.reactions import REACTIONS

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # half past nine in Shanghai
LATER = NOW + timedelta(hours=1)
LIVES: dict[type[Any], Life] = {
    Claim: CLAIM_LIFE, WorkOrder: ORDER_LIFE, OrderLine: LINE_LIFE, Amendment: AMENDMENT_LIFE, Extra: EXTRA_LIFE,
}  # fmt: skip


def deposit_is_paid(act: Act) -> bool | list[Fault]:
    """The settlement room's answer, in its place: a part of 1,000.00 or more that the customer pays waits."""
    line = act.thing
    dear = (line.original_unit_price_minor or 0) >= 100_000
    return [Fault("500.00 is missing")] if dear and line.payer == "customer" else True


def make_machine() -> Machine:
    """A machine with the claim's and the shop floor's lives; other rooms' conditions hold."""
    asked = {condition for life in LIVES.values() for move in life.moves for condition in move.must}
    others = {condition: lambda act: True for condition in asked - set(ANSWERS)}

    def judge(act: Act, policy: str, facts: Any, **governs: date) -> Any:
        edition = current_edition(policy)
        return decide(edition, facts, edition.governing(governs), Scope(shop="north", brand="Volkswagen"))

    return Machine(
        LIVES,
        answers={**others, **{one: ANSWERS[one] for one in asked & set(ANSWERS)}, Must.DEPOSIT_PAID: deposit_is_paid},
        reactions=REACTIONS,
        decide=judge,
        record=lambda act: None,
    )


@dataclass
class Yard:
    """One claim on the floor, with its session, machine and people."""

    session: Session
    machine: Machine
    claim: Claim
    people: dict[Role, Person]
    now: datetime = NOW

    @property
    def order(self) -> WorkOrder:
        """The claim's order."""
        order = order_of(self.session, self.claim.id)
        assert order is not None
        return order

    def line(self, text: str, kind: str = "part") -> OrderLine:
        """The newest line with this text and kind."""
        return [x for x in lines_of(self.session, self.claim.id) if x.text == text and x.kind == kind][-1]

    def take(self, thing: Any, step: str, data: Any = None, *, by: Role) -> Any:
        """Take a step as somebody of this role."""
        return self.machine.take(self.session, thing, step, by=self.people[by], now=self.now, data=data)

    def sign(self, paper: str, *capacities: str, about: int | None = None, method: str = "typed", **more: Any) -> None:
        """Sign a paper in these capacities."""
        for capacity in capacities or ("customer",):
            words = {"paper": paper, "about_id": about, "capacity": capacity, "signer_name": "Wang Fang", **more}
            told = NewSignature.model_validate({"method": method, **words})
            sign_paper(self.session, self.claim, told, by=self.people[Role.ADVISOR], now=self.now)

    def act(self, thing: Any, step: str = "agree") -> Act:
        """An act of another room's life, for its reactions."""
        return Act(self.machine, self.session, CLAIM_LIFE, thing, step, self.people[Role.ADVISOR], self.now)


def make_people(session: Session, shop: Shop) -> dict[Role, Person]:
    """One person for each role."""
    people = {}
    for role in Role:
        user = User(login=f"{shop.code}-{role}", name=f"{role} of {shop.code}", password_hash="x")
        session.add(user)
        session.flush()
        people[role] = Person(user.id, user.login, user.name, shop.id, frozenset({role}), "en")
    return people


def make_shop(session: Session, code: str = "north") -> Shop:
    """A shop in Shanghai."""
    shop = Shop(code=code, name=f"Shop {code}", currency="CNY", language="zh", time_zone="Asia/Shanghai")
    session.add(shop)
    session.flush()
    return shop


def make_yard(session: Session, *, state: str = State.ASSESSED, shop: str = "north", place: Shop | None = None) -> Yard:
    """A claim with one insurer's leg and the customer's own, in a state; in a new shop, or in one there is."""
    place = place or make_shop(session, shop)
    people = make_people(session, place)
    owner = Customer(shop_id=place.id, kind="person", name="Wang Fang", created_at=NOW)
    insurer = Insurer(shop_id=place.id, code="PA", name="Example Insurance")
    session.add_all([owner, insurer])
    session.flush()
    vehicle = Vehicle(shop_id=place.id, owner_id=owner.id, plate="沪A12345", brand="Volkswagen")
    session.add(vehicle)
    session.flush()
    claim = Claim(
        shop_id=place.id, number="2026-000001", vehicle_id=vehicle.id, customer_id=owner.id, opened_at=NOW,
        third_parties=[], version=1,
    )  # fmt: skip
    put(claim, state)
    session.add(claim)
    session.flush()
    legs = [(Cover.OWN_DAMAGE, insurer.id, None), (Cover.CUSTOMER, None, owner.id)]
    for position, (cover, insurer_id, customer_id) in enumerate(legs, start=1):
        payer = {"cover": cover, "insurer_id": insurer_id, "customer_id": customer_id}
        session.add(Leg(claim_id=claim.id, shop_id=place.id, position=position, **payer))
    session.flush()
    return Yard(session, make_machine(), claim, people)


def put(row: Any, state: str) -> None:
    """Place a row in a state, as if it had come there by its steps."""
    setattr(row, "state", str(state))  # noqa: B010 - a test may begin in the middle of a life


def damage(yard: Yard, part_name: str, **more: Any) -> DamageLine:
    """A damage line: replace with an original part of the shop's, one hour of body work, unless told otherwise."""
    number = yard.session.query(DamageLine).count() + 1
    given: dict[str, Any] = {
        "operation": "replace", "part_kind": "PAN", "supplied_by": "shop", "labor_hours_x100": 100,
        "found_in": "survey", "found_at": NOW, "payer": "insurer", **more,
    }  # fmt: skip
    line = DamageLine(claim_id=yard.claim.id, shop_id=yard.claim.shop_id, position=number, part_name=part_name, **given)
    yard.session.add(line)
    yard.session.flush()
    return line


def make_quote(yard: Yard, lines: list[tuple[DamageLine, dict[str, Any]]], *, number: int = 0) -> Quote:
    """An agreed quote of damage lines; the amounts are given as part, labor, paint and agreed_… in minor units."""
    session, claim = yard.session, yard.claim
    profile = RateProfile(
        shop_id=claim.shop_id, valid_from=NOW.date(), currency="CNY", rates_minor={"LAB": 8000},
        prices_include_tax=True, created_at=NOW, created_by_id=yard.people[Role.MANAGER].id,
    )  # fmt: skip
    session.add(profile)
    session.flush()
    quote = Quote(
        claim_id=claim.id, shop_id=claim.shop_id, number=number, profile_id=profile.id, currency="CNY", drafted_at=NOW,
        drafted_by_id=yard.people[Role.ESTIMATOR].id, prices_include_tax=True, version=1,
    )  # fmt: skip
    put(quote, "agreed")
    session.add(quote)
    session.flush()
    for position, (line, amounts) in enumerate(lines, start=1):
        copied = ("part_name", "operation", "quantity_x1000", "part_kind", "supplied_by", "key_part", "payer", "leg_id")
        given = {"answer": "accepted", **{name: getattr(line, name) for name in copied}, **amounts}
        for kind in ("part", "labor", "paint"):
            given.setdefault(f"{kind}_amount_minor", 0)
            if given["answer"] != "refused":
                given.setdefault(f"agreed_{kind}_amount_minor", given[f"{kind}_amount_minor"])
        place = {"quote_id": quote.id, "claim_id": claim.id, "shop_id": claim.shop_id, "damage_line_id": line.id}
        session.add(QuoteLine(**place, position=position, **given))
    session.flush()
    return quote


def open_order(yard: Yard) -> WorkOrder:
    """Draft the order from the damage lines, as the claim's `open_order` does."""
    draft_order(yard.act(yard.claim, "open_order"))
    return yard.order


def sign_order(yard: Yard) -> WorkOrder:
    """Terms, both signatures, and the step."""
    terms = OrderTerms(promised_at=yard.now + timedelta(days=5), payment_method="card", old_parts_wish="shop")
    write_terms(yard.session, yard.claim, terms, by=yard.people[Role.ADVISOR], now=yard.now)
    yard.sign("work_order", "customer", "advisor")
    return yard.take(yard.order, "sign", by=Role.ADVISOR)
