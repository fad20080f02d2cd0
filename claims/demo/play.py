"""Plays the demo: a fresh database, a real server, the story over HTTP, the papers, and the proof."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from rich.console import Console

from claims import migrations
from claims.audit.verify import replay_all, verify
from claims.demo import accident, closing, prices, repair
from claims.demo.cast import Cast, gather
from claims.demo.desk import DemoFailed
from claims.demo.papers import fetch_papers
from claims.demo.shop import set_up_shop
from claims.demo.timeline import Timeline
from claims.holding import hold
from claims.kernel.database import Database
from claims.settings import Settings

STORY = (
    accident.open_books, accident.report, accident.receive, accident.survey, accident.tear_down, accident.fix_loss,
    prices.negotiate,
    repair.sign_order, repair.buy_lamp, repair.start_repair, repair.find_hidden_damage, repair.add_wishes,
    repair.inspect,
    closing.review, closing.settle, closing.transfer, closing.deliver, closing.collect,
)  # fmt: skip


def play_demo(settings: Settings, *, out: Path, language: str) -> int:
    """Play the whole claim; returns 0 when everything went as the story says and every proof holds."""
    console, began = Console(highlight=False, soft_wrap=True), time.monotonic()
    with hold(settings.database_url, alone=True):
        start_afresh(settings)
        database = Database(settings.database_url)
        migrations.upgrade(database)
        set_up_shop(database, language)
    out.mkdir(parents=True, exist_ok=True)
    timeline = Timeline(console)
    try:
        with running_server(settings) as address, httpx.Client(base_url=address, timeout=60) as client:
            cast = gather(client, timeline)
            play(cast)
            fetch_papers(cast, out, console)
    except DemoFailed as fault:
        console.print(f"[bold red]The story stopped:[/] {fault}")
        return 1
    finally:
        timeline.write(out / "timeline.json")
    good = prove(database, console)
    database.dispose()
    console.print(
        f"\n[bold]{time.monotonic() - began:.1f} s[/]; papers in {out}/; [bold]./run serve[/] shows this claim."
    )
    return 0 if good else 1


def play(cast: Cast) -> None:
    """Every part of the story in order."""

    def decisions(after: int) -> list[dict[str, object]]:
        return list(cast.auditor.get(f"/{cast.claim}/decisions?after={after}")) if "claim" in cast.ids else []

    cast.timeline.decisions = decisions
    for part in STORY:
        part(cast)


def start_afresh(settings: Settings) -> None:
    """Remove what an earlier demo left: its SQLite database and its files; nothing else is touched."""
    prefix = "sqlite:///"
    if not settings.database_url.startswith(prefix):
        raise DemoFailed("the demo plays on SQLite only; unset CLAIMS_DATABASE_URL")
    path = Path(settings.database_url.removeprefix(prefix))
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.rmtree(settings.files_dir, ignore_errors=True)


@contextmanager
def running_server(settings: Settings) -> Iterator[str]:
    """A server in a process of its own, on a free port; ended with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = Path("var") / "demo-server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        command = [sys.executable, "-m", "claims", "serve", "--host", "127.0.0.1", "--port", str(port)]
        environment = {**os.environ, "CLAIMS_DATABASE_URL": settings.database_url}
        server = subprocess.Popen(command, stdout=output, stderr=output, env=environment)  # noqa: S603
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers its health check."""
    for _ in range(300):
        if server.poll() is not None:
            raise DemoFailed(f"the server did not start; see {log}")
        try:
            if httpx.get(f"{address}/health", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise DemoFailed(f"the server did not answer within 30 seconds; see {log}")


def prove(database: Database, console: Console) -> bool:
    """Walk the chains and replay every decision; says whether all holds."""
    with database.reading() as session:
        links, broken = verify(session)
        outcomes = list(replay_all(session))
    different = [one for one in outcomes if one is not None]
    console.print(f"\n[bold]verify[/]: {links} links, {len(broken)} chains broken", style="red" if broken else "green")
    for one in broken:
        console.print(f"  {one.chain}, link {one.seq}: {one.reason}")
    said = f"[bold]replay[/]: {len(outcomes)} decisions, {len(different)} come out differently"
    console.print(said, style="red" if different else "green")
    for other in different:
        console.print(f"  decision {other.decision} ({other.policy}): {other.reason}")
    return not broken and not different and bool(outcomes)
