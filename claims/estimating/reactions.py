"""What follows an event in estimating; `wiring.py` adds these to the other rooms'."""

from __future__ import annotations

from enum import StrEnum

from claims.estimating.musts import Event
from claims.estimating.quotes import draft_first_quote
from claims.estimating.returns import after_check
from claims.estimating.supplements import after_agreement, survey_ended
from claims.kernel.machine import Reaction
from claims.lifecycle import musts as lifecycle

REACTIONS: dict[StrEnum, list[Reaction]] = {
    lifecycle.Event.ORDER_OPENED: [draft_first_quote],
    lifecycle.Event.SURVEY_ENDED: [survey_ended],
    Event.QUOTE_CHECKED: [after_check],
    Event.QUOTE_AGREED: [after_agreement],
}
