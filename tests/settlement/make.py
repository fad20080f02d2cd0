"""Builders for the settlement's tests: a claim with two insurers and a signed order, people, real rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import record_step
from claims.files.models import StoredFile
from claims.files.signatures import NewSignature
from claims.files.signatures import sign as sign_paper
from claims.kernel.machine import Act, Life, Machine, Missing
from claims.lifecycle.life import CLAIM_LIFE, State
from claims.lifecycle.models import Claim, Cover, Leg
from claims.lifecycle.queries import legs_of
from claims.people.models import Customer, Insurer, Person, Shop, User, Vehicle
from claims.people.roles import Role
from claims.rules.books import current_edition
from claims.rules.decision import Scope, decide
from claims.settlement.answers import ANSWERS
from claims.settlement.billing import bill_of
from claims.settlement.checklist import items_of, receive_paper
from claims.settlement.corrections import explain_bill
from claims.settlement.inputs import Explanation, NewInvoice, NewPayment
from claims.settlement.life import DEPOSIT_LIFE, DISCOUNT_LIFE, INVOICE_LIFE, TRANSFER_LIFE
from claims.settlement.models import Deposit, Discount, Invoice, Payment, Transfer
from claims.settlement.payments import record_payment
from claims.settlement.reactions import REACTIONS, open_transfers
from claims.settlement.transfer_inputs import Approval, Authorization, NewPaper, Submission
from claims.shopfloor.life import LINE_LIFE
from claims.shopfloor.models import OrderLine, WorkOrder

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # half past nine in Shanghai
TODAY = date(2026, 3, 2)
LIVES: dict[type[Any], Life] = {
    Claim: CLAIM_LIFE, OrderLine: LINE_LIFE, Deposit: DEPOSIT_LIFE, Discount: DISCOUNT_LIFE, Invoice: INVOICE_LIFE,
    Transfer: TRANSFER_LIFE,
}  # fmt: skip
HANDED_IN = ("policy", "claim_form", "receipt", "identity", "driving_license", "vehicle_license",
             "accident_certificate", "third_party_papers")  # fmt: skip


def make_machine() -> Machine:
    """A machine with the money's lives, the claim's and the part lines'; other rooms' conditions hold."""
    asked = {condition for life in LIVES.values() for move in life.moves for condition in move.must}
    others = {condition: lambda act: True for condition in asked - set(ANSWERS)}

    def judge(act: Act, policy: str, facts: Any, **governs: date) -> Any:
        edition = current_edition(policy)
        return decide(edition, facts, edition.governing(governs), Scope(shop="north", brand="Volkswagen"))

    return Machine(LIVES, answers={**others, **ANSWERS}, reactions=REACTIONS, decide=judge, record=record_step)


@dataclass
class Till:
    """One claim at the till, with its session, machine and people."""

    session: Session
    machine: Machine
    claim: Claim
    people: dict[Role, Person]
    now: datetime = NOW

    def leg(self, cover: str = Cover.CUSTOMER) -> Leg:
        """The claim's leg with a cover."""
        return next(leg for leg in legs_of(self.session, self.claim.id) if leg.cover == cover)

    def transfer(self, cover: str = Cover.OWN_DAMAGE) -> Transfer:
        """The transfer of the leg with a cover."""
        return self.session.scalars(select(Transfer).where(Transfer.leg_id == self.leg(cover).id)).one()

    def due(self, cover: str = Cover.CUSTOMER) -> int:
        """What the leg with a cover has to pay."""
        return bill_of(self.session, self.claim).account(self.leg(cover).id).due_minor

    def take(self, thing: Any, step: str, data: Any = None, *, by: Role) -> Any:
        """Take a step as somebody of this role."""
        return self.machine.take(self.session, thing, step, by=self.people[by], now=self.now, data=data)

    def missing(self, thing: Any, step: str, data: Any = None, *, by: Role = Role.CASHIER) -> list[Missing]:
        """What is missing for a step."""
        act = self.machine.attempt(self.session, thing, step, by=self.people[by], now=self.now, data=data)
        return self.machine.missing(act)

    def faults(self, thing: Any, step: str, data: Any = None, *, by: Role = Role.CASHIER) -> list[str]:
        """The details of everything missing for a step, in English."""
        return [str(fault) for one in self.missing(thing, step, data, by=by) for fault in one.details]

    def sign(self, paper: str, *capacities: str, about: int | None = None) -> None:
        """Sign a paper in these capacities."""
        for capacity in capacities:
            words = {"paper": paper, "about_id": about, "capacity": capacity, "signer_name": "Wang Fang"}
            told = NewSignature.model_validate({"method": "typed", **words})
            sign_paper(self.session, self.claim, told, by=self.people[Role.ADVISOR], now=self.now)

    def file(self, name: str = "paper.pdf", *, claim_id: int | None = None) -> StoredFile:
        """A paper in the claim's file."""
        row = StoredFile(
            shop_id=self.claim.shop_id, claim_id=claim_id or self.claim.id, kind="paper", name=name, size=9,
            media_type="application/pdf", sha256="0" * 64, created_at=self.now, by_id=self.people[Role.ADVISOR].id,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row

    def pay(self, amount: int, reference: str, *, cover: str = Cover.CUSTOMER, **more: Any) -> Payment:
        """A payment of a leg, today, in cash."""
        new = NewPayment.model_validate(
            {"leg_id": self.leg(cover).id, "amount_minor": amount, "paid_on": TODAY, "method": "cash",
             "reference": reference, **more}
        )  # fmt: skip
        return record_payment(self.session, self.claim, new, by=self.people[Role.CASHIER], now=self.now)


def put(row: Any, state: str) -> None:
    """Place a row in a state, as if it had come there by its steps."""
    setattr(row, "state", str(state))  # noqa: B010 - a test may begin in the middle of a life


def make_people(session: Session, shop: Shop) -> dict[Role, Person]:
    """One person for each role."""
    people = {}
    for role in Role:
        user = User(login=f"{shop.code}-{role}", name=f"{role} of {shop.code}", password_hash="x")
        session.add(user)
        session.flush()
        people[role] = Person(user.id, user.login, user.name, shop.id, frozenset({role}), "en")
    return people


def make_till(
    session: Session,
    *,
    state: str = State.READY_TO_SETTLE,
    deductible: int = 50_000,
    code: str = "north",
    now: datetime = NOW,
) -> Till:
    """A claim with an own-damage cover, the other party's compulsory cover (2,000.00) and the customer's leg."""
    shop = Shop(code=code, name=f"Shop {code}", currency="CNY", language="zh", time_zone="Asia/Shanghai",
                bank_account="6222 0000 1111")  # fmt: skip
    session.add(shop)
    session.flush()
    people = make_people(session, shop)
    owner = Customer(shop_id=shop.id, kind="person", name="Wang Fang", created_at=now)
    insurers = [Insurer(shop_id=shop.id, code=x, name=f"Insurer {x}", tax_number=f"TAX-{x}") for x in ("PA", "PB")]
    session.add_all([owner, *insurers])
    session.flush()
    vehicle = Vehicle(shop_id=shop.id, owner_id=owner.id, plate="沪A12345", brand="Volkswagen")
    session.add(vehicle)
    session.flush()
    claim = Claim(
        shop_id=shop.id, number="2026-000001", vehicle_id=vehicle.id, customer_id=owner.id,
        opened_at=now - timedelta(days=20), accident_at=now - timedelta(days=21), version=1,
        third_parties=[{"name": "Li", "plate": "沪B54321"}],
    )  # fmt: skip
    put(claim, state)
    session.add(claim)
    session.flush()
    place: dict[str, Any] = {"claim_id": claim.id, "shop_id": shop.id}
    session.add_all(
        [
            Leg(**place, position=1, cover=Cover.OWN_DAMAGE, insurer_id=insurers[0].id, policy_number="P1",
                deductible_minor=deductible),
            Leg(**place, position=2, cover=Cover.COMPULSORY_OTHER, insurer_id=insurers[1].id, policy_number="P2",
                limit_minor=200_000),
            Leg(**place, position=3, cover=Cover.CUSTOMER, customer_id=owner.id),
        ]
    )  # fmt: skip
    order = WorkOrder(**place, number="W2026-000001", opened_at=now, changed_at=now, signed_at=now, version=1)
    put(order, "ready")
    session.add(order)
    session.flush()
    till = Till(session, make_machine(), claim, people, now)
    open_transfers(Act(till.machine, session, CLAIM_LIFE, claim, "report", people[Role.COORDINATOR], now))
    till.sign("loss_sheet", "owner", "advisor", "assessor")
    return till


def line(till: Till, text: str, amount: int | None, *, state: str = "planned", **more: Any) -> OrderLine:
    """A signed line of the order: labor that the insurers share, unless told otherwise."""
    order = till.session.scalars(select(WorkOrder).where(WorkOrder.claim_id == till.claim.id)).one()
    number = till.session.query(OrderLine).count() + 1
    given: dict[str, Any] = {
        "kind": "labor", "operation": "repair", "payer": "insurer", "signed_amount_minor": amount, **more,
    }  # fmt: skip
    row = OrderLine(
        claim_id=till.claim.id, shop_id=till.claim.shop_id, order_id=order.id, position=number, text=text,
        amount_minor=amount, wordings=[], version=1, **given,
    )  # fmt: skip
    put(row, state)
    till.session.add(row)
    till.session.flush()
    return row


def usual_lines(till: Till) -> None:
    """6,333.33 that the insurers pay and 800.00 that the customer pays himself."""
    line(till, "straighten the door", 300_000)
    line(till, "paint the door", 333_333, kind="paint")
    line(till, "mirror", 80_000, kind="part", payer="customer", state="handed_out", supplied_by="shop")


def issue_invoices(till: Till, *covers: str) -> list[Invoice]:
    """Draft and issue the invoices of the legs with these covers (of all who owe something)."""
    made = []
    for leg in legs_of(till.session, till.claim.id):
        if (leg.cover in covers) if covers else till.due(leg.cover) > 0:
            told = NewInvoice(claim_id=till.claim.id, leg_id=leg.id)
            invoice = till.take(Invoice, "draft", told, by=Role.CASHIER)
            made.append(till.take(invoice, "issue", by=Role.CASHIER))
    return made


def explain(till: Till) -> None:
    """The manager explains the bill as it stands."""
    told = Explanation(told_to="Wang Fang")
    explain_bill(till.session, till.claim, told, by=till.people[Role.MANAGER], now=till.now)


def hand_in(till: Till, *papers: str) -> None:
    """Papers for every transfer of the claim."""
    for paper in papers or HANDED_IN:
        told = NewPaper(paper=paper, file_id=till.file(f"{paper}.pdf").id)
        receive_paper(till.session, till.claim, told, by=till.people[Role.COORDINATOR], now=till.now)


def authorize(till: Till, cover: str = Cover.OWN_DAMAGE, kind: str = "direct_pay") -> Transfer:
    """The owner signs, and the transfer is authorized."""
    transfer = till.transfer(cover)
    till.sign("transfer", "owner", about=transfer.id)
    told = Authorization.model_validate({"kind": kind, "payee": "Wang Fang"})
    found: Transfer = till.take(transfer, "authorize", told, by=Role.COORDINATOR)
    return found


def submission(till: Till) -> Submission:
    """A packet that went out today."""
    return Submission(packet_file_id=till.file("packet.pdf").id, submitted_on=TODAY, contact="claims desk")


def submit(till: Till, cover: str = Cover.OWN_DAMAGE) -> Transfer:
    """Authorized, complete, invoiced, and with the insurer."""
    transfer = authorize(till, cover)
    hand_in(till)
    issue_invoices(till, cover)
    found: Transfer = till.take(transfer, "submit", submission(till), by=Role.COORDINATOR)
    return found


def approve(till: Till, amount: int | None = None, cover: str = Cover.OWN_DAMAGE) -> Transfer:
    """Approved by the insurer, in full unless told otherwise."""
    transfer = submit(till, cover)
    told = Approval(amount_minor=amount or transfer.claimed_minor or 0, reference="AP-1")
    found: Transfer = till.take(transfer, "approve", told, by=Role.COORDINATOR)
    return found


def papers(till: Till, transfer: Transfer, *, needed: bool = True) -> list[str]:
    """The names on a checklist."""
    return [item.paper for item in items_of(till.session, transfer.id) if item.needed == needed]
