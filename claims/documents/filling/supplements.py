"""Fills the supplement from the claim's compared versions, and what a quote's revision changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from claims.documents.changes import ChangedLine
from claims.documents.filling.changes import changed_lines, changed_rest
from claims.documents.filling.common import Desk, head, owner, payer_name, signatures, vehicle
from claims.documents.supplement.form import Supplement
from claims.estimating import models as damage
from claims.estimating.claim_versions import SAID, ClaimVersion, versions_of
from claims.estimating.queries import quote_lines, quotes_of, supplements_of
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.supplements import second_surveys
from claims.estimating.version_differences import (
    IN_TOTAL,
    PricedLine,
    PricedVersion,
    Rest,
    VersionComparison,
    compared_versions,
)
from claims.kernel.errors import NotFound, Refusal
from claims.people.models import Person
from claims.people.queries import find


class SupplementNotQuoted(Refusal):
    """The supplement {label} has no quote that counts; there is nothing to print yet."""

    status = 409


class SupplementNotSent(Refusal):
    """The supplement {label} was not sent yet; its paper is issued once it is locked."""

    status = 409


def chosen_supplement(at: Desk, supplement_id: int | None, by: Person) -> damage.Supplement:
    """The supplement named, else the claim's newest; NotFound where there is none."""
    if supplement_id is not None:
        return find(at.session, damage.Supplement, supplement_id, by, claim_id=at.claim.id)
    found = supplements_of(at.session, at.claim.id)
    if not found:
        raise NotFound(thing="supplement")
    return found[-1]


def versions_around(at: Desk, supplement: damage.Supplement) -> tuple[ClaimVersion, ClaimVersion]:
    """The version before a supplement and the one that it brought; SupplementNotQuoted without both."""
    versions = versions_of(at.session, at.claim.id)
    for before, after in pairwise(versions):
        if after.quote.supplement_id == supplement.id:
            return before, after
    raise SupplementNotQuoted(label=supplement.label)


def need_locked(at: Desk, supplement: damage.Supplement) -> None:
    """SupplementNotSent while the supplement's figures may still move."""
    if not versions_around(at, supplement)[1].locked:
        raise SupplementNotSent(label=supplement.label)


def fill_supplement(at: Desk, supplement: damage.Supplement, number: str) -> Supplement:
    """A supplement against the version before it, with the whole claim's totals."""
    before, after = versions_around(at, supplement)
    found = compared_versions(before.priced, after.priced)
    leg = at.main_leg()
    seen = [one for one in second_surveys(at.session, supplement.id) if one.state == "recorded"]
    waiver = [supplement.waiver_reference, supplement.waiver_reason]
    return Supplement(
        head=head(at, number),
        vehicle=vehicle(at),
        owner=owner(at),
        insurer=payer_name(at, leg),
        report_number=leg.report_number,
        version=after.label,
        before_version=before.label,
        quote=after.quote.label,
        text=supplement.text,
        found_in=supplement.found_in,
        found_by=at.user_name(supplement.found_by_id),
        found_at=supplement.found_at,
        lines=changed_lines(found),
        rest=changed_rest(found, IN_TOTAL),
        total_before=found.before.total,
        total_after=found.after.total,
        insurers_before=found.before.net,
        insurers_after=found.after.net,
        surveyor=seen[-1].surveyor if seen else "",
        surveyed_at=seen[-1].surveyed_at if seen else None,
        waiver=", ".join(one for one in waiver if one) if not seen else "",
        prices_include_tax=after.quote.prices_include_tax,
        signatures=signatures(at, "loss_sheet", ("owner", "advisor", "assessor"), supplement.id),
    )


def revision_changes(at: Desk, quote: Quote) -> tuple[Quote, VersionComparison] | None:
    """The revision before a quote, and what the insurer is asked otherwise; None for a first revision."""
    earlier = [one for one in quotes_of(at.session, quote.claim_id)
               if one.number == quote.number and one.revision < quote.revision]  # fmt: skip
    if not earlier:
        return None
    return earlier[-1], compared_versions(asked(at, earlier[-1]), asked(at, quote))


def asked(at: Desk, quote: Quote) -> PricedVersion:
    """One quote alone, as the insurer is asked."""
    lines = [line for line in quote_lines(at.session, quote.id) if line.payer == "insurer"]
    tax = 0 if quote.prices_include_tax else quote.tax_minor
    shared = quote.subtotal_minor - sum(line.amount_minor for line in lines)
    return PricedVersion(
        label=quote.label,
        currency=quote.currency,
        lines=asked_lines(lines),
        below={(Rest.SHARED, ""): shared, (Rest.TAX, ""): tax},
    )


def asked_lines(lines: Sequence[QuoteLine]) -> tuple[PricedLine, ...]:
    """Quote lines by the damage line that they stand for; of two on one damage line the second has a key of its own."""
    seen: dict[int, int] = {}
    found = []
    for line in lines:
        seen[line.damage_line_id] = seen.get(line.damage_line_id, 0) + 1
        found.append(
            PricedLine(
                key=f"{line.damage_line_id}:{seen[line.damage_line_id]}",
                position=line.position,
                text=line.part_name,
                minor={"part": line.part_amount_minor, "labor": line.labor_amount_minor,
                       "paint": line.paint_amount_minor},
                said={name: getattr(line, name) for name in SAID},
            )
        )  # fmt: skip
    return tuple(found)


def marks(changes: Sequence[ChangedLine]) -> dict[int, str]:
    """Line position → new or changed, for the marks beside a quote's lines."""
    return {one.position: one.change for one in changes if one.change != "removed"}
