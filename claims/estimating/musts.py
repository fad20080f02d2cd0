"""What must be true before a quote or a supplement takes a step, and what they announce."""

from __future__ import annotations

from enum import StrEnum

from claims.kernel.machine import Condition


class QuoteMust(Condition):
    """Conditions of a quote's life."""

    CLAIM_OPEN = "the claim is between its work order and its inspection", "A6, A10"
    LINES_TO_QUOTE = "there is at least one damage line to quote, and a rate profile that prices the work", "A7"
    VEHICLE_KNOWN = "plate, model, VIN and owner (person or unit) of the vehicle are known", "A7"
    PARTS_STATED = "every part line of the quote states who supplies the part and of which kind it is", "B3"
    PRICES_CONFIRMED = "the parts desk confirmed price and stock of every line that has a price", "A7"
    BETTERMENT_FITS = "no line's betterment is more than the line itself", "estimating: totals"
    PRICE_MAY_STAND = "the policy on pricing lets the quote stand", "B5, B7"
    REVIEWER_IS_ANOTHER = "somebody other than those who drafted the quote reviews it", "A8"
    SENDER_IS_ANOTHER = "somebody other than the reviewer sends the quote", "A8"
    NOT_FOR_INSURER = "no line of the quote is paid by an insurer", "lifecycle: legs"
    RETURN_TOLD = "the insurer's answer is a stored file of this claim, or typed lines", "A9"
    RETURN_MATCHED = "every line of the return is matched, or confirmed to stand alone, and none twice", "A9"
    LINES_JUDGED = "every insurer-paid line of the quote has an answer of the insurer", "A9"
    NOTHING_TO_NEGOTIATE = "the policy finds nothing to negotiate", "B14"
    CHECKS_NOTED = "a note says why the lines to be checked are accepted", "B14"
    ROUND_TOLD = "the round names lines of this quote, each once, with amounts that fit their answer", "A9"
    REFUSALS_ANSWERED = "the answers are for refused lines of this quote, and self-pay has the customer's consent", "A9"
    SOME_LINE_ACCEPTED = "at least one insurer-paid line is accepted", "A9"
    CONTESTED_ONLY = "of an agreed quote only contested lines are talked about, until the insurer accepts them", "A9"
    LINES_SETTLED = "every insurer-paid line of the quote is accepted, or refused and answered", "A9"


class SupplementMust(Condition):
    """Conditions of a supplement's life."""

    CLAIM_IN_REPAIR = "the claim is between quoting and its final inspection", "A10"
    EARLIER_LINES_AGREED = (
        "what the supplement replaces or removes is agreed, is changed by no other supplement, and really changes",
        "A10",
    )
    EARLIER_LINES_UNTOUCHED = (
        "of what the supplement replaces or removes nothing is done, handed out or returned on the work order",
        "A10",
    )
    DAMAGE_SHOWN = "the hidden damage has at least one line and one photograph", "A10"
    SURVEY_WANTED = "the second survey is for an insurer's leg of this claim", "A10"
    SURVEYS_OVER = "every second survey of this supplement is recorded or waived", "A10"
    WAIVED_BY_INSURER = "the insurer's reference and the reason for doing without a second survey are told", "A10"
    SUPPLEMENT_PRICEABLE = "every line states supplier and kind of its part, and its labor is agreed", "A10, B3"
    NEWER_RATES = (
        "newer rates hold today than the claim is priced with, and nothing is cheaper at them",
        "A10",
    )
    ITS_QUOTE_AGREED = "the supplement's quote is agreed", "A10"
    SELF_PAY_CONSENTED = "the customer's consent to pay is told: who, when, how", "A11"
    SELF_PAY_PRICEABLE = "every line states supplier and kind of its part, and a rate profile prices the work", "B3"
    ITS_QUOTE_PRICED = (
        "the supplement's quote is priced and reviewed, so that the customer knows what he pays; have that done first",
        "A11, B8",
    )
    REASON_TOLD = "the reason for the withdrawal is told", "A10"


class Event(StrEnum):
    """What a quote or a supplement announces; `wiring.py` says what follows."""

    QUOTE_SENT = "quote sent"
    QUOTE_RETURNED = "quote returned"
    QUOTE_SUPERSEDED = "quote superseded"
    QUOTE_WITHDRAWN = "quote withdrawn"
    QUOTE_CHECKED = "quote checked"
    QUOTE_CHECKED_LARGE_GAP = "quote checked, large gap"
    QUOTE_AGREED = "quote agreed"
    CONTEST_ANSWERED = "contested lines answered"
    SUPPLEMENT_FOUND = "supplement found"
    SUPPLEMENT_AGREED = "supplement agreed"
    SUPPLEMENT_SELF_PAY = "supplement moved to self-pay"
    SUPPLEMENT_WITHDRAWN = "supplement withdrawn"
