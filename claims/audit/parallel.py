"""Work over stored decisions on every core: small batches by id, processes with their own connection, flat memory."""

from __future__ import annotations

import os
import pickle  # only our own plain values, between our own processes
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Row, Select, func, select

from claims.audit.models import DecisionRow, Entry
from claims.kernel.database import Database

BATCH = 250  # decisions in one hand-out: a worker's answer comes several times a second
PAGE = 25_000  # ids looked up at once: a database may read and sort all chosen decisions for every page
FEW = 200  # so many are done here; starting processes would take longer
AHEAD = 3  # hand-outs under way for each process
COLUMNS = DecisionRow.__table__.columns

Work = Callable[..., Any]
Progress = Callable[[int, int], None]


class WorkerDied(RuntimeError):
    """A process that worked on the decisions was killed, perhaps for want of memory; what it had is not counted."""


class WorkFailed(RuntimeError):
    """The work on one batch failed; the message carries the reason from the other process."""


@dataclass(frozen=True)
class Chosen:
    """Which decisions: taken from `since` on and before `until`, of a shop, claim, policy or insurer, after one id."""

    since: datetime | None = None
    until: datetime | None = None
    shop_id: int | None = None
    claim_id: int | None = None
    policy: str = ""
    insurer: str = ""
    after_id: int = 0
    up_to_id: int | None = None

    def of(self, query: Select[Any]) -> Select[Any]:
        """The query, of these decisions only."""
        table = DecisionRow
        query = query.where(table.id > self.after_id)
        if self.up_to_id is not None:
            query = query.where(table.id <= self.up_to_id)
        if self.since is not None:
            query = query.where(table.taken_at >= self.since)
        if self.until is not None:
            query = query.where(table.taken_at < self.until)
        if self.shop_id is not None:
            query = query.where(table.shop_id == self.shop_id)
        if self.claim_id is not None:
            query = query.where(table.claim_id == self.claim_id)
        if self.insurer:
            query = query.where(table.insurer == self.insurer)
        return query.where(table.policy == self.policy) if self.policy else query


_Batch = Sequence[int]  # ids of decisions


def in_parallel(
    database_url: str,
    chosen: Chosen,
    work: str | Work,
    *,
    given: Any = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Iterator[Any]:
    """What `work` gives for each batch of the chosen decisions, in the order of their ids.

    `work` is a function at the top of a module, or its name "module:function"; it is called in another process as
    (session, rows), with `given` behind them where there is one. A row has the columns of the decision and `body`, the
    text of its chain entry. `progress` is told (decisions done, decisions in all) after each batch.

    Leaving the loop ends every process before it goes on; an interrupt from the keyboard reaches the caller alone, who
    leaves the loop. A process that was killed is WorkerDied.
    Only decisions that are there at the beginning are worked on.
    """
    database = Database(database_url)
    try:
        with database.reading() as session:
            total, newest = session.execute(chosen.of(select(func.count(), func.max(DecisionRow.id)))).one()
        batches = _batches(database, chosen, newest or 0)
        results = (
            _here(database, work, given, batches)
            if total <= FEW
            else _elsewhere(database_url, work, given, batches, processes or cores())
        )
        done = 0
        if progress:
            progress(0, total)
        for batch, result in results:
            done += len(batch)
            if progress:
                progress(done, total)
            yield result
    finally:
        database.dispose()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(database: Database, chosen: Chosen, newest: int) -> Iterator[_Batch]:
    after = chosen.after_id
    while True:
        query = chosen.of(select(DecisionRow.id)).where(DecisionRow.id > after, DecisionRow.id <= newest)
        with database.reading() as session:
            ids = session.scalars(query.order_by(DecisionRow.id).limit(PAGE)).all()
        if not ids:
            return
        after = ids[-1]
        yield from (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _here(database: Database, work: str | Work, given: Any, batches: Iterator[_Batch]) -> Iterator[tuple[_Batch, Any]]:
    for batch in batches:
        yield batch, _worked(database, _function(work), given, batch)


def _elsewhere(
    url: str, work: str | Work, given: Any, batches: Iterator[_Batch], processes: int
) -> Iterator[tuple[_Batch, Any]]:
    # spawned, never forked: a forked child would share our database connections and the engine's memory
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(url, work, given)
    )
    under_way: deque[tuple[_Batch, Future[Any]]] = deque()
    try:
        for batch in batches:
            with _interrupts_held():
                answer = pool.submit(_work_on, batch)  # may start a process, which inherits what is held
            under_way.append((batch, answer))
            if len(under_way) >= AHEAD * processes:
                yield _answered(*under_way.popleft())
        while under_way:
            yield _answered(*under_way.popleft())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answered(batch: _Batch, answer: Future[Any]) -> tuple[_Batch, Any]:
    try:
        return batch, answer.result()
    except BrokenProcessPool as fault:
        raise WorkerDied(
            f"a process working on the decisions {batch[0]} to {batch[-1]} ended before its time; "
            "was it killed, or is memory short?"
        ) from fault


_own: tuple[Database, Work, Any] | None = None


def _begin(url: str, work: str | Work, given: Any) -> None:
    global _own  # one of each in a worker process
    _own = (Database(url), _function(work), given)


def _work_on(batch: _Batch) -> Any:
    assert _own is not None
    database, work, given = _own
    try:
        return _worked(database, work, given, batch)
    except Exception as fault:
        if _travels(fault):
            raise
        raise WorkFailed(f"{type(fault).__name__}: {fault}") from None


def _worked(database: Database, work: Work, given: Any, batch: _Batch) -> Any:
    query = select(*COLUMNS, Entry.body).join(Entry, Entry.id == DecisionRow.entry_id)
    with database.reading() as session:
        rows: Sequence[Row[Any]] = session.execute(
            query.where(DecisionRow.id.in_(batch)).order_by(DecisionRow.id)
        ).all()
        return work(session, rows) if given is None else work(session, rows, given)


def _function(work: str | Work) -> Work:
    if not isinstance(work, str):
        return work
    module, _, name = work.partition(":")
    found: Work = getattr(import_module(module), name)
    return found


def _travels(fault: Exception) -> bool:
    try:
        return type(pickle.loads(pickle.dumps(fault))) is type(fault)  # noqa: S301  (just made by ourselves)
    except Exception:
        return False
