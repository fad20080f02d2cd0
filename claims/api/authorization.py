"""Who is at the door, and whether they may come in: bearer tokens, browser sessions, and the guard of every route."""

from __future__ import annotations

import hmac
from functools import partial
from typing import Any, cast

from anyio.to_thread import run_sync
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from claims.api.doors import EVERYBODY
from claims.kernel.errors import Forbidden, Refusal, Stranger
from claims.people.models import Person
from claims.people.roles import Permission, roles_that_may
from claims.people.tokens import Kind, csrf_word, person_of

COOKIE = "claims_session"
CSRF_HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class PageOutdated(Refusal):
    """This page is not from your present session; load it again, then send it."""

    status = 403


class Authentication(AbstractAuthenticationMiddleware):
    """Finds the person behind a bearer token or a session cookie; Stranger where there is none."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """The person, from the Authorization header first; a cookie only changes things with its page's word."""
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        kind: Kind = "bearer"
        if scheme:
            token = token.strip() if scheme.lower() == "bearer" else ""
        else:
            token, kind = connection.cookies.get(COOKIE, ""), "session"
        if not token:
            raise Stranger()
        person = await run_sync(partial(look_up, connection, token, kind))
        if person is None:
            raise Stranger()
        if kind == "session" and connection.scope.get("method") not in SAFE:
            word = connection.headers.get(CSRF_HEADER, "")
            if not hmac.compare_digest(word.encode(), csrf_word(token).encode()):
                raise PageOutdated()
        return AuthenticationResult(user=person, auth=token)


def look_up(connection: ASGIConnection[Any, Any, Any, Any], token: str, kind: Kind) -> Person | None:
    """The person who holds the token now."""
    state = connection.app.state
    with state.database.reading() as session:
        return person_of(session, token, kind, now=state.clock.now())


def may_enter(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of every route: it must be open, for everybody who is logged in, or name its permission."""
    if handler.opt.get("open"):
        return
    may = handler.opt.get("may")
    if may is None:
        raise Forbidden(action=f"use {handler}", roles="")
    if may == EVERYBODY or handler.opt.get("judged"):  # the machine judges steps, and keeps refused attempts
        return
    person = cast(Person, connection.user)
    permission = Permission(may)
    if not person.may(permission):
        raise Forbidden(action=permission.value, roles=", ".join(sorted(roles_that_may(permission))))
