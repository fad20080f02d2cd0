"""Builders of a claim in the whole house: every room joined by its real wiring, from the damage list to the bill."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.estimating.damage import agree_labor
from claims.estimating.damage_inputs import AgreedLabor, NewDamageLine
from claims.estimating.inputs import Acceptance, NewSupplement, RefusalAnswer, RefusalAnswers, SurveyWaiver
from claims.estimating.models import Supplement
from claims.estimating.queries import current_quote, quote_lines
from claims.estimating.quote_models import Quote
from claims.files.signatures import NewSignature
from claims.files.signatures import sign as sign_paper
from claims.kernel.database import Database
from claims.kernel.machine import Missing, StepRefused
from claims.lifecycle.models import Claim, Leg
from claims.people.roles import Role
from claims.settings import Settings
from claims.settlement.billing import bill_of, customer_leg
from claims.shopfloor.inputs import NewDispatch, OrderTerms, Technician
from claims.shopfloor.models import Amendment, OrderLine, WorkOrder
from claims.shopfloor.orders import write_terms
from claims.shopfloor.queries import lines_of, order_of, unsigned_amendments
from claims.wiring import record_attempt, wire
from tests.estimating.make import (
    BUMPER,
    World,
    list_damage,
    make_claim,
    make_photograph,
    make_profile,
    make_returned,
    make_world,
    q0,
    send,
)

RADIATOR = {"part_name": "radiator", "operation": "replace", "part_number": "17G 941 005 C", "part_kind": "PAN",
            "supplied_by": "shop", "labor_kind": "LAM", "labor_hours_x100": 180}  # fmt: skip


class House(World):
    """One claim of a shop, in one session of the real house."""

    claim: Claim

    @property
    def order(self) -> WorkOrder:
        """The claim's work order."""
        order = order_of(self.session, self.claim.id)
        assert order is not None
        return order

    def rows(self, text: str) -> dict[str, OrderLine]:
        """The living order lines with a text, by their kind."""
        found = [x for x in lines_of(self.session, self.claim.id) if x.text == text and x.state != "dropped"]
        return {line.kind: line for line in found}

    def missing(self, thing: Any, step: str, *roles: Role, data: Any = None) -> list[Missing]:
        """What is missing for a step."""
        by = self.person(*roles)
        return self.machine.missing(self.machine.attempt(self.session, thing, step, by=by, now=self.now, data=data))

    def faults(self, thing: Any, step: str, *roles: Role, data: Any = None) -> list[str]:
        """The details of what is missing for a step, in English; the sentence itself where it has none."""
        found = self.missing(thing, step, *roles, data=data)
        return [str(one) for m in found for one in (m.details or (m.sentence,))]

    def refuse(self, thing: Any, step: str, *roles: Role, data: Any = None) -> list[str]:
        """Try a step that is refused; the attempt is kept, as a door keeps it. What was missing, in English."""
        faults = self.faults(thing, step, *roles, data=data)
        try:
            self.take(thing, step, *roles, data=data)
        except StepRefused as refusal:
            record_attempt(self.session, refusal)
            return faults
        raise AssertionError(f"{step} was not refused")

    def sign(self, paper: str, *capacities: str, about: int | None = None) -> None:
        """Sign a paper in these capacities."""
        for capacity in capacities:
            told = NewSignature.model_validate({"paper": paper, "about_id": about, "capacity": capacity,
                                                "signer_name": "Li", "method": "typed"})  # fmt: skip
            sign_paper(self.session, self.claim, told, by=self.person(Role.ADVISOR), now=self.now)

    def sign_amendment(self) -> Amendment:
        """Both sign the only amendment that waits."""
        (amendment,) = unsigned_amendments(self.session, self.claim.id)
        self.sign("amendment", "customer", "advisor", about=amendment.id)
        signed: Amendment = self.take(amendment, "sign", Role.ADVISOR)
        return signed

    def due(self) -> int:
        """What the customer has to pay as the order stands."""
        leg = customer_leg(self.session, self.claim.id)
        assert leg is not None
        return bill_of(self.session, self.claim).account(leg.id).due_minor

    def quote(self, number: int) -> Quote:
        """The quote of that number that counts."""
        quote = current_quote(self.session, self.claim.id, number)
        assert quote is not None
        return quote


def open_house(session: Session, database: Database, path: Path, *lines: dict[str, Any]) -> House:
    """A claim whose order was just opened from these damage lines: Q0 and the order are drafted by themselves."""
    wired = wire(Settings(database_url=database.url, files_dir=path / "files"), database=database)
    session.info.update(database.info)
    bare = make_world(session)
    house = House(session, bare.shop, bare.insurer, machine=wired.machine)
    make_profile(house)
    house.claim = make_claim(house, "assessed")
    list_damage(house, house.claim, *(lines or (BUMPER,)))
    house.take(house.claim, "open_order", Role.ADVISOR)
    return house


def agree(house: House, quote: Quote) -> None:
    """Priced, reviewed, sent and accepted as asked."""
    make_returned(house, quote=send(house, quote))
    house.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())


def refuse(house: House, quote: Quote, answer: str) -> None:
    """Priced, reviewed and sent; the insurer refuses the last line, and the manager answers that refusal."""
    quote = send(house, quote)
    *rest, _last = quote_lines(house.session, quote.id)
    make_returned(house, *({} for _ in rest), {"omitted": True}, quote=quote)
    house.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    line = quote_lines(house.session, quote.id)[-1]
    assert (quote.state, line.answer) == ("negotiating", "refused")
    answer_refusal(house, quote, answer)
    house.take(quote, "agree", Role.MANAGER)


def answer_refusal(house: House, quote: Quote, answer: str) -> None:
    """The manager answers the refusal of the last line."""
    line = quote_lines(house.session, quote.id)[-1]
    told = RefusalAnswer.model_validate({"line_id": line.id, "answer": answer, "note": "Li, by telephone, 10:00"})
    house.take(quote, "answer_refusals", Role.MANAGER, data=RefusalAnswers(lines=[told]))


def sign_order(house: House) -> None:
    """Terms, both signatures, and the step."""
    house.now += timedelta(minutes=1)
    terms = OrderTerms(promised_at=house.now + timedelta(days=5), payment_method="card", old_parts_wish="shop")
    write_terms(house.session, house.claim, terms, by=house.person(Role.ADVISOR), now=house.now)
    house.sign("work_order", "customer", "advisor")
    house.take(house.order, "sign", Role.ADVISOR)


def start_repair(house: House) -> None:
    """Q0 agreed as asked, the order signed, the car in the workshop."""
    agree(house, q0(house, house.claim))
    sign_order(house)
    until = house.now + timedelta(hours=8)
    told = NewDispatch(team="A", technicians=[Technician(name="Zhou")], bay="3", planned_from=house.now,
                       planned_until=until)  # fmt: skip
    house.take(house.order, "dispatch", Role.WORKSHOP, data=told)
    house.take(house.claim, "start_repair", Role.WORKSHOP)


def find_damage(house: House, *lines: dict[str, Any]) -> Supplement:
    """Hidden damage with a photograph: a radiator, unless told otherwise."""
    told = NewSupplement(claim_id=house.claim.id, text="behind the grille",
                         lines=[NewDamageLine(**line) for line in lines or (RADIATOR,)])  # fmt: skip
    supplement: Supplement = house.take(Supplement, "find", Role.WORKSHOP, data=told)
    make_photograph(house, supplement)
    return supplement


def quote_supplement(house: House, *lines: dict[str, Any]) -> Supplement:
    """Hidden damage whose second survey is waived, and whose quote is drafted."""
    supplement = find_damage(house, *lines)
    house.take(supplement, "waive_survey", Role.MANAGER, data=SurveyWaiver(reference="A-7", reason="photographs do"))
    agreed = AgreedLabor(assessor="Zhao", rest="as_proposed", supplement_id=supplement.id)
    agree_labor(house.session, house.claim, agreed, by=house.person(Role.SUPERVISOR), now=house.now)
    house.take(supplement, "quote", Role.ESTIMATOR)
    return supplement


def insurers_leg(house: House) -> Leg:
    """The insured leg of the claim."""
    return house.session.scalars(select(Leg).where(Leg.claim_id == house.claim.id, Leg.cover == "own_damage")).one()
