"""The summary of a claim: accident, vehicle, people, payers and what is claimed from each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from claims.documents.blocks import Head, Leg, Owner, Vehicle, adds_up, need, total
from claims.documents.form import Checked, Form
from claims.documents.survey_report.form import OtherParty
from claims.kernel.errors import Faults
from claims.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class ClaimedAmount(Checked):
    """What is claimed from one payer."""

    leg: int
    amount: Money


@dataclass(frozen=True, kw_only=True)
class ClaimSummary(Form):
    """One page on the whole claim."""

    kind: ClassVar[str] = "claim_summary"
    title: ClassVar[str] = "Claim summary"

    head: Head
    vehicle: Vehicle
    owner: Owner
    accident_at: datetime
    accident_place: str
    story: str
    driver: str
    legs: tuple[Leg, ...]
    claimed: tuple[ClaimedAmount, ...]
    claimed_total: Money
    injury: bool = False
    other_parties: tuple[OtherParty, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", accident_place=self.accident_place, story=self.story, driver=self.driver)
        known = {leg.position for leg in self.legs}
        for each in self.claimed:
            faults.check(each.leg in known, "an amount is claimed from nobody", "claimed")
        whole = total((each.amount for each in self.claimed), self.claimed_total)
        adds_up(faults, "claimed_total", whole, self.claimed_total)

    def claimed_from(self, leg: int) -> Money:
        """What is claimed from the payer at a position."""
        return total((each.amount for each in self.claimed if each.leg == leg), self.claimed_total)
