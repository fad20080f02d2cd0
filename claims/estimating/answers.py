"""Who knows whether a condition of damage list, quote or supplement holds: the claim's own, and the whole table."""

from __future__ import annotations

from claims.estimating.lacking import Verdict, faults_of, lacking_labor, lacking_parts, lacking_payers, lacking_rates
from claims.estimating.musts import QuoteMust, SupplementMust
from claims.estimating.negotiation import unsettled
from claims.estimating.price_policy import price_may_stand
from claims.estimating.queries import current_quote, current_quotes, damage_lines, supplements_of
from claims.estimating.quote_answers import (
    betterment_fits,
    checks_are_noted,
    claim_is_open,
    insurer_pays_nothing,
    lines_are_judged,
    lines_are_settled,
    nothing_to_negotiate,
    only_contested,
    parts_are_stated,
    prices_are_confirmed,
    refusals_are_answered,
    return_is_matched,
    return_is_told,
    reviewer_is_another,
    round_is_told,
    sender_is_another,
    some_line_is_accepted,
    there_is_work,
    vehicle_is_known,
)
from claims.estimating.retroactive import newer_rates_hold
from claims.estimating.supplement_answers import (
    claim_is_in_repair,
    damage_is_shown,
    earlier_lines_are_agreed,
    its_quote_is_agreed,
    its_quote_is_priced,
    reason_is_told,
    self_pay_is_consented,
    self_pay_is_priceable,
    supplement_is_priceable,
    survey_is_wanted,
    surveys_are_over,
    waiver_is_proved,
)
from claims.kernel.errors import Fault
from claims.kernel.machine import Act, Answer, Condition
from claims.lifecycle.musts import Must

SETTLED = ("agreed", "self_pay", "withdrawn")


def damage_is_listed(act: Act) -> Verdict:
    """At least one line, each with where it was found."""
    lines = damage_lines(act.session, act.thing.id)
    return faults_of([line for line in lines if not (line.found_in and line.found_by)],
                     "line {line}, {part}: say where it was found and by whom") if lines else False  # fmt: skip


def labor_is_agreed(act: Act) -> Verdict:
    """Every line's hours are agreed."""
    return lacking_labor(damage_lines(act.session, act.thing.id))


def damage_is_priceable(act: Act) -> Verdict:
    """Supplier and kind of every part are stated, and a rate profile prices the work."""
    lines = damage_lines(act.session, act.thing.id)
    return [*lacking_parts(lines), *lacking_payers(act, act.thing, lines), *lacking_rates(act, act.thing, lines)]


def lines_are_answered(act: Act) -> Verdict:
    """Q0 is agreed, with every line settled."""
    quote = current_quote(act.session, act.thing.id)
    if quote is None:
        return False
    open_lines = unsettled(act.session, quote)
    return open_lines if open_lines else quote.state == "agreed"


def quotes_are_agreed(act: Act) -> Verdict:
    """Every quote that counts is agreed, and there is one."""
    quotes = current_quotes(act.session, act.thing.id)
    if not any(quote.number == 0 for quote in quotes):
        return False
    return [Fault("quote {label}: {state}", f"quote {quote.label}", {"label": quote.label, "state": quote.state})
            for quote in quotes if quote.state != "agreed"]  # fmt: skip


def supplements_are_settled(act: Act) -> Verdict:
    """Every supplement is agreed, moved to self-pay or withdrawn."""
    return [
        Fault("supplement {label}: {state}", f"supplement {one.label}", {"label": one.label, "state": one.state})
        for one in supplements_of(act.session, act.thing.id) if one.state not in SETTLED
    ]  # fmt: skip


ANSWERS: dict[Condition, Answer] = {
    Must.DAMAGE_LISTED: damage_is_listed,
    Must.LABOR_AGREED: labor_is_agreed,
    Must.DAMAGE_PRICEABLE: damage_is_priceable,
    Must.LINES_ANSWERED: lines_are_answered,
    Must.QUOTES_AGREED: quotes_are_agreed,
    Must.SUPPLEMENTS_SETTLED: supplements_are_settled,
    QuoteMust.CLAIM_OPEN: claim_is_open,
    QuoteMust.LINES_TO_QUOTE: there_is_work,
    QuoteMust.VEHICLE_KNOWN: vehicle_is_known,
    QuoteMust.PARTS_STATED: parts_are_stated,
    QuoteMust.PRICES_CONFIRMED: prices_are_confirmed,
    QuoteMust.BETTERMENT_FITS: betterment_fits,
    QuoteMust.PRICE_MAY_STAND: price_may_stand,
    QuoteMust.REVIEWER_IS_ANOTHER: reviewer_is_another,
    QuoteMust.SENDER_IS_ANOTHER: sender_is_another,
    QuoteMust.NOT_FOR_INSURER: insurer_pays_nothing,
    QuoteMust.RETURN_TOLD: return_is_told,
    QuoteMust.RETURN_MATCHED: return_is_matched,
    QuoteMust.LINES_JUDGED: lines_are_judged,
    QuoteMust.NOTHING_TO_NEGOTIATE: nothing_to_negotiate,
    QuoteMust.CHECKS_NOTED: checks_are_noted,
    QuoteMust.ROUND_TOLD: round_is_told,
    QuoteMust.REFUSALS_ANSWERED: refusals_are_answered,
    QuoteMust.SOME_LINE_ACCEPTED: some_line_is_accepted,
    QuoteMust.CONTESTED_ONLY: only_contested,
    QuoteMust.LINES_SETTLED: lines_are_settled,
    SupplementMust.CLAIM_IN_REPAIR: claim_is_in_repair,
    SupplementMust.EARLIER_LINES_AGREED: earlier_lines_are_agreed,
    SupplementMust.DAMAGE_SHOWN: damage_is_shown,
    SupplementMust.SURVEY_WANTED: survey_is_wanted,
    SupplementMust.SURVEYS_OVER: surveys_are_over,
    SupplementMust.WAIVED_BY_INSURER: waiver_is_proved,
    SupplementMust.SUPPLEMENT_PRICEABLE: supplement_is_priceable,
    SupplementMust.NEWER_RATES: newer_rates_hold,
    SupplementMust.ITS_QUOTE_AGREED: its_quote_is_agreed,
    SupplementMust.SELF_PAY_CONSENTED: self_pay_is_consented,
    SupplementMust.SELF_PAY_PRICEABLE: self_pay_is_priceable,
    SupplementMust.ITS_QUOTE_PRICED: its_quote_is_priced,
    SupplementMust.REASON_TOLD: reason_is_told,
}
