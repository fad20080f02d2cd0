"""The verbs of extras: proposed to the customer, consented and added, or refused and told to the workshop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.kernel.machine import Act
from claims.lifecycle.models import Claim
from claims.people.models import Person
from claims.people.queries import find
from claims.shopfloor.inputs import Consent, ExtraRefused, NewExtra, Reason, Told
from claims.shopfloor.lines import bind, list_rows
from claims.shopfloor.models import Extra, OrderLine
from claims.shopfloor.queries import lines_of, need_order, signers
from claims.shopfloor.rows import row_of_extra


def propose(act: Act) -> Extra:
    """An extra with its lines; none of them may be worked on before the customer consents."""
    told: NewExtra = act.data
    by: Person = act.by  # type: ignore[assignment]
    order = need_order(act.session, find(act.session, Claim, told.claim_id, by).id)
    number = act.session.scalar(select(func.max(Extra.number)).where(Extra.order_id == order.id)) or 0
    extra = Extra(
        claim_id=order.claim_id,
        shop_id=order.shop_id,
        order_id=order.id,
        number=number + 1,
        proposed_at=act.now,
        state="",
        version=0,
        **told.model_dump(include={"text", "reason", "safety_related", "delay_hours"}),
    )
    act.session.add(extra)
    act.session.flush()
    list_rows(act, [row_of_extra(line, order.id, extra.id) for line in told.lines])
    return extra


def extra_lines(session: Session, extra: Extra) -> list[OrderLine]:
    """The extra's lines in order."""
    return [line for line in lines_of(session, extra.claim_id) if line.extra_id == extra.id]


def consent_facts(session: Session, extra: Extra, told: Consent) -> dict[str, Any]:
    """What the policy `consent` needs to know of the customer's yes."""
    signed = told.method == "signature"
    on_paper = "customer" in signers(session, extra.claim_id, "extra", extra.id, since=extra.proposed_at)
    return {
        "kind": "extra",
        "ref": f"extra:{extra.id}",
        "answer": ("signed" if on_paper else "open") if signed else "telephone",
        "who_recorded": bool(told.person),
        "when_recorded": told.said_at is not None,
        "taken_by_recorded": bool(told.said_to),
        "delay_told": told.delay_told,
        "workshop_told_when": False,
        "workshop_told_whom": False,
    }


def refusal_facts(session: Session, extra: Extra) -> dict[str, Any]:
    """What the policy `consent` needs to know of safety-related work that the customer refuses (B16)."""
    return {
        "kind": "advice",
        "ref": f"extra:{extra.id}",
        "safety_related": extra.safety_related,
        "refused": True,
        "note_signed": "customer" in signers(session, extra.claim_id, "safety_note", extra.id),
    }


def told_facts(extra: Extra, told: Told) -> dict[str, Any]:
    """What the policy `consent` needs to know of a refusal passed to the workshop."""
    return {
        "kind": "extra",
        "ref": f"extra:{extra.id}",
        "answer": "refused",
        "who_recorded": bool(extra.answered_by),
        "when_recorded": extra.answered_at is not None,
        "taken_by_recorded": bool(extra.taken_by),
        "delay_told": extra.delay_told,
        "workshop_told_when": told.told_at is not None,
        "workshop_told_whom": bool(told.person),
    }


def write_consent(act: Act) -> None:
    """Who said yes, when, to whom, and whether the delay was told."""
    told: Consent = act.data
    write_answer(act.thing, told.method, told.person, told.said_at or act.now, told.said_to)
    act.thing.delay_told = told.delay_told


def write_refusal(act: Act) -> None:
    """Who said no; the extra's lines are dropped."""
    told: ExtraRefused = act.data
    write_answer(act.thing, "refused", told.person, told.said_at or act.now, told.said_to)
    act.thing.answer_reason = told.reason
    for line in extra_lines(act.session, act.thing):
        act.follow(line, "drop", Reason(reason="the customer refused the extra"))


def write_answer(extra: Extra, answer: str, person: str, at: datetime, taken_by: str) -> None:
    """The customer's answer."""
    extra.answer, extra.answered_by, extra.answered_at, extra.taken_by = answer, person, at, taken_by


def write_told(act: Act) -> None:
    """To whom in the workshop the refusal was told, and when."""
    told: Told = act.data
    act.thing.workshop_told_to, act.thing.workshop_told_at = told.person, told.told_at


def add_to_order(act: Act) -> None:
    """The consented lines are on the order: their amounts are fixed and their warranty is decided."""
    extra: Extra = act.thing
    lines = [line for line in extra_lines(act.session, extra) if line.state != "dropped"]
    bind(act, need_order(act.session, extra.claim_id), lines)
