"""The papers an insurer wants for a claim (A18): what the policy asks, what is here already, what came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.files.models import StoredFile
from claims.files.signatures import signed_by
from claims.kernel.errors import Faults
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim, Cover, Leg
from claims.people.models import Customer, Insurer, Person, Shop, Vehicle
from claims.people.queries import find
from claims.rules.house.documents import PAPERS
from claims.settlement.billing import bill_of
from claims.settlement.invoices import issued_invoice
from claims.settlement.models import ChecklistItem, Transfer
from claims.settlement.transfer_inputs import NewPaper
from claims.shopfloor.queries import order_of, shop_day

COVERS = {
    Cover.OWN_DAMAGE: "own_damage",
    Cover.COMPULSORY_OTHER: "compulsory",
    Cover.THIRD_PARTY: "third_party_liability",
    Cover.SUBROGATION: "subrogation",
}
ACCIDENTS = {"collision": "collision", "single": "single_vehicle", "theft": "theft", "flood": "natural",
             "fire": "natural", "glass": "glass", "other": "single_vehicle"}  # fmt: skip
KINDS = {"": "none", "authority": "authority_to_collect", "assignment": "assignment", "direct_pay": "direct_pay"}
EITHER = "accident_certificate_or_agreement"
ONE_OF = {EITHER: ("accident_certificate", "accident_agreement")}


def items_of(session: Session, transfer_id: int) -> Sequence[ChecklistItem]:
    """The checklist of a transfer, in the order in which the papers were first wanted."""
    query = select(ChecklistItem).where(ChecklistItem.transfer_id == transfer_id).order_by(ChecklistItem.id)
    return session.scalars(query).all()


def papers_present(session: Session, transfer: Transfer) -> set[str]:
    """The papers that are here: handed in, or made by the house itself on the way."""
    here = {item.paper for item in items_of(session, transfer.id) if item.file_id is not None and item.paper in PAPERS}
    if signed_by(session, transfer.claim_id, "loss_sheet", {"assessor"}):
        here.add("loss_sheet")
    order = order_of(session, transfer.claim_id)
    if order is not None and order.signed_at is not None:
        here.add("repair_list")
    if issued_invoice(session, transfer.leg_id) is not None:
        here.add("invoice")
    if transfer.authorized_at is not None:
        here.add("transfer_authorization")
    if transfer.bank_account:
        here.add("payee_account")
    if transfer.notice_file_id is not None:
        here.add("proof_of_notice")
    return here


def document_facts(session: Session, transfer: Transfer) -> list[dict[str, Any]]:
    """What the policy `documents` needs to know of a transfer's leg."""
    claim, leg = session.get_one(Claim, transfer.claim_id), session.get_one(Leg, transfer.leg_id)
    owner = session.get(Customer, session.get_one(Vehicle, claim.vehicle_id).owner_id)
    insurer = session.get(Insurer, leg.insurer_id) if leg.insurer_id is not None else None
    facts: dict[str, Any] = {
        "kind": "claim",
        "ref": f"leg:{leg.id}",
        "currency": session.get_one(Shop, claim.shop_id).currency,
        "amount_minor": bill_of(session, claim).account(leg.id).due_minor,
        "cover": COVERS[Cover(leg.cover)],
        "accident": ACCIDENTS[claim.accident_kind],
        "insurer": insurer.code if insurer is not None else None,
        "injury": claim.injury,
        "third_party": bool(claim.third_parties),
        "rescue": transfer.rescue or (claim.custody or {}).get("proof") == "tow_slip",
        "loan_beneficiary": transfer.loan_beneficiary,
        "unit_owner": owner is not None and owner.kind == "unit",
        "agent": transfer.agent,
        "transfer": KINDS[transfer.kind],
    }
    here = sorted(papers_present(session, transfer))
    return [facts, *({"kind": "paper", "ref": f"paper:{name}", "name": name} for name in here)]


def ask_documents(act: Act, transfer: Transfer) -> Any:
    """The policy's decision on a transfer's papers, on the day of the loss."""
    claim = act.session.get_one(Claim, transfer.claim_id)
    day = shop_day(act.session, claim.shop_id, claim.accident_at or claim.opened_at)
    return act.ask("documents", document_facts(act.session, transfer), loss=day)


def missing_papers(act: Act, transfer: Transfer) -> list[str]:
    """The papers that this insurer still wants, in the order of the book; empty when the checklist is complete."""
    decision = ask_documents(act, transfer)
    return list(decision.said(f"leg:{transfer.leg_id}", "missing", []))


def refresh(act: Act, transfer: Transfer) -> None:
    """Write down which papers are wanted now and by which paragraph; what came in stays, wanted or not."""
    decision = ask_documents(act, transfer)
    needs = list(decision.said(f"leg:{transfer.leg_id}", "needs", []))
    because = {one["effect"]["needs"]: one["citation"] for one in decision.fired if "needs" in one["effect"]}
    items = {item.paper: item for item in items_of(act.session, transfer.id)}
    for item in items.values():
        item.needed = item.paper in needs
    for paper in needs:
        item = items.get(paper) or new_item(transfer, paper)
        item.because = str(because.get(paper, ""))
        act.session.add(item)
    act.session.flush()


def new_item(transfer: Transfer, paper: str, *, needed: bool = True) -> ChecklistItem:
    """An unsaved line of a checklist."""
    place = {"claim_id": transfer.claim_id, "shop_id": transfer.shop_id, "transfer_id": transfer.id}
    return ChecklistItem(**place, paper=paper, needed=needed)


def receive_paper(session: Session, claim: Claim, new: NewPaper, *, by: Person, now: datetime) -> list[ChecklistItem]:
    """A paper came in: it counts on every transfer of the claim, or on the named one; a later file replaces it."""
    faults = Faults()
    faults.check(new.paper in PAPERS, "there is no paper “{paper}”; choose one of: {papers}", "paper",
                 paper=new.paper, papers=", ".join(PAPERS))  # fmt: skip
    find(session, StoredFile, new.file_id, by, claim_id=claim.id)
    transfers = transfers_wanting(session, claim, new, by=by)
    faults.check(bool(transfers), "this claim has no transfer that collects papers", "transfer_id")
    faults.refuse()
    changed = []
    for transfer in transfers:
        items = {item.paper: item for item in items_of(session, transfer.id)}
        names = [new.paper] + [either for either, ones in ONE_OF.items() if new.paper in ones and either in items]
        for name in names:
            item = items.get(name) or new_item(transfer, name, needed=False)
            item.file_id, item.received_at, item.by_id = new.file_id, now, by.id
            session.add(item)
            changed.append(item)
    session.flush()
    data = {"paper": new.paper, "file": new.file_id, "transfers": [t.id for t in transfers]}
    note(session, claim, "claim paper received", by=by, now=now, data=data)
    return changed


def transfers_wanting(session: Session, claim: Claim, new: NewPaper, *, by: Person) -> list[Transfer]:
    """The named transfer, or all of the claim."""
    if new.transfer_id is not None:
        return [find(session, Transfer, new.transfer_id, by, claim_id=claim.id)]
    return list(session.scalars(select(Transfer).where(Transfer.claim_id == claim.id).order_by(Transfer.id)))
