"""The damage list: lines added, changed, put in order, taken out, and their labor agreed with the assessor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.changed_lines import CannotChange, change_faults, named_lines, touched_faults
from claims.estimating.damage_inputs import AgreedLabor, ChangeDamageLine, NewDamageLine, NewOrder, RemovedLines
from claims.estimating.line_edits import EMPTIED, edit, refuse_contradictions
from claims.estimating.models import DamageLine, Supplement
from claims.estimating.queries import damage_lines
from claims.kernel.errors import Faults, Refusal
from claims.lifecycle.models import Claim, Leg
from claims.people.models import Person
from claims.people.queries import find

LISTING = ("received", "surveyed", "teardown", "damage_listed")  # the claim, before the assessment is recorded
FINDING = ("found", "survey_requested", "surveyed", "waived")  # the supplement, before it is quoted
AGREED_ON = frozenset({  # what the assessor's word on the labor was about
    "labor_hours_x100", "refinish_hours_x100", "operation", "labor_kind", "labor_price_minor", "included",
    "refinish_included", "overlap", "clear_coat", "stages",
})  # fmt: skip
UNLOGGED = frozenset({  # free text stays out of the chain
    "part_name", "note", "found_by", "section", "betterment_kind", "betterment_reason",
})  # fmt: skip


class ListClosed(Refusal):
    """The damage list of this claim is closed: it changes from reception until the assessment is recorded; write a supplement for damage found later."""  # noqa: E501

    status = 409


class SupplementClosed(Refusal):
    """Supplement {label} is quoted or closed; write a new supplement for damage found later."""

    status = 409


def add_damage_line(
    session: Session,
    claim: Claim,
    new: NewDamageLine,
    *,
    by: Person,
    now: datetime,
    supplement: Supplement | None = None,
    touched: Collection[int] = (),
) -> DamageLine:
    """A line at the end of the damage list, or of a supplement.

    `touched` are damage lines whose work has begun. Raises ListClosed, SupplementClosed or CannotChange.
    """
    refuse_closed(claim, supplement)
    refuse_foreign_leg(session, claim, new.leg_id, by)
    session.get_one(Claim, claim.id, with_for_update=True)  # two lines at once would take the same position
    if new.replaces_id is not None:
        refuse_change(session, claim, supplement, new=[new], touched=touched)
    supplement_id = supplement.id if supplement is not None else None
    last = max((line.position for line in damage_lines(session, claim.id, supplement_id)), default=0)
    line = DamageLine(
        claim_id=claim.id,
        shop_id=claim.shop_id,
        supplement_id=supplement_id,
        position=last + 1,
        found_at=now,
        **plain(new.model_dump()),
    )
    refuse_contradictions(line)
    session.add(line)
    session.flush()
    note(session, claim, "damage line added", by=by, now=now, data={"line": line.id, **figures(new.model_dump())})
    return line


def change_damage_line(
    session: Session, claim: Claim, line: DamageLine, change: ChangeDamageLine, *, by: Person, now: datetime
) -> DamageLine:
    """The line with what was named changed; other hours than before want a new agreement with the assessor."""
    refuse_closed(claim, supplement_of(session, line))
    said = plain(change.model_dump(exclude_unset=True))
    # every field that must say something keeps its value when it is named with null
    said = {name: value for name, value in said.items() if value is not None or name in EMPTIED}
    refuse_foreign_leg(session, claim, said.get("leg_id"), by)
    before = edit(line, said, by=by, now=now)
    refuse_contradictions(line)
    if AGREED_ON & said.keys():
        forget_agreement(line)
    session.flush()
    note(session, claim, "damage line changed", by=by, now=now,
         data={"line": line.id, "before": figures(before), "after": figures(said)})  # fmt: skip
    return line


def delete_damage_line(session: Session, claim: Claim, line: DamageLine, *, by: Person, now: datetime) -> None:
    """Take a line out; the chain keeps what it said."""
    refuse_closed(claim, supplement_of(session, line))
    columns = {c.key: getattr(line, c.key) for c in DamageLine.__table__.columns if c.key != "found_at"}
    session.delete(line)
    session.flush()
    for position, rest in enumerate(damage_lines(session, claim.id, line.supplement_id), start=1):
        rest.position = position
    note(session, claim, "damage line deleted", by=by, now=now, data={"line": line.id, "before": figures(columns)})


def remove_lines(
    session: Session, claim: Claim, supplement: Supplement, told: RemovedLines, *, by: Person, now: datetime,
    touched: Collection[int] = (),
) -> Supplement:  # fmt: skip
    """The supplement with the earlier lines that fall away, instead of those told before."""
    refuse_closed(claim, supplement)
    session.get_one(Claim, claim.id, with_for_update=True)  # two supplements at once could remove the same line
    before, supplement.removes = supplement.removes, told.line_ids
    refuse_change(session, claim, supplement, touched=touched)
    session.flush()
    note(session, claim, "lines removed by a supplement", by=by, now=now,
         data={"supplement": supplement.id, "before": before, "after": told.line_ids})  # fmt: skip
    return supplement


def refuse_change(
    session: Session, claim: Claim, supplement: Supplement | None, *, new: Sequence[NewDamageLine] = (),
    touched: Collection[int] = (),
) -> None:  # fmt: skip
    """CannotChange with every reason why the supplement, with these new lines, cannot change what was agreed before."""
    faults = Faults()
    if supplement is None:
        faults.add("only a line of a supplement takes the place of an earlier line", "replaces_id")
        faults.refuse(CannotChange)
        return
    lines: list[NewDamageLine | DamageLine] = [*damage_lines(session, claim.id, supplement.id), *new]
    faults.found += change_faults(session, claim.id, lines, supplement.removes, supplement)
    faults.found += touched_faults(session, named_lines(lines, supplement.removes), touched)
    faults.refuse(CannotChange)


def reorder_damage(session: Session, claim: Claim, new: NewOrder, *, by: Person, now: datetime) -> list[DamageLine]:
    """The lines in the order told; every line must be named once."""
    refuse_closed(claim, named_supplement(session, claim, new.supplement_id, by))
    lines = {line.id: line for line in damage_lines(session, claim.id, new.supplement_id)}
    faults = Faults()
    faults.check(
        sorted(lines) == sorted(new.line_ids), "name every line of the list once; the list has the lines {lines}",
        "line_ids", lines=", ".join(str(one) for one in lines),
    )  # fmt: skip
    faults.refuse()
    for position, line_id in enumerate(new.line_ids, start=1):
        lines[line_id].position = position
    session.flush()
    note(session, claim, "damage list reordered", by=by, now=now, data={"order": new.line_ids})
    return [lines[one] for one in new.line_ids]


def agree_labor(session: Session, claim: Claim, agreed: AgreedLabor, *, by: Person, now: datetime) -> list[DamageLine]:
    """Put the hours agreed with the assessor on record, line by line or for the rest as proposed."""
    refuse_closed(claim, named_supplement(session, claim, agreed.supplement_id, by))
    lines = {line.id: line for line in damage_lines(session, claim.id, agreed.supplement_id)}
    faults, named = Faults(), [one.line_id for one in agreed.lines]
    for line_id in sorted(set(named) - lines.keys()):
        faults.add("line {line} does not stand on this damage list", "lines", line=line_id)
    for line_id in sorted({one for one in named if named.count(one) > 1}):
        faults.add("line {line} is named twice", "lines", line=line_id)
    faults.refuse()
    hours = {one.line_id: (one.hours_x100, one.refinish_hours_x100) for one in agreed.lines}
    if agreed.rest == "as_proposed":
        hours = {
            line.id: (line.labor_hours_x100, line.refinish_hours_x100) for line in lines.values()
            if line.agreed_hours_x100 is None
        } | hours  # fmt: skip
    for line_id, (labor, refinish) in hours.items():
        line = lines[line_id]
        line.agreed_hours_x100, line.agreed_refinish_hours_x100 = labor, refinish
        line.labor_agreed_with, line.labor_agreed_at = agreed.assessor, now
    session.flush()
    note(session, claim, "labor agreed", by=by, now=now, data={
        "assessor": agreed.assessor,
        "lines": [{"line": line_id, "hours_x100": labor, "refinish_hours_x100": refinish}
                  for line_id, (labor, refinish) in sorted(hours.items())],
    })  # fmt: skip
    return list(lines.values())


def refuse_closed(claim: Claim, supplement: Supplement | None) -> None:
    """ListClosed or SupplementClosed where lines may no longer change."""
    if supplement is not None:
        if supplement.state and supplement.state not in FINDING:
            raise SupplementClosed(label=supplement.label)
    elif claim.state not in LISTING:
        raise ListClosed()


def refuse_foreign_leg(session: Session, claim: Claim, leg_id: int | None, by: Person) -> None:
    """NotFound where the leg is none of this claim's."""
    if leg_id is not None:
        find(session, Leg, leg_id, by, claim_id=claim.id)


def supplement_of(session: Session, line: DamageLine) -> Supplement | None:
    """The supplement that the line belongs to; None for the first loss sheet."""
    return session.get_one(Supplement, line.supplement_id) if line.supplement_id is not None else None


def named_supplement(session: Session, claim: Claim, supplement_id: int | None, by: Person) -> Supplement | None:
    """The supplement of this claim that was named, or NotFound; None where none was."""
    return find(session, Supplement, supplement_id, by, claim_id=claim.id) if supplement_id is not None else None


def forget_agreement(line: DamageLine) -> None:
    """The line's hours want to be agreed again."""
    line.agreed_hours_x100 = line.agreed_refinish_hours_x100 = line.labor_agreed_at = None
    line.labor_agreed_with = ""


def plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """Words of enumerations as plain text, as the tables and the chain keep them."""
    return {name: str(value) if isinstance(value, str) else value for name, value in said.items()}


def figures(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the chain keeps of a line: figures and codes, no free text."""
    return {n: v for n, v in plain(said).items() if n not in UNLOGGED and v not in (None, "")
            and isinstance(v, int | str)}  # fmt: skip
