"""Doors for logging in and out, and for asking who one is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import Cookie

from claims.api.authorization import COOKIE
from claims.api.doors import EVERYBODY, Desk, now, read
from claims.people.inputs import Credentials
from claims.people.login import LoginRefused, count_attempt, forget_failures, shop_to_enter
from claims.people.models import Person, User
from claims.people.passwords import fits
from claims.people.queries import own_shop
from claims.people.roles import Permission
from claims.people.tokens import csrf_word, issue_token, revoke_token


class LoggedIn(msgspec.Struct):
    """A token, shown this once: send it as `Authorization: Bearer …` until it expires."""

    token: str
    csrf: str
    expires_at: datetime
    shop: str
    user_id: int


class Me(msgspec.Struct):
    """Who one is, in which shop, with which roles and permissions."""

    id: int
    login: str
    name: str
    language: str
    shop_id: int
    shop: str
    currency: str
    roles: list[str]
    permissions: list[str]

    @classmethod
    def of(cls, person: Person, shop: Any) -> Me:
        """The person in the shop."""
        return cls(
            id=person.id,
            login=person.login,
            name=person.name,
            language=person.language,
            shop_id=shop.id,
            shop=shop.code,
            currency=shop.currency,
            roles=sorted(person.roles),
            permissions=sorted(str(each) for each in Permission if person.may(each)),
        )


@post("/login", opt={"open": True}, sync_to_thread=True, status_code=200, tags=["people"])
def log_in(data: Credentials, request: Request[Any, Any, Any]) -> LoggedIn:
    """Log in to a shop; too many failures make the name wait. `session` sets a cookie instead of showing the token."""
    state, settings, at = request.app.state, request.app.state.settings, now(request)
    with state.database.writing() as session:
        candidate = count_attempt(
            session, data.login, now=at, allowed=settings.login_failures, first_wait=settings.login_wait
        )
    if not fits(data.password, candidate.password_hash) or candidate.user_id is None:
        raise LoginRefused()
    life = settings.session_life if data.kind == "session" else settings.token_life
    with state.database.writing() as session:
        shop = shop_to_enter(session, candidate.user_id, data.shop)
        user = session.get_one(User, candidate.user_id)
        forget_failures(session, data.login)
        token = issue_token(session, user, shop_id=shop.id, kind=data.kind, now=at, life=life)
        made = LoggedIn(token, csrf_word(token), at + life, shop.code, user.id)
    if data.kind == "bearer":
        made.csrf = ""
        return made
    made.token = ""
    cookie = Cookie(
        key=COOKIE, value=token, path="/", httponly=True, samesite="lax", secure=settings.secure_cookies,
        max_age=int(life.total_seconds()),
    )  # fmt: skip
    return Response(made, status_code=200, cookies=[cookie])  # type: ignore[return-value]


@post("/logout", opt={"may": EVERYBODY}, sync_to_thread=True, status_code=204, tags=["people"])
def log_out(request: Desk) -> None:
    """End the token or session that this request carries."""
    with request.app.state.database.writing() as session:
        revoke_token(session, request.auth, now=now(request))


@get("/me", opt={"may": EVERYBODY}, sync_to_thread=True, tags=["people"])
def who_am_i(request: Desk) -> Me:
    """Who the caller is, in which shop, with which roles and permissions."""
    return read(request, lambda s: Me.of(request.user, own_shop(s, request.user)))


ROUTES = [log_in, log_out, who_am_i]
