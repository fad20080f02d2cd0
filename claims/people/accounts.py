"""Shops, their users, and who holds which role: set up by the administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from claims.kernel.errors import Faults, NotFound, Refusal
from claims.kernel.money import CURRENCIES
from claims.people.inputs import ChangedUser, NewShop, NewUser, OpenHours, OpeningHours
from claims.people.models import Grant, Person, Shop, User
from claims.people.roles import Permission, Role
from claims.people.tokens import revoke_all, roles_of


class LoginTaken(Refusal):
    """Somebody has the login “{login}” already; choose another one."""


class ShopCodeTaken(Refusal):
    """There is a shop with the code “{code}” already; choose another one."""


class LastAdministrator(Refusal):
    """This is the last administrator of the shop; make somebody else administrator first."""


def add_shop(session: Session, new: NewShop) -> Shop:
    """A new shop; Invalid for an unknown currency or time zone, ShopCodeTaken for a code that is in use."""
    faults = Faults()
    faults.check(new.currency in CURRENCIES, "this is not an ISO 4217 currency", "currency")
    faults.check(new.time_zone in available_timezones(), "this time zone is not known", "time_zone")
    faults.refuse()
    if session.scalar(select(Shop.id).where(Shop.code == new.code)) is not None:
        raise ShopCodeTaken(code=new.code)
    shop = Shop(**new.model_dump())
    session.add(shop)
    session.flush()
    return shop


def set_opening_hours(shop: Shop, new: OpeningHours) -> None:
    """When the shop is open from now on; Invalid where a day closes before it opens, or no day of the week is open."""
    week = [kept_hours(hours) for hours in new.week]
    special = {day.isoformat(): kept_hours(hours) for day, hours in sorted(new.special.items())}
    faults = Faults()
    faults.check(any(week), "the shop is open on at least one day of the week", "week")
    days = {f"week[{number}]": hours for number, hours in enumerate(week)}
    for where, hours in (days | {f"special.{day}": hours for day, hours in special.items()}).items():
        faults.check(hours is None or hours[0] < hours[1], "the shop opens before it closes", where)
    faults.refuse()
    shop.opening_hours, shop.special_days = week, special


def kept_hours(hours: OpenHours | None) -> list[str] | None:
    """Opening hours as they are kept: ["08:30", "17:30"]; None for a closed day."""
    return hours and [f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}"]


def add_user(session: Session, new: NewUser, *, password_hash: str, shop_id: int) -> User:
    """A new user with the named roles in a shop; hash the password before the transaction. LoginTaken otherwise."""
    if session.scalar(select(User.id).where(User.login == new.login)) is not None:
        raise LoginTaken(login=new.login)
    user = User(login=new.login, name=new.name, password_hash=password_hash, language=new.language, active=True)
    session.add(user)
    session.flush()
    for role in dict.fromkeys(new.roles):
        session.add(Grant(user_id=user.id, shop_id=shop_id, role=str(role)))
    session.flush()
    return user


def colleague(session: Session, user_id: int, person: Person) -> User:
    """A user who holds a role in the person's shop; NotFound for everybody else."""
    held = select(Grant.id).where(Grant.user_id == User.id, Grant.shop_id == person.shop_id)
    user = session.scalar(select(User).where(User.id == user_id, held.exists()))
    if user is None:
        raise NotFound(thing="user")
    return user


def change_user(session: Session, user: User, change: ChangedUser, *, password_hash: str | None, now: datetime) -> User:
    """Change a user; a new password, or leaving, ends all of the user's tokens."""
    for name in ("name", "language", "active"):
        value = getattr(change, name)
        if value is not None:
            setattr(user, name, value)
    if password_hash is not None:
        user.password_hash = password_hash
    if password_hash is not None or change.active is False:
        revoke_all(session, user.id, now=now)
    session.flush()
    keep_an_administrator(session, user.id)
    return user


def set_roles(session: Session, user: User, roles: Iterable[Role], *, shop_id: int) -> frozenset[Role]:
    """The user holds exactly these roles in the shop from now on; LastAdministrator where nobody would be left."""
    session.execute(delete(Grant).where(Grant.user_id == user.id, Grant.shop_id == shop_id))
    for role in dict.fromkeys(roles):
        session.add(Grant(user_id=user.id, shop_id=shop_id, role=str(role)))
    session.flush()
    keep_an_administrator(session, user.id, shop_id)
    return roles_of(session, user.id, shop_id)


def keep_an_administrator(session: Session, user_id: int, shop_id: int | None = None) -> None:
    """LastAdministrator where one of the user's shops (or `shop_id`) has nobody left who may keep users."""
    shops = (
        {shop_id}
        if shop_id is not None
        else set(session.scalars(select(Grant.shop_id).where(Grant.user_id == user_id, Grant.role == Role.ADMIN)))
    )
    administrators = select(Grant.shop_id).join(User, User.id == Grant.user_id)
    left = set(session.scalars(administrators.where(Grant.role == Role.ADMIN, User.active, Grant.shop_id.in_(shops))))
    if shops - left:
        raise LastAdministrator()


def holders(session: Session, permission: Permission, shop_id: int) -> list[User]:
    """The active users of a shop who hold a permission, by login."""
    users = session.scalars(
        select(User).join(Grant, Grant.user_id == User.id).where(Grant.shop_id == shop_id, User.active).distinct()
    ).all()
    return sorted((u for u in users if as_person(session, u, shop_id).may(permission)), key=lambda user: user.login)


def as_person(session: Session, user: User, shop_id: int) -> Person:
    """A user as somebody who acts in a shop, with the roles held there now; without any where he has left."""
    roles = roles_of(session, user.id, shop_id) if user.active else frozenset()
    return Person(user.id, user.login, user.name, shop_id, roles, user.language)


def acting(session: Session, user_id: int, shop_id: int) -> Person:
    """The user of that id as somebody who acts in a shop."""
    return as_person(session, session.get_one(User, user_id), shop_id)
