"""A shop's own figures and switches: those of activated drafts, and a draft's as if it had always counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from claims.audit.draft_models import PolicyDraft
from claims.people.models import Shop
from claims.rules.books import current_edition, legal_books
from claims.rules.edition import Edition
from claims.rules.figures import Override
from claims.rules.switches import Switch

COUNTED = ("activated", "superseded")  # what was superseded still counts for the days before
ALWAYS = date(1900, 1, 1)


@dataclass(frozen=True)
class Changes:
    """Own figures and switches of one policy, the earliest first."""

    overrides: tuple[Override, ...] = ()
    switches: tuple[Switch, ...] = ()

    def edition(self, policy: str, shop: Shop) -> Edition:
        """Today's book of the policy with these changes and the legal pack of the shop's country."""
        return current_edition(policy, self.overrides, switches=self.switches, legal=legal_books(shop.country))


def changes_of(draft: PolicyDraft, shop: Shop, since: date) -> Changes:
    """What a draft changes from a day on; one that holds everywhere names no shop."""
    code = "" if draft.everywhere else shop.code
    return Changes(
        tuple(
            Override(one["figure"], since, one["value"], one["source"], code, one["brand"], one["currency"])
            for one in draft.figures
        ),
        tuple(Switch(one["paragraph"], one["on"], since, one["source"], code, one["brand"]) for one in draft.switches),
    )


def own_changes(session: Session, shop: Shop, policy: str) -> Changes:
    """The changes that count in a shop: its own and those that hold everywhere."""
    query = select(PolicyDraft).where(
        PolicyDraft.policy == policy,
        PolicyDraft.state.in_(COUNTED),
        or_(PolicyDraft.shop_id == shop.id, PolicyDraft.everywhere),
    )
    drafts = session.scalars(query.order_by(PolicyDraft.from_day, PolicyDraft.id)).all()
    return joined(changes_of(one, shop, one.from_day or ALWAYS) for one in drafts)


def joined(parts: Iterable[Changes]) -> Changes:
    """Several changes as one; of two for the same thing, day and scope the later counts."""
    overrides: dict[tuple[object, ...], Override] = {}
    switches: dict[tuple[object, ...], Switch] = {}
    for part in parts:
        overrides |= {(one.figure, one.since, one.shop, one.brand): one for one in part.overrides}
        switches |= {(one.paragraph, one.since, one.shop, one.brand): one for one in part.switches}
    return Changes(tuple(overrides.values()), tuple(switches.values()))


def as_if_always(session: Session, draft: PolicyDraft, shop: Shop) -> Edition:
    """The shop's edition with the draft in place of its own values on every day, past ones too: for trials."""
    new, old = changes_of(draft, shop, ALWAYS), own_changes(session, shop, draft.policy)
    figures = {(one.figure, one.shop, one.brand) for one in new.overrides}
    paragraphs = {(one.paragraph, one.shop, one.brand) for one in new.switches}
    kept = Changes(
        tuple(one for one in old.overrides if (one.figure, one.shop, one.brand) not in figures),
        tuple(one for one in old.switches if (one.paragraph, one.shop, one.brand) not in paragraphs),
    )
    return joined((kept, new)).edition(draft.policy, shop)
