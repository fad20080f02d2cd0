"""What must be true of a policy draft before it takes its steps; `drafting.py` knows each answer."""

from __future__ import annotations

from enum import StrEnum

from claims.kernel.machine import Condition

_CITED = "lifecycle: policy draft"


class Must(Condition):
    """Conditions of policy drafts."""

    CHANGES_STAND = "every change can stand: figure or paragraph exist, the value fits, the source is cited", _CITED
    OWN_DRAFT = "a draft is changed by the person who drafted it", _CITED
    RIGHT_EVERYWHERE = "whoever acts for every shop holds the same right in every shop", _CITED
    TRIAL_FINISHED = "a trial of the draft as it stands has come to its end", _CITED
    TRIAL_CURRENT = "the draft was tried against the policy as it stands today", _CITED
    TWO_PEOPLE = "whoever activates the draft did not draft it", _CITED
    NOT_BACKWARDS = "the draft begins today or later, after every day on which this policy has decided", _CITED


class Event(StrEnum):
    """What is announced about policy drafts."""

    POLICY_ACTIVATED = "policy activated"
