"""The door that compares repair and total loss; declaring one is a step of the claim."""

from __future__ import annotations

import msgspec
from litestar import post
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read
from claims.api.language import language_of
from claims.estimating.total_loss import LossFigures, compare_loss
from claims.lifecycle.models import Claim
from claims.people.queries import find, own_shop
from claims.people.roles import Permission as P
from claims.shopfloor.yard_models import OldPart


class LossComparisonOut(msgspec.Struct):
    """Repair against value in minor units: what the policy says and why, and what the old parts brought so far."""

    currency: str
    repair_minor: int
    repair_from: str
    value_minor: int | None
    value_from: str
    salvage_minor: int | None
    old_parts_minor: int
    verdict: str
    says: list[str]


@post(
    "/claims/{claim_id:int}/total-loss-comparison", opt={"may": P.READ_CLAIMS}, status_code=200, sync_to_thread=True,
    tags=["estimating"],
)  # fmt: skip
def compare_total_loss(claim_id: int, data: LossFigures, request: Desk) -> LossComparisonOut:
    """Is the repair worth it? Nothing is recorded; `undecided` where the policy needs a figure that is not known."""

    def act(session: Session) -> LossComparisonOut:
        claim = find(session, Claim, claim_id, request.user)
        found = compare_loss(session, claim, data, now=now(request))
        sold = session.scalar(select(func.sum(OldPart.salvage_minor)).where(OldPart.claim_id == claim.id))
        return LossComparisonOut(
            currency=own_shop(session, request.user).currency,
            repair_minor=found.repair_minor,
            repair_from=found.repair_from,
            value_minor=found.decision.said(found.ref, "value_minor", None),
            value_from=found.decision.said(found.ref, "value_from", ""),
            salvage_minor=data.salvage_minor,
            old_parts_minor=int(sold or 0),
            verdict=found.decision.said(found.ref, "verdict", "undecided"),
            says=found.decision.sentences(language_of(request)),
        )

    return read(request, act)


ROUTES = [compare_total_loss]
