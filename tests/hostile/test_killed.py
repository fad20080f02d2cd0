"""The server is killed in the middle of a stream of steps: each is done or not done as a whole, and none is lost."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from claims.audit.models import Entry
from claims.audit.verify import replay_all, verify
from claims.demo.shop import set_up_shop
from claims.kernel.clock import SystemClock
from claims.kernel.database import Database
from claims.lifecycle.models import Claim, Leg
from claims.people.customers import add_customer, add_vehicle
from claims.people.inputs import NewCustomer, NewVehicle
from claims.people.models import Shop, User
from claims.people.tokens import issue_token, person_of

ROUNDS = 3
LIVE = Path("/proc")


@dataclass
class Sent:
    """A request of the stream: its key, what it said, and the answer, if one came."""

    key: str
    said: dict[str, Any]
    answer: bytes = b""


@dataclass
class Stream:
    """Accidents reported one after the other, each with a key of its own, until the server is gone."""

    address: str
    token: str
    said: dict[str, Any]
    name: str
    sent: list[Sent] = field(default_factory=list)

    def run(self) -> None:
        """Send until a request gets no answer."""
        with httpx.Client(base_url=self.address, timeout=10) as client:
            for number in range(10_000):
                one = Sent(f"{self.name}-{number}", {**self.said, "story": f"{self.name} {number}"})
                self.sent.append(one)
                try:
                    answer = send(client, self.token, one)
                except httpx.TransportError:
                    return
                assert answer.status_code == 200, answer.text
                one.answer = answer.content


def send(client: httpx.Client, token: str, one: Sent) -> httpx.Response:
    """One accident, reported with its key."""
    heads = {"Authorization": f"Bearer {token}", "Idempotency-Key": one.key}
    return client.post("/api/v1/claims", json=one.said, headers=heads)


@contextmanager
def server(url: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A real server process on a free port; whatever is left of it is ended after the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "CLAIMS_DATABASE_URL": url, "CLAIMS_FILES_DIR": str(folder / "files"),
                   "PYTHONPATH": os.pathsep.join(sys.path)}  # fmt: skip
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "claims", "serve", "--host", "127.0.0.1", "--port", str(port)],
            stdout=log, stderr=log, env=environment, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(600):
                assert process.poll() is None, (folder / "server.log").read_text()
                try:
                    if httpx.get(f"{address}/health", timeout=2).status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.05)
            yield process, address
        finally:
            process.terminate()
            process.wait(30)


def children_of(pid: int) -> list[int]:
    """The processes that a process started, and theirs."""
    found = []
    for place in LIVE.glob("[0-9]*/stat"):
        try:
            text = place.read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if text.rsplit(")", 1)[1].split()[1] == str(pid):
            child = int(place.parent.name)
            found += [child, *children_of(child)]
    return found


def alive(pid: int) -> bool:
    """Whether a process still runs; a dead one that nobody has collected yet does not."""
    try:
        return (LIVE / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def settle_in(database: Database) -> tuple[str, dict[str, Any]]:
    """A shop with its people, a car and its owner; returns the coordinator's token and what each report says."""
    set_up_shop(database, "en")
    now = SystemClock().now()
    with database.writing() as session:
        shop = session.scalars(select(Shop).where(Shop.code == "anda")).one()
        user = session.scalars(select(User).where(User.login == "lin.coordinator")).one()
        token = issue_token(session, user, shop_id=shop.id, kind="bearer", now=now, life=timedelta(hours=1))
        person = person_of(session, token, "bearer", now=now)
        assert person is not None
        owner = add_customer(session, NewCustomer(name="Li Hua"), by=person, now=now)
        vehicle = add_vehicle(session, NewVehicle(owner_id=owner.id, plate="京A12345"), by=person)
        said = {
            "vehicle_id": vehicle.id, "customer_id": owner.id, "accident_at": "2026-01-05T08:40:00+08:00",
            "place": "x", "driver": "Li Hua", "legs": [{"cover": "customer"}],
        }  # fmt: skip
        return token, said


def look_whole(database: Database) -> set[str]:
    """The stories of all claims, each of which must be there as a whole: file, leg and chain."""
    with database.reading() as session:
        _links, broken = verify(session)
        assert broken == []
        assert not any(replay_all(session))
        claims = session.scalars(select(Claim)).all()
        for claim in claims:
            assert (claim.state, claim.version) == ("reported", 1)
            assert len(session.scalars(select(Leg).where(Leg.claim_id == claim.id)).all()) == 1
            entries = session.scalars(select(Entry).where(Entry.chain == f"claim:{claim.id}")).all()
            assert [entry.kind for entry in entries] == ["step"]
        numbers = sorted(int(claim.number.rsplit("-", 1)[1]) for claim in claims)
        assert numbers == list(range(1, len(claims) + 1)), "no number is lost, none is given twice"
        return {claim.story for claim in claims}


def test_a_server_killed_in_the_middle_of_steps_loses_nothing_and_does_nothing_twice(
    sqlite_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "claims.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{path}"
    database = Database(url)
    token, said = settle_in(database)
    database.dispose()
    streams: list[Stream] = []
    for round_ in range(ROUNDS):
        with server(url, tmp_path) as (process, address):
            with httpx.Client(base_url=address, timeout=10) as client:  # after a restart, the last words again
                for stream in streams[-2:]:
                    for one in stream.sent[-3:]:
                        answer = send(client, token, one)
                        assert answer.status_code == 200, answer.text
                        assert not one.answer or answer.content == one.answer
                        one.answer = answer.content
            fresh = [Stream(address, token, said, f"r{round_}-{name}") for name in ("a", "b")]
            threads = [threading.Thread(target=stream.run) for stream in fresh]
            for thread in threads:
                thread.start()
            while not all(stream.sent and stream.sent[0].answer for stream in fresh):
                time.sleep(0.01)
            time.sleep(random.uniform(0.05, 0.6))  # the one thing in these tests that is left to chance
            workers = children_of(process.pid)
            process.send_signal(signal.SIGKILL)
            process.wait(10)
            for thread in threads:
                thread.join(20)
            streams += fresh
        assert workers, "a worker printed papers beside the server"
        until = time.monotonic() + 20
        while any(alive(pid) for pid in workers) and time.monotonic() < until:
            time.sleep(0.1)
        orphans = [pid for pid in workers if alive(pid)]
        for pid in orphans:
            os.kill(pid, signal.SIGKILL)
        assert not orphans, "no worker outlives its server"
        database = Database(url)
        kept = look_whole(database)
        database.dispose()
        for stream in streams:
            lost = [one.key for one in stream.sent if one.answer and one.said["story"] not in kept]
            assert not lost, "what was acknowledged is there"
        unsaid = {one.said["story"] for stream in streams for one in stream.sent}
        assert kept <= unsaid
    with server(url, tmp_path) as (_process, address), httpx.Client(base_url=address, timeout=10) as client:
        for stream in streams:
            answer = send(client, token, stream.sent[-1])
            assert answer.status_code == 200, answer.text
    database = Database(url)
    stories = look_whole(database)
    database.dispose()
    assert stories == {one.said["story"] for stream in streams for one in stream.sent}
