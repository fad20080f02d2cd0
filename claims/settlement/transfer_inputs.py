"""What one must say at the steps of a claim transfer."""

from __future__ import annotations

from datetime import date
from typing import Literal

from claims.kernel.inputs import Input, Name, Text
from claims.settlement.inputs import Amount, Method, Reference


class NewTransfer(Input):
    """The insured leg whose money the shop is to receive."""

    leg_id: int


class Authorization(Input):
    """How the shop comes to receive the money; the payee's signature lies in the file under paper “transfer”."""

    kind: Literal["authority", "assignment", "direct_pay"]
    payee: Name = ""
    agent: bool = False
    bank_account: Name = ""


class Notice(Input):
    """The proof that the insurer knows of it."""

    file_id: int


class Submission(Input):
    """The packet as it went to the insurer."""

    packet_file_id: int
    submitted_on: date
    contact: Name = ""


class Question(Input):
    """What the insurer wants to know."""

    question: Text = ""


class Reply(Input):
    """What it was told."""

    reply: Text = ""


class Approval(Input):
    """What the insurer grants."""

    amount_minor: Amount
    reference: Reference = ""


class TransferPayment(Input):
    """Money that came from the insurer; where it is less or more than what is open, the reason."""

    amount_minor: Amount
    paid_on: date
    method: Method = "bank"
    reference: Reference = ""
    reason: Text = ""


class InsurerRefusal(Input):
    """Why the insurer does not pay."""

    reason: Text = ""


class Contest(Input):
    """On what grounds the refusal is contested."""

    grounds: Text = ""


class TakeOver(Input):
    """The customer's consent that the leg becomes his: a signed paper in the file, or a recorded call."""

    consented_by: Name = ""
    method: Literal["signed", "telephone"] = "signed"
    file_id: int | None = None
    reason: Text = ""


class Circumstances(Input):
    """What decides which papers the insurer wants, beyond what the file knows by itself."""

    rescue: bool | None = None
    loan_beneficiary: bool | None = None
    agent: bool | None = None


class NewPaper(Input):
    """A paper that came in: on every transfer of the claim that wants it, or only on the named one."""

    paper: Name
    file_id: int
    transfer_id: int | None = None
