"""Replay of stored decisions by two processes beside one, and what a second core gives to a loop that only counts."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import insert

import claims.tables  # noqa: F401  (every table is known)
from bench.decisions import DAY, LINES, SCOPE, edition_of
from bench.measure import Row, Table
from claims import migrations
from claims.audit.decisions import currency_of, keep_edition, paragraphs_of, verdict
from claims.audit.journal import GENESIS, link_hash
from claims.audit.models import Chain, DecisionParagraph, DecisionRow, Entry
from claims.audit.parallel import Chosen, in_parallel
from claims.audit.verify import replay_rows
from claims.kernel.canonical import canonical
from claims.kernel.database import Database
from claims.people.accounts import add_shop
from claims.people.inputs import NewShop
from claims.rules.decision import Decision, decide

POLICIES, SIZES = ("gap", "warranty"), range(1, 21)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 2_000
LOOP = "for number in range(60_000_000): pass"
MEANING = (
    "Stored decisions of one to twenty lines are read from SQLite and decided again, every byte compared, first by one "
    "process, then by two, start of the processes included. Beside them a loop that only counts, once in one process "
    "and once in two at the same time: what the second core gives to a program that shares nothing. Every rate is of "
    "time on the wall; `efficiency` is the replay's gain from the second core divided by the loop's."
)


class ReplayDiffers(AssertionError):
    """A decision came out differently, or not all were replayed."""


@dataclass(frozen=True)
class Spent:
    """Seconds on the wall, and of CPU: of this process, which hands out, and of the others, which replay."""

    wall: float
    handing_out: float
    replaying: float


def measured(*, decisions: int = 100_000, rounds: int = 1, loop: str = LOOP) -> Table:
    """Replay by two processes (ours) and by one, and the loop in two and in one, in turns."""
    loops: dict[int, list[float]] = {1: [], 2: []}
    replays: dict[int, list[Spent]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'claims.sqlite'}"
        fill(url, decisions)
        for _ in range(rounds):
            for processes in (1, 2):
                loops[processes].append(processes / looped(loop, processes))
                replays[processes].append(replayed(url, decisions, processes))
    by = {count: tuple(decisions / one.wall for one in spent) for count, spent in replays.items()}
    rows = (
        Row(f"claims, {decisions:,} decisions by two processes", by[2]), Row("by one process", by[1]),
        Row("a loop that counts, in two processes", tuple(loops[2])),
        Row("a loop that counts, in one process", tuple(loops[1])),
    )  # fmt: skip
    return Table("Replay on every core", "decisions or loops/s", MEANING, rows, notes(rows, decisions, replays))


def notes(rows: Sequence[Row], decisions: int, replays: Mapping[int, Sequence[Spent]]) -> tuple[str, str]:
    """What the second core gives, and what CPU time says of it, which other programs on the machine cannot spoil."""
    gain, possible = rows[0].rate / rows[1].rate, rows[2].rate / rows[3].rate
    one, two = (min(replays[count], key=lambda spent: spent.replaying) for count in (1, 2))
    each = [(spent.replaying + spent.handing_out) * 1000 / decisions for spent in (one, two)]
    return (
        f"The second core gives {gain:.2f} to the replay and {possible:.2f} to the loop, so the efficiency is "
        f"{gain / possible:.2f}.",
        f"A decision takes {each[0]:.2f} ms of CPU by one process and {each[1]:.2f} ms by two; handing out is "
        f"{two.handing_out / (two.handing_out + two.replaying):.0%} of it.",
    )


def fill(url: str, count: int, policies: Sequence[str] = POLICIES) -> None:
    """A migrated database with so many decisions of one shop, on these policies, in one whole chain."""
    database = Database(url)
    migrations.upgrade(database)
    made = [decide(edition_of(name), LINES[name](lines), DAY, SCOPE) for name in policies for lines in SIZES]
    bodies = [canonical({"hash": one.hash, "reader": one.reader, "record": one.record()}).decode() for one in made]
    with database.writing() as session:
        shop_id = add_shop(session, NewShop(code="bench", name="Bench")).id
        for name in policies:
            keep_edition(session, edition_of(name), at=BEGIN)
        session.add(Chain(name="claim:1", shop_id=shop_id, claim_id=1, salt="s", length=0, head=GENESIS))
    previous = GENESIS
    for start in range(1, count + 1, AT_ONCE):
        entries, rows, fired = [], [], []
        for number in range(start, min(start + AT_ONCE, count + 1)):
            decision, body = made[number % len(made)], bodies[number % len(made)]
            entries.append(entry(number, body, previous))
            rows.append(row(number, decision, shop_id))
            fired += paragraphs(rows[-1], decision)
            previous = entries[-1]["hash"]
        with database.writing() as session:
            session.execute(insert(Entry), entries)
            session.execute(insert(DecisionRow), rows)
            session.execute(insert(DecisionParagraph), fired)
    with database.writing() as session:
        chain = session.get_one(Chain, "claim:1")
        chain.length, chain.head = count, previous
    database.dispose()


def entry(number: int, body: str, previous: str) -> dict[str, Any]:
    """One link of the chain."""
    said = {"chain": "claim:1", "seq": number, "kind": "decision", "at": taken(number), "by_id": 1, "body": body}
    return {"id": number, **said, "previous": previous, "hash": link_hash(previous, **said)}


def row(number: int, decision: Decision, shop_id: int) -> dict[str, Any]:
    """The row by which the decision is found."""
    outcome, money = verdict(decision.source, decision.outcome)
    return {
        "id": number, "entry_id": number, "shop_id": shop_id, "claim_id": 1, "policy": decision.policy,
        "edition": decision.edition, "as_of": decision.as_of, "step": "bench", "taken_at": taken(number), "by_id": 1,
        "reader": decision.reader, "hash": decision.hash, "outcome": outcome, "money_minor": money,
        "currency": currency_of(decision.record()), "insurer": "",
    }  # fmt: skip


def paragraphs(row: dict[str, Any], decision: Decision) -> list[dict[str, Any]]:
    """The rows by which the decision is found under each paragraph that fired in it."""
    same = {name: row[name] for name in ("shop_id", "policy", "taken_at", "by_id", "insurer")}
    return [{"decision_id": row["id"], "paragraph": name, **same} for name in paragraphs_of(decision.record())]


def taken(number: int) -> datetime:
    """When a decision was taken: one a minute."""
    return BEGIN + timedelta(minutes=number)


def replayed(url: str, count: int, processes: int) -> Spent:
    """What it took until every decision was replayed; ReplayDiffers unless all came out the same."""
    began, own, others = perf_counter(), process_time(), of_children()
    batches = list(in_parallel(url, Chosen(), replay_rows, processes=processes))
    spent = Spent(perf_counter() - began, process_time() - own, of_children() - others)
    if sum(one.count for one in batches) != count or any(one.different for one in batches):
        raise ReplayDiffers(f"{sum(one.count for one in batches)} of {count}, {batches[0].different[:1]}")
    return spent


def of_children() -> float:
    """CPU seconds of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def looped(loop: str, processes: int) -> float:
    """Seconds until a loop has ended that so many processes run at the same time."""
    began = perf_counter()
    running = [subprocess.Popen([sys.executable, "-c", loop]) for _ in range(processes)]
    ended: Sequence[int] = [one.wait() for one in running]
    if any(ended):
        raise RuntimeError(f"the loop ended with {ended}")
    return perf_counter() - began
