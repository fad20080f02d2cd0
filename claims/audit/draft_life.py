"""The life of a policy draft: drafted, tried over the past, activated by another person, one day superseded."""

from __future__ import annotations

from enum import StrEnum

from claims.audit import drafting
from claims.audit.draft_inputs import Activation, ChangedDraft, NewDraft, Withdrawal
from claims.audit.draft_musts import Event, Must
from claims.kernel.machine import Answer, Condition, Life
from claims.people.roles import Permission as P

M, E = Must, Event


class DraftState(StrEnum):
    """Where a policy draft stands."""

    DRAFTED = "drafted"
    TRIED = "tried"
    ACTIVATED = "activated"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


D = DraftState
OPEN = [D.DRAFTED, D.TRIED]

DRAFT_LIFE = Life("policy draft", DraftState)
move = DRAFT_LIFE.move
# fmt: off
move("draft", None, D.DRAFTED, may=P.DRAFT_POLICY, takes=NewDraft, does=drafting.write_draft,
     must=[M.CHANGES_STAND, M.RIGHT_EVERYWHERE])
move("change", OPEN, D.DRAFTED, may=P.DRAFT_POLICY, takes=ChangedDraft, does=drafting.change_draft,
     must=[M.CHANGES_STAND, M.OWN_DRAFT])
move("conclude_trial", OPEN, D.TRIED, may=P.DRAFT_POLICY, must=[M.TRIAL_FINISHED])
move("activate", D.TRIED, D.ACTIVATED, may=P.ACTIVATE_POLICY, takes=Activation, does=drafting.activate,
     must=[M.CHANGES_STAND, M.TWO_PEOPLE, M.RIGHT_EVERYWHERE, M.TRIAL_CURRENT, M.NOT_BACKWARDS],
     emits=E.POLICY_ACTIVATED)
move("withdraw", OPEN, D.WITHDRAWN, may=P.DRAFT_POLICY, takes=Withdrawal)
move("supersede", D.ACTIVATED, D.SUPERSEDED, may=None)
# fmt: on

ANSWERS: dict[Condition, Answer] = {
    M.CHANGES_STAND: drafting.changes_stand,
    M.OWN_DRAFT: drafting.draft_is_own,
    M.RIGHT_EVERYWHERE: drafting.right_is_held_everywhere,
    M.TRIAL_FINISHED: drafting.trial_is_finished,
    M.TRIAL_CURRENT: drafting.trial_is_current,
    M.TWO_PEOPLE: drafting.activator_is_another,
    M.NOT_BACKWARDS: drafting.begins_after_decisions,
}
REACTIONS = {E.POLICY_ACTIVATED: [drafting.supersede_older]}
