"""The whole life of a quote, and of a supplement: every move that can happen, read top to bottom."""

from __future__ import annotations

from enum import StrEnum

from claims.estimating import negotiation, quotes, retroactive, returns, supplements
from claims.estimating.inputs import (
    Acceptance,
    DraftQuote,
    NewReturn,
    NewRound,
    NewSupplement,
    Reason,
    RefusalAnswers,
    SelfPay,
    SupplementSurvey,
    SurveyWaiver,
)
from claims.estimating.musts import Event, QuoteMust, SupplementMust
from claims.kernel.machine import Life
from claims.people.roles import Permission as P

M, E = QuoteMust, Event


class QuoteState(StrEnum):
    """Where a quote stands."""

    DRAFT = "draft"
    PRICED = "priced"
    REVIEWED = "reviewed"
    SENT = "sent"
    RETURNED = "returned"
    CHECKED = "checked"
    NEGOTIATING = "negotiating"
    PARTLY_AGREED = "partly_agreed"
    AGREED = "agreed"
    SUPERSEDED = "superseded"  # by its next revision
    WITHDRAWN = "withdrawn"  # its supplement was withdrawn, or the customer pays it at the quoted amounts


Q = QuoteState
SENT = [Q.SENT, Q.RETURNED, Q.CHECKED, Q.NEGOTIATING, Q.PARTLY_AGREED]  # and not agreed: a new revision may follow
TALKING = [Q.NEGOTIATING, Q.PARTLY_AGREED]

QUOTE_LIFE = Life("quote", QuoteState)
move = QUOTE_LIFE.move
# fmt: off
move("draft", None, Q.DRAFT, may=None, takes=DraftQuote, does=quotes.draft_quote,
     must=[M.CLAIM_OPEN, M.LINES_TO_QUOTE])
move("price", Q.DRAFT, Q.PRICED, may=P.CONFIRM_PRICES, does=quotes.fix_totals,
     must=[M.VEHICLE_KNOWN, M.PARTS_STATED, M.PRICES_CONFIRMED, M.BETTERMENT_FITS, M.PRICE_MAY_STAND])
move("review", Q.PRICED, Q.REVIEWED, may=P.REVIEW_QUOTE, does=quotes.sign_review, must=[M.REVIEWER_IS_ANOTHER])
move("return_to_draft", [Q.PRICED, Q.REVIEWED], Q.DRAFT, may=P.REVIEW_QUOTE, takes=Reason, does=quotes.reopen)
move("send", Q.REVIEWED, Q.SENT, may=P.WRITE_QUOTE, does=quotes.sign_sending,
     must=[M.VEHICLE_KNOWN, M.PARTS_STATED, M.PRICES_CONFIRMED, M.SENDER_IS_ANOTHER], emits=E.QUOTE_SENT)
move("agree_unsent", Q.REVIEWED, Q.AGREED, may=P.WRITE_QUOTE, does=quotes.sign_agreement,
     must=[M.VEHICLE_KNOWN, M.NOT_FOR_INSURER], emits=E.QUOTE_AGREED)  # the customer alone pays: no insurer to ask
move("record_return", Q.SENT, Q.RETURNED, may=P.WRITE_QUOTE, takes=NewReturn, does=returns.write_return,
     must=[M.RETURN_TOLD], emits=E.QUOTE_RETURNED)
move("check", Q.RETURNED, Q.CHECKED, may=P.REVIEW_QUOTE, takes=Acceptance, does=returns.judge_return,
     must=[M.RETURN_MATCHED, M.LINES_JUDGED], emits=E.QUOTE_CHECKED)
move("accept", Q.CHECKED, Q.AGREED, may=P.REVIEW_QUOTE, takes=Acceptance, does=returns.accept_return,
     must=[M.NOTHING_TO_NEGOTIATE, M.CHECKS_NOTED], emits=E.QUOTE_AGREED)
move("negotiate", Q.CHECKED, Q.NEGOTIATING, may=P.NEGOTIATE, emits=E.QUOTE_CHECKED_LARGE_GAP)
move("record_round", TALKING, may=P.NEGOTIATE, takes=NewRound, does=negotiation.write_round, must=[M.ROUND_TOLD])
move("answer_refusals", TALKING, may=P.NEGOTIATE, takes=RefusalAnswers, does=negotiation.write_refusal_answers,
     must=[M.REFUSALS_ANSWERED])
move("agree_partly", Q.NEGOTIATING, Q.PARTLY_AGREED, may=P.NEGOTIATE, must=[M.SOME_LINE_ACCEPTED])
move("agree", TALKING, Q.AGREED, may=P.NEGOTIATE, does=quotes.sign_agreement, must=[M.LINES_SETTLED],
     emits=E.QUOTE_AGREED)
move("record_round", Q.AGREED, may=P.NEGOTIATE, takes=NewRound, does=negotiation.write_round,
     must=[M.ROUND_TOLD, M.CONTESTED_ONLY], emits=E.CONTEST_ANSWERED)
move("answer_refusals", Q.AGREED, may=P.NEGOTIATE, takes=RefusalAnswers, does=negotiation.write_refusal_answers,
     must=[M.REFUSALS_ANSWERED, M.CONTESTED_ONLY], emits=E.CONTEST_ANSWERED)
move("revise", SENT, Q.SUPERSEDED, may=P.WRITE_QUOTE, takes=Reason, does=quotes.draft_revision, must=[M.CLAIM_OPEN],
     emits=E.QUOTE_SUPERSEDED)
move("withdraw", [Q.DRAFT, Q.PRICED, Q.REVIEWED, *SENT], Q.WITHDRAWN, may=None, emits=E.QUOTE_WITHDRAWN)
# fmt: on


class SupplementState(StrEnum):
    """Where a supplement stands."""

    FOUND = "found"
    SURVEY_REQUESTED = "survey_requested"
    SURVEYED = "surveyed"
    WAIVED = "waived"
    QUOTED = "quoted"
    AGREED = "agreed"
    SELF_PAY = "self_pay"
    WITHDRAWN = "withdrawn"


S, N = SupplementState, SupplementMust
NOT_QUOTED = [S.FOUND, S.SURVEY_REQUESTED, S.SURVEYED, S.WAIVED]
EARLIER = [N.EARLIER_LINES_AGREED, N.EARLIER_LINES_UNTOUCHED]

SUPPLEMENT_LIFE = Life("supplement", SupplementState)
move = SUPPLEMENT_LIFE.move
# fmt: off
move("find", None, S.FOUND, may=P.FIND_DAMAGE, takes=NewSupplement, does=supplements.open_supplement,
     must=[N.CLAIM_IN_REPAIR, *EARLIER], emits=E.SUPPLEMENT_FOUND)
move("request_survey", [S.FOUND, S.SURVEY_REQUESTED], S.SURVEY_REQUESTED, may=P.BOOK_SURVEY, takes=SupplementSurvey,
     does=supplements.request_second_survey, must=[N.DAMAGE_SHOWN, N.SURVEY_WANTED])
move("end_survey", S.SURVEY_REQUESTED, S.SURVEYED, may=None, must=[N.SURVEYS_OVER])
move("accept_waiver", S.SURVEY_REQUESTED, S.WAIVED, may=None, must=[N.SURVEYS_OVER])
move("waive_survey", S.FOUND, S.WAIVED, may=P.WAIVE_SURVEY, takes=SurveyWaiver, does=supplements.write_waiver,
     must=[N.DAMAGE_SHOWN, N.WAIVED_BY_INSURER])
move("quote", [S.SURVEYED, S.WAIVED], S.QUOTED, may=P.WRITE_QUOTE, does=supplements.quote_supplement,
     must=[N.SUPPLEMENT_PRICEABLE, *EARLIER])
move("quote_at_newer_rates", [S.SURVEYED, S.WAIVED], S.QUOTED, may=P.WRITE_QUOTE, does=retroactive.quote_at_newer_rates,
     must=[N.SUPPLEMENT_PRICEABLE, N.NEWER_RATES, *EARLIER])  # retroactively: for all that was quoted before, too
move("agree", S.QUOTED, S.AGREED, may=None, must=[N.ITS_QUOTE_AGREED], emits=E.SUPPLEMENT_AGREED)
move("move_to_self_pay", NOT_QUOTED, S.QUOTED, may=P.RUN_ORDER, takes=SelfPay, does=supplements.quote_for_customer,
     must=[N.SELF_PAY_CONSENTED, N.SELF_PAY_PRICEABLE])  # nobody surveys it: its quote runs for the customer
move("end_self_pay", S.QUOTED, S.SELF_PAY, may=None, must=[N.ITS_QUOTE_AGREED])
move("move_to_self_pay", S.QUOTED, S.SELF_PAY, may=P.RUN_ORDER, takes=SelfPay, does=supplements.move_to_customer,
     must=[N.SELF_PAY_CONSENTED, N.ITS_QUOTE_PRICED], emits=E.SUPPLEMENT_SELF_PAY)
move("withdraw", [*NOT_QUOTED, S.QUOTED], S.WITHDRAWN, may=P.FIND_DAMAGE, takes=Reason,
     does=supplements.write_withdrawal, must=[N.REASON_TOLD], emits=E.SUPPLEMENT_WITHDRAWN)
# fmt: on
