"""Doors of a claim's versions: E01, S01 … with their nets, any two compared, and corrections beside them."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.estimating.claim_versions import ClaimVersion, compared_claim_versions, versions_of
from claims.estimating.corrections import NewCorrection, correct_claim, corrections_of
from claims.estimating.models import VersionCorrection
from claims.estimating.version_differences import LineDifference, PricedLine, Rest, VersionComparison
from claims.lifecycle.models import Claim
from claims.people.queries import find
from claims.people.roles import Permission as P


class VersionOut(msgspec.Struct):
    """A version with everything up to it; money in minor units.

    `subtotal_minor` is all lines of the claim, `others_minor` and `prior_damage_minor` (related to it) those that no
    insurer pays, `net_minor` what insurers are asked for. Unrelated prior damage is no part of the claim.
    """

    label: str
    quote_id: int
    quote: str
    state: str
    locked: bool
    locked_at: datetime | None
    retroactive: bool
    currency: str
    subtotal_minor: int
    tax_minor: int
    betterment_minor: int
    prior_damage_minor: int
    others_minor: int
    total_minor: int
    net_minor: int
    net_supplement_minor: int

    @classmethod
    def of(cls, one: ClaimVersion) -> VersionOut:
        """Show a version."""
        quote, priced = one.quote, one.priced
        return cls(
            one.label, quote.id, quote.label, quote.state, one.locked, one.locked_at, quote.retroactive,
            priced.currency, priced.subtotal.minor, priced.of(Rest.TAX).minor, -priced.of(Rest.BETTERMENT).minor,
            -priced.of(Rest.PRIOR_DAMAGE).minor, -priced.of(Rest.OTHERS_SHARE).minor,
            priced.total.minor, priced.net.minor, one.net_supplement.minor,
        )  # fmt: skip


class LineDifferenceOut(msgspec.Struct):
    """A line that differs: what it comes to before and after (null where it is not there), and what that is worth."""

    line_id: int
    position: int
    text: str
    fields: list[str]
    before_minor: int | None
    after_minor: int | None
    worth_minor: int

    @classmethod
    def of(cls, one: LineDifference) -> LineDifferenceOut:
        """Show a line's difference."""
        line = one.after or one.before
        assert line is not None, "a difference has at least one side"
        return cls(
            int(line.key.removeprefix("line:")), line.position, line.text, list(one.fields), amount(one.before),
            amount(one.after), one.worth.minor,
        )  # fmt: skip


class RestOut(msgspec.Struct):
    """An amount below the lines that differs: shared (rounding), cut (asked for lines that fell away, beyond what was
    agreed), tax, betterment, prior_damage, others_share."""

    kind: str
    name: str
    worth_minor: int


class VersionComparisonOut(msgspec.Struct):
    """In what version `after` differs from `before`; all worths together are `net_difference_minor`."""

    before: str
    after: str
    currency: str
    added: list[LineDifferenceOut]
    removed: list[LineDifferenceOut]
    changed: list[LineDifferenceOut]
    rest: list[RestOut]
    before_total_minor: int
    after_total_minor: int
    total_difference_minor: int
    before_net_minor: int
    after_net_minor: int
    net_difference_minor: int

    @classmethod
    def of(cls, one: VersionComparison) -> VersionComparisonOut:
        """Show a comparison."""
        before, after = one.before, one.after
        return cls(
            before=before.label,
            after=after.label,
            currency=after.currency,
            added=[LineDifferenceOut.of(line) for line in one.added],
            removed=[LineDifferenceOut.of(line) for line in one.removed],
            changed=[LineDifferenceOut.of(line) for line in one.changed],
            rest=[RestOut(each.kind, each.name, each.worth.minor) for each in one.rest],
            before_total_minor=before.total.minor,
            after_total_minor=after.total.minor,
            total_difference_minor=one.total_difference.minor,
            before_net_minor=before.net.minor,
            after_net_minor=after.net.minor,
            net_difference_minor=one.net_difference.minor,
        )


class CorrectionOut(msgspec.Struct):
    """What was corrected, of which version's time, why, by whom and when."""

    id: int
    quote_id: int | None
    field: str
    before: str
    after: str
    reason: str
    by_id: int
    at: datetime

    @classmethod
    def of(cls, row: VersionCorrection) -> CorrectionOut:
        """Show a correction."""
        return cls(*(getattr(row, name) for name in cls.__struct_fields__))


def amount(line: PricedLine | None) -> int | None:
    """What a line comes to, where it is there."""
    return None if line is None else line.amount_minor


@get("/claims/{claim_id:int}/versions", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["version"])
def list_versions(claim_id: int, request: Desk) -> list[VersionOut]:
    """The versions of a claim in order: E01, then S01, S02 …"""

    def act(session: Session) -> list[VersionOut]:
        claim = find(session, Claim, claim_id, request.user)
        return [VersionOut.of(one) for one in versions_of(session, claim.id)]

    return read(request, act)


@get("/claims/{claim_id:int}/versions/{label:str}/compare/{other:str}", opt={"may": P.READ_CLAIMS},
     sync_to_thread=True, tags=["version"])  # fmt: skip
def compare_versions(claim_id: int, label: str, other: str, request: Desk) -> VersionComparisonOut:
    """What version `other` has otherwise than version `label`: lines, rows, and what each is worth."""

    def act(session: Session) -> VersionComparisonOut:
        claim = find(session, Claim, claim_id, request.user)
        return VersionComparisonOut.of(compared_claim_versions(session, claim.id, label, other))

    return read(request, act)


@get("/claims/{claim_id:int}/corrections", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["version"])
def list_corrections(claim_id: int, request: Desk) -> list[CorrectionOut]:
    """The corrections of a claim's names and numbers, the oldest first."""

    def act(session: Session) -> list[CorrectionOut]:
        claim = find(session, Claim, claim_id, request.user)
        return [CorrectionOut.of(row) for row in corrections_of(session, claim.id)]

    return read(request, act)


@post("/claims/{claim_id:int}/corrections", opt={"may": P.KEEP_CUSTOMERS}, sync_to_thread=True, tags=["version"])
def add_correction(claim_id: int, data: NewCorrection, request: Desk) -> list[CorrectionOut]:
    """Correct plate, VIN, owner's name or the insurer's claim number; no version's money moves."""

    def act(session: Session) -> list[CorrectionOut]:
        claim = find(session, Claim, claim_id, request.user)
        made = correct_claim(session, claim, data, by=request.user, now=now(request))
        return [CorrectionOut.of(row) for row in made]

    return write(request, act)


ROUTES = [list_versions, compare_versions, list_corrections, add_correction]
