"""The insurer's answer on paper: the reconciliation sheet, its rounds of negotiation, the agreed prices."""

from __future__ import annotations

from sqlalchemy import select

from claims.documents.agreed_prices.form import AgreedLine, AgreedPrices, AgreedRound
from claims.documents.filling import betterment
from claims.documents.filling.common import Desk, head, payer_name, signatures, vehicle
from claims.documents.filling.estimates import insurer_lines, version_of
from claims.documents.reconciliation.form import ReconciledLine, Reconciliation, Round
from claims.estimating import quote_models as rows
from claims.estimating.queries import rounds_of
from claims.files.models import StoredFile

KINDS = {
    "omitted_by_insurer": "omitted", "added_by_insurer": "added", "operation_changed": "operation",
    "supplier_changed": "supplier",
}  # fmt: skip
CHANNELS = {"telephone": "phone", "letter": "email"}


def reconciliation_of(at: Desk, quote: rows.Quote) -> rows.Reconciliation | None:
    """The stored comparison of a quote with its return."""
    return at.session.scalar(select(rows.Reconciliation).where(rows.Reconciliation.quote_id == quote.id))


def fill_reconciliation(at: Desk, quote: rows.Quote, number: str) -> Reconciliation:
    """Quote and return side by side, with the rounds and the agreed prices; for the house alone."""
    found = reconciliation_of(at, quote)
    assert found is not None, "a quote is reconciled once it was returned"
    lines = reconciled_lines(at, quote, found)
    agreed = [line.agreed.minor for line in lines if line.agreed is not None]
    leg = at.main_leg()
    file = at.session.get(StoredFile, found.file_id) if found.file_id else None
    return Reconciliation(
        head=head(at, number),
        vehicle=vehicle(at),
        insurer=payer_name(at, leg),
        report_number=leg.report_number,
        quote_number=quote.label,
        version=version_of(quote),
        revision=quote.revision,
        returned_on=at.day(quote.returned_at or at.now),
        lines=tuple(lines),
        quoted_total=at.money(sum(line.quoted.minor for line in lines if line.quoted is not None)),
        returned_total=at.money(sum(line.returned.minor for line in lines if line.returned is not None)),
        verdict=quote.total_verdict or "check",
        agreed_total=at.money(sum(agreed)) if quote.agreed_at is not None else None,
        return_file=file.name if file else "",
        return_sha256=file.sha256 if file else "",
        rounds=tuple(round_block(at, one) for one in rounds_of(at.session, quote.id)),
        signatures=signatures(at, "reconciliation", ("parts_supervisor", "manager")),
    )


def reconciled_lines(at: Desk, quote: rows.Quote, found: rows.Reconciliation) -> list[ReconciledLine]:
    """One row per group of the comparison: our lines first, then what the insurer added, last what we give back."""
    ours = {line.position: line for line in insurer_lines(at, quote)}
    theirs = {int(line["position"]): line for line in found.sheet["lines"]}
    result = []
    for place, group in enumerate(found.groups, start=1):
        mine = [ours[p] for p in group["ours"] if p in ours]
        kinds = [difference["kind"] for difference in group.get("differences", [])]
        agreed = [line.agreed_minor for line in mine]
        whole_agreed = None if not mine or None in agreed else sum(one for one in agreed if one is not None)
        names = [line.part_name for line in mine] or [str(theirs[p]["text"]) for p in group["theirs"]]
        verdicts = [line.verdict for line in mine if line.verdict]
        result.append(
            ReconciledLine(
                position=mine[0].position if mine else place,
                name=" + ".join(names),
                verdict=worst(verdicts) if mine else "check",
                quoted=at.money(group["ours_minor"]) if mine else None,
                returned=at.money(group["theirs_minor"]) if group["theirs"] else None,
                agreed=at.optional(whole_agreed),
                part_number=mine[0].part_number if mine else "",
                difference=KINDS.get(kinds[0], kinds[0]) if kinds else "",
            )
        )
    compared = {place for group in found.groups for place in group["ours"]}
    for line in ours.values():
        if line.gives_back_id is not None and line.position not in compared:
            amount = at.money(line.amount_minor)
            result.append(
                ReconciledLine(
                    position=line.position, name=line.part_name, verdict="accept", quoted=amount, returned=amount,
                    agreed=amount, part_number=line.part_number, difference="",
                )
            )  # fmt: skip
    return result


def worst(verdicts: list[str]) -> str:
    """The gravest of some verdicts."""
    order = ("accept", "check", "negotiate")
    return max(verdicts, key=order.index) if verdicts else "accept"


def round_block(at: Desk, one: rows.NegotiationRound) -> Round:
    """One round as the house sees it."""
    offered = [line.get("offer_minor") for line in one.lines]
    answered = [line.get("answer_minor") for line in one.lines]
    return Round(
        number=one.number,
        at=one.held_at,
        by=at.user_name(one.by_id),
        with_whom=one.person,
        channel=CHANNELS.get(one.channel, one.channel),
        offered=at.money(sum(int(x) for x in offered if x is not None))
        if any(x is not None for x in offered)
        else None,
        answered=at.money(sum(int(x) for x in answered if x is not None))
        if any(x is not None for x in answered)
        else None,
        note=one.note,
    )


def fill_agreed_prices(at: Desk, quote: rows.Quote, number: str) -> AgreedPrices:
    """The reconciliation as outsiders may see it."""
    leg, lines = at.main_leg(), insurer_lines(at, quote)
    block = [
        AgreedLine(
            position=line.position,
            name=line.part_name,
            quoted=at.money(line.amount_minor),
            returned=at.optional(line.returned_minor),
            agreed=at.optional(line.agreed_minor),
            betterment=betterment.agreed(at, line),
        )
        for line in lines
    ]
    return AgreedPrices(
        head=head(at, number),
        vehicle=vehicle(at),
        insurer=payer_name(at, leg),
        report_number=leg.report_number,
        version=version_of(quote),
        lines=tuple(block),
        quoted_total=at.money(sum(line.amount_minor for line in lines)),
        agreed_total=at.money(sum(line.agreed_minor or 0 for line in lines)),
        agreed_on=at.day(quote.agreed_at) if quote.agreed_at else None,
        rounds=tuple(
            AgreedRound(number=one.number, at=one.held_at, channel=CHANNELS.get(one.channel, one.channel))
            for one in rounds_of(at.session, quote.id)
        ),
    )
