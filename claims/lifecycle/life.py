"""The whole life of a claim, and of a survey: every move that can happen, read top to bottom."""

from __future__ import annotations

from enum import StrEnum

from claims.kernel.machine import Life
from claims.lifecycle import service as verbs
from claims.lifecycle.inputs import (
    Findings,
    NewClaim,
    NewCustody,
    NewSurvey,
    Release,
    SurveyFindings,
    TotalLoss,
    Waiver,
    Wish,
)
from claims.lifecycle.musts import Event, Must, SurveyMust
from claims.people.roles import Permission as P

M, E = Must, Event


class State(StrEnum):
    """Where a claim stands."""

    IN_CUSTODY = "in_custody"
    REPORTED = "reported"
    RECEIVED = "received"
    SURVEYED = "surveyed"
    TEARDOWN = "teardown"
    DAMAGE_LISTED = "damage_listed"
    ASSESSED = "assessed"
    QUOTING = "quoting"
    AGREED = "agreed"
    REPAIRING = "repairing"
    INSPECTED = "inspected"
    READY_TO_SETTLE = "ready_to_settle"
    SETTLED = "settled"
    DELIVERED = "delivered"
    CLOSED = "closed"
    TOTAL_LOSS = "total_loss"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"


S = State
BEFORE_SETTLING = [
    S.IN_CUSTODY, S.REPORTED, S.RECEIVED, S.SURVEYED, S.TEARDOWN, S.DAMAGE_LISTED, S.ASSESSED, S.QUOTING, S.AGREED,
    S.REPAIRING, S.INSPECTED, S.READY_TO_SETTLE,
]  # fmt: skip
AFTER_SURVEY = BEFORE_SETTLING[BEFORE_SETTLING.index(S.SURVEYED) : BEFORE_SETTLING.index(S.INSPECTED)]

CLAIM_LIFE = Life("claim", State)
move = CLAIM_LIFE.move
# fmt: off
move("report", None, S.REPORTED, may=P.OPEN_CLAIM, takes=NewClaim, does=verbs.open_claim,
     must=[M.ACCIDENT_TOLD, M.LEG_NAMED], emits=E.CLAIM_REPORTED)
move("take_in", None, S.IN_CUSTODY, may=P.RECEIVE_CAR, takes=NewCustody, does=verbs.take_in,
     must=[M.CUSTODY_SHOWN])
move("report", S.IN_CUSTODY, S.RECEIVED, may=P.OPEN_CLAIM, takes=NewClaim, does=verbs.complete_report,
     must=[M.ACCIDENT_TOLD, M.LEG_NAMED, M.PRE_INSPECTED, M.INVENTORY_SIGNED, M.PHOTOGRAPHED], emits=E.CLAIM_REPORTED)
move("receive", S.REPORTED, S.RECEIVED, may=P.RECEIVE_CAR, must=[M.PRE_INSPECTED, M.INVENTORY_SIGNED])
move("end_appraisal", S.RECEIVED, S.SURVEYED, may=P.COORDINATE_CLAIM, must=[M.APPRAISAL_ENDED])
move("start_teardown", S.SURVEYED, S.TEARDOWN, may=P.ASSESS_DAMAGE, must=[M.APPRAISAL_ENDED, M.TEARDOWN_SIGNED])
move("list_damage", S.SURVEYED, S.DAMAGE_LISTED, may=P.ASSESS_DAMAGE, must=[M.DAMAGE_LISTED, M.NO_HIDDEN_DAMAGE])
move("list_damage", S.TEARDOWN, S.DAMAGE_LISTED, may=P.ASSESS_DAMAGE, must=[M.DAMAGE_LISTED])
move("record_assessment", S.DAMAGE_LISTED, S.ASSESSED, may=P.RECORD_ASSESSMENT,
     must=[M.LOSS_SHEET_SIGNED, M.LABOR_AGREED])
move("open_order", S.ASSESSED, S.QUOTING, may=P.RUN_ORDER, must=[M.DAMAGE_PRICEABLE], emits=E.ORDER_OPENED)
move("agree", S.QUOTING, S.AGREED, may=None, must=[M.LINES_ANSWERED])
move("start_repair", S.AGREED, S.REPAIRING, may=P.RUN_WORKSHOP,
     must=[M.ORDER_SIGNED, M.NOTHING_UNCONSENTED], emits=E.REPAIR_STARTED)
move("start_repair", S.QUOTING, S.REPAIRING, may=P.RUN_WORKSHOP,
     must=[M.ORDER_SIGNED, M.NOTHING_UNCONSENTED, M.GO_AHEAD_GIVEN], emits=E.REPAIR_STARTED)
move("agree", S.REPAIRING, S.REPAIRING, may=None, must=[M.LINES_ANSWERED])
move("fail_inspection", S.REPAIRING, S.REPAIRING, may=P.INSPECT_REPAIR, takes=Findings,
     must=[M.FINDINGS_RECORDED], emits=E.INSPECTION_FAILED)
move("pass_inspection", S.REPAIRING, S.INSPECTED, may=P.INSPECT_REPAIR, takes=Findings,
     must=[M.LINES_DONE, M.QUOTES_AGREED, M.SUPPLEMENTS_SETTLED, M.CHECKS_MADE], emits=E.INSPECTION_PASSED)
move("review_order", S.INSPECTED, S.READY_TO_SETTLE, may=P.RUN_ORDER,
     must=[M.SELF_PAY_MARKED, M.OLD_PARTS_SORTED, M.REINSPECTED])
move("settle", S.READY_TO_SETTLE, S.SETTLED, may=P.SETTLE,
     must=[M.PAPERS_COMPLETE, M.BILL_EXPLAINED, M.BILL_MATCHES, M.CUSTOMER_PAID, M.INVOICES_ISSUED],
     emits=E.CLAIM_SETTLED)
move("deliver", S.SETTLED, S.DELIVERED, may=P.DELIVER, must=[M.HANDED_BACK, M.MONEY_SECURED], emits=E.CAR_DELIVERED)
move("declare_total_loss", AFTER_SURVEY, S.TOTAL_LOSS, may=P.DECLARE_TOTAL_LOSS, takes=TotalLoss,
     does=verbs.declare_total_loss, must=[M.LOSS_STATED], emits=E.CLAIM_WITHDRAWN)
move("withdraw", BEFORE_SETTLING, S.WITHDRAWN, may=P.WITHDRAW_CLAIM, takes=Wish,
     does=verbs.keep_outcome, must=[M.WISH_RECORDED], emits=E.CLAIM_WITHDRAWN)
move("release", [S.TOTAL_LOSS, S.WITHDRAWN], S.RELEASED, may=P.DELIVER, takes=Release, does=verbs.keep_outcome,
     must=[M.FEES_SETTLED, M.CAR_RETURNED])
move("close", [S.DELIVERED, S.RELEASED], S.CLOSED, may=P.CLOSE_CLAIM, must=[M.NOTHING_OWED, M.NO_OPEN_DUTY])
# fmt: on


class SurveyState(StrEnum):
    """Where a survey stands."""

    REQUESTED = "requested"
    RECORDED = "recorded"
    WAIVED = "waived"


SURVEY_LIFE = Life("survey", SurveyState)
# fmt: off
SURVEY_LIFE.move("request", None, SurveyState.REQUESTED, may=P.BOOK_SURVEY, takes=NewSurvey, does=verbs.request_survey,
                 must=[SurveyMust.LEG_INSURED], emits=E.SURVEY_REQUESTED)
SURVEY_LIFE.move("record", SurveyState.REQUESTED, SurveyState.RECORDED, may=P.COORDINATE_CLAIM, takes=SurveyFindings,
                 does=verbs.write_findings, must=[SurveyMust.SURVEY_TOLD], emits=E.SURVEY_ENDED)
SURVEY_LIFE.move("waive", SurveyState.REQUESTED, SurveyState.WAIVED, may=P.WAIVE_SURVEY, takes=Waiver,
                 does=verbs.write_waiver, must=[SurveyMust.WAIVER_PROVED], emits=E.SURVEY_ENDED)
# fmt: on
