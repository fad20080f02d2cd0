"""Trials of a draft: begun, carried on over every core with what was found so far kept, and concluded."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from datetime import time as clock_time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from claims.audit.draft_inputs import NewTrial
from claims.audit.draft_models import PolicyDraft, PolicyTrial, PolicyTrialChange
from claims.audit.drafting import text_of
from claims.audit.models import DecisionRow
from claims.audit.own_changes import as_if_always, own_changes
from claims.audit.parallel import Chosen, Progress, in_parallel
from claims.audit.what_if import Bundles, Count, Place, Tried, try_rows
from claims.kernel.canonical import canonical
from claims.kernel.clock import Clock
from claims.kernel.database import Database
from claims.kernel.errors import Faults, Refusal
from claims.kernel.machine import Actor, Machine
from claims.people.accounts import acting
from claims.people.models import Shop
from claims.rules.edition import Edition

KEEP_EVERY_S = 3.0
TRY = "try policy draft"  # the kind of job


class DraftClosed(Refusal):
    """This draft is {state}; only a draft that is not activated or withdrawn can be tried. Write a new one."""


class TrialTakenOver(Refusal):
    """Somebody else carries this trial on; look at how far it came instead of running it twice."""


class TrialOutdated(Refusal):
    """The draft or the policy has changed since this trial began, so it cannot go on; begin another one."""


class TrialStopped(Refusal):
    """The trial was stopped on the way; what was found is kept, and it goes on from there."""


class Taken(Protocol):
    """A job in this worker's hands."""

    @property
    def payload(self) -> Mapping[str, Any]: ...


class StopFlag(Protocol):
    """Tells whether somebody asked to stop."""

    def is_set(self) -> bool: ...


def begin_trial(session: Session, draft: PolicyDraft, asked: NewTrial, *, by: Actor, now: datetime) -> PolicyTrial:
    """A trial of the draft over a period, or the unfinished one of the same question; Invalid, DraftClosed."""
    if draft.state not in ("drafted", "tried"):
        raise DraftClosed(state=draft.state)
    faults = Faults()
    faults.check(asked.since < asked.until, "the period ends after it begins", "until")
    shops = {shop.code for shop in shops_of(session, draft)}
    faults.check(asked.shop in ("", *shops), "this draft does not concern the shop {shop}", "shop", shop=asked.shop)
    faults.refuse()
    shop = session.get_one(Shop, draft.shop_id)
    edition = as_if_always(session, draft, shop).hash
    same = select(PolicyTrial).where(
        PolicyTrial.draft_id == draft.id, PolicyTrial.finished_at.is_(None), PolicyTrial.draft_text == text_of(draft),
        PolicyTrial.edition == edition, PolicyTrial.since == asked.since, PolicyTrial.until == asked.until,
        PolicyTrial.only_shop == asked.shop, PolicyTrial.insurer == asked.insurer,
    )  # fmt: skip
    if (found := session.scalars(same).first()) is not None:
        return found
    trial = PolicyTrial(
        draft_id=draft.id,
        shop_id=draft.shop_id,
        draft_text=text_of(draft),
        edition=edition,
        asked_by_id=by.id,
        asked_at=now,
        since=asked.since,
        until=asked.until,
        only_shop=asked.shop,
        insurer=asked.insurer,
        newest_decision_id=session.scalar(select(func.max(DecisionRow.id))) or 0,
        counts=[],
    )
    session.add(trial)
    session.flush()
    return trial


def shops_of(session: Session, draft: PolicyDraft) -> list[Shop]:
    """The shops in which the draft would hold."""
    query = select(Shop).order_by(Shop.id)
    return list(session.scalars(query if draft.everywhere else query.where(Shop.id == draft.shop_id)))


def run_trial(
    database: Database,
    trial_id: int,
    *,
    progress: Progress | None = None,
    stop: StopFlag | None = None,
    processes: int | None = None,
) -> bool:
    """Carry a trial on to its end, keeping what was found every few seconds; says whether it came to its end.

    Killed or stopped, it goes on from what was kept. TrialTakenOver where another process carries it on,
    TrialOutdated where it would go on under another edition than it began with.
    """
    with database.reading() as session:
        trial = session.get_one(PolicyTrial, trial_id)
        if trial.finished_at is not None:
            return True
        draft = session.get_one(PolicyDraft, trial.draft_id)
        edition = as_if_always(session, draft, session.get_one(Shop, draft.shop_id)).hash
        if (trial.draft_text, trial.edition) != (text_of(draft), edition):
            raise TrialOutdated()
        chosen, bundles = chosen_by(session, trial, draft), bundles_of(session, draft)
        before, last_kept = trial.done, trial.last_decision_id
    found, kept_at, total = Tried(0, last_kept), time.monotonic(), before

    def tell(done: int, of: int) -> None:
        nonlocal total
        total = before + of
        if progress:
            progress(before + done, total)

    results = in_parallel(database.url, chosen, try_rows, given=bundles, processes=processes, progress=tell)
    stopped = False
    for one in results:
        add(found, one)
        if stop is not None and stop.is_set():
            results.close()  # type: ignore[attr-defined]
            stopped = True
        if time.monotonic() - kept_at >= KEEP_EVERY_S or stopped:
            keep(database, trial_id, last_kept, found, total)
            last_kept, found, kept_at = found.last, Tried(0, found.last), time.monotonic()
    keep(database, trial_id, last_kept, found, total)
    return not stopped


def add(found: Tried, more: Tried) -> None:
    """Add the tried decisions of one batch."""
    found.count, found.last = found.count + more.count, more.last
    found.changes += more.changes
    for place, count in more.counts.items():
        found.counts.setdefault(place, Count()).add(count)


def keep(database: Database, trial_id: int, last: int, found: Tried, total: int) -> None:
    """Write down what was found since the decision `last`, in one transaction."""
    with database.writing() as session:
        trial = session.get_one(PolicyTrial, trial_id, with_for_update=True)
        if trial.last_decision_id != last or trial.finished_at is not None:
            raise TrialTakenOver()
        counts = counts_of(trial)
        for place, count in found.counts.items():
            counts.setdefault(place, Count()).add(count)
        trial.counts = [
            {"month": month, "shop_id": shop_id, "insurer": insurer, "currency": currency, **vars(count)}
            for (month, shop_id, insurer, currency), count in sorted(counts.items())
        ]
        trial.done, trial.total, trial.last_decision_id = trial.done + found.count, total, found.last
        rows = [{"trial_id": trial_id, **vars(one)} for one in found.changes]
        if rows:
            session.execute(insert(PolicyTrialChange), rows)


def counts_of(trial: PolicyTrial) -> dict[Place, Count]:
    """A trial's counts by month, shop, insurer and currency."""
    found = {}
    for one in trial.counts:
        values = dict(one)
        place = (values.pop("month"), values.pop("shop_id"), values.pop("insurer"), values.pop("currency"))
        found[place] = Count(**values)
    return found


def conclude(session: Session, trial_id: int, machine: Machine, *, by: Actor, now: datetime) -> PolicyTrial:
    """Mark a trial that came to its end; the draft counts as tried, where it still is what was tried."""
    trial = session.get_one(PolicyTrial, trial_id, with_for_update=True)
    if trial.finished_at is None:
        trial.finished_at = now
        session.flush()
        draft = session.get_one(PolicyDraft, trial.draft_id)
        act = machine.attempt(session, draft, "conclude_trial", by=by, now=now)
        if machine.allowed(act) and not machine.missing(act):  # not where the draft was changed meanwhile
            machine.take(session, draft, "conclude_trial", by=by, now=now)
    return trial


def chosen_by(session: Session, trial: PolicyTrial, draft: PolicyDraft) -> Chosen:
    """The recorded decisions that a trial is about, from where it stopped last time."""
    home = session.get_one(Shop, draft.shop_id)
    shop_id: int | None = None if draft.everywhere else draft.shop_id
    if trial.only_shop:
        shop_id = session.scalars(select(Shop.id).where(Shop.code == trial.only_shop)).one()
    return Chosen(
        since=begin_of(trial.since, home), until=begin_of(trial.until, home), shop_id=shop_id, policy=draft.policy,
        insurer=trial.insurer, after_id=trial.last_decision_id, up_to_id=trial.newest_decision_id,
    )  # fmt: skip


def begin_of(day: date, shop: Shop) -> datetime:
    """The first moment of a day where the shop is."""
    return datetime.combine(day, clock_time(), ZoneInfo(shop.time_zone))


def bundles_of(session: Session, draft: PolicyDraft) -> Bundles:
    """The editions of every shop that the draft concerns: with the draft, and as it decides today."""
    shops = shops_of(session, draft)
    return Bundles(
        {shop.id: spelled(as_if_always(session, draft, shop)) for shop in shops},
        {shop.id: spelled(own_changes(session, shop, draft.policy).edition(draft.policy, shop)) for shop in shops},
    )


def spelled(edition: Edition) -> str:
    """An edition as the text that another process loads it from."""
    return canonical(edition.bundle()).decode()


class TrialRunner:
    """The worker's side: carries out the trial that a job names, then concludes it for the person who asked."""

    def __init__(self, database: Database, machine: Machine, clock: Clock, stop: StopFlag | None = None) -> None:
        self.database, self.machine, self.clock, self.stop = database, machine, clock, stop

    def __call__(self, taken: Taken) -> Callable[[Session], None]:
        """Run the trial to its end; what to write then is returned, for one transaction with the end of the job.

        TrialStopped where the worker is asked to stop: the job is taken up again later.
        """
        trial_id = int(taken.payload["trial_id"])
        if not run_trial(self.database, trial_id, stop=self.stop):
            raise TrialStopped()
        return lambda session: self.end(session, trial_id)

    def end(self, session: Session, trial_id: int) -> None:
        """Mark the trial as finished."""
        trial = session.get_one(PolicyTrial, trial_id)
        by = acting(session, trial.asked_by_id, trial.shop_id)
        conclude(session, trial_id, self.machine, by=by, now=self.clock.now())
