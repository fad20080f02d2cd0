"""What follows an event in estimating; `wiring.py` adds these to the other rooms'."""

from __future__ import annotations

from enum import StrEnum

from claims.duties.routing import owe
from claims.duties.service import finish_duties, finish_duty
from claims.estimating.musts import Event
from claims.estimating.quote_models import Quote
from claims.estimating.quotes import draft_first_quote
from claims.estimating.returns import after_check
from claims.estimating.supplements import after_agreement, survey_ended
from claims.kernel.machine import Act, Reaction
from claims.lifecycle import musts as lifecycle
from claims.lifecycle.models import Claim
from claims.people.models import Person

GET_PRICES = "get the insurer's prices for the quote {quote} back"


def duty_for_return(act: Act) -> None:
    """Reaction to QUOTE_SENT: whoever sent the quote owns getting the prices back (A8)."""
    quote: Quote = act.thing
    claim = act.session.get_one(Claim, quote.claim_id)
    owe(act, claim, "quote_sent", text=GET_PRICES, values={"quote": quote.label}, about=f"quote:{quote.id}")


def return_is_here(act: Act) -> None:
    """Reaction to whatever ends the waiting for a quote's prices."""
    by: Person = act.by  # type: ignore[assignment]
    finish_duty(act.session, f"quote:{act.thing.id}", by=by, now=act.now)


def no_return_wanted(act: Act) -> None:
    """Reaction to CLAIM_WITHDRAWN: nobody waits for prices any more."""
    by: Person = act.by  # type: ignore[assignment]
    finish_duties(act.session, act.thing, GET_PRICES, by=by, now=act.now)


REACTIONS: dict[StrEnum, list[Reaction]] = {
    lifecycle.Event.ORDER_OPENED: [draft_first_quote],
    lifecycle.Event.SURVEY_ENDED: [survey_ended],
    lifecycle.Event.CLAIM_WITHDRAWN: [no_return_wanted],
    Event.QUOTE_SENT: [duty_for_return],
    Event.QUOTE_RETURNED: [return_is_here],
    Event.QUOTE_SUPERSEDED: [return_is_here],
    Event.QUOTE_WITHDRAWN: [return_is_here],
    Event.QUOTE_CHECKED: [after_check],
    Event.QUOTE_AGREED: [after_agreement],
}
