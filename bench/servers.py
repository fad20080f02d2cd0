"""Server processes for measuring: the house on a fresh SQLite database, and the least that a server can be."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from claims import migrations
from claims.demo.shop import set_up_shop
from claims.kernel.database import Database

PATIENCE_S = 60


class NoServer(RuntimeError):
    """A server to be measured did not start."""


@contextmanager
def house(folder: Path) -> Iterator[str]:
    """The house's own server with the demo's two shops, all in `folder`; gives its address."""
    url = f"sqlite:///{folder / 'claims.sqlite'}"
    database = Database(url)
    migrations.upgrade(database)
    set_up_shop(database, "en")
    database.dispose()
    own = {"CLAIMS_DATABASE_URL": url, "CLAIMS_FILES_DIR": str(folder / "files"), "CLAIMS_LOG_LEVEL": "warning"}
    port = free_port()
    with running(
        [sys.executable, "-m", "claims", "serve", "--host", "127.0.0.1", "--port", str(port)], port, own, folder
    ):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def floor(folder: Path) -> Iterator[str]:
    """One Litestar route and one raw insert (bench/floor.py), in `folder`; gives its address."""
    port = free_port()
    with running([sys.executable, "-m", "bench.floor", str(folder / "floor.sqlite"), str(port)], port, {}, folder):
        yield f"http://127.0.0.1:{port}"


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, own: dict[str, str], folder: Path) -> Iterator[None]:
    """A server process that answers its health check; ended with the block."""
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, **own})
        try:
            wait_for(f"http://127.0.0.1:{port}/health", server, log)
            yield
        except Exception:
            sys.stderr.write(f"{last_words(log)}\n")
            raise
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; NoServer where it ends or stays silent."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(address, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise NoServer("the server did not start; its last words are above")


def last_words(log: Path) -> str:
    """The end of a server's log."""
    return log.read_text("utf-8", "replace")[-4000:]
