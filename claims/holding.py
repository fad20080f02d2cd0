"""Keeps a demo from clearing a database that a server is using."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from claims.kernel.errors import Refusal


class InUse(Refusal):
    """The database {path} is in use by a running server; stop it first, then try again."""


@contextmanager
def hold(database_url: str, *, alone: bool) -> Iterator[None]:
    """Hold an SQLite database for a while, alone or beside other servers; InUse where that is not possible."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        yield
        return
    path = Path(f"{url.database}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise InUse(path=url.database) from fault
        yield
