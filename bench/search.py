"""Searching decisions: the same question to a list of a million and to one of ten thousand, each filter and pair."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Interval, func, insert, literal, select, text, update
from sqlalchemy.orm import Session

import claims.tables  # noqa: F401
from bench.measure import Table, rates
from claims import migrations
from claims.audit.models import Chain, DecisionParagraph, DecisionRow, EditionRow, Entry, Overruling
from claims.audit.search import Place, Wanted, search
from claims.kernel.database import Database
from claims.people.accounts import add_shop
from claims.people.inputs import NewShop
from claims.people.models import User

MANY, FEW = 1_000_000, 10_000
SHOP = 1
PEOPLE, CLAIM_SIZE = 8, 8
POLICIES = ("warranty", "deposit", "gap", "consent", "settlement", "documents")
OUTCOMES, INSURERS, PARAGRAPHS = ("yes", "no", "undecided"), ("", "PICC", "CPIC", "PING"), 5
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=3)
BLOCK = 10_000
OVERRULED = 25  # one in so many
RARE, RARE_DECISIONS = 999, (3, 4)  # this person decided twice, long ago, and not in the policy `gap`
MEANING = (
    "One page of fifty decisions, newest first, as the door /decisions asks for it: SQL made, run, rows read; SQLite "
    "runs within this process, so its work is in the time. The first row asks a list of a million decisions, the "
    "second asks the same of ten thousand, made in the same way; `ours ÷ this` is to be at least 0.77 (1 / 1.3)."
)


def questions(count: int) -> dict[str, tuple[Wanted, Place | None]]:
    """What is asked of a list of so many: each filter alone, pairs that a person uses, rare ones, far pages."""
    late = BEGIN + STEP * (count - 1000)
    ask: dict[str, Mapping[str, Any]] = {
        "nothing": {},
        "claim": {"claim_id": count // CLAIM_SIZE // 2},
        "policy": {"policy": "gap"},
        "paragraph": {"policy": "gap", "paragraph": "gap_2"},
        "person": {"by_id": 7},
        "period": {"since": late, "until": late + timedelta(days=1)},
        "outcome": {"outcome": "undecided"},
        "insurer": {"insurer": "CPIC"},
        "step": {"step": "step of gap"},
        "reader": {"reader": "plain"},
        "overruled": {"overruled": True},
        "policy and outcome": {"policy": "gap", "outcome": "undecided"},
        "policy and person": {"policy": "gap", "by_id": 7},
        "policy and insurer": {"policy": "gap", "insurer": "CPIC"},
        "person and outcome": {"by_id": 7, "outcome": "undecided"},
        "insurer and outcome": {"insurer": "CPIC", "outcome": "undecided"},
        "person and insurer": {"by_id": 7, "insurer": "CPIC"},
        "person and period": {"by_id": 7, "since": late, "until": late + timedelta(days=1)},
        "paragraph and person": {"policy": "gap", "paragraph": "gap_2", "by_id": 7},
        "paragraph and insurer": {"policy": "gap", "paragraph": "gap_2", "insurer": "CPIC"},
        "paragraph and outcome": {"policy": "gap", "paragraph": "gap_2", "outcome": "undecided"},
        "policy and not overruled": {"policy": "gap", "overruled": False},
        "policy and overruled": {"policy": "gap", "overruled": True},
        "a paragraph and a person that never met": {"policy": "gap", "paragraph": "gap_2", "by_id": RARE},
        "a step and a policy that never met": {"policy": "gap", "step": "step of deposit"},
        "policy, person, insurer, outcome": {"policy": "gap", "by_id": 7, "insurer": "CPIC", "outcome": "no"},
    }
    asked: dict[str, tuple[Wanted, Place | None]] = {name: (Wanted(SHOP, **one), None) for name, one in ask.items()}
    deep = Place(BEGIN + STEP * (count // 2), 0)
    asked["nothing, halfway down"] = (Wanted(SHOP), deep)
    asked["policy and person, halfway down"] = (Wanted(SHOP, policy="gap", by_id=7), deep)
    return asked


def measured(*, rounds: int = 9, many: int = MANY, few: int = FEW, times: int = 20) -> list[Table]:
    """A table for each question, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        lists = {count: filled(Database(f"sqlite:///{Path(folder) / str(count)}.sqlite"), count)
                 for count in (many, few)}  # fmt: skip
        tables = list(compared(lists, rounds=rounds, times=times))
        for database in lists.values():
            database.dispose()
    return tables


def compared(lists: Mapping[int, Database], *, rounds: int, times: int) -> Iterator[Table]:
    """Each question to each list, taking turns; one connection each, as a server has them open."""
    many, few = lists
    with lists[many].reading() as large, lists[few].reading() as small:
        for name, (wanted, after) in questions(many).items():
            other, behind = questions(few)[name]
            works = {
                f"{many:,} decisions": lambda wanted=wanted, after=after: page(large, wanted, after),
                f"{few:,} decisions": lambda wanted=other, after=behind: page(small, wanted, after),
            }
            rows = rates(works, times=times, rounds=rounds)
            yield Table(f"Decisions searched by {name}", "pages/s of CPU time", MEANING, rows)


def page(session: Session, wanted: Wanted, after: Place | None) -> object:
    """One page, in a transaction of its own."""
    found = search(session, wanted, after=after, limit=50)
    session.rollback()
    return found


def filled(database: Database, count: int) -> Database:
    """A migrated database with so many decisions of one shop, as a small shop takes them over the years.

    The first block is made one by one, the others are its copies at later times.
    """
    migrations.upgrade(database)
    chance = Random(count)
    decisions = [decision(number, chance) for number in range(1, min(count, BLOCK) + 1)]
    with database.writing() as session:
        add_shop(session, NewShop(code="bench", name="Bench"))
        manager = User(login="bench", name="Bench", password_hash="", active=False)
        session.add(manager)
        session.add_all(EditionRow(hash=policy, policy=policy, bundle="{}", first_used_at=BEGIN) for policy in POLICIES)
        session.flush()
        session.add(Chain(name="bench", shop_id=SHOP, claim_id=None, salt="", length=count, head=""))
        session.flush()
        for model, rows in (
            (Entry, [entry(one) for one in decisions]),
            (DecisionRow, decisions),
            (DecisionParagraph, [row for one in decisions for row in paragraphs(one, chance)]),
            (Overruling, [overruling(one, manager.id) for one in decisions if one["id"] % OVERRULED == 0]),
        ):
            if rows:
                session.execute(insert(model), rows)
    for first in range(BLOCK, count, BLOCK):
        with database.writing() as session:
            for model in (Entry, DecisionRow, DecisionParagraph, Overruling):
                copy(session, model.__table__, first, min(BLOCK, count - first), sqlite=database.sqlite)
    with database.writing() as session:
        for table, key in ((DecisionRow, DecisionRow.id), (DecisionParagraph, DecisionParagraph.decision_id)):
            session.execute(update(table).where(key.in_(RARE_DECISIONS)).values(by_id=RARE))
    with database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    return database


def copy(session: Session, table: Any, shift: int, most: int, *, sqlite: bool) -> None:
    """The first block's rows of a table once more, so many numbers and so much time later."""
    shifts = {"id": shift, "entry_id": shift, "decision_id": shift, "seq": shift, "claim_id": shift // CLAIM_SIZE}
    later = STEP * shift
    names = [one.name for one in table.columns if not (table.name == "overruling" and one.name == "id")]
    values: list[Any] = []
    for name in names:
        column = table.c[name]
        if name in ("at", "taken_at"):
            minutes = f"+{later // timedelta(minutes=1)} minutes"
            values.append(
                func.strftime("%Y-%m-%d %H:%M:%f000", column, minutes)
                if sqlite
                else column + literal(later, Interval())
            )
        else:
            values.append(column + shifts[name] if name in shifts else column)
    key = table.c.decision_id if "decision_id" in table.c else table.c.id
    session.execute(insert(table).from_select(names, select(*values).where(key <= most)))


def decision(number: int, chance: Random) -> dict[str, Any]:
    """One decision of the list."""
    policy = "deposit" if number in RARE_DECISIONS else chance.choice(POLICIES)
    return {
        "id": number, "entry_id": number, "shop_id": SHOP, "claim_id": number // CLAIM_SIZE + 1,
        "policy": policy, "edition": policy, "as_of": date(2026, 1, 1),
        "step": f"step of {policy}", "taken_at": BEGIN + STEP * number,
        "by_id": chance.randrange(1, PEOPLE + 1),
        "reader": "plain" if chance.random() < 0.01 else "both", "hash": f"{number:064x}",
        "outcome": chance.choices(OUTCOMES, (50, 40, 10))[0], "money_minor": chance.randrange(10_000_000),
        "currency": "CNY", "insurer": chance.choice(INSURERS),
    }  # fmt: skip


def entry(one: Mapping[str, Any]) -> dict[str, Any]:
    """The link of a decision, with a body of the usual length."""
    return {"id": one["id"], "chain": "bench", "seq": one["id"], "kind": "decision", "at": one["taken_at"],
            "by_id": one["by_id"], "body": "", "previous": "", "hash": ""}  # fmt: skip


def paragraphs(one: Mapping[str, Any], chance: Random) -> list[dict[str, Any]]:
    """Which paragraphs fired."""
    same = {name: one[name] for name in ("shop_id", "policy", "taken_at", "by_id", "insurer")}
    fired: Sequence[int] = sorted(chance.sample(range(PARAGRAPHS), 2))
    return [{"decision_id": one["id"], "paragraph": f"{one['policy']}_{place}", **same} for place in fired]


def overruling(one: Mapping[str, Any], by_id: int) -> dict[str, Any]:
    """An exception from a decision."""
    same = {name: one[name] for name in ("shop_id", "claim_id", "policy", "taken_at", "step")}
    return {"decision_id": one["id"], "decision_hash": one["hash"], "life": "bench", "thing_id": 1, "sentence": "x",
            "reason": "x", "by_id": by_id, "at": one["taken_at"], **same}  # fmt: skip
