"""Documents: which papers this claim needs and which are missing (S1 insurance reception 5, S2 step 17)."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import currency, flag, money, word
from claims.rules.outcome import collected, every
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, Term, when

PAPERS = (
    "policy", "claim_form", "receipt", "identity", "driving_license", "vehicle_license", "accident_certificate",
    "accident_agreement", "loss_sheet", "repair_list", "invoice", "rescue_bills", "transfer_authorization",
    "proof_of_notice", "beneficiary_consent", "company_seal", "power_of_attorney", "payee_account", "medical_papers",
    "third_party_papers", "theft_report",
)  # fmt: skip


def _here(names: str) -> Derived:
    return Derived("bool", "documents_has@1", "one of these papers is there", given={"names": names})


DEMANDABLE = (
    "driving_license", "accident_certificate", "rescue_bills", "transfer_authorization", "proof_of_notice",
    "beneficiary_consent", "company_seal", "power_of_attorney", "payee_account", "medical_papers",
    "third_party_papers", "theft_report",
)  # fmt: skip  # what no claim needs in any case, and an insurer may want in every one


def _demanded(name: str) -> Derived:
    return Derived("bool", "documents_demanded@1", "this insurer wants the paper in any case", given={"name": name})


policy = Policy(
    "documents",
    book="house",
    question="Which papers does this claim need, and which are missing?",
    governed_by="loss",
    facts={
        "claim": [
            currency(),
            money("amount_minor", "amount claimed under this cover"),
            word(
                "cover", "cover that is claimed on", "own_damage", "compulsory", "third_party_liability", "subrogation"
            ),
            word("accident", "kind of accident", "collision", "single_vehicle", "parked", "glass", "natural", "theft"),
            word("insurer", "the insurer's code at the shop", optional=True),
            flag("injury", "somebody was hurt"),
            flag("third_party", "another party took part"),
            flag("rescue", "towing or rescue was paid"),
            flag("loan_beneficiary", "a lender is the policy's first beneficiary"),
            flag("unit_owner", "the owner is a company or another body"),
            flag("agent", "somebody acts for the owner"),
            word(
                "transfer", "how the money reaches the shop", "none", "authority_to_collect", "assignment", "direct_pay"
            ),
        ],
        "paper": [word("name", "a paper that lies in the file", *PAPERS)],
    },
    derived={
        "claim": {
            **{f"has_{name}": _here(name) for name in PAPERS},
            "has_accident_paper": _here("accident_certificate accident_agreement"),
            **{f"demands_{name}": _demanded(name) for name in DEMANDABLE},
        }
    },
    says={"needs": collected(), "missing": collected(), "complete": every()},
    headline="complete",
    answers={"claim": ["needs", "complete"]},
)

_LIST = "S1 insurance 5; CN claim papers"


def _needed(f: Any, paper: str, *conditions: tuple[Term, ...], has: str = "") -> list[Clause]:
    """A clause where the paper is there and one where it is missing, each under any of the conditions."""
    here = getattr(f, has or f"has_{paper}")
    there, missing = (
        _any_of(*((*terms, term) for terms in conditions or ((),))) for term in (here.is_true(), here.is_false())
    )
    return [there.then(needs=paper, complete=True), missing.then(needs=paper, complete=False, missing=paper)]


def _any_of(first: tuple[Term, ...], *others: tuple[Term, ...]) -> Clause:
    clause = when(*first)
    for terms in others:
        clause = clause.or_(*terms)
    return clause


def _sentences(clauses: list[Clause], there: str, missing: str) -> list[Clause]:
    return [clauses[0].saying(there), clauses[1].saying(missing)]


@policy.paragraph(_LIST, requirement="A18", on="claim")
def insurance_policy(f: Any, p: Any) -> list[Clause]:
    """Every claim needs a copy of the insurance policy."""
    return _sentences(_needed(f, "policy"), "The insurance policy is there.", "The insurance policy is missing.")


@policy.paragraph(_LIST, requirement="A18", on="claim")
def claim_form(f: Any, p: Any) -> list[Clause]:
    """Every claim needs the insurer's claim form, filled in and signed."""
    return _sentences(_needed(f, "claim_form"), "The claim form is there.", "The signed claim form is missing.")


@policy.paragraph(_LIST, requirement="A18", on="claim")
def receipt(f: Any, p: Any) -> list[Clause]:
    """Every claim needs the receipt for the insurer's payment."""
    return _sentences(
        _needed(f, "receipt"), "The receipt is there.", "The receipt for the insurer's payment is missing."
    )


@policy.paragraph(_LIST, requirement="A18", on="claim")
def identity(f: Any, p: Any) -> list[Clause]:
    """Every claim needs the owner's proof of identity."""
    return _sentences(
        _needed(f, "identity"), "The proof of identity is there.", "The owner's proof of identity is missing."
    )


@policy.paragraph(_LIST, requirement="A18", on="claim")
def driving_license(f: Any, p: Any) -> list[Clause]:
    """A claim needs the driver's license, unless the car stood parked or nature did the damage."""
    driven = tuple((f.accident == kind,) for kind in ("collision", "single_vehicle", "glass"))
    return _sentences(
        _needed(f, "driving_license", *driven), "The driving license is there.", "The driver's license is missing."
    )


@policy.paragraph(_LIST, requirement="A18", on="claim")
def vehicle_license(f: Any, p: Any) -> list[Clause]:
    """Every claim needs the vehicle license."""
    return _sentences(_needed(f, "vehicle_license"), "The vehicle license is there.", "The vehicle license is missing.")


@policy.paragraph(f"{_LIST}; house default", requirement="A18", on="claim")
def accident_certificate(f: Any, p: Any) -> list[Clause]:
    """With injury, or from a certain amount on, an agreement is not enough: the police's certificate is needed."""
    grave = (
        (f.accident == "collision", f.injury.is_true()),
        (f.accident == "collision", f.amount_minor >= p.certificate_from_minor),
        (f.accident == "single_vehicle", f.injury.is_true()),
        (f.accident == "single_vehicle", f.amount_minor >= p.certificate_from_minor),
    )
    return _sentences(
        _needed(f, "accident_certificate", *grave),
        "The police's accident certificate is there.",
        "The police's accident certificate is missing; with injury, or from {certificate_from_minor:money}, "
        "nothing else will do.",
    )


@policy.paragraph(_LIST, requirement="A18", on="claim")
def accident_certificate_or_agreement(f: Any, p: Any) -> list[Clause]:
    """A lighter collision needs the accident certificate or the parties' agreement."""
    light = (f.accident == "collision", f.injury.is_false(), f.amount_minor < p.certificate_from_minor)
    return _sentences(
        _needed(f, "accident_certificate_or_agreement", light, has="has_accident_paper"),
        "The accident certificate or agreement is there.",
        "The accident certificate or the parties' agreement is missing.",
    )


@policy.paragraph(_LIST, requirement="A18", on="claim")
def loss_sheet(f: Any, p: Any) -> list[Clause]:
    """Every claim needs the loss sheet that three parties signed."""
    return _sentences(_needed(f, "loss_sheet"), "The loss sheet is there.", "The signed loss sheet is missing.")


@policy.paragraph(_LIST, requirement="A18", on="claim")
def repair_list(f: Any, p: Any) -> list[Clause]:
    """Every claim needs the list of repairs."""
    return _sentences(_needed(f, "repair_list"), "The repair list is there.", "The repair list is missing.")


@policy.paragraph(_LIST, requirement="A18", on="claim")
def invoice(f: Any, p: Any) -> list[Clause]:
    """Every claim needs the invoice to the payer."""
    return _sentences(_needed(f, "invoice"), "The invoice is there.", "The invoice is missing.")


@policy.paragraph(_LIST, requirement="A18", on="claim")
def rescue_bills(f: Any, p: Any) -> list[Clause]:
    """Where towing or rescue was paid, its bills belong to the claim."""
    return _sentences(
        _needed(f, "rescue_bills", (f.rescue.is_true(),)),
        "The rescue bills are there.",
        "The rescue bills are missing.",
    )


@policy.paragraph("S2 step 17; CN Civil Code 545-550", requirement="A17 A18", on="claim")
def transfer_authorization(f: Any, p: Any) -> list[Clause]:
    """Where the money comes to the shop, the signed transfer authorization belongs to the claim."""
    kinds = tuple((f.transfer == kind,) for kind in ("authority_to_collect", "assignment", "direct_pay"))
    return _sentences(
        _needed(f, "transfer_authorization", *kinds),
        "The transfer authorization is there.",
        "The signed transfer authorization is missing.",
    )


@policy.paragraph("CN Civil Code 546", requirement="A17 A18", on="claim")
def proof_of_notice(f: Any, p: Any) -> list[Clause]:
    """An assignment needs the proof that the insurer was notified."""
    return _sentences(
        _needed(f, "proof_of_notice", (f.transfer == "assignment",)),
        "The proof that the insurer was notified is there.",
        "The proof that the insurer was notified of the assignment is missing.",
    )


@policy.paragraph(_LIST, requirement="A18", on="claim")
def beneficiary_consent(f: Any, p: Any) -> list[Clause]:
    """Where a lender is first beneficiary, its consent belongs to the claim."""
    return _sentences(
        _needed(f, "beneficiary_consent", (f.loan_beneficiary.is_true(),)),
        "The first beneficiary's consent is there.",
        "The consent of the lender, who is first beneficiary, is missing.",
    )


@policy.paragraph(_LIST, requirement="A18", on="claim")
def company_seal(f: Any, p: Any) -> list[Clause]:
    """A company that owns the vehicle puts its seal on the papers."""
    return _sentences(
        _needed(f, "company_seal", (f.unit_owner.is_true(),)),
        "The company seal is there.",
        "The company seal is missing.",
    )


@policy.paragraph(_LIST, requirement="A18", on="claim")
def power_of_attorney(f: Any, p: Any) -> list[Clause]:
    """Where a company owns the vehicle, or somebody acts for the owner, a power of attorney is needed."""
    return _sentences(
        _needed(f, "power_of_attorney", (f.unit_owner.is_true(),), (f.agent.is_true(),)),
        "The power of attorney is there.",
        "The power of attorney is missing.",
    )


@policy.paragraph(_LIST, requirement="A18", on="claim")
def payee_account(f: Any, p: Any) -> list[Clause]:
    """Where the money comes to the shop, the account it is paid to belongs to the claim."""
    kinds = tuple((f.transfer == kind,) for kind in ("authority_to_collect", "assignment", "direct_pay"))
    return _sentences(
        _needed(f, "payee_account", *kinds), "The payee's account is there.", "The payee's bank account is missing."
    )


@policy.paragraph(f"{_LIST}; house default", requirement="A18", on="claim")
def medical_papers(f: Any, p: Any) -> list[Clause]:
    """Where somebody was hurt, the medical reports and bills belong to a claim on the covers that pay for injury."""
    covers = tuple((f.injury.is_true(), f.cover == cover) for cover in ("compulsory", "third_party_liability"))
    return _sentences(
        _needed(f, "medical_papers", *covers),
        "The medical papers are there.",
        "The medical reports and bills are missing.",
    )


@policy.paragraph(f"{_LIST}; house default", requirement="A18", on="claim")
def third_party_papers(f: Any, p: Any) -> list[Clause]:
    """Where another party took part, its identity, licenses and policy belong to a claim that concerns it."""
    covers = tuple(
        (f.third_party.is_true(), f.cover == cover) for cover in ("compulsory", "third_party_liability", "subrogation")
    )
    return _sentences(
        _needed(f, "third_party_papers", *covers),
        "The other party's papers are there.",
        "The other party's identity, licenses and policy are missing.",
    )


@policy.paragraph("S1 insurance 5; house default", requirement="A18", on="claim")
def theft_report(f: Any, p: Any) -> list[Clause]:
    """After a theft the police's report of it belongs to the claim."""
    return _sentences(
        _needed(f, "theft_report", (f.accident == "theft",)),
        "The police's report of the theft is there.",
        "The police's report of the theft is missing.",
    )


@policy.paragraph("S1 insurance 5; the shop's list per insurer", requirement="A18", on="claim")
def demanded_by_insurer(f: Any, p: Any) -> list[Clause]:
    """What this insurer wants in every claim belongs to the claim, whatever happened."""
    clauses = []
    for name in DEMANDABLE:
        clauses += _sentences(
            _needed(f, name, (getattr(f, f"demands_{name}").is_true(),)),
            "“{needs}”, which this insurer wants in every claim, is there.",
            "“{needs}”, which this insurer wants in every claim, is missing.",
        )
    return clauses
