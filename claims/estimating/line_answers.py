"""What an insurer's answer says about each line of ours: amounts over part, labor and paint, to the last minor unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from claims.estimating.queries import needs_part
from claims.estimating.quote_models import AcceptedValue, QuoteLine
from claims.kernel.amounts import largest_remainder


class Amounts(NamedTuple):
    """The three amounts of a line, in minor units."""

    part: int
    labor: int
    paint: int

    @property
    def whole(self) -> int:
        """The whole line."""
        return self.part + self.labor + self.paint


def quoted(line: QuoteLine) -> Amounts:
    """What was asked for the line."""
    return Amounts(line.part_amount_minor, line.labor_amount_minor, line.paint_amount_minor)


def spread(whole: int, lines: Sequence[QuoteLine]) -> list[Amounts]:
    """One amount over lines and their parts, in proportion to what was asked; the shares add up to it exactly."""
    weights = [weight for line in lines for weight in quoted(line)]
    if not any(weights):
        weights = [weight for line in lines for weight in ((1, 0, 0) if needs_part(line) else (0, 1, 0))]
    shares = largest_remainder(whole, weights)
    return [Amounts(*shares[3 * place : 3 * place + 3]) for place in range(len(lines))]


def answered(lines: Sequence[QuoteLine], theirs: Sequence[Mapping[str, Any]]) -> list[Amounts]:
    """What the insurer's lines of one group give to each of our lines of that group.

    The insurer's own split into part, labor and paint is kept where it answers a single line in the same parts; else
    the whole is shared in proportion to what was asked.
    """
    given = [Amounts(line["part_minor"], line["labor_minor"], line["paint_minor"]) for line in theirs]
    whole = sum(line["amount_minor"] for line in theirs)
    split = Amounts(*(sum(column) for column in zip(*given, strict=True))) if given else Amounts(0, 0, 0)
    if len(lines) == 1 and split.whole == whole and fits(quoted(lines[0]), split):
        return [split]
    return spread(whole, lines)


def fits(asked: Amounts, split: Amounts) -> bool:
    """Whether the split speaks of the same parts: nothing for what was not asked, not all in one place."""
    strange = any(theirs and not ours for ours, theirs in zip(asked, split, strict=True))
    told, wanted = sum(1 for one in split if one), sum(1 for one in asked if one)
    return not strange and (told > 1 or wanted <= 1)


def write_answers(lines: Iterable[QuoteLine], groups: Sequence[Mapping[str, Any]], sheet: Mapping[str, Any]) -> None:
    """Each line's answer from the groups of a return: accepted, cut, refused; pending where a match is only offered."""
    ours = {line.position: line for line in lines}
    theirs = {line["position"]: line for line in sheet["lines"]}
    for group in groups:
        members = [ours[position] for position in group["ours"] if position in ours]  # none answers what is given back
        if not group["settled"]:
            for line in members:
                put_answer(line, "pending", None)
        elif not group["theirs"]:
            for line in members:
                put_answer(line, "refused", None)
        elif members:
            for line, given in zip(members, answered(members, [theirs[p] for p in group["theirs"]]), strict=True):
                put_answer(line, "cut" if given.whole < line.amount_minor else "accepted", given)


def put_answer(line: QuoteLine, answer: str, given: Amounts | None) -> None:
    """The insurer's latest word on a line; an agreement that stood before is lifted."""
    line.answer = answer
    line.returned_part_minor, line.returned_labor_minor, line.returned_paint_minor = given or (None, None, None)
    line.agreed_part_amount_minor = line.agreed_labor_amount_minor = line.agreed_paint_amount_minor = None
    line.refusal_answer = line.refusal_note = ""


def returned(line: QuoteLine) -> Amounts | None:
    """The insurer's latest amounts for the line; None where there are none."""
    parts = (line.returned_part_minor, line.returned_labor_minor, line.returned_paint_minor)
    return None if None in parts else Amounts(*(part or 0 for part in parts))


def accept(
    session: Session, line: QuoteLine, given: Amounts, *, origin: str, origin_hash: str, by_id: int, at: datetime,
    round_id: int | None = None,
) -> None:  # fmt: skip
    """Take amounts from the outside as agreed, each kept with its origin; betterment where the insurer said its own."""
    put_answer(line, "accepted", given)
    amounts = dict(zip(("part", "labor", "paint"), given, strict=True))
    values: dict[str, int | None] = {f"agreed_{name}_amount_minor": value for name, value in amounts.items()}
    for field, value in values.items():
        setattr(line, field, value)
    values |= {"agreed_betterment_bp": line.returned_betterment_bp,
               "agreed_betterment_minor": line.returned_betterment_minor}  # fmt: skip
    for field, value in values.items():
        if value is None:
            continue
        session.add(AcceptedValue(
            quote_line_id=line.id, claim_id=line.claim_id, shop_id=line.shop_id, field=field, value=value,
            origin=origin, origin_hash=origin_hash, round_id=round_id, by_id=by_id, at=at,
        ))  # fmt: skip
