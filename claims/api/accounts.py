"""Doors of the administrator: the own shop, its users, and who holds which role."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import get, patch, post, put
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.api.doors import EVERYBODY, Desk, Page, Pages, check_version, now, page, read, write
from claims.audit.journal import note
from claims.people.accounts import add_user, change_user, colleague, set_opening_hours, set_roles
from claims.people.inputs import ChangedUser, NewUser, OpeningHours, Photographs, Roles
from claims.people.models import Grant, Shop, User
from claims.people.passwords import hash_password
from claims.people.queries import own_shop
from claims.people.roles import Permission as P
from claims.people.tokens import roles_of


class ShopOut(msgspec.Struct):
    """The shop in which one acts."""

    id: int
    code: str
    name: str
    group_name: str
    currency: str
    language: str
    time_zone: str
    country: str
    address: str
    phone: str
    tax_number: str
    bank_account: str
    opening_hours: list[Any]
    special_days: dict[str, Any]
    photographs_tell: str

    @classmethod
    def of(cls, shop: Shop) -> ShopOut:
        """Show a shop."""
        return cls(*(getattr(shop, name) for name in cls.__struct_fields__))


class UserOut(msgspec.Struct):
    """A user with the roles held in this shop; never the password's hash."""

    id: int
    version: int
    login: str
    name: str
    language: str
    active: bool
    roles: list[str]

    @classmethod
    def of(cls, session: Session, user: User, shop_id: int) -> UserOut:
        """Show a user as this shop sees them."""
        roles = sorted(roles_of(session, user.id, shop_id))
        return cls(user.id, user.version, user.login, user.name, user.language, user.active, [str(r) for r in roles])


@get("/shop", opt={"may": EVERYBODY}, sync_to_thread=True, tags=["people"])
def show_shop(request: Desk) -> ShopOut:
    """The shop in which the caller acts."""
    return read(request, lambda s: ShopOut.of(own_shop(s, request.user)))


@put("/shop/opening-hours", opt={"may": P.KEEP_USERS}, sync_to_thread=True, tags=["people"])
def tell_opening_hours(data: OpeningHours, request: Desk) -> ShopOut:
    """When the shop is open from now on: its deadlines count on these days and hours."""

    def act(session: Session) -> ShopOut:
        shop = own_shop(session, request.user)
        before = {"week": shop.opening_hours, "special": shop.special_days}
        set_opening_hours(shop, data)
        told = {"before": before, "after": {"week": shop.opening_hours, "special": shop.special_days}}
        note(session, None, "opening hours told", by=request.user, now=now(request), data=told)
        return ShopOut.of(shop)

    return write(request, act)


@put("/shop/photographs", opt={"may": P.KEEP_USERS}, sync_to_thread=True, tags=["people"])
def tell_photographs(data: Photographs, request: Desk) -> ShopOut:
    """What stands beside photographs on papers from now on; pictures that are handed out hold nothing of it anyway."""

    def act(session: Session) -> ShopOut:
        shop = own_shop(session, request.user)
        told = {"before": shop.photographs_tell, "after": str(data.tell)}
        shop.photographs_tell = str(data.tell)
        note(session, None, "photographs set", by=request.user, now=now(request), data=told)
        return ShopOut.of(shop)

    return write(request, act)


@get("/users", opt={"may": P.KEEP_USERS}, sync_to_thread=True, tags=["people"])
def list_users(request: Desk, pages: Pages) -> Page[UserOut]:
    """Everybody who holds a role in this shop."""
    shop_id = request.user.shop_id
    mine = select(Grant.id).where(Grant.user_id == User.id, Grant.shop_id == shop_id).exists()
    return read(
        request, lambda s: page(s, select(User).where(mine), User.id, pages, lambda u: UserOut.of(s, u, shop_id))
    )


@post("/users", opt={"may": P.KEEP_USERS}, sync_to_thread=True, tags=["people"])
def open_account(data: NewUser, request: Desk) -> UserOut:
    """A new user with roles in this shop."""
    password_hash, shop_id = hash_password(data.password), request.user.shop_id

    def act(session: Session) -> UserOut:
        user = add_user(session, data, password_hash=password_hash, shop_id=shop_id)
        roles = [str(role) for role in data.roles]
        note(session, None, "user added", by=request.user, now=now(request), data={"user": user.id, "roles": roles})
        return UserOut.of(session, user, shop_id)

    return write(request, act)


@patch("/users/{user_id:int}", opt={"may": P.KEEP_USERS}, sync_to_thread=True, tags=["people"])
def change_account(user_id: int, data: ChangedUser, request: Desk) -> UserOut:
    """Change a user's name, language, password, or whether they may log in; the last two end their tokens."""
    password_hash = hash_password(data.password) if data.password is not None else None

    def act(session: Session) -> UserOut:
        user = colleague(session, user_id, request.user)
        check_version(user, request)
        change_user(session, user, data, password_hash=password_hash, now=now(request))
        changed = {"user": user.id, "fields": sorted(data.model_fields_set), "active": user.active}
        note(session, None, "user changed", by=request.user, now=now(request), data=changed)
        return UserOut.of(session, user, request.user.shop_id)

    return write(request, act)


@put("/users/{user_id:int}/roles", opt={"may": P.KEEP_USERS}, sync_to_thread=True, tags=["people"])
def grant_roles(user_id: int, data: Roles, request: Desk) -> UserOut:
    """The user holds exactly these roles in this shop from now on."""

    def act(session: Session) -> UserOut:
        user = colleague(session, user_id, request.user)
        before = sorted(str(role) for role in roles_of(session, user.id, request.user.shop_id))
        after = sorted(str(role) for role in set_roles(session, user, data.roles, shop_id=request.user.shop_id))
        granted = {"user": user.id, "before": before, "after": after}
        note(session, None, "roles granted", by=request.user, now=now(request), data=granted)
        return UserOut.of(session, user, request.user.shop_id)

    return write(request, act)


ROUTES = [
    show_shop, tell_opening_hours, tell_photographs, list_users, open_account, change_account, grant_roles,
]  # fmt: skip
