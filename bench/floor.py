"""The floor under any server of ours: a bare Litestar route that inserts one row with the raw driver."""

from __future__ import annotations

import sqlite3
import sys
import threading
from typing import Any

import uvicorn
from litestar import Litestar, get, post

LOCK = threading.Lock()


def opened(path: str) -> sqlite3.Connection:
    """A database with one table, as durable as the house's: write-ahead log, every commit on disk."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS step (id INTEGER PRIMARY KEY, thing TEXT, step TEXT)")
    return connection


def build(path: str) -> Litestar:
    """The application: POST /steps writes a row and answers with its id."""
    connection = opened(path)

    @post("/steps", sync_to_thread=True)
    def take_step(data: dict[str, Any]) -> dict[str, int | None]:
        with LOCK:
            row = connection.execute("INSERT INTO step (thing, step) VALUES (?, ?)", (data["thing"], data["step"]))
            return {"id": row.lastrowid}

    @get("/health", sync_to_thread=False)
    def health() -> dict[str, str]:
        return {"status": "ok"}

    return Litestar([take_step, health], openapi_config=None)


if __name__ == "__main__":
    uvicorn.run(build(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_config=None, access_log=False)
