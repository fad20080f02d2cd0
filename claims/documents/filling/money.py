"""Fills the papers of the money: settlement sheet, invoice list, checklists, transfer authorizations."""

from __future__ import annotations

from sqlalchemy import select

from claims.documents.blocks import Leg, Owner, Said
from claims.documents.document_checklist.form import ChecklistItem, DocumentChecklist
from claims.documents.filling import betterment
from claims.documents.filling.common import Desk, head, leg, owner, signatures, vehicle
from claims.documents.filling.orders import no_warranty, not_wanted
from claims.documents.invoice_list.form import InvoiceList, InvoiceRow
from claims.documents.settlement.form import BillLine, Discount, LegBill, LegShare, OrderDifference, Settlement
from claims.documents.transfer_authorization.form import TransferAuthorization
from claims.estimating.queries import current_quotes
from claims.files.models import StoredFile
from claims.files.signatures import signatures as signatures_on
from claims.kernel.amounts import Quantity
from claims.kernel.texts import word
from claims.settlement import models as rows
from claims.settlement.accounts import balances
from claims.settlement.bill import Bill, Party
from claims.settlement.bill import BillLine as Charged
from claims.settlement.billing import approved_discounts, bill_of, billed_changes
from claims.settlement.checklist import items_of, papers_present
from claims.shopfloor.models import OrderLine
from claims.shopfloor.queries import hand_back_of, inspections_of, lines_of, need_order, reception_of

KINDS = {"authority": "authority_to_collect"}


def positions(at: Desk, bill: Bill) -> dict[Party, int]:
    """Each party's position on the paper: its leg's, or one after the legs for parties without a leg."""
    by_leg = {row.id: row.position for row in at.legs}
    found: dict[Party, int] = {}
    for account in bill.accounts:
        place = by_leg.get(account.party.leg_id or 0)
        found[account.party] = place if place is not None else max([*by_leg.values(), *found.values()]) + 1
    return found


def fill_settlement(at: Desk, number: str) -> Settlement:
    """Form 6-9: every line with everybody's share, one row per payer, advice and next service."""
    bill, order = bill_of(at.session, at.claim), need_order(at.session, at.claim.id)
    place = positions(at, bill)
    lines = {line.id: line for line in lines_of(at.session, at.claim.id)}
    reception, back = reception_of(at.session, at.claim.id), hand_back_of(at.session, at.claim.id)
    finals = [row.at for row in inspections_of(at.session, at.claim.id) if row.kind == "final" and row.passed]
    differences = order_differences(at, bill, lines)
    return Settlement(
        head=head(at, number),
        vehicle=vehicle(at),
        customer=owner(at),
        order_number=order.number,
        received_at=reception.at if reception is not None else order.opened_at,
        finished_at=finals[-1] if finals else at.now,
        legs=parties(at, bill, place),
        lines=tuple(bill_line(at, lines[line.charge.line_id], line, place) for line in bill.lines),
        bills=tuple(leg_bills(at, bill, place)),
        total=at.money(bill.gross_minor),
        discount_total=at.money(bill.discount_minor),
        payable=at.money(bill.total_minor),
        order_total=at.money(bill.gross_minor - sum(one.amount.minor for one in differences)),
        differences=differences,
        discounts=tuple(discount(at, one, place) for one in approved_discounts(at.session, at.claim.id)),
        prices_include_tax=with_tax(at),
        advice=back.advice if back is not None else "",
        not_done=not_wanted(at),
        next_service_on=back.next_service_on if back is not None else None,
        next_service_km=back.next_service_km if back is not None else None,
        signatures=signatures(at, "settlement", ("customer", "cashier")),
    )


def with_tax(at: Desk) -> bool:
    """Whether the claim's prices contain the tax, as its first quote said; so it is where nothing was quoted."""
    quotes = current_quotes(at.session, at.claim.id)
    return quotes[0].prices_include_tax if quotes else True


def parties(at: Desk, bill: Bill, place: dict[Party, int]) -> tuple[Leg, ...]:
    """Every payer on the bill: the legs, and parties that have none."""
    legs = {row.position: leg(at, row) for row in at.legs if any(p.leg_id == row.id for p in place)}
    for party, position in place.items():
        if position not in legs:
            payer = at.shop.name if party.cover == "shop" else at.owner.name
            legs[position] = Leg(position=position, cover=str(party.cover), payer=payer)
    return tuple(legs[position] for position in sorted(legs))


def bill_line(at: Desk, row: OrderLine, line: Charged, place: dict[Party, int]) -> BillLine:
    """One line of the bill with everybody's share."""
    charge, portions = line.charge, line.portions
    amount, quantity = at.money(charge.amount_minor), Quantity(row.quantity_x1000)
    unit = at.optional(row.unit_price_minor)
    fits = row.kind == "part" and unit is not None and unit.times(quantity) == amount
    source = "extra" if row.extra_id is not None else "amendment" if row.amendment_id is not None else "order"
    return BillLine(
        position=row.position,
        kind=row.kind,
        text=row.text,
        amount=amount,
        shares=tuple(
            LegShare(leg=place[p.party], amount=at.money(p.gross_minor - p.deductible_minor))
            for p in portions
            if p.gross_minor != p.deductible_minor
        ),
        source=source,
        part_number=row.part_number,
        quantity=quantity if row.kind == "part" else None,
        unit_price=unit if fits else None,
        self_pay=row.payer == "customer",
        no_warranty=no_warranty(row) if row.kind == "part" else None,
        betterment=betterment.ordered(at, row, charge.betterment_minor),
    )


def leg_bills(at: Desk, bill: Bill, place: dict[Party, int]) -> list[LegBill]:
    """One row per payer: what it bears, what it paid, what is due."""
    paid = {one.leg.id: one for one in balances(at.session, at.claim, bill)}
    found = []
    for account in bill.accounts:
        mine = paid.get(account.party.leg_id or 0)
        received = mine.received_minor + mine.written_off_minor if mine is not None else 0
        prepaid = mine.deposited_minor if mine is not None else 0
        found.append(
            LegBill(
                leg=place[account.party],
                amount=at.money(account.gross_minor - account.deductible_minor),
                discount=at.money(account.discount_minor),
                deductible=at.money(account.deductible_minor),
                prepaid=at.money(prepaid),
                paid=at.money(received),
                due=at.money(account.due_minor - prepaid - received),
                betterment=at.money(account.betterment_minor) if account.betterment_minor else None,
            )
        )
    return sorted(found, key=lambda one: one.leg)


def discount(at: Desk, one: rows.Discount, place: dict[Party, int]) -> Discount:
    """An approved discount."""
    customer = next((p for party, p in place.items() if party.cover == "customer"), 1)
    return Discount(
        text=one.reason,
        amount=at.money(one.amount_minor),
        leg=next((p for party, p in place.items() if one.leg_id and party.leg_id == one.leg_id), customer),
        approved_by=at.user_name(one.decided_by_id),
        approved_at=one.decided_at or at.now,
    )


def order_differences(at: Desk, bill: Bill, lines: dict[int, OrderLine]) -> tuple[OrderDifference, ...]:
    """Where the bill departs from what was signed first: extras, amendments, and changes with their reason."""
    changes = billed_changes(at.session, at.claim.id)
    found = []
    for line in bill.lines:
        row, minor = lines[line.charge.line_id], line.charge.amount_minor
        change = changes.get(row.id)
        if row.extra_id is not None:
            text, amount, reason = row.text, minor, "extra"
        elif row.amendment_id is not None:
            text, amount, reason = row.text, minor, "amendment"
        elif (
            change is not None
            and change.billed_minor is not None
            and change.billed_minor != (row.signed_amount_minor or 0)
        ):
            text, amount, reason = row.text, minor - (row.signed_amount_minor or 0), change.reason
        else:
            continue
        if amount:
            found.append(OrderDifference(text=text, amount=at.money(amount), reason=reason))
    return tuple(found)


def fill_invoices(at: Desk, number: str) -> InvoiceList | None:
    """The invoices issued for the claim; None before there is one."""
    query = select(rows.Invoice).where(rows.Invoice.claim_id == at.claim.id, rows.Invoice.number.is_not(None))
    found, covers = [], {row.id: row.cover for row in at.legs}
    for row in at.session.scalars(query.order_by(rows.Invoice.id)):
        day = at.day(row.issued_at or at.now)
        cover = covers[row.leg_id]
        common = {"buyer": row.buyer, "cover": cover, "tax_number": row.tax_number}
        found.append(InvoiceRow(number=str(row.number), issued_on=day, amount=at.money(row.amount_minor), **common))
        if row.reversal_number is not None:
            found.append(
                InvoiceRow(
                    number=row.reversal_number,
                    issued_on=at.day(row.reversed_at or at.now),
                    amount=at.money(-row.amount_minor),
                    reverses=str(row.number),
                    **common,
                )
            )
    if not found:
        return None
    return InvoiceList(head=head(at, number), rows=tuple(found), total=at.money(sum(one.amount.minor for one in found)))


def fill_checklist(at: Desk, transfer: rows.Transfer, number: str) -> DocumentChecklist | None:
    """The checklist of one payer's leg; None while nothing is on it."""
    items, here = items_of(at.session, transfer.id), papers_present(at.session, transfer)
    if not items:
        return None
    return DocumentChecklist(
        head=head(at, number),
        leg=next(leg(at, row) for row in at.legs if row.id == transfer.leg_id),
        items=tuple(checklist_item(at, one, here) for one in items),
    )


def checklist_item(at: Desk, one: rows.ChecklistItem, here: set[str]) -> ChecklistItem:
    """One paper: needed or not, here or not; what the house made itself is here as of today."""
    file = at.session.get(StoredFile, one.file_id) if one.file_id is not None else None
    name = one.paper.replace("_", " ")
    received = one.received_at or (at.now if one.paper in here else None)
    return ChecklistItem(
        paper=Said(zh=word(one.paper, "zh"), es=word(one.paper, "es"), en=name),
        required=one.needed,
        received_on=at.day(received) if received is not None else None,
        sha256=file.sha256 if file is not None else "",
        citation=one.because,
    )


def fill_transfer(at: Desk, transfer: rows.Transfer, number: str) -> TransferAuthorization | None:
    """The authorization of one leg's transfer; None before it is signed."""
    if not transfer.kind or transfer.authorized_at is None:
        return None
    row = next(one for one in at.legs if one.id == transfer.leg_id)
    bill = bill_of(at.session, at.claim)
    amount = transfer.claimed_minor if transfer.claimed_minor is not None else bill.account(row.id).due_minor
    return TransferAuthorization(
        head=head(at, number),
        vehicle=vehicle(at),
        leg=leg(at, row),
        transfer=KINDS.get(transfer.kind, transfer.kind),
        signer=Owner(name=transfer.payee or at.owner.name, kind=at.owner.kind),
        amount=at.money(amount),
        account_holder=at.shop.name,
        account_bank="",
        account_number=transfer.bank_account or at.shop.bank_account,
        agent=agent_of(at, transfer),
        agent_proof="power_of_attorney" if transfer.agent else "",
        notified_on=at.day(transfer.notified_at) if transfer.notified_at is not None else None,
        notice_proof=file_name(at, transfer.notice_file_id),
        signatures=signatures(at, "transfer", ("owner", "insurer"), transfer.id),
    )


def agent_of(at: Desk, transfer: rows.Transfer) -> str:
    """Who signed for the payee with his power of attorney; empty where the payee signed himself."""
    if not transfer.agent:
        return ""
    signed = signatures_on(at.session, at.claim.id, "transfer", transfer.id)
    return next((one.signer_name for one in reversed(signed) if one.capacity == "authorized_person"), "")


def file_name(at: Desk, file_id: int | None) -> str:
    """The name of a stored file, empty where there is none."""
    row = at.session.get(StoredFile, file_id) if file_id is not None else None
    return row.name if row is not None else ""
