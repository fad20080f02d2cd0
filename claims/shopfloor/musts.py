"""What must be true before a work order, a line, an amendment or an extra takes a step, and what they announce."""

from __future__ import annotations

from enum import StrEnum

from claims.kernel.machine import Condition


class Must(Condition):
    """Conditions of the lives on the shop floor; DEPOSIT_PAID is answered by the settlement room."""

    TERMS_TOLD = "promised time, payment method and the wish for the old parts are on the order", "C7"
    SUPPLIER_STATED = "each part on the order states who supplies it and of which kind it is", "B3"
    PRICES_KNOWN = "every price on the order is agreed, or the manager's go-ahead names the line", "C7, lifecycle"
    BOTH_SIGNED = "the customer and the advisor signed the work order as it stands", "C7"
    TEAM_NAMED = "the team, its technicians and the bay are named, and the planned times follow each other", "C9"
    REPAIR_STARTED = "the claim's repair is started", "lifecycle: start repair"
    WORK_DONE = "every line on the order is done, dropped or returned", "C12"
    NOTHING_COVERED = "no hidden damage waits for its survey: nothing is reassembled over it", "A10"
    CHECK_PASSED = "the check says who looked and what was looked at, and nothing failed", "C12"
    NO_WASH_WANTED = "the customer wants no car wash", "C7"
    REASON_TOLD = "the reason is told", "B9"

    SHOP_SUPPLIES = "the shop supplies this part; what the customer or the insurer supplies is not ordered", "B1, B3"
    NOT_OURS_TO_ORDER = "the part comes from the customer or the insurer, and its receipt is told", "B1"
    # a manager may overrule the deposit: only the shop's own money is at risk
    DEPOSIT_PAID = "the deposit for this part is paid", "B4", "deposit"
    ON_SIGNED_ORDER = (
        "the line stands on the signed order, on a signed amendment or on a consented extra",
        "C10, lifecycle: part lines",
    )
    SELF_PAY_SIGNED = "the customer signed for this part, which he pays himself", "A11"
    PRICE_AGREED = "the insurer's price for this part is agreed, or the manager's go-ahead names it", "A9"
    RECEIVER_NAMED = "the technician who takes the part is named", "C10"

    LINE_STAYS = "no supplement that is still open replaces or removes the line", "A10"
    NOT_FITTED = "the part is not fitted yet", "C10"

    CHANGE_POSSIBLE = "the lines to change are parts of this order that are not ordered yet", "lifecycle: work order"
    AMENDMENT_SIGNED = "the customer and the advisor signed the amendment", "lifecycle: work order"

    EXTRA_DESCRIBED = "the extra has lines, each with its price and, for a part, who supplies it and its kind", "B3, B8"
    ORDER_OPEN = "the work order still takes changes: it has not passed its inspection and is not stopped", "B8"
    CONSENT_GIVEN = (
        "the customer consented: by signature, or by telephone with who, when, by whom taken and the delay told",
        "B8",
    )
    SAFETY_NOTE_SIGNED = "the customer signed the note on the safety-related work that he refuses", "B16"
    REFUSAL_TOLD = "who refused the extra and when is told", "B8"
    WORKSHOP_TOLD = "to whom in the workshop the refusal was told, and when", "B8"


class Event(StrEnum):
    """What the shop floor announces; `wiring.py` says what follows."""

    ORDER_SIGNED = "work order signed"
    ORDER_DISPATCHED = "work order dispatched"
    WORK_FINISHED = "work finished"
    ORDER_READY = "work order ready"
    PART_ORDERED = "part ordered"
    AMENDMENT_DRAFTED = "amendment drafted"
    AMENDMENT_SIGNED = "amendment signed"
    EXTRA_CONSENTED = "extra consented"
    EXTRA_REFUSED = "extra refused"
