"""Suggestions from the past: the same quote with a million answered lines behind it and with ten thousand."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, create_engine, func, insert, select, text
from sqlalchemy.orm import Session

import claims.tables  # noqa: F401
from bench.measure import Table, rates
from claims import migrations
from claims.estimating.memory_models import AnsweredLine
from claims.estimating.part_families import FAMILIES
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.recall import Asker, memory_of, remembered_kinds
from claims.estimating.suggestions import suggestions
from claims.kernel.database import Database

MANY, FEW = 1_000_000, 10_000
SHOP, QUOTE, LINES = 1, 1, 20
INSURERS, SURVEYORS = 4, 10  # surveyors of each insurer
OPERATIONS, OFTEN = ("replace", "repair", "refinish", "remove_install"), (50, 30, 15, 5)
BEGIN = datetime(2016, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=5)
BLOCK = 10_000
ASKER = Asker(SHOP, "CNY", 2, "surveyor 2-3")
RARE = "~part that came once"
MEANING = (
    "What insurers approved before, as the door /quotes/{id}/suggestions and the meeting sheet ask for it: SQL made, "
    "run, rows read, medians taken; SQLite runs within this process, so its work is in the time. The first row has a "
    "million answered lines behind it, the second ten thousand, made in the same way, so that its kinds often have "
    "fewer answers than the newest thirty that count; `ours ÷ this` is to be at least 0.67 (1 / 1.5)."
)
Question = Callable[[Session], object]


def questions() -> dict[str, Question]:
    """What is asked: a whole quote, one kind on each basis, a kind that came once, one that never came, a page."""
    return {
        f"a quote of {LINES} open lines": lambda s: suggestions(s, s.get_one(Quote, QUOTE), surveyor="Surveyor 2-3"),
        "one kind, by its surveyor": lambda s: memory_of(s, ASKER, "front_bumper", "replace"),
        "one kind, by its insurer": lambda s: memory_of(s, Asker(SHOP, "CNY", 2), "front_bumper", "replace"),
        "one kind, by all insurers": lambda s: memory_of(s, Asker(SHOP, "CNY", None), "front_bumper", "replace"),
        "a kind that came once, long ago": lambda s: memory_of(s, ASKER, RARE, "replace"),
        "a kind that never came": lambda s: memory_of(s, ASKER, "~never", "replace"),
        "a page of fifty kinds": lambda s: remembered_kinds(s, ASKER, {}, by_surveyor=False, after=(), limit=50),
        "a page of fifty kinds of one family": lambda s: remembered_kinds(
            s, ASKER, {"family": "door"}, by_surveyor=True, after=(), limit=50
        ),
    }


def measured(*, rounds: int = 9, many: int = MANY, few: int = FEW, times: int = 20) -> list[Table]:
    """A table for each question, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        pasts = {count: filled(Path(folder) / f"{count}.sqlite", count) for count in (many, few)}
        tables = list(compared(pasts, rounds=rounds, times=times))
        for database in pasts.values():
            database.dispose()
    return tables


def compared(pasts: Mapping[int, Database], *, rounds: int, times: int) -> Iterator[Table]:
    """Each question to each past, taking turns; one connection each, as a server has them open."""
    many, few = pasts
    with pasts[many].reading() as large, pasts[few].reading() as small:
        for name, ask in questions().items():
            works = {f"{count:,} answered lines": lambda ask=ask, session=session: asked(session, ask)
                     for count, session in ((many, large), (few, small))}  # fmt: skip
            rows = rates(works, times=times, rounds=rounds)
            yield Table(f"The past of {name}", "answers/s of CPU time", MEANING, rows)


def asked(session: Session, ask: Question) -> object:
    """One answer, in a transaction of its own."""
    found = ask(session)
    session.rollback()
    return found


def filled(path: Path, count: int) -> Database:
    """A migrated database with a quote to negotiate and so many answered lines, as a shop gathers them over the years.

    The first block is made one by one, the others are its copies at later times.
    """
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    engine = create_engine(f"sqlite:///{path}")  # without foreign keys: the lines' claims are not laid out
    chance = Random(1)
    with Session(engine) as session, session.begin():
        session.execute(insert(Quote), [quote()])
        session.execute(insert(QuoteLine), [quote_line(place, chance) for place in range(1, LINES + 1)])
        session.execute(insert(AnsweredLine), [answered(one, chance) for one in range(1, min(BLOCK, count) + 1)])
    for first in range(BLOCK, count, BLOCK):
        copy(engine, first, min(BLOCK, count - first))
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()
    return database


def copy(engine: Engine, shift: int, most: int) -> None:
    """The first block's rows once more, so many numbers and so much time later; what came once does not come again."""
    row = AnsweredLine.__table__.c
    names = [column.name for column in row]
    later = f"+{STEP * shift // timedelta(minutes=1)} minutes"
    shifted = {name: row[name] + shift for name in ("id", "quote_line_id", "damage_line_id")}
    shifted |= {name: func.strftime("%Y-%m-%d %H:%M:%f000", row[name], later)
                for name in ("asked_at", "answered_at", "recorded_at")}  # fmt: skip
    values = [shifted.get(name, row[name]) for name in names]
    some = select(*values).where(row.id <= most, row.family != RARE)
    with engine.begin() as connection:
        connection.execute(insert(AnsweredLine).from_select(names, some))


def kind(chance: Random) -> tuple[str, str]:
    """A family of parts and an operation, some far more often than others."""
    codes = list(FAMILIES)
    often = [100 // (1 + place % 20) for place in range(len(codes))]
    return chance.choices(codes, often)[0], chance.choices(OPERATIONS, OFTEN)[0]


def answered(number: int, chance: Random) -> dict[str, Any]:
    """One answered line."""
    insurer, asked = chance.randrange(1, INSURERS + 1), chance.randrange(10_000, 900_000)
    family, operation = kind(chance) if number > 1 else (RARE, "replace")
    at, surveyor = BEGIN + STEP * number, f"surveyor {insurer}-{chance.randrange(SURVEYORS)}"
    return {
        "id": number, "shop_id": SHOP, "claim_id": number // LINES + 1, "quote_line_id": 1000 + number,
        "damage_line_id": 1000 + number, "insurer_id": insurer, "surveyor": surveyor, "surveyor_key": surveyor,
        "family": family, "operation": operation, "part_kind": "PAN", "currency": "CNY", "asked_minor": asked,
        "approved_minor": asked * chance.choice((0, 70, 80, 90, 95, 100, 100)) // 100, "hours_asked_x100": 120,
        "hours_approved_x100": chance.choice((None, 100, 120)), "asked_at": at, "answered_at": at,
        "days": chance.randrange(12), "origin_hash": f"{number:064x}", "recorded_at": at,
    }  # fmt: skip


def quote() -> dict[str, Any]:
    """The quote that is negotiated."""
    return {"id": QUOTE, "claim_id": 1, "shop_id": SHOP, "number": 0, "insurer_id": 2, "profile_id": 1,
            "currency": "CNY", "drafted_at": BEGIN, "drafted_by_id": 1, "prices_include_tax": True,
            "state": "negotiating", "version": 1}  # fmt: skip


def quote_line(place: int, chance: Random) -> dict[str, Any]:
    """One of its lines, cut by the insurer."""
    family, operation = kind(chance)
    return {"id": place, "quote_id": QUOTE, "claim_id": 1, "shop_id": SHOP, "damage_line_id": place, "position": place,
            "part_name": FAMILIES[family].labels["zh"], "operation": operation, "quantity_x1000": 1000,
            "payer": "insurer", "answer": "cut", "part_amount_minor": 100_000, "returned_part_minor": 60_000,
            "returned_labor_minor": 0, "returned_paint_minor": 0}  # fmt: skip
