"""The demo's claim over HTTP against a real server on SQLite, beside the least that a server can do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
from rich.console import Console

from bench.measure import Row, Table, percentile, shares_of
from bench.servers import floor, house
from claims.demo.cast import gather
from claims.demo.play import play
from claims.demo.timeline import Timeline

STEP = re.compile(r"/steps/[a-z-]+$")
UPLOAD = re.compile(r"/(photographs|files|papers|price-lists)\b")
NUMBER = re.compile(r"/[0-9]+(?=/|$)")
MEANING = (
    "One accident claim from report to paid, played over HTTP one request after the other by all its roles, each step "
    "with its checks, decisions and chain of proof, on SQLite with every commit on disk; what counts is how long the "
    "client waits for answers. "
    "The floor is one bare Litestar route that inserts one row with the raw driver, asked by the same client: what "
    "HTTP and a safe commit cost before any work is done. The floor does none of our work; the ratio says how many "
    "such requests one of ours weighs."
)


@dataclass(frozen=True)
class Request:
    """One request as the client saw it."""

    method: str
    path: str
    seconds: float

    @property
    def is_step(self) -> bool:
        """Whether it took a step in some thing's life, or tried to."""
        return self.method == "POST" and bool(STEP.search(self.path))

    @property
    def sort(self) -> str:
        """What sort of request it is, for the table of where the time goes."""
        if self.is_step:
            return "steps"
        if self.method == "GET":
            return "decisions read for the timeline" if "/decisions" in self.path else "things read"
        return "photographs and files uploaded" if UPLOAD.search(self.path) else "things written"


class Watched(httpx.HTTPTransport):
    """Passes requests on and keeps how long each took, body included."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The server's answer, read to its end."""
        began = perf_counter()
        response = super().handle_request(request)
        response.read()
        path = NUMBER.sub("/1", request.url.path)
        self.seen.append(Request(request.method, path, perf_counter() - began))
        return response


def measured(*, rounds: int = 2, requests: int = 200) -> Table:
    """The whole claim `rounds` times, each on a fresh database, and after each `requests` requests to the floor."""
    played, floors = [], []
    for _ in range(rounds):
        played.append(claim_played())
        floors.append(floor_asked(requests))
    steps = [[one for one in seen if one.is_step] for seen in played]
    waits = [one.seconds * 1000 for seen in steps for one in seen]
    spent: dict[str, float] = defaultdict(float)
    for one in (one for seen in played for one in seen):
        spent[one.sort] += one.seconds
    rows = (
        Row("claims, all requests of the claim", tuple(map(per_second, played))),
        Row("claims, its steps alone", tuple(map(per_second, steps))),
        Row("floor, one bare insert a request", tuple(map(per_second, floors))),
    )
    notes = (
        f"A claim is {len(played[0])} requests, {len(steps[0])} of them steps taken or refused.",
        f"A step takes {percentile(waits, 50):.0f} ms (p50), {percentile(waits, 99):.0f} ms (p99).",
    )
    return Table("The demo's claim over HTTP", "requests/s waited for", MEANING, rows, notes, shares_of(spent))


def per_second(seen: Sequence[Request]) -> float:
    """Requests per second of waiting for the answer; what the teller does between them does not count."""
    return len(seen) / sum(one.seconds for one in seen)


def claim_played() -> list[Request]:
    """The requests of one claim, after everybody has logged in."""
    with TemporaryDirectory(prefix="bench-") as name, house(Path(name)) as address:
        watched = Watched()
        with httpx.Client(base_url=address, timeout=60, transport=watched) as client:
            cast = gather(client, Timeline(Console(quiet=True)))
            watched.seen.clear()
            play(cast)
        return watched.seen


def floor_asked(requests: int) -> list[Request]:
    """So many requests to the floor, after a first one."""
    with TemporaryDirectory(prefix="bench-") as name, floor(Path(name)) as address:
        watched = Watched()
        with httpx.Client(base_url=address, timeout=60, transport=watched) as client:
            for place in range(requests + 1):
                answer = client.post("/steps", json={"thing": "claims/1", "step": "receive"})
                answer.raise_for_status()
                if answer.json() != {"id": place + 1}:
                    raise RuntimeError(f"the floor did not insert a row: {answer.text}")
        return watched.seen[1:]
