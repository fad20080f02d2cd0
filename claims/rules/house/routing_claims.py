"""Routing inside the house: reports, rework, what the desks owe each other, insurers' clocks, claims that stand."""

from __future__ import annotations

from typing import Any

from claims.rules.house.routing import on_event, policy, to_both, told
from claims.rules.vocabulary import Clause, when

__all__ = ["policy"]

INSURANCE_LAW_23 = "Insurance Law art. 23"


@policy.paragraph("S0 §17", requirement="E1")
def daily_report(f: Any, p: Any) -> Clause:
    """The report of the day is handed in before the shop closes."""
    return on_event(f, "day_worked", "manager", p.daily_report_working_days, "working_days").saying(
        "The daily report is due within {count:number} working days; 0 is before closing on the same day."
    )


@policy.paragraph("S0 §17", requirement="E1")
def weekly_report(f: Any, p: Any) -> Clause:
    """The report of the week is handed in before the shop closes on Saturday."""
    return on_event(f, "week_worked", "manager", p.weekly_report_weekday, "weekday").saying(
        "The weekly report is due before closing on day {count:number} of the week (1 is Monday)."
    )


@policy.paragraph("S0 §17", requirement="E1")
def monthly_report(f: Any, p: Any) -> Clause:
    """The report of the month is handed in before the shop closes on the last day of the month."""
    return on_event(f, "month_worked", "manager", p.monthly_report_month_end, "month_end").saying(
        "The monthly report is due before closing on the last day, {count:number} months after this one."
    )


@policy.paragraph("S2 inspection 5", requirement="B18")
def rework_by_skill(f: Any, p: Any) -> Clause:
    """Rework that want of skill has caused goes to a team of higher skill."""
    due = when(f.event == "rework_ordered", f.by_skill.is_true())
    return told(due, "workshop", p.at_once_minutes, "open_minutes", team="higher_skill")


@policy.paragraph("S2 inspection 5; house default", requirement="B18")
def rework_by_same_team(f: Any, p: Any) -> Clause:
    """Other rework goes back to the team that did the work."""
    due = when(f.event == "rework_ordered", f.by_skill.is_false())
    return told(due, "workshop", p.at_once_minutes, "open_minutes", team="same")


@policy.paragraph("S2 step 1; house default", requirement="A1")
def accident_is_reported_on(f: Any, p: Any) -> Clause:
    """An accident of which the insurer does not know yet is reported to it."""
    unknown = when(f.event == "accident_reported", f.insurer_told.is_false())
    return told(unknown, "coordinator", p.report_minutes, "minutes").saying(
        "The accident is reported to the insurer within {count:number} minutes of it happening."
    )


@policy.paragraph("2014 clauses art. 13", requirement="A1")
def accident_is_reported_in_time(f: Any, p: Any) -> Clause:
    """The insurer is to hear of an accident within 48 hours."""
    unknown = when(f.event == "accident_reported", f.insurer_told.is_false())
    return told(unknown, "coordinator", p.law_report_minutes, "minutes").saying(
        "The clauses want the accident reported within {count:number} minutes."
    )


@policy.paragraph("S2 step 1; house default", requirement="A1")
def accident_is_known(f: Any, p: Any) -> Clause:
    """Where every insurer has given its report number, nobody needs to report again."""
    return when(f.event == "accident_reported", f.insurer_told.is_true()).then(who="nobody")


@policy.paragraph("2014 clauses art. 13", requirement="A1")
def accident_reported_late(f: Any, p: Any) -> Clause:
    """A report after more than 48 hours is a warning and stops nothing: the insurer may ask why."""
    late = when(f.event == "accident_reported", f.minutes_since_accident > p.law_report_minutes)
    return late.then(warning="late_report").saying(
        "The accident was {minutes_since_accident:number} minutes ago when it was reported; the insurer may ask why "
        "it was more than {law_report_minutes:number}."
    )


@policy.paragraph("S1 ins. 1-2; house default", requirement="A2")
def survey_is_recorded(f: Any, p: Any) -> Clause:
    """A survey that was asked for is recorded soon, or the insurer is reminded of it."""
    return on_event(f, "survey_requested", "coordinator", p.survey_working_days, "working_days").saying(
        "The survey is recorded within {count:number} working days."
    )


@policy.paragraph("S2 step 8; house default", requirement="A8")
def quote_comes_back(f: Any, p: Any) -> Clause:
    """Whoever sent the quote gets the insurer's prices back."""
    return on_event(f, "quote_sent", "estimator", p.quote_return_working_days, "working_days").saying(
        "The insurer's prices are back within {count:number} working days."
    )


@policy.paragraph("S0 §16; house default", requirement="B4")
def deposit_is_taken(f: Any, p: Any) -> Clause:
    """A deposit that has become due is taken soon, for the part is not ordered before."""
    return on_event(f, "deposit_due", "cashier", p.deposit_working_days, "working_days").saying(
        "The deposit is taken within {count:number} working days."
    )


@policy.paragraph("S0 §12; house default", requirement="B10")
def discount_is_decided(f: Any, p: Any) -> Clause:
    """The business manager decides soon on a discount that was asked for."""
    return on_event(f, "discount_asked", "manager", p.discount_working_days, "working_days").saying(
        "The discount is decided within {count:number} working days."
    )


@policy.paragraph("S2 step 17; house default", requirement="A17")
def insurer_is_asked(f: Any, p: Any) -> Clause:
    """An insurer that is silent on a submitted claim is asked, and the manager sees it too."""
    return to_both(when(f.event == "claim_submitted"), p.ask_insurer_days).saying(
        "By the house's figure the insurer is asked after {ask_insurer_days:number} days."
    )


@policy.paragraph(INSURANCE_LAW_23, requirement="A17")
def insurer_verifies(f: Any, p: Any) -> Clause:
    """The insurer verifies a claim within thirty days of receiving the request and its proofs."""
    sent = when(f.event == "claim_submitted", f.cover == "voluntary")
    return to_both(sent, p.law_verify_days).saying("By law the insurer verifies within {law_verify_days:number} days.")


@policy.paragraph("Compulsory Cover Regulation art. 28-29", requirement="A17")
def compulsory_insurer_verifies(f: Any, p: Any) -> Clause:
    """Under compulsory cover the insurer verifies within five days of receiving the proofs."""
    sent = when(f.event == "claim_submitted", f.cover == "compulsory")
    return to_both(sent, p.law_compulsory_verify_days).saying(
        "Under compulsory cover the insurer verifies within {law_compulsory_verify_days:number} days."
    )


@policy.paragraph("S1 ins. 5; house default", requirement="A18")
def paper_list_is_asked(f: Any, p: Any) -> Clause:
    """An insurer that was asked which papers it wants is asked again where no list comes."""
    return on_event(f, "papers_asked", "coordinator", p.paper_list_days, "days").saying(
        "By the house's figure the insurer is asked for its list of papers after {paper_list_days:number} days."
    )


@policy.paragraph("Compulsory Cover Regulation art. 28", requirement="A18")
def compulsory_insurer_lists_papers(f: Any, p: Any) -> Clause:
    """Under compulsory cover the insurer says in writing within one day which papers it wants."""
    asked = when(f.event == "papers_asked", f.cover == "compulsory")
    return to_both(asked, p.law_compulsory_list_days).saying(
        "Under compulsory cover the list of papers is due within {law_compulsory_list_days:number} days."
    )


@policy.paragraph("S2 step 17; house default", requirement="A17")
def advance_is_asked(f: Any, p: Any) -> Clause:
    """Where the amount of a claim cannot be fixed for long, what is not disputed is asked for in advance."""
    return to_both(when(f.event == "advance_awaited"), p.ask_advance_days).saying(
        "By the house's figure an advance is asked for after {ask_advance_days:number} days."
    )


@policy.paragraph("Insurance Law art. 25", requirement="A17")
def insurer_pays_in_advance(f: Any, p: Any) -> Clause:
    """Within sixty days of the request and its proofs the insurer pays in advance what is certain."""
    return to_both(when(f.event == "advance_awaited"), p.law_advance_days).saying(
        "By law the insurer pays in advance within {law_advance_days:number} days."
    )


@policy.paragraph("S2 step 17; house default", requirement="A17")
def question_is_answered(f: Any, p: Any) -> Clause:
    """An insurer's question is answered soon, for its clock waits meanwhile."""
    return on_event(f, "insurer_queried", "coordinator", p.answer_working_days, "working_days").saying(
        "The insurer's question is answered within {count:number} working days."
    )


@policy.paragraph("S2 step 17; house default", requirement="A17")
def answer_is_followed(f: Any, p: Any) -> Clause:
    """An insurer that stays silent after our answer is asked, and the manager sees it too."""
    return to_both(when(f.event == "insurer_answered"), p.after_answer_days).saying(
        "The insurer is asked again {count:number} days after our answer."
    )


@policy.paragraph("S2 step 17; house default", requirement="A17")
def money_is_chased(f: Any, p: Any) -> Clause:
    """Money that the insurer agreed to pay is asked for where it does not come."""
    return to_both(when(f.event == "amount_agreed"), p.chase_days).saying(
        "By the house's figure the money is asked for after {chase_days:number} days."
    )


@policy.paragraph(INSURANCE_LAW_23, requirement="A17")
def insurer_pays(f: Any, p: Any) -> Clause:
    """The insurer pays within ten days of the agreement."""
    return to_both(when(f.event == "amount_agreed", f.cover == "voluntary"), p.law_pay_days).saying(
        "By law the insurer pays within {law_pay_days:number} days of the agreement."
    )


@policy.paragraph("Compulsory Cover Regulation art. 29", requirement="A17")
def compulsory_insurer_pays(f: Any, p: Any) -> Clause:
    """Under compulsory cover too the insurer pays within ten days of the agreement."""
    return to_both(when(f.event == "amount_agreed", f.cover == "compulsory"), p.law_compulsory_pay_days).saying(
        "Under compulsory cover the insurer pays within {law_compulsory_pay_days:number} days of the agreement."
    )


@policy.paragraph("S2 step 17; house default", requirement="A17")
def refusal_is_contested(f: Any, p: Any) -> Clause:
    """A refusal of the insurer is contested, or the leg is settled with the customer."""
    return on_event(f, "insurer_refused", "coordinator", p.contest_days, "days").saying(
        "The refusal is contested within {count:number} days."
    )


@policy.paragraph("S2 step 17; house default", requirement="A17")
def refusal_notice_is_asked(f: Any, p: Any) -> Clause:
    """An insurer that refuses is asked for its notice with the reasons."""
    return to_both(when(f.event == "refusal_notice_awaited"), p.ask_notice_days).saying(
        "By the house's figure the notice of refusal is asked for after {ask_notice_days:number} days."
    )


@policy.paragraph("Insurance Law art. 24", requirement="A17")
def insurer_gives_notice(f: Any, p: Any) -> Clause:
    """The insurer sends its notice of refusal, with the reasons, within three days of deciding."""
    return to_both(when(f.event == "refusal_notice_awaited"), p.law_notice_days).saying(
        "By law the notice of refusal is due within {law_notice_days:number} days."
    )


@policy.paragraph("rules.md: claims that stand", requirement="E5")
def claim_moves(f: Any, p: Any) -> Clause:
    """A claim to which something happened lately is on nobody's board."""
    return when(f.event == "claim_stands", f.days_standing < p.stands_first_days).then(who="nobody")


@policy.paragraph("rules.md: claims that stand", requirement="E5")
def claim_stands_a_week(f: Any, p: Any) -> Clause:
    """A claim that has stood for seven days is on the coordinator's and the manager's board."""
    long = when(
        f.event == "claim_stands", f.days_standing >= p.stands_first_days, f.days_standing < p.stands_second_days
    )
    return to_both(long, p.stands_first_days).saying(
        "The claim has stood for {days_standing:number} days; shown from {count:number} on."
    )


@policy.paragraph("rules.md: claims that stand", requirement="E5")
def claim_stands_longer(f: Any, p: Any) -> Clause:
    """A claim that has stood for ten days is on both boards with a warning."""
    long = when(
        f.event == "claim_stands", f.days_standing >= p.stands_second_days, f.days_standing < p.stands_third_days
    )
    return to_both(long, p.stands_second_days, warning="stands_long").saying(
        "The claim has stood for {days_standing:number} days; shown from {count:number} on with a warning."
    )


@policy.paragraph("rules.md: claims that stand", requirement="E5")
def claim_stands_too_long(f: Any, p: Any) -> Clause:
    """A claim that has stood for fourteen days is on both boards with a grave warning."""
    long = when(f.event == "claim_stands", f.days_standing >= p.stands_third_days)
    return to_both(long, p.stands_third_days, warning="stands_too_long").saying(
        "The claim has stood for {days_standing:number} days; shown from {count:number} on with a grave warning."
    )


@policy.paragraph("rules.md: engine disagreeing", requirement="F")
def disagreement_goes_up(f: Any, p: Any) -> Clause:
    """Where the two readers of a policy disagree nothing is decided; the manager decides, at once."""
    return on_event(f, "readers_disagree", "manager", p.at_once_minutes, "open_minutes")
