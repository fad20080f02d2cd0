"""One line in the log for each request, of our own fields: never bodies, tokens, names or addresses of people."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
LOG = structlog.get_logger("claims.access")


class RequestLog:
    """Gives each request an id (a proxy's own is kept), answers with it, and logs how the request went."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and write its line when the answer is through."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        request_id = given.decode() if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"], began, status = request_id, time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", []),
                    (b"x-request-id", request_id.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"x-frame-options", b"DENY"),
                ]
            await send(message)

        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            person = scope.get("user")
            LOG.info(
                "request",
                method=scope.get("method"),
                path=scope.get("path_template") or scope["path"],
                status=status,
                ms=round((time.perf_counter() - began) * 1000, 1),
                person=getattr(person, "id", None),
                shop=getattr(person, "shop_id", None),
                problem=state.get("problem"),
            )
