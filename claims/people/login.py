"""Logging in: a count of failures per name first, then the password, then a token; failures make a name wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from claims.kernel.errors import Refusal
from claims.people.models import Grant, LoginFailure, Shop, User

LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)


class LoginRefused(Refusal):
    """Login, password or shop is not right; check all three and try again."""

    status = 401


class LoginMustWait(Refusal):
    """There were too many failed logins with this name; wait {seconds} seconds, then try again."""

    status = 429


class ShopNotNamed(Refusal):
    """You work in several shops; name the one you log in to by its code: {shops}."""

    status = 400


@dataclass(frozen=True)
class Candidate:
    """Who somebody claims to be, as far as the password check needs it."""

    user_id: int | None
    password_hash: str | None


def folded(login: str) -> str:
    """The login as failures are counted under: blanks and case do not make a new name."""
    return login.strip().casefold()


def count_attempt(session: Session, login: str, *, now: datetime, allowed: int, first_wait: timedelta) -> Candidate:
    """Count this attempt as failed before the password is looked at (a good one clears it); who it would be.

    LoginMustWait while the name has to wait. Commit this before checking the password: that makes guessing in
    parallel as slow as guessing one by one.
    """
    session.execute(delete(LoginFailure).where(LoginFailure.last_at < now - FORGOTTEN_AFTER))
    row = session.get(LoginFailure, folded(login), with_for_update=True)
    if row is None:
        row = LoginFailure(login=folded(login), count=0, last_at=now, wait_until=None)
        session.add(row)
    if row.wait_until is not None and row.wait_until > now:
        raise LoginMustWait(seconds=int((row.wait_until - now).total_seconds()) + 1)
    row.count, row.last_at = row.count + 1, now
    if row.count >= allowed:
        row.wait_until = now + min(first_wait * 2 ** min(row.count - allowed, 20), LONGEST_WAIT)
    found = session.execute(
        select(User.id, User.password_hash).where(User.login == folded(login), User.active)
    ).one_or_none()  # fmt: skip
    return Candidate(found.id, found.password_hash) if found else Candidate(None, None)


def forget_failures(session: Session, login: str) -> None:
    """A good login clears the count."""
    session.execute(delete(LoginFailure).where(LoginFailure.login == folded(login)))


def shop_to_enter(session: Session, user_id: int, code: str) -> Shop:
    """The shop somebody logs in to: the named one, or the only one; LoginRefused where the user holds no role."""
    held = select(Grant.id).where(Grant.user_id == user_id, Grant.shop_id == Shop.id)
    shops = list(session.scalars(select(Shop).where(held.exists()).order_by(Shop.id)))
    if code:
        shops = [shop for shop in shops if shop.code == code]
    if not shops:
        raise LoginRefused()
    if len(shops) > 1:
        raise ShopNotNamed(shops=", ".join(shop.code for shop in shops))
    return shops[0]
