"""Builders for the doors' tests: a shop with its people, a server in the process, and callers with their tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy.orm import Session

from claims.app import build_app, state_of
from claims.files.store import Store
from claims.kernel.clock import FixedClock
from claims.kernel.database import Database
from claims.kernel.machine import Machine
from claims.people.accounts import add_shop
from claims.people.inputs import NewShop
from claims.people.models import Grant, Shop, User
from claims.people.passwords import hash_password
from claims.people.roles import Role
from claims.people.tokens import issue_token
from claims.settings import Settings

MORNING = datetime(2024, 3, 1, 1, 30, tzinfo=UTC)
PASSWORD = "correct-horse-7"
HASHED = hash_password(PASSWORD)


@dataclass
class House:
    """What a running server needs, without the wiring of the whole house."""

    database: Database
    files: Store
    clock: FixedClock = field(default_factory=lambda: FixedClock(MORNING))
    attempts: list[Any] = field(default_factory=list)
    machine: Machine = field(
        default_factory=lambda: Machine({}, answers={}, reactions={}, decide=lambda *_: None, record=lambda _: None)
    )

    def record_attempt(self, session: Session, refusal: Any) -> None:
        """Remember refused attempts."""
        self.attempts.append(refusal)


def make_house(database: Database, folder: Path) -> House:
    """A house on a database, with its files in a folder."""
    return House(database, Store(folder / "files"))


@lru_cache(maxsize=1)
def empty_app() -> Litestar:
    """The server of a house that has nothing yet; building it takes long, so all tests share one."""
    return build_app(Settings(log_level="error"), House(Database("sqlite:///nowhere.sqlite"), Store(Path("nowhere"))))


def make_app(house: House, **settings: Any) -> Litestar:
    """The server of a house."""
    app = empty_app()
    app.state.update(state_of(Settings(log_level="error", secure_cookies=False, **settings), house))
    return app


def make_shop(session: Session, code: str = "north", **more: Any) -> Shop:
    """A shop."""
    return add_shop(session, NewShop(code=code, name=f"Shop {code}", **more))


def make_user(session: Session, shop: Shop, *roles: Role, login: str = "", language: str = "en") -> User:
    """A user with roles in a shop; the password is PASSWORD."""
    name = login or "-".join([shop.code, *roles])
    user = User(login=name, name=name.title(), password_hash=HASHED, language=language, active=True)
    session.add(user)
    session.flush()
    session.add_all(Grant(user_id=user.id, shop_id=shop.id, role=str(role)) for role in roles)
    session.flush()
    return user


def make_token(session: Session, user: User, shop: Shop, now: datetime = MORNING) -> str:
    """A bearer token for a day."""
    return issue_token(session, user, shop_id=shop.id, kind="bearer", now=now, life=timedelta(days=1))


class Caller:
    """Somebody with a token who calls the server."""

    def __init__(self, client: TestClient[Litestar], token: str = "") -> None:
        self.client, self.head = client, {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, method: str, path: str, /, **more: Any) -> Any:
        """One request; `headers` are added to the token."""
        headers = {**self.head, **more.pop("headers", {})}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **more)
