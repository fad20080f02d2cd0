"""What one says of people: users, roles, customers, vehicles, insurers; everything is checked here first."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from claims.kernel.inputs import Input, Name, Text
from claims.people.models import PhotographsTell
from claims.people.passwords import LEAST_LENGTH
from claims.people.roles import Role

Language = Literal["zh", "es", "en"]
Login = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{1,59}$")
]
Named = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[\w.-]+$")]
Password = Annotated[str, StringConstraints(strip_whitespace=False, min_length=LEAST_LENGTH, max_length=200)]


class Credentials(Input):
    """Who wants in, and where; `session` also sets a cookie for browsers."""

    login: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=200)]
    shop: Annotated[str, StringConstraints(max_length=40)] = ""
    kind: Literal["bearer", "session"] = "bearer"


class NewShop(Input):
    """A repair shop; its currency rules every amount in it."""

    code: Code
    name: Named
    group_name: Name = ""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "CNY"
    language: Language = "zh"
    time_zone: Name = "Asia/Shanghai"
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "CN"
    address: Name = ""
    phone: Name = ""
    tax_number: Name = ""
    bank_account: Name = ""


class OpenHours(Input):
    """From when to when a shop is open on a day, on its own clock."""

    opens: time
    closes: time


class OpeningHours(Input):
    """When a shop is open: seven days from Monday on (null: closed), and the days that are different."""

    week: Annotated[list[OpenHours | None], Field(min_length=7, max_length=7)]
    special: Annotated[dict[date, OpenHours | None], Field(default_factory=dict, max_length=1000)]


class Photographs(Input):
    """What is printed beside photographs that are handed out: nothing, the camera's time, or also the place."""

    tell: PhotographsTell


class NewUser(Input):
    """Somebody who shall log in, with the roles in the shop."""

    login: Login
    name: Named
    password: Password
    language: Language = "zh"
    roles: Annotated[list[Role], Field(default_factory=list, max_length=len(Role))]

    @field_validator("password")
    @classmethod
    def not_one_sign(cls, password: str) -> str:
        """A password of one repeated sign is none."""
        if len(set(password)) < 4:
            raise ValueError("a password needs at least four different signs")
        return password


class ChangedUser(Input):
    """What changes about a user; what is not said stays."""

    name: Named | None = None
    language: Language | None = None
    active: bool | None = None
    password: Password | None = None


class Roles(Input):
    """All roles that a user shall hold in the shop from now on."""

    roles: Annotated[list[Role], Field(max_length=len(Role))]


class NewCustomer(Input):
    """A person or a unit that owns or brings a vehicle."""

    kind: Literal["person", "unit"] = "person"
    name: Named
    phone: Name = ""
    address: Text = ""
    identity_number: Name = ""
    tax_number: Name = ""


class ChangedCustomer(Input):
    """What changes about a customer; what is not said stays."""

    kind: Literal["person", "unit"] | None = None
    name: Named | None = None
    phone: Name | None = None
    address: Text | None = None
    identity_number: Name | None = None
    tax_number: Name | None = None


class NewVehicle(Input):
    """A customer's vehicle; plate and VIN may be unknown at first."""

    owner_id: int
    plate: Name = ""
    vin: Name = ""
    brand: Name = ""
    model: Name = ""
    color: Name = ""
    engine_number: Name = ""
    first_registration: date | None = None


class ChangedVehicle(Input):
    """What changes about a vehicle; what is not said stays."""

    owner_id: int | None = None
    plate: Name | None = None
    vin: Name | None = None
    brand: Name | None = None
    model: Name | None = None
    color: Name | None = None
    engine_number: Name | None = None
    first_registration: date | None = None


class NewInsurer(Input):
    """An insurance company as the shop deals with it."""

    code: Code
    name: Named
    tax_number: Name = ""
    address: Text = ""
    phone: Name = ""
    email: Name = ""


class ChangedInsurer(Input):
    """What changes about an insurer; what is not said stays."""

    name: Named | None = None
    tax_number: Name | None = None
    address: Text | None = None
    phone: Name | None = None
    email: Name | None = None
