"""Consent: may this extra be done, may this self-pay part be handed out, is this refused advice on paper (S0 §9)."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import flag, word
from claims.rules.outcome import collected, every, first
from claims.rules.policy import Policy
from claims.rules.vocabulary import Clause, when

policy = Policy(
    "consent",
    book="house",
    question="Did the customer agree in a way that we can prove, and what is missing?",
    governed_by="order",
    facts={
        "extra": [
            word("answer", "what the customer said", "open", "signed", "telephone", "refused"),
            flag("who_recorded", "who gave the answer by telephone is on record"),
            flag("when_recorded", "when the call took place is on record"),
            flag("taken_by_recorded", "who of us took the call is on record"),
            flag("delay_told", "the customer was told how much later the car will be ready"),
            flag("workshop_told_when", "when the workshop was told of the refusal is on record"),
            flag("workshop_told_whom", "whom in the workshop was told of it is on record"),
        ],
        "part": [
            flag("self_pay", "the customer pays for the part"),
            flag("signed", "the customer has signed for it"),
        ],
        "advice": [
            flag("safety_related", "the advice concerns the safety of the car"),
            flag("refused", "the customer refused it"),
            flag("note_signed", "the customer signed a note of the refusal"),
        ],
    },
    says={
        "may_do": every(),
        "closed": every(),
        "may_hand_out": every(),
        "consent": first(),
        "note": first(),
        "missing": collected(),
    },
    answers={"extra": ["may_do", "closed", "consent"], "part": ["may_hand_out"], "advice": ["note", "closed"]},
)

_CITED = "S0 §9; S1 I.10; S2 add-ons"


def _incomplete(clause: Clause, missing: str) -> Clause:
    return clause.then(may_do=False, closed=False, consent="incomplete", missing=missing)


@policy.paragraph(_CITED, requirement="B8", on="extra")
def no_answer_yet(f: Any, p: Any) -> Clause:
    """Extra work waits until the customer has answered."""
    return when(f.answer == "open").then(may_do=False, closed=False, consent="open", missing="answer")


@policy.paragraph(_CITED, requirement="B8", on="extra")
def delay_not_told(f: Any, p: Any) -> Clause:
    """Consent counts only where the customer was told of the delay with it."""
    untold = f.delay_told.is_false()
    return _incomplete(when(f.answer == "signed", untold).or_(f.answer == "telephone", untold), "delay_told")


@policy.paragraph(_CITED, requirement="B8", on="extra")
def telephone_record_incomplete(f: Any, p: Any) -> list[Clause]:
    """Consent by telephone counts only where it is on record who gave it, when, and who of us took the call."""
    call = f.answer == "telephone"
    return [
        _incomplete(when(call, f.who_recorded.is_false()), "who").saying("Write down who consented on the telephone."),
        _incomplete(when(call, f.when_recorded.is_false()), "when").saying("Write down when the call took place."),
        _incomplete(when(call, f.taken_by_recorded.is_false()), "taken_by").saying(
            "Write down who of us took the call."
        ),
    ]


@policy.paragraph(_CITED, requirement="B8", on="extra")
def consented_by_signature(f: Any, p: Any) -> Clause:
    """Extra work that the customer signed for, knowing the delay, may be done."""
    return when(f.answer == "signed", f.delay_told.is_true()).then(may_do=True, closed=True, consent="consented")


@policy.paragraph(_CITED, requirement="B8", on="extra")
def consented_by_telephone(f: Any, p: Any) -> Clause:
    """Extra work may be done on a telephone consent recorded with who, when and by whom, and the delay told."""
    return when(
        f.answer == "telephone", f.who_recorded.is_true(), f.when_recorded.is_true(), f.taken_by_recorded.is_true(),
        f.delay_told.is_true(),
    ).then(may_do=True, closed=True, consent="consented")  # fmt: skip


@policy.paragraph("S0 §9", requirement="B8", on="extra")
def refused_and_passed_on(f: Any, p: Any) -> Clause:
    """Refused extra work is not done; the workshop knows, with time and person on record."""
    return when(f.answer == "refused", f.workshop_told_when.is_true(), f.workshop_told_whom.is_true()).then(
        may_do=False, closed=True, consent="refused"
    )


@policy.paragraph("S0 §9", requirement="B8", on="extra")
def refused_not_passed_on(f: Any, p: Any) -> list[Clause]:
    """A refusal is passed on to the workshop, and it is recorded when and to whom."""
    no = f.answer == "refused"
    return [
        when(no, f.workshop_told_when.is_false())
        .then(may_do=False, closed=False, consent="refused", missing="workshop_told_when")
        .saying("The customer refused: tell the workshop and write down when."),
        when(no, f.workshop_told_whom.is_false())
        .then(may_do=False, closed=False, consent="refused", missing="workshop_told_whom")
        .saying("The customer refused: tell the workshop and write down whom you told."),
    ]


@policy.paragraph("S2 step 11", requirement="A11", on="part")
def self_pay_signed(f: Any, p: Any) -> Clause:
    """A part at the customer's own cost may be handed out once the customer has signed for it."""
    return when(f.self_pay.is_true(), f.signed.is_true()).then(may_hand_out=True)


@policy.paragraph("S2 step 11", requirement="A11", on="part")
def self_pay_unsigned(f: Any, p: Any) -> Clause:
    """A part at the customer's own cost stays in the store until the customer has signed for it."""
    return when(f.self_pay.is_true(), f.signed.is_false()).then(may_hand_out=False, missing="signature")


@policy.paragraph("S2 step 11", requirement="A11", on="part")
def not_self_pay(f: Any, p: Any) -> Clause:
    """A part that the customer does not pay for needs no signature of its own."""
    return when(f.self_pay.is_false()).then(may_hand_out=True)


@policy.paragraph("S1 III.6", requirement="B16", on="advice")
def safety_refusal_unsigned(f: Any, p: Any) -> Clause:
    """A refused recommendation that concerns safety needs the customer's signed note."""
    return when(f.safety_related.is_true(), f.refused.is_true(), f.note_signed.is_false()).then(
        note="missing", closed=False, missing="signed_note"
    )


@policy.paragraph("S1 III.6", requirement="B16", on="advice")
def safety_refusal_signed(f: Any, p: Any) -> Clause:
    """A refused recommendation that concerns safety is on paper, signed by the customer."""
    return when(f.safety_related.is_true(), f.refused.is_true(), f.note_signed.is_true()).then(
        note="signed", closed=True
    )


@policy.paragraph("S1 III.6", requirement="B16", on="advice")
def no_note_needed(f: Any, p: Any) -> Clause:
    """Advice that was taken, or that does not concern safety, needs no signed note."""
    return when(f.safety_related.is_false()).or_(f.refused.is_false()).then(note="not_needed", closed=True)
