"""Tables of the people: shops (with sister shops), users, grants, tokens, customers, vehicles, insurers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from claims.kernel.database import Base
from claims.people.roles import GRANTS, Permission, Role


class Versioned:
    """A row that is changed in place: its version grows with each change, and a stale one cannot be written."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        """SQLAlchemy counts the version itself."""
        return {"version_id_col": cls.version}


def usual_week() -> list[Any]:
    """Opening hours of a shop that has not told its own: 8:30 to 17:30 from Monday to Saturday."""
    return [["08:30", "17:30"]] * 6 + [None]


class PhotographsTell(StrEnum):
    """What is handed out of what a camera told, beside the picture itself."""

    NOTHING = "nothing"
    TIME = "time"
    TIME_AND_PLACE = "time_and_place"


class Shop(Base):
    """One repair shop; sister shops share a group name. Its currency rules every amount in it."""

    __tablename__ = "shop"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    group_name: Mapped[str] = mapped_column(default="")
    currency: Mapped[str]
    language: Mapped[str]
    time_zone: Mapped[str]
    country: Mapped[str] = mapped_column(default="CN")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    tax_number: Mapped[str] = mapped_column(default="")
    bank_account: Mapped[str] = mapped_column(default="")
    opening_hours: Mapped[list[Any]] = mapped_column(
        JSON, default=usual_week
    )  # Monday first: ["08:30", "17:30"] | null
    special_days: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict
    )  # {"2026-10-02": the same, or null: closed}
    photographs_tell: Mapped[str] = mapped_column(default="time")  # beside photographs on paper: a PhotographsTell


class User(Base, Versioned):
    """Somebody who logs in; roles are granted per shop."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="zh")
    active: Mapped[bool] = mapped_column(default=True)


class Grant(Base):
    """One role of one user in one shop."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "shop_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    role: Mapped[str]


class AccessToken(Base):
    """A bearer token or browser session for one user in one shop; only its hash is kept."""

    __tablename__ = "access_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # bearer | session
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LoginFailure(Base):
    """Failed logins of one name, known or not, since the last good one; `wait_until` makes the next ones wait."""

    __tablename__ = "login_failure"

    login: Mapped[str] = mapped_column(primary_key=True)  # folded to lower case
    count: Mapped[int]
    last_at: Mapped[datetime]
    wait_until: Mapped[datetime | None]


class Customer(Base, Versioned):
    """A person or a unit (company, authority) that owns or brings a vehicle."""

    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    kind: Mapped[str]  # person | unit
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    identity_number: Mapped[str] = mapped_column(default="")
    tax_number: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Vehicle(Base, Versioned):
    """A customer's vehicle; plate and VIN are cleaned at the door and may be unknown at first."""

    __tablename__ = "vehicle"

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    plate: Mapped[str] = mapped_column(default="", index=True)
    vin: Mapped[str] = mapped_column(default="", index=True)
    brand: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    color: Mapped[str] = mapped_column(default="")
    engine_number: Mapped[str] = mapped_column(default="")
    first_registration: Mapped[date | None]


class Insurer(Base, Versioned):
    """An insurance company as one shop deals with it."""

    __tablename__ = "insurer"
    __table_args__ = (UniqueConstraint("shop_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    code: Mapped[str]
    name: Mapped[str]
    tax_number: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True)
class Person:
    """Who is acting: one user in one shop with the roles held there."""

    id: int
    login: str
    name: str
    shop_id: int
    roles: frozenset[Role]
    language: str = "zh"

    def may(self, permission: str) -> bool:
        """Whether one of the person's roles holds the permission."""
        return bool(GRANTS[Permission(permission)] & self.roles)
