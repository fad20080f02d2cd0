"""Finding rows behind the shop's wall: what belongs to another shop is not there."""

from __future__ import annotations

import re
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.kernel.errors import NotFound
from claims.people.models import Person, Shop

Row = TypeVar("Row")


class Member(Protocol):
    """Whoever belongs to a shop."""

    @property
    def shop_id(self) -> int: ...


def thing_name(model: type[Any]) -> str:
    """The word for a table's row in a sentence: DamageLine is a “damage line”."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", model.__name__).lower()


def find(session: Session, model: type[Row], id: int, person: Member, **named: object) -> Row:
    """The row of the person's own shop; NotFound where there is none or it is another shop's.

    `named` narrows it further, as in `find(s, Leg, 3, person, claim_id=claim.id)`.
    """
    row = session.get(model, id) if 0 < id < 2**31 else None  # the width of every id
    owner = getattr(row, "shop_id", None)
    if row is None or owner != person.shop_id or any(getattr(row, name) != value for name, value in named.items()):
        raise NotFound(thing=thing_name(model))
    return row


def own_shop(session: Session, person: Person) -> Shop:
    """The shop in which the person acts."""
    shop = session.get(Shop, person.shop_id)
    if shop is None:
        raise NotFound(thing="shop")
    return shop


def shop_by_code(session: Session, code: str) -> Shop:
    """The shop of that code; NotFound where there is none."""
    shop = session.scalar(select(Shop).where(Shop.code == code))
    if shop is None:
        raise NotFound(thing="shop")
    return shop
