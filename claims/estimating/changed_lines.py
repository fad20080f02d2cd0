"""What a supplement changes of what was agreed before: lines whose place a new one takes, and lines that fall away."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.estimating.damage_inputs import NewDamageLine
from claims.estimating.line_columns import MORE_WORK
from claims.estimating.models import DamageLine, Supplement
from claims.estimating.queries import SettledLine, current_quotes, damage_lines, quote_lines, settled_lines
from claims.estimating.queries import supplements_of as supplements_in
from claims.estimating.quote_models import Quote
from claims.estimating.sheets import clean_number
from claims.kernel.errors import Fault, Refusal

Listed = NewDamageLine | DamageLine
COMPARED = ("side", "operation", "quantity_x1000", "part_kind", "supplied_by", "labor_kind", "paint_panels_x1000",
            *MORE_WORK)  # fmt: skip
RUNNING = ("found", "survey_requested", "surveyed", "waived", "quoted", "agreed")


class CannotChange(Refusal):
    """What was agreed before cannot be changed like this; mend every point listed."""

    status = 409


def changes_lines(supplement: Supplement) -> bool:
    """Whether what it replaces and removes counts: not once it is withdrawn, nor when the customer pays it."""
    return (supplement.state or "found") in RUNNING and supplement.outcome is None


def named_lines(lines: Sequence[Listed], removes: Sequence[int]) -> list[int]:
    """The earlier damage lines that a supplement with these lines changes, as often as they are named."""
    return [line.replaces_id for line in lines if line.replaces_id is not None] + list(removes)


def lines_changed_by(session: Session, supplement: Supplement) -> list[int]:
    """The earlier damage lines that a supplement replaces or removes; none where it does not count."""
    lines = damage_lines(session, supplement.claim_id, supplement.id) if changes_lines(supplement) else []
    return named_lines(lines, supplement.removes if changes_lines(supplement) else ())


def changing_supplements(session: Session, claim_id: int) -> dict[int, Supplement]:
    """Every earlier damage line that a supplement replaces or removes, with that supplement."""
    found = supplements_in(session, claim_id)
    return {line_id: one for one in found for line_id in lines_changed_by(session, one)}


def lines_in_place(session: Session, quote: Quote) -> dict[int, int]:
    """A quote's lines (by id) that take an earlier line's place, with the damage line that is given back for each."""
    lines = quote_lines(session, quote.id)
    back = {line.damage_line_id for line in lines if line.gives_back_id is not None}
    query = select(DamageLine.id, DamageLine.replaces_id).where(DamageLine.replaces_id.in_(back))
    instead = {new: old for new, old in session.execute(query) if old is not None}
    return {x.id: instead[x.damage_line_id] for x in lines if x.gives_back_id is None and x.damage_line_id in instead}


def agreed_lines(session: Session, claim_id: int) -> dict[int, SettledLine]:
    """How each damage line was agreed, with its payer and all its amounts; what is open or dropped is left out."""
    return {
        one.line.damage_line_id: one for quote in current_quotes(session, claim_id) if quote.state == "agreed"
        for one in settled_lines(session, quote)
        if one.line.gives_back_id is None and None not in (one.part_minor, one.labor_minor, one.paint_minor)
    }  # fmt: skip


def change_faults(
    session: Session, claim_id: int, lines: Sequence[Listed], removes: Sequence[int], mine: Supplement | None = None
) -> list[Fault]:
    """Why these lines of a supplement (`mine`, where it is there already) cannot change what they name."""
    named, faults = named_lines(lines, removes), []
    if not named:
        return []
    known = {row.id: row for row in session.scalars(select(DamageLine).where(DamageLine.claim_id == claim_id))}
    others = {x: one for x, one in changing_supplements(session, claim_id).items() if mine is None or one.id != mine.id}
    agreed, quotes = agreed_lines(session, claim_id), current_quotes(session, claim_id)
    for line_id in dict.fromkeys(named):
        where, line = f"line:{line_id}", known.get(line_id)
        if line is None:
            faults.append(Fault("line {line} stands on no damage list of this claim", where, {"line": line_id}))
            continue
        words = words_of(session, line)
        if named.count(line_id) > 1:
            faults.append(Fault("{version} line {line}, {part}: the supplement names it twice", where, words))
        if line_id in others:
            faults.append(Fault("{version} line {line}, {part}: supplement {label} replaces or removes it already",
                                where, words | {"label": others[line_id].label}))  # fmt: skip
        elif line_id not in agreed:
            faults.append(unagreed(session, quotes, line, words))
        elif agreed[line_id].line.last_betterment.told:
            faults.append(Fault("{version} line {line}, {part}: it bears a betterment, which a supplement cannot give "
                                "back; leave the line and add what is new", where, words))  # fmt: skip
        elif later := raised_later(quotes, agreed[line_id].line.quote_id):
            faults.append(Fault("{version} line {line}, {part}: {label} raised its rates on lines of their own, which "
                                "do not say how much of them is this line's; change those lines instead",
                                where, words | {"label": f"S{later.number:02d}"}))  # fmt: skip
    for new in lines:
        old = agreed.get(new.replaces_id or 0)
        if old is not None and says_the_same(new, old):
            faults.append(Fault("{version} line {line}, {part}: the new line says the same, so nothing would change",
                                f"line:{new.replaces_id}", words_of(session, known[new.replaces_id or 0])))  # fmt: skip
    return faults


def unagreed(session: Session, quotes: Sequence[Quote], line: DamageLine, words: dict[str, object]) -> Fault:
    """Why a line is not agreed: the quote that has it runs, or it was dropped, is contested, or stands on none."""
    for quote in quotes:
        if quote.state != "agreed" and any(x.damage_line_id == line.id for x in quote_lines(session, quote.id)):
            text = "{version} line {line}, {part}: its quote {quote} is not agreed yet; wait for it, or change it there"
            return Fault(text, f"line:{line.id}", words | {"quote": quote.label})
    text = "{version} line {line}, {part}: no agreed quote has it with a price, so there is nothing to give back"
    return Fault(text, f"line:{line.id}", words)


def raised_later(quotes: Sequence[Quote], quote_id: int) -> Quote | None:
    """The quote that brought newer rates for all that stood before, among it the lines of this one."""
    number = next(quote.number for quote in quotes if quote.id == quote_id)
    return next((quote for quote in quotes if quote.retroactive and quote.number > number), None)


def touched_faults(session: Session, named: Sequence[int], touched: Collection[int]) -> list[Fault]:
    """A fault for each named damage line whose work has begun on the order."""
    text = "{version} line {line}, {part}: it is done, handed out or returned on the work order already"
    rows = (session.get_one(DamageLine, line_id) for line_id in dict.fromkeys(named) if line_id in touched)
    return [Fault(text, f"line:{row.id}", words_of(session, row)) for row in rows]


def words_of(session: Session, line: DamageLine) -> dict[str, object]:
    """How a person finds a damage line: the version that brought it, its position, its name."""
    brought = session.get_one(Supplement, line.supplement_id).label if line.supplement_id is not None else "E01"
    return {"version": brought, "line": line.position, "part": line.part_name}


def says_the_same(new: Listed, old: SettledLine) -> bool:
    """Whether a new line would bring nothing but another name or another price of the same thing."""
    quoted, hours = (
        old.line,
        (getattr(new, "agreed_hours_x100", None), getattr(new, "agreed_refinish_hours_x100", None)),
    )
    said = (
        new.labor_hours_x100 if hours[0] is None else hours[0],
        new.refinish_hours_x100 if hours[1] is None else hours[1],
        clean_number(new.part_number), new.payer, new.leg_id,
    )  # fmt: skip
    stood = (
        quoted.hours_x100, quoted.refinish_hours_x100, quoted.clean_number, old.payer,
        quoted.leg_id if old.payer == quoted.payer else None,
    )  # fmt: skip
    return said == stood and all(getattr(new, name) == getattr(quoted, name) for name in COMPARED)
