"""Builders for the duties' tests: a shop and its people."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from claims.people.models import Person, Shop, User
from claims.people.roles import Role

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def make_shop_and_people(session: Session, code: str = "north") -> dict[Role, Person]:
    """A shop with one person for each role."""
    shop = Shop(code=code, name=code, currency="CNY", language="zh", time_zone="Asia/Shanghai")
    session.add(shop)
    session.flush()
    people = {}
    for role in Role:
        user = User(login=f"{code}-{role}", name=str(role), password_hash="x")
        session.add(user)
        session.flush()
        people[role] = Person(user.id, user.login, user.name, shop.id, frozenset({role}), "en")
    return people
