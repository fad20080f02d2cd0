"""Whether the house is open: the process answers, and the database too."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy.exc import SQLAlchemyError

from claims.outbox.queue import counts


class Health(msgspec.Struct):
    """How the server stands, and its queue of jobs: how many wait, run and have failed, how long the oldest waits."""

    status: str
    database: str
    jobs_waiting: int = 0
    jobs_running: int = 0
    jobs_failed: int = 0
    oldest_job_waits_s: int = 0


UNWELL = {503: ResponseSpec(Health, generate_examples=False, description="The database does not answer")}


@get("/health", opt={"open": True}, sync_to_thread=True, tags=["health"], responses=UNWELL)
def health(request: Request[Any, Any, Any]) -> Health:
    """200 where the database answers, 503 where it does not."""
    try:
        with request.app.state.database.reading() as session:
            queue = counts(session)
    except SQLAlchemyError:
        return Response(Health("unwell", "does not answer"), status_code=503)  # type: ignore[return-value]
    age = queue.oldest_age(request.app.state.clock.now())
    return Health("well", "answers", queue.waiting, queue.running, queue.failed, age)
