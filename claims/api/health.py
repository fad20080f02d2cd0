"""Whether the house is open: the process answers, and the database too."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError


class Health(msgspec.Struct):
    """How the server stands."""

    status: str
    database: str


UNWELL = {503: ResponseSpec(Health, generate_examples=False, description="The database does not answer")}


@get("/health", opt={"open": True}, sync_to_thread=True, tags=["health"], responses=UNWELL)
def health(request: Request[Any, Any, Any]) -> Health:
    """200 where the database answers, 503 where it does not."""
    try:
        with request.app.state.database.reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Response(Health("unwell", "does not answer"), status_code=503)  # type: ignore[return-value]
    return Health("well", "answers")
