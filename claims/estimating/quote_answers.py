"""Who knows whether a condition of a quote's life holds: one function per sentence."""

from __future__ import annotations

from collections.abc import Sequence

from claims.estimating.inputs import DraftQuote, NewReturn, NewRound, RefusalAnswers
from claims.estimating.lacking import IN_REPAIR, Verdict, faults_of, lacking_at, lacking_parts, lacking_rates
from claims.estimating.models import RateProfile, Supplement
from claims.estimating.negotiation import refusal_faults, round_faults, unsettled
from claims.estimating.queries import asking_lines, damage_lines, insurer_lines
from claims.estimating.quote_models import Quote
from claims.estimating.quotes import unconfirmed
from claims.estimating.returns import open_groups, reconciliation_of
from claims.files.models import StoredFile
from claims.kernel.errors import Fault
from claims.kernel.machine import Act
from claims.kernel.money import Money
from claims.lifecycle.models import Claim
from claims.people.models import Customer, Vehicle


def claim_is_open(act: Act) -> Verdict:
    """The claim's work order is opened and its final inspection not passed."""
    claim = claim_of(act)
    return claim is None or claim.state in IN_REPAIR


def there_is_work(act: Act) -> Verdict:
    """There are lines to quote, and rates for them."""
    told: DraftQuote | None = act.data
    if told is None:
        return True
    claim = act.session.get_one(Claim, told.claim_id)
    lines = damage_lines(act.session, claim.id, told.supplement_id)
    if not lines and not removed(act, told):
        return False
    if told.profile_id is not None:
        return lacking_at(act.session.get_one(RateProfile, told.profile_id), lines)
    return lacking_rates(act, claim, lines)


def removed(act: Act, told: DraftQuote) -> bool:
    """Whether the supplement to be quoted takes earlier lines away."""
    return told.supplement_id is not None and bool(act.session.get_one(Supplement, told.supplement_id).removes)


def vehicle_is_known(act: Act) -> Verdict:
    """Plate, model, VIN, and an owner who is a person or a unit."""
    claim = act.session.get_one(Claim, act.thing.claim_id)
    vehicle = act.session.get_one(Vehicle, claim.vehicle_id)
    owner = act.session.get(Customer, vehicle.owner_id)
    known = {"plate": vehicle.plate, "model": vehicle.model, "VIN": vehicle.vin,
             "owner": owner is not None and owner.name.strip() and owner.kind in ("person", "unit")}  # fmt: skip
    return [Fault("the vehicle's {thing} is not known", f"vehicle.{name.lower()}", {"thing": name})
            for name, value in known.items() if not value]  # fmt: skip


def parts_are_stated(act: Act) -> Verdict:
    """B3 on every line of the quote."""
    return lacking_parts(asking_lines(act.session, act.thing.id))


def prices_are_confirmed(act: Act) -> Verdict:
    """The parts desk's word stands on every line with a price."""
    return faults_of(unconfirmed(act.session, act.thing), "line {line}, {part}: price and stock are not confirmed")


def betterment_fits(act: Act) -> Verdict:
    """What is to be taken off a line is in it."""
    lines = insurer_lines(act.session, act.thing.id)
    return [
        Fault("line {line}, {part}: a betterment of {betterment} is more than the {amount} of the line",
              f"line {line.position}",
              {"line": line.position, "part": line.part_name,
               "betterment": Money(line.betterment.amount_minor or 0, act.thing.currency),
               "amount": Money(line.amount_minor, act.thing.currency)})
        for line in lines if (line.betterment.amount_minor or 0) > line.amount_minor
    ]  # fmt: skip


def reviewer_is_another(act: Act) -> Verdict:
    """The person who reviews wrote nothing of the quote."""
    return act.by.id not in {act.thing.drafted_by_id, *act.thing.writer_ids}


def insurer_pays_nothing(act: Act) -> Verdict:
    """There is nothing to ask an insurer for."""
    return faults_of(insurer_lines(act.session, act.thing.id), "line {line}, {part}: an insurer pays it")


def sender_is_another(act: Act) -> Verdict:
    """Who reviewed the quote does not also send it."""
    return bool(act.by.id != act.thing.reviewed_by_id)


def return_is_told(act: Act) -> Verdict:
    """A file of this claim or typed lines, one of the two."""
    told: NewReturn | None = act.data
    if told is None:
        return True
    if (told.file_id is None) == (not told.lines):
        return False
    if told.file_id is None:
        return True
    file = act.session.get(StoredFile, told.file_id)
    return file is not None and (file.shop_id, file.claim_id) == (act.thing.shop_id, act.thing.claim_id)


def return_is_matched(act: Act) -> Verdict:
    """No match is merely offered, and no line stands alone without a person's word."""
    kept = reconciliation_of(act.session, act.thing.id)
    if kept is None:
        return False
    return [
        Fault("confirm the match: our lines {ours}, the insurer's lines {theirs}", "matches",
              {"ours": listed(group["ours"]), "theirs": listed(group["theirs"])})
        for group in open_groups(kept)
    ]  # fmt: skip


def lines_are_judged(act: Act) -> Verdict:
    """The insurer answered every line."""
    pending = [line for line in insurer_lines(act.session, act.thing.id) if line.answer == "pending"]
    return faults_of(pending, "line {line}, {part}: no answer of the insurer yet")


def nothing_to_negotiate(act: Act) -> Verdict:
    """The policy's verdict on the total is accept or check."""
    return act.thing.total_verdict in ("accept", "check")


def checks_are_noted(act: Act) -> Verdict:
    """A note where the policy wants lines checked."""
    return act.data is None or act.thing.total_verdict == "accept" or bool(act.data.note)


def round_is_told(act: Act) -> Verdict:
    """A round's lines and amounts make sense."""
    return True if act.data is None else round_faults(act)


def refusals_are_answered(act: Act) -> Verdict:
    """Answers to refused lines make sense."""
    return True if act.data is None else refusal_faults(act)


def only_contested(act: Act) -> Verdict:
    """Each line named is contested; a round may say that the insurer accepts it now, or still thinks about it."""
    lines = {line.id: line for line in insurer_lines(act.session, act.thing.id)}
    if not any(line.refusal_answer == "contested" for line in lines.values()):
        return False
    told: NewRound | RefusalAnswers | None = act.data
    named = [] if told is None else [(lines[x.line_id], x.answer) for x in told.lines if x.line_id in lines]
    settled = [line for line, _ in named if line.refusal_answer != "contested"]
    half = [line for line, answer in named if answer in ("cut", "refused")]
    return [
        *faults_of(settled, "line {line}, {part}: it is settled and stays as it is"),
        *faults_of(half, "line {line}, {part}: contested until the insurer accepts it; say accepted or pending"),
    ]


def some_line_is_accepted(act: Act) -> Verdict:
    """At least one line is accepted."""
    return any(line.answer == "accepted" for line in insurer_lines(act.session, act.thing.id))


def lines_are_settled(act: Act) -> Verdict:
    """Every insurer-paid line is accepted, or refused and answered."""
    return unsettled(act.session, act.thing)


def claim_of(act: Act) -> Claim | None:
    """The claim that a quote's step is about; None while a draft is only being looked at."""
    if isinstance(act.thing, Quote):
        return act.session.get_one(Claim, act.thing.claim_id)
    return act.session.get(Claim, act.data.claim_id) if act.data is not None else None


def listed(positions: Sequence[int]) -> str:
    """Positions as a person reads them; a dash for none."""
    return ", ".join(str(one) for one in positions) or "-"
