"""Why a suggestion is made, in a reader's language: what was approved before, what follows, and what it costs us."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from claims.estimating.exchange.printed_words import OPERATION_WORDS
from claims.estimating.memory import ENOUGH, Advice, Basis
from claims.estimating.part_families import OTHER, family_label
from claims.estimating.sheets import Operation
from claims.estimating.suggestions import Suggestion
from claims.kernel.amounts import Share
from claims.kernel.texts import say

BASES = {
    Basis.SURVEYOR: "This surveyor approved {share} (median of {count}, half of them {low} to {high}) for {part}, {operation}; last {last} on {day}.",  # noqa: E501
    Basis.INSURER: "This insurer approved {share} (median of {count}, half of them {low} to {high}) for {part}, {operation}; last {last} on {day}.",  # noqa: E501
    Basis.EVERYBODY: "All insurers together approved {share} (median of {count}, half of them {low} to {high}) for {part}, {operation}; last {last} on {day}.",  # noqa: E501
}
TOO_FEW = "Past answers for {part}, {operation}: {count}; nothing is suggested from fewer than {enough}."
ADVICE = {
    Advice.HOLD: "All that was asked is usual: hold it.",
    Advice.ACCEPT: "The insurer gives no less than usual: accept it, or bring new evidence.",
    Advice.USUALLY_REFUSED: "This is usually refused: bring evidence, or decide who bears it.",
    Advice.AS_ASKED: "The insurer gives all that was asked.",
}
COST = "Our cost of the part is {cost}; this amount leaves {part} for it."
JOINT = {"zh": "", "es": " ", "en": " "}


def reason(one: Suggestion, language: str, *, zone: str) -> str:
    """The reason of a suggestion in whole sentences; dates on the clock of `zone`."""
    said = [basis_of(one, language, zone=zone)] if one.advice != Advice.AS_ASKED else []
    if one.advice in ADVICE:
        said.append(say(ADVICE[one.advice], language))
    if one.part_cost is not None:
        said.append(say(COST, language, cost=one.part_cost, part=one.part))
    return JOINT[language].join(said)


def basis_of(one: Suggestion, language: str, *, zone: str) -> str:
    """What was approved before, and by whom; or that it is too little to go by."""
    found = one.memory.found
    told = {"count": one.memory.count, "part": part_name(one, language), "operation": operation_name(one, language)}
    if found is None or one.advice == Advice.TOO_FEW:
        return say(TOO_FEW, language, enough=ENOUGH, **told)
    low, median, high = found.share_bp
    day: date = found.last_at.astimezone(ZoneInfo(zone)).date()
    return say(
        BASES[one.memory.basis], language, share=Share(median), low=Share(low), high=Share(high),
        last=Share(found.last_share_bp), day=day, **told,
    )  # fmt: skip


def part_name(one: Suggestion, language: str) -> str:
    """The family of the line's part; its own name where it belongs to none."""
    return one.line.part_name if one.family.startswith(OTHER) else family_label(one.family, language)


def operation_name(one: Suggestion, language: str) -> str:
    """The operation in a word."""
    return OPERATION_WORDS[language].get(Operation(one.line.operation), one.line.operation)
