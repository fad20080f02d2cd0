"""What must be true before a claim, or a survey, takes a step; `wiring.py` says who knows each answer."""

from __future__ import annotations

from enum import StrEnum

from claims.kernel.machine import Condition


class Must(Condition):
    """Conditions of the claim's own life."""

    ACCIDENT_TOLD = "the accident's time, place, story and driver are told, and the vehicle is known", "A1"
    LEG_NAMED = "at least one payer is named: an insurer with its policy, or the customer", "A1"
    CUSTODY_SHOWN = (
        "there is a tow slip or the owner's word for the car, and the start of storage",
        "lifecycle: take in",
    )
    PRE_INSPECTED = "the pre-inspection is done", "C4"
    INVENTORY_SIGNED = "the inventory is signed by the customer and the key is numbered", "C5"
    PHOTOGRAPHED = "the car is photographed", "A2"
    APPRAISAL_ENDED = "every insurer's survey is recorded or waived", "A1-A3"
    TEARDOWN_SIGNED = "the owner signed the teardown and its fees", "A3"
    NO_HIDDEN_DAMAGE = "“no hidden damage suspected” is on record", "A4"
    DAMAGE_LISTED = "there is at least one damage line, each with where it was found", "A4"
    LOSS_SHEET_SIGNED = (
        "the loss sheet is signed by the owner or an authorized person, the advisor and the assessor",
        "A5",
    )
    LABOR_AGREED = "the labor of every damage line is agreed with the assessor", "A4"
    DAMAGE_PRICEABLE = "every damage line states who supplies the part and of which kind it is", "B3"
    LINES_ANSWERED = "every line an insurer pays is accepted, or refused and answered", "A9"
    ORDER_SIGNED = (
        "the work order is signed by the customer and the advisor",
        "C7, lifecycle",
    )
    NOTHING_UNCONSENTED = "every extra on the order has the customer's consent", "B8"
    GO_AHEAD_GIVEN = "the manager gave a go-ahead on named lines, with the amount at risk", "lifecycle: start repair"
    FINDINGS_RECORDED = "what the inspection found is recorded", "C12"
    LINES_DONE = "every order line is done, dropped or refused", "A12"
    QUOTES_AGREED = "every quote is agreed", "A9"
    SUPPLEMENTS_SETTLED = "every supplement is agreed, moved to self-pay or withdrawn", "A10"
    CHECKS_MADE = (
        "self check and team check are made, and the inspector did not do the work",
        "A12, C12",
    )
    SELF_PAY_MARKED = "the self-pay items are marked", "A14"
    OLD_PARTS_SORTED = "the old parts are sorted, and recalled ones handed to the insurer against receipt", "A13"
    REINSPECTED = "the insurer's re-inspection is done or waived", "A14"
    PAPERS_COMPLETE = "the settlement papers are complete", "A15"
    BILL_EXPLAINED = "the customer was told to settle and the bill was explained", "A16"
    BILL_MATCHES = "the bill equals the signed order, its signed amendments and the consented extras", "B9, B10"
    CUSTOMER_PAID = "the customer's share and deductible are paid", "lifecycle: settle"
    INVOICES_ISSUED = "an invoice is issued to every payer", "lifecycle: settle"
    HANDED_BACK = "exit record, gate pass, signed-back inventory, keys and papers are complete", "C14"
    MONEY_SECURED = (
        "each insurer's money is paid, or its transfer is authorized and its checklist complete, "
        "or the manager released it on credit",
        "A17, A18",
    )
    LOSS_STATED = "the insurer's statement is on record and the salvage is agreed", "lifecycle: total loss"
    WISH_RECORDED = "the customer's wish is on record", "lifecycle: withdraw"
    FEES_SETTLED = "diagnosis, teardown, reassembly, storage and rescue fees are settled", "B6"
    CAR_RETURNED = "vehicle and papers are handed back, or the salvage is taken", "lifecycle: release"
    NOTHING_OWED = "nothing is owed on any leg", "A17"
    NO_OPEN_DUTY = "no duty is open", "lifecycle: close"


class SurveyMust(Condition):
    """Conditions of a survey's life."""

    LEG_INSURED = "the leg is an insurer's", "A1"
    SURVEY_TOLD = "surveyor, time, place and findings are told, with at least one photograph", "A2"
    WAIVER_PROVED = "the insurer's reference and the reason for the waiver are told", "A3"


class Event(StrEnum):
    """What a claim announces; `wiring.py` says what follows."""

    CLAIM_REPORTED = "claim reported"
    ORDER_OPENED = "order opened"
    REPAIR_STARTED = "repair started"
    INSPECTION_FAILED = "inspection failed"
    INSPECTION_PASSED = "inspection passed"
    CLAIM_WITHDRAWN = "claim withdrawn"
    CLAIM_SETTLED = "claim settled"
    CAR_DELIVERED = "car delivered"
    SURVEY_REQUESTED = "survey requested"
    SURVEY_ENDED = "survey ended"
