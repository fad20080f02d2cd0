"""Routing: who is told, and by when, once something has happened (C2, C11, C13, D1 to D6, E1, B18, insurers' clocks).

A deadline is a count and a unit, never a date: `claims/duties/calendar.py` works the moment out on the shop's calendar.
Units: minutes and hours run on the clock; open_minutes and open_hours only while the shop is open; days are calendar
days and end at midnight; working_days are the shop's open days and end when it closes; weekday and month_end name the
closing of a day of the week (1 is Monday) and of the month.
"""

from __future__ import annotations

from typing import Any, Final

from claims.rules.facts import flag, whole, word
from claims.rules.outcome import Saying, collected, first
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, Figure, when

AWAITED_EVENTS: Final[dict[str, tuple[str, str]]] = {  # events that no step announces yet: (what they wait for, id)
    "appointment_booked": ("booking an appointment", "C2"),
    "appointment_near": ("booking an appointment", "C2"),
    "reminder_sent": ("reminding of an appointment", "C2"),
    "appointment_missed": ("the no-show of an appointment", "C2"),
    "customer_came": ("the customer file", "D1"),
    "vehicle_came": ("the vehicle file", "D1"),
    "car_delivered": ("the follow-up call", "D2"),
    "customer_not_reached": ("the follow-up call", "D2"),
    "first_call_made": ("the follow-up call", "D2"),
    "question_open": ("the follow-up call", "D4"),
    "solution_found": ("the follow-up call", "D4"),
    "complaint_opened": ("opening a complaint", "D5"),
    "complaint_solved": ("solving a complaint", "D5"),
    "campaign_planned": ("planning a campaign", "D6"),
    "campaign_called": ("planning a campaign", "D6"),
    "day_worked": ("the daily report", "E1"),
    "week_worked": ("the weekly report", "E1"),
    "month_worked": ("the monthly report", "E1"),
    "rework_ordered": ("telling what caused a rework", "B18"),
    "papers_asked": ("asking the insurer for its list of papers", "A18"),
    "readers_disagree": ("a decision on which the two readers disagree", "rules.md"),
}
ASKED_EVENTS: Final = (  # events that a step, or the board of duties, asks about today
    "accident_reported", "survey_requested", "quote_sent", "work_dispatched", "work_late", "car_ready", "deposit_due",
    "discount_asked", "claim_submitted", "advance_awaited", "insurer_queried", "insurer_answered", "amount_agreed",
    "insurer_refused", "refusal_notice_awaited", "claim_stands",
)  # fmt: skip

policy = Policy(
    "routing",
    book="house",
    question="Who is told of this, and by when?",
    governed_by="event",
    facts={
        "event": [
            word("event", "what happened, or is about to", *ASKED_EVENTS, *AWAITED_EVENTS),
            word("cover", "under which cover the insurer pays", "compulsory", "voluntary", optional=True),
            whole("minutes_since_accident", "from the accident to its report", unit="minutes", optional=True),
            flag("insurer_told", "every insurer's report number is known", optional=True),
            whole("planned_open_minutes", "planned duration, counted while the shop is open", unit="minutes",
                  optional=True),
            whole("work_minutes", "from the start of the work to the promised time", unit="minutes", optional=True),
            whole("days_standing", "since anything last happened to the claim", unit="days", optional=True),
            flag("grave", "the complaint is a grave one", optional=True),
            flag("letter_wanted", "the customer wants the letter too", optional=True),
            flag("by_skill", "want of skill caused the rework", optional=True),
        ]
    },
    derived={
        "event": {
            "check_from_minutes": Derived(
                "int", "routing_check_minutes@1", "when the progress check begins", unit="minutes",
                given={"share": "progress_check_from_bp"},
            ),
            "check_until_minutes": Derived(
                "int", "routing_check_minutes@1", "when the progress check is over", unit="minutes",
                given={"share": "progress_check_until_bp"},
            ),
        }
    },
    says={
        "who": collected(overall=False),
        "also": collected(overall=False),
        "count": Saying("min"),
        "earliest": first(),
        "unit": first(),
        "direction": first(),
        "team": first(),
        "warning": first(),
    },
    answers={"event": ["who"]},
)  # fmt: skip


def told(clause: Clause, who: str, count: Any, unit: str, direction: str = "after", **more: Any) -> Clause:
    """Who is told, and the deadline: a count of units after (or before) the event's moment."""
    return clause.then(who=who, count=count, unit=unit, direction=direction, **more)


def on_event(f: Any, event: str, who: str, count: Figure, unit: str, direction: str = "after", **more: Any) -> Clause:
    """As `told`, whenever the event has happened."""
    return told(when(f.event == event), who, count, unit, direction, **more)


def to_both(clause: Clause, count: Any, **more: Any) -> Clause:
    """What is on the coordinator's board and on the manager's too, counted in days."""
    return told(clause, "coordinator", count, "days", also="manager", **more)


@policy.paragraph("S0 §16", requirement="C2")
def appointment_is_noted(f: Any, p: Any) -> Clause:
    """The workshop hears of an appointment on the day that it is booked, and reserves a bay."""
    return on_event(f, "appointment_booked", "advisor", p.appointment_notice_working_days, "working_days").saying(
        "The workshop is told of the appointment within {count:number} working days; 0 is the same day."
    )


@policy.paragraph("S0 §16; S2 task 1", requirement="C2")
def appointment_is_recalled(f: Any, p: Any) -> Clause:
    """The customer is reminded of the appointment half a day to one day before it."""
    earliest = p.reminder_earliest_open_hours
    return on_event(
        f, "appointment_near", "advisor", p.reminder_latest_open_hours, "open_hours", "before", earliest=earliest
    ).saying("The customer is reminded between {earliest:number} and {count:number} open hours before the appointment.")


@policy.paragraph("S2 task 1", requirement="C2")
def reminder_is_confirmed(f: Any, p: Any) -> Clause:
    """After a reminder the customer is called, to confirm that it arrived and that the appointment stands."""
    return on_event(f, "reminder_sent", "advisor", p.confirmation_open_hours, "open_hours").saying(
        "The reminder is confirmed by telephone within {count:number} open hours."
    )


@policy.paragraph("S2 task 1", requirement="C2")
def no_show_is_called(f: Any, p: Any) -> Clause:
    """A customer who has not come by half an hour after the appointed time is called and asked when he comes."""
    return on_event(f, "appointment_missed", "advisor", p.no_show_minutes, "open_minutes").saying(
        "A customer who has not come is called {count:number} minutes after the appointed time."
    )


@policy.paragraph("S0 §10", requirement="C11")
def progress_is_checked(f: Any, p: Any) -> Clause:
    """The workshop is asked for progress when 70 to 80 % of the estimated duration has passed."""
    asked = when(f.event == "work_dispatched", f.check_until_minutes.is_given(), f.check_from_minutes.is_given())
    return told(asked, "advisor", f.check_until_minutes, "open_minutes", earliest=f.check_from_minutes).saying(
        "Ask the workshop for progress between {progress_check_from_bp:percent} and {progress_check_until_bp:percent} "
        "of the planned {planned_open_minutes:number} minutes: by minute {check_until_minutes:number}."
    )


@policy.paragraph("S0 §11", requirement="C11")
def delay_is_told(f: Any, p: Any) -> Clause:
    """Of a job that will be late the customer is told before the promised time, with the reason and an apology."""
    return on_event(f, "work_late", "advisor", p.delay_notice_open_minutes, "open_minutes", "before")


@policy.paragraph("S0 §11", requirement="C13")
def pick_up_after_short_work(f: Any, p: Any) -> Clause:
    """After work of less than two days the customer is told an hour ahead that the car can be picked up."""
    short = when(f.event == "car_ready", f.work_minutes < p.long_work_minutes)
    return told(short, "advisor", p.pick_up_short_open_hours, "open_hours", "before").saying(
        "After {work_minutes:number} minutes of work the customer is told {count:number} open hours ahead."
    )


@policy.paragraph("S0 §11", requirement="C13")
def pick_up_after_long_work(f: Any, p: Any) -> Clause:
    """After work of two days and more the customer is told four hours ahead that the car can be picked up."""
    long = when(f.event == "car_ready", f.work_minutes >= p.long_work_minutes)
    return told(long, "advisor", p.pick_up_long_open_hours, "open_hours", "before").saying(
        "After {work_minutes:number} minutes of work the customer is told {count:number} open hours ahead."
    )


@policy.paragraph("S0 (2) 1", requirement="D1")
def customer_file_is_kept(f: Any, p: Any) -> Clause:
    """The customer's file is written within two days of the visit."""
    return on_event(f, "customer_came", "care", p.customer_file_working_days, "working_days").saying(
        "The customer's file is written within {count:number} working days."
    )


@policy.paragraph("S0 §13", requirement="D1")
def vehicle_file_is_kept(f: Any, p: Any) -> Clause:
    """The vehicle's file is opened on the day that the car comes in."""
    return on_event(f, "vehicle_came", "advisor", p.vehicle_file_working_days, "working_days").saying(
        "The vehicle's file is opened within {count:number} working days; 0 is the same day."
    )


@policy.paragraph("S2 task 5; S0 3.4, §15; S3", requirement="D2")
def first_call(f: Any, p: Any) -> Clause:
    """The customer is called soon after the delivery: does the car run well, was the service right?"""
    return on_event(f, "car_delivered", "care", p.first_call_working_days, "working_days").saying(
        "The first follow-up call is made within {count:number} working days of the delivery."
    )


@policy.paragraph("S2 task 5", requirement="D2")
def letter_instead_of_call(f: Any, p: Any) -> Clause:
    """A customer who could not be reached by telephone gets a letter on the fourth day after the delivery."""
    return on_event(f, "customer_not_reached", "care", p.letter_working_days, "working_days").saying(
        "The letter goes out by working day {count:number} after the delivery."
    )


@policy.paragraph("S0 3.5", requirement="D2")
def second_call(f: Any, p: Any) -> Clause:
    """A week after the first follow-up call the customer is called again within seven days."""
    return on_event(
        f, "first_call_made", "care", p.second_call_latest_days, "days", earliest=p.second_call_earliest_days
    ).saying("The second call is made from day {earliest:number} to day {count:number} after the first.")


@policy.paragraph("S0 3.4", requirement="D4")
def open_question_goes_up(f: Any, p: Any) -> Clause:
    """A customer's question that cannot be answered is brought before the business manager within two days."""
    return on_event(f, "question_open", "care", p.open_question_working_days, "working_days").saying(
        "The question is before the business manager within {count:number} working days."
    )


@policy.paragraph("S0 3.4", requirement="D4")
def solution_is_told(f: Any, p: Any) -> Clause:
    """The customer hears of the solution on the day that it is there."""
    return on_event(f, "solution_found", "care", p.solution_told_working_days, "working_days").saying(
        "The customer hears of the solution within {count:number} working days; 0 is the same day."
    )


@policy.paragraph("S3 (2); S2 task 5", requirement="D5")
def complaint_gets_interim_answer(f: Any, p: Any) -> Clause:
    """Who complains and cannot be helped at once hears within three days what was decided for the time being."""
    ordinary = when(f.event == "complaint_opened", f.grave.is_false())
    return told(ordinary, "care", p.interim_answer_working_days, "working_days").saying(
        "The interim answer is given within {count:number} working days."
    )


@policy.paragraph("S2 task 5; S1 complaints", requirement="D5")
def grave_complaint_goes_up(f: Any, p: Any) -> Clause:
    """A grave complaint is laid before the service manager at once."""
    return told(when(f.event == "complaint_opened", f.grave.is_true()), "manager", p.at_once_minutes, "open_minutes")


@policy.paragraph("S3 (2)", requirement="D5")
def satisfaction_is_asked(f: Any, p: Any) -> Clause:
    """Within two days of the solution the customer is called and asked whether he is satisfied."""
    return on_event(f, "complaint_solved", "care", p.satisfaction_call_working_days, "working_days").saying(
        "The customer is called within {count:number} working days of the solution."
    )


@policy.paragraph("S0 3.6", requirement="D6")
def campaign_is_announced(f: Any, p: Any) -> Clause:
    """Customers hear by telephone of a campaign two weeks before it begins."""
    return on_event(f, "campaign_planned", "care", p.campaign_call_days, "days", "before").saying(
        "The customers are called {count:number} days before the campaign begins."
    )


@policy.paragraph("S0 3.6", requirement="D6")
def campaign_letter(f: Any, p: Any) -> Clause:
    """Where it is wanted, a letter follows the call on a campaign within two days."""
    wanted = when(f.event == "campaign_called", f.letter_wanted.is_true())
    return told(wanted, "care", p.campaign_letter_working_days, "working_days").saying(
        "The letter goes out within {count:number} working days of the call."
    )


@policy.paragraph("S0 3.6", requirement="D6")
def no_campaign_letter(f: Any, p: Any) -> Clause:
    """Where no letter on a campaign is wanted, the call was enough."""
    return when(f.event == "campaign_called", f.letter_wanted.is_false()).then(who="nobody")
