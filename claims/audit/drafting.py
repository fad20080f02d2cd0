"""What happens to a policy draft at its steps, and what must be known before: plain functions of the act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.audit.decisions import keep_edition
from claims.audit.draft_changes import change_faults, settled_figures
from claims.audit.draft_inputs import Activation, ChangedDraft, NewDraft
from claims.audit.draft_models import PolicyDraft, PolicyTrial
from claims.audit.models import DecisionRow
from claims.audit.own_changes import as_if_always, own_changes
from claims.kernel.canonical import fingerprint
from claims.kernel.errors import Fault
from claims.kernel.machine import Act, permission_of
from claims.people.models import Grant, Shop
from claims.people.queries import own_shop
from claims.people.roles import GRANTS, Permission
from claims.rules.vocabulary import PolicyFault


def shop_of(act: Act) -> Shop:
    """The shop in which the draft is written."""
    return act.session.get_one(Shop, act.thing.shop_id) if act.thing is not None else own_shop(act.session, act.by)  # type: ignore[arg-type]


def changes_stand(act: Act) -> list[Fault]:
    """Everything about the changes that cannot stand; the told ones, or at activation the written ones."""
    told = act.data if isinstance(act.data, ChangedDraft) else None
    if told is None and act.thing is None:
        return []
    policy = act.thing.policy if act.thing is not None else told.policy  # type: ignore[union-attr]
    everywhere = act.thing.everywhere if act.thing is not None else told.everywhere  # type: ignore[union-attr]
    figures = [one.model_dump() for one in told.figures] if told else act.thing.figures
    switches = [one.model_dump() for one in told.switches] if told else act.thing.switches
    return change_faults(act.session, shop_of(act), policy, figures, switches, everywhere=everywhere)


def draft_is_own(act: Act) -> bool:
    """Whether the drafter acts himself: whose draft it is must never be in doubt."""
    return bool(act.thing.drafted_by_id == act.by.id)


def right_is_held_everywhere(act: Act) -> list[Fault]:
    """The shops in which the actor lacks the right, where the draft is to hold in every shop."""
    everywhere = act.thing.everywhere if act.thing is not None else getattr(act.data, "everywhere", False)
    permission = permission_of(act)
    if not everywhere or permission is None:
        return []
    roles = [str(role) for role in GRANTS[Permission(permission)]]
    held = select(Grant.shop_id).where(Grant.user_id == act.by.id, Grant.role.in_(roles))
    lacking = act.session.scalars(select(Shop.code).where(Shop.id.not_in(held)).order_by(Shop.code))
    return [Fault("you do not hold this right in the shop {shop}", "everywhere", {"shop": code}) for code in lacking]


def activator_is_another(act: Act) -> bool:
    """Two pairs of eyes: nobody activates what he drafted."""
    return bool(act.thing.drafted_by_id != act.by.id)


def finished_trials(session: Session, draft: PolicyDraft) -> Sequence[PolicyTrial]:
    """The trials of the draft's present text that came to their end, the newest first."""
    query = select(PolicyTrial).where(PolicyTrial.draft_id == draft.id, PolicyTrial.finished_at.is_not(None))
    return session.scalars(query.where(PolicyTrial.draft_text == text_of(draft)).order_by(PolicyTrial.id.desc())).all()


def text_of(draft: PolicyDraft) -> str:
    """The fingerprint of what a draft changes."""
    return fingerprint({"figures": draft.figures, "switches": draft.switches})


def trial_is_finished(act: Act) -> bool:
    """Whether the draft as it stands was tried over some past, to the end."""
    return bool(finished_trials(act.session, act.thing))


def trial_is_current(act: Act) -> list[Fault]:
    """The draft is tried again where the policy changed since: a new release, another draft."""
    try:
        edition = as_if_always(act.session, act.thing, shop_of(act)).hash
    except PolicyFault:
        return []  # said by `changes_stand`
    if any(one.edition == edition for one in finished_trials(act.session, act.thing)):
        return []
    return [Fault("the policy has changed since the draft was tried; try it again", "edition")]


def begins_after_decisions(act: Act) -> list[Fault]:
    """What is decided stays as it was: the first day lies after every day that the policy decided on."""
    if act.data is None:
        return []
    told: Activation = act.data
    shop = shop_of(act)
    today = act.now.astimezone(ZoneInfo(shop.time_zone)).date()
    faults = []
    if told.from_day < today:
        values: dict[str, Any] = {"day": told.from_day, "today": today}
        faults.append(Fault("{day} is past; the earliest day is {today}", "from_day", values))
    newest = newest_day(act.session, act.thing)
    if newest is not None and told.from_day <= newest:
        values = {"day": told.from_day, "newest": newest}
        text = "the policy has already decided on {newest}; begin after that day, not on {day}"
        faults.append(Fault(text, "from_day", values))
    return faults


def newest_day(session: Session, draft: PolicyDraft) -> date | None:
    """The latest day that governed a decision of the draft's policy where the draft is to hold."""
    query = select(func.max(DecisionRow.as_of)).where(DecisionRow.policy == draft.policy)
    return session.scalar(query if draft.everywhere else query.where(DecisionRow.shop_id == draft.shop_id))


def write_draft(act: Act) -> PolicyDraft:
    """A new draft of the act's shop."""
    told: NewDraft = act.data
    shop = shop_of(act)
    return PolicyDraft(
        shop_id=shop.id,
        policy=told.policy,
        everywhere=told.everywhere,
        reason=told.reason,
        figures=settled_figures(told.policy, told.figures, shop),
        switches=[one.model_dump() for one in told.switches],
        drafted_by_id=act.by.id,
        drafted_at=act.now,
        edition="",
    )


def change_draft(act: Act) -> None:
    """All of the draft's changes anew; what was tried before counts no more."""
    told: ChangedDraft = act.data
    act.thing.reason = told.reason
    act.thing.figures = settled_figures(act.thing.policy, told.figures, shop_of(act))
    act.thing.switches = [one.model_dump() for one in told.switches]


def activate(act: Act) -> None:
    """The draft counts from its day on; the edition that follows is stored at once."""
    draft: PolicyDraft = act.thing
    draft.from_day, draft.activated_by_id, draft.activated_at = act.data.from_day, act.by.id, act.now


def supersede_older(act: Act) -> None:
    """Reaction to POLICY_ACTIVATED: store the new editions; what is replaced in every point is superseded."""
    session, draft = act.session, act.thing
    shops = session.scalars(select(Shop)).all() if draft.everywhere else [shop_of(act)]
    for shop in shops:
        edition = own_changes(session, shop, draft.policy).edition(draft.policy, shop)
        keep_edition(session, edition, at=act.now)
        if shop.id == draft.shop_id:
            draft.edition = edition.hash
    older = select(PolicyDraft).where(
        PolicyDraft.policy == draft.policy, PolicyDraft.shop_id == draft.shop_id, PolicyDraft.id != draft.id,
        PolicyDraft.everywhere == draft.everywhere, PolicyDraft.state == "activated",
        PolicyDraft.from_day <= draft.from_day,
    )  # fmt: skip
    for one in session.scalars(older).all():
        if places(one) <= places(draft):
            act.follow(one, "supersede")


def places(draft: PolicyDraft) -> set[tuple[str, str]]:
    """What a draft changes, and for which brand."""
    figures = {(f"figure {one['figure']}", one["brand"]) for one in draft.figures}
    return figures | {(f"paragraph {one['paragraph']}", one["brand"]) for one in draft.switches}
