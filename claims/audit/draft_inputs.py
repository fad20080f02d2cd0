"""What one must say about a policy draft: changed figures, switched paragraphs, the day it begins, a trial's period."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StrictBool, StrictInt, StringConstraints

from claims.kernel.inputs import Input, Name, Text

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Needed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]
MOST_CHANGES = 100


class FigureChange(Input):
    """A figure's new value: a whole number in the figure's unit, true or false, words, or null to abolish it.

    Amounts are in minor units of the shop's currency. `brand` narrows it to vehicles of one brand.
    """

    figure: Name
    value: StrictInt | StrictBool | Word | None
    source: Name
    brand: Name = ""


class SwitchChange(Input):
    """A paragraph switched off or, after that, on again."""

    paragraph: Name
    on: StrictBool
    source: Name
    brand: Name = ""


class ChangedDraft(Input):
    """All of what a draft changes, and why it is wanted."""

    reason: Needed
    figures: list[FigureChange] = Field(default_factory=list, max_length=MOST_CHANGES)
    switches: list[SwitchChange] = Field(default_factory=list, max_length=MOST_CHANGES)


class NewDraft(ChangedDraft):
    """A draft of one policy, for the drafter's shop, or for a brand in every shop."""

    policy: Name
    everywhere: StrictBool = False


class Activation(Input):
    """The first day on which the draft's figures and switches count."""

    from_day: date


class NewTrial(Input):
    """The past to try a draft on: decisions taken from `since` on and before `until`, of one shop or insurer."""

    since: date
    until: date
    shop: Name = ""
    insurer: Name = ""


class Withdrawal(Input):
    """Why a draft is given up."""

    reason: Text = ""
