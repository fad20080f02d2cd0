"""Fills the claim packet: every paper of the claim that an outsider may see, and the hashes of what is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select

from claims.audit.editions import stored_edition
from claims.audit.models import Chain, DecisionRow, Entry
from claims.documents.blocks import Said
from claims.documents.filling import evidence, money
from claims.documents.filling.common import Desk, head, payer_name, photo, photographs, vehicle
from claims.documents.filling.estimates import fill_quote
from claims.documents.filling.orders import fill_work_order
from claims.documents.filling.reconciled import fill_agreed_prices, reconciliation_of
from claims.documents.packet.form import OutsideDecision, Packet, Proof, UploadedPaper, Withheld
from claims.documents.settlement.form import Settlement
from claims.estimating.queries import quotes_of
from claims.files.models import StoredFile
from claims.rules.decision import sentences
from claims.settlement.accounts import transfers_of
from claims.settlement.billing import bill_of
from claims.shopfloor.queries import order_of

OUTSIDE_POLICIES = ("warranty", "documents")  # the others speak of our thresholds, deposits and margins
NOT_QUOTES = ("draft", "priced", "reviewed", "superseded", "withdrawn")


def fill_packet(at: Desk, number: str) -> Packet:
    """The packet for the claim's first insurer."""
    quotes = [one for one in quotes_of(at.session, at.claim.id) if one.state not in NOT_QUOTES]
    order = order_of(at.session, at.claim.id)
    signed = order is not None and order.signed_at is not None
    settlement = money.fill_settlement(at, f"{number}-S") if signed else None
    transfers = transfers_of(at.session, at.claim.id)
    authorizations = [money.fill_transfer(at, one, f"{number}-T{i}") for i, one in enumerate(transfers, start=1)]
    checklists = [money.fill_checklist(at, one, f"{number}-C{i}") for i, one in enumerate(transfers, start=1)]
    surveys, shown = evidence.ended_surveys(at), tuple(outside_decisions(at))
    return Packet(
        head=head(at, number),
        vehicle=vehicle(at),
        recipient=payer_name(at, at.main_leg()),
        summary=evidence.fill_summary(at, f"{number}-0", claimed(at, settlement)),
        surveys=tuple(evidence.fill_survey(at, one, f"{number}-V{i}") for i, one in enumerate(surveys, start=1)),
        loss_sheet=evidence.fill_loss_sheet(at, f"{number}-L"),
        quotes=tuple(fill_quote(at, one, f"{number}-Q{one.number}") for one in quotes),
        agreed=tuple(
            fill_agreed_prices(at, one, f"{number}-A{one.number}") for one in quotes if reconciliation_of(at, one)
        ),
        order=fill_work_order(at, order.number) if order is not None and signed else None,
        inspection=evidence.fill_inspection(at, f"{number}-I"),
        settlement=settlement,
        invoices=money.fill_invoices(at, f"{number}-R"),
        transfers=tuple(one for one in authorizations if one is not None),
        checklists=tuple(one for one in checklists if one is not None),
        decisions=shown,
        photos=tuple({one.sha256: photo(at, one) for one in [*photographs(at), *scanned_papers(at)]}.values()),
        papers=tuple(uploaded_papers(at)),
        withheld=tuple(withheld(at)),
        proof=proof(at, {one.hash for one in shown}),
    )


def claimed(at: Desk, settlement: Settlement | None) -> dict[int, int]:
    """What is claimed from each insured payer, by position; nothing before there is a bill."""
    insured = {row.position: row.id for row in at.legs if row.insured}
    if settlement is None:
        return {}
    bill = bill_of(at.session, at.claim)
    return {position: bill.account(leg_id).due_minor for position, leg_id in insured.items()}


def scanned_papers(at: Desk) -> list[StoredFile]:
    """The papers that were uploaded as pictures: they are shown among the photographs, under their own names."""
    query = select(StoredFile).where(
        StoredFile.claim_id == at.claim.id, StoredFile.kind == "paper", StoredFile.media_type.startswith("image/")
    )
    return list(at.session.scalars(query.order_by(StoredFile.id)))


def uploaded_papers(at: Desk) -> list[UploadedPaper]:
    """The PDFs that were uploaded for the claim, each content once."""
    query = select(StoredFile).where(
        StoredFile.claim_id == at.claim.id, StoredFile.kind == "paper", StoredFile.media_type == "application/pdf"
    )
    rows = {row.sha256: row for row in at.session.scalars(query.order_by(StoredFile.id))}
    return [
        UploadedPaper(file=f"{row.sha256}.pdf", title=row.caption or row.name, sha256=row.sha256)
        for row in rows.values()
    ]


def outside_decisions(at: Desk) -> list[OutsideDecision]:
    """The decisions that matter to outsiders, a sentence each; the newest one of each question."""
    query = (
        select(DecisionRow, Entry.body)
        .join(Entry, Entry.id == DecisionRow.entry_id)
        .where(DecisionRow.claim_id == at.claim.id, DecisionRow.policy.in_(OUTSIDE_POLICIES))
        .order_by(DecisionRow.id)
    )
    newest = {(row.policy, row.step): (row, body) for row, body in at.session.execute(query)}
    found: list[OutsideDecision] = []
    for row, body in newest.values():
        record = json.loads(body)["record"]
        edition = stored_edition(at.session, row.edition)
        said = {language: sentences(edition, record, language) for language in ("zh", "es", "en")}
        for place, one in enumerate(record["fired"]):
            if not matters(one["effect"]):
                continue
            found.append(
                OutsideDecision(
                    number=len(found) + 1,
                    policy=row.policy,
                    as_of=row.as_of,
                    citation=str(one["citation"]),
                    sentence=Said(zh=said["zh"][place], es=said["es"][place], en=said["en"][place]),
                    hash=row.hash,
                )
            )
    return found


def matters(effect: Mapping[str, object]) -> bool:
    """Whether an outsider needs to know: a part without our warranty, or a paper that is missing."""
    return effect.get("part") in ("not_warranted", "by_supplier") or "missing" in effect


def withheld(at: Desk) -> list[Withheld]:
    """What stays in the house, each represented by the hash of its last link.

    Links hang on salted values, so that nobody finds our figures by trying them; a bare decision's hash would allow it.
    """
    chain = at.session.get(Chain, f"claim:{at.claim.id}")
    if chain is None:
        return []
    last = select(Entry.hash).where(Entry.chain == chain.name, Entry.kind == "decision").order_by(Entry.seq.desc())
    decided = at.session.scalar(last.limit(1))
    found = [("decisions", decided), ("audit", chain.head)]
    return [Withheld(what=what, sha256=digest) for what, digest in found if digest]


def proof(at: Desk, shown: set[str]) -> Proof | None:
    """The head of the claim's chain, and the records of the decisions shown and of no others."""
    chain = at.session.get(Chain, f"claim:{at.claim.id}")
    if chain is None:
        return None
    query = select(DecisionRow.hash, Entry.body).join(Entry, Entry.id == DecisionRow.entry_id)
    rows = at.session.execute(query.where(DecisionRow.claim_id == at.claim.id, DecisionRow.hash.in_(shown)))
    records = {digest: json.loads(body)["record"] for digest, body in rows}
    hashed = (
        {key: value for key, value in records[one].items() if key not in ("hash", "reader")} for one in sorted(records)
    )
    return Proof(chain=chain.name, length=chain.length, head=chain.head, records=tuple(hashed))
