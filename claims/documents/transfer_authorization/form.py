"""The transfer authorization: the insurer's money goes to the shop, with what revoking means for its kind (A17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Leg, Owner, Signature, Vehicle, coded, need
from claims.documents.form import Form
from claims.kernel.errors import Faults
from claims.kernel.money import Money

GRANTS = {
    "authority_to_collect": (
        "The signer authorizes the shop to collect the insurance payment for this repair on the signer's behalf."
    ),
    "assignment": "The signer assigns the claim against the insurer, up to the amount above, to the shop.",
    "direct_pay": "Signer, shop and insurer agree that the insurer pays the amount above directly to the shop.",
}
REVOCATION = {
    "authority_to_collect": "The signer may revoke this authority at any time by telling the shop and the insurer.",
    "assignment": (
        "The insurer must be notified for the assignment to bind it. "
        "The notice cannot be withdrawn without the shop's consent."
    ),
    "direct_pay": "This agreement ends only with the consent of all three parties.",
}


@dataclass(frozen=True, kw_only=True)
class TransferAuthorization(Form):
    """One leg's transfer. An assignment counts only with the insurer's notice; `agent` acts for the signer."""

    kind: ClassVar[str] = "transfer_authorization"
    title: ClassVar[str] = "Transfer authorization"

    head: Head
    vehicle: Vehicle
    leg: Leg
    transfer: str
    signer: Owner
    amount: Money
    account_holder: str
    account_bank: str
    account_number: str
    agent: str = ""
    agent_proof: str = ""
    notified_on: date | None = None
    notice_proof: str = ""
    legal_note: str = ""
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        coded(faults, "", transfer=(self.transfer, words.TRANSFERS), agent_proof=(self.agent_proof, words.PROOFS))
        need(faults, "", account_holder=self.account_holder, account_number=self.account_number)
        faults.check(self.amount.minor > 0, "the amount is more than nothing", "amount")
        faults.check(not self.agent or bool(self.agent_proof), "an agent needs a proof of authority", "agent_proof")
        if self.notified_on is not None:
            need(faults, "", notice_proof=self.notice_proof)

    @property
    def grants(self) -> str:
        """What the signer grants, a message id."""
        return GRANTS[self.transfer]

    @property
    def revocation(self) -> str:
        """What revoking means for this kind, a message id."""
        return REVOCATION[self.transfer]
