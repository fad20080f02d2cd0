"""Bearer tokens and browser sessions: made here, never taken from outside; only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from claims.people.models import AccessToken, Grant, Person, User
from claims.people.roles import Role

Kind = Literal["bearer", "session"]
LONGEST = 200
WORDS = frozenset(str(role) for role in Role)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_word(token: str) -> str:
    """The word that pages of a session send along with every change, derived from the session's token."""
    return hashlib.sha256(b"csrf\n" + token.encode()).hexdigest()


def issue_token(session: Session, user: User, *, shop_id: int, kind: Kind, now: datetime, life: timedelta) -> str:
    """A new token for a user in a shop; it is shown this once."""
    token = secrets.token_urlsafe(32)
    session.add(
        AccessToken(
            token_hash=token_hash(token),
            kind=kind,
            user_id=user.id,
            shop_id=shop_id,
            created_at=now,
            expires_at=now + life,
            revoked_at=None,
        )
    )
    return token


def person_of(session: Session, token: str, kind: Kind, *, now: datetime) -> Person | None:
    """Who holds this token now; None when it is unknown, passed, revoked, or the user is not active any more."""
    if len(token) > LONGEST:
        return None
    row = session.execute(
        select(User.id, User.login, User.name, User.language, AccessToken.shop_id)
        .join(AccessToken, AccessToken.user_id == User.id)
        .where(
            AccessToken.token_hash == token_hash(token),
            AccessToken.kind == kind,
            AccessToken.revoked_at.is_(None),
            AccessToken.expires_at > now,
            User.active,
        )
    ).one_or_none()
    if row is None:
        return None
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        shop_id=row.shop_id,
        roles=roles_of(session, row.id, row.shop_id),
        language=row.language,
    )


def roles_of(session: Session, user_id: int, shop_id: int) -> frozenset[Role]:
    """The roles a user holds in a shop; a word that is no role any more counts for nothing."""
    words = session.scalars(select(Grant.role).where(Grant.user_id == user_id, Grant.shop_id == shop_id))
    return frozenset(Role(word) for word in words if word in WORDS)


def revoke_token(session: Session, token: str, *, now: datetime) -> None:
    """From now on nobody gets in with this token."""
    session.execute(
        update(AccessToken)
        .where(AccessToken.token_hash == token_hash(token), AccessToken.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_all(session: Session, user_id: int, *, now: datetime) -> None:
    """From now on nobody gets in with any token of this user: after a new password, or when somebody leaves."""
    session.execute(
        update(AccessToken)
        .where(AccessToken.user_id == user_id, AccessToken.revoked_at.is_(None))
        .values(revoked_at=now)
    )
