"""What the shop floor does when something is announced; `wiring.py` joins this with the other rooms' reactions."""

from __future__ import annotations

from enum import StrEnum

from claims.estimating.musts import Event as QuoteEvent
from claims.kernel.machine import Reaction
from claims.lifecycle.musts import Event as ClaimEvent
from claims.shopfloor.amendments import take_agreed_prices, take_contested_prices, take_self_pay
from claims.shopfloor.clocks import customer_is_told, duties_of_dispatch, duty_to_call, progress_is_seen
from claims.shopfloor.musts import Event
from claims.shopfloor.orders import draft_order, start_rework, start_work, stop_lines, write_passed_inspection

REACTIONS: dict[StrEnum, list[Reaction]] = {
    ClaimEvent.ORDER_OPENED: [draft_order],
    QuoteEvent.QUOTE_AGREED: [take_agreed_prices],
    QuoteEvent.CONTEST_ANSWERED: [take_contested_prices],
    QuoteEvent.SUPPLEMENT_SELF_PAY: [take_self_pay],
    ClaimEvent.REPAIR_STARTED: [start_work],
    ClaimEvent.INSPECTION_FAILED: [start_rework],
    ClaimEvent.INSPECTION_PASSED: [write_passed_inspection, duty_to_call],
    ClaimEvent.CLAIM_SETTLED: [customer_is_told],
    ClaimEvent.CLAIM_WITHDRAWN: [stop_lines, customer_is_told],
    Event.ORDER_DISPATCHED: [duties_of_dispatch],
    Event.WORK_FINISHED: [progress_is_seen],
}
