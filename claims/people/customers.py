"""Customers, their vehicles, and the insurers a shop deals with: adding and changing them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.kernel.errors import Fault, Refusal
from claims.kernel.vehicle_ids import Cleaned, clean_plate, clean_vin
from claims.people.inputs import (
    ChangedCustomer,
    ChangedInsurer,
    ChangedVehicle,
    NewCustomer,
    NewInsurer,
    NewVehicle,
)
from claims.people.models import Customer, Insurer, Person, Vehicle
from claims.people.queries import find, own_shop


class InsurerCodeTaken(Refusal):
    """There is an insurer with the code “{code}” already; choose another code or change that one."""


def add_customer(session: Session, new: NewCustomer, *, by: Person, now: datetime) -> Customer:
    """A new customer of the person's shop."""
    customer = Customer(shop_id=by.shop_id, created_at=now, **new.model_dump())
    session.add(customer)
    session.flush()
    return customer


def change_customer(session: Session, customer: Customer, change: ChangedCustomer) -> list[str]:
    """Change what is said; the names of the fields that are different now."""
    return change_row(session, customer, change)


def add_vehicle(session: Session, new: NewVehicle, *, by: Person) -> Vehicle:
    """A new vehicle of one of the shop's customers, plate and VIN cleaned; see `vehicle_warnings`."""
    find(session, Customer, new.owner_id, by)
    vehicle = Vehicle(shop_id=by.shop_id, **cleaned(new.model_dump()))
    session.add(vehicle)
    session.flush()
    return vehicle


def change_vehicle(session: Session, vehicle: Vehicle, change: ChangedVehicle, *, by: Person) -> list[str]:
    """Change what is said, plate and VIN cleaned; the names of the fields that are different now."""
    if change.owner_id is not None:
        find(session, Customer, change.owner_id, by)
    return change_row(session, vehicle, change)


def vehicle_warnings(session: Session, vehicle: Vehicle, *, by: Person) -> list[Fault]:
    """What looks wrong about plate and VIN, and which other vehicle of the shop has the same."""
    country = own_shop(session, by).country
    found = [*clean_plate(vehicle.plate, country).warnings, *clean_vin(vehicle.vin).warnings]
    for name, text in (("plate", vehicle.plate), ("vin", vehicle.vin)):
        others = select(Vehicle.id).where(
            Vehicle.shop_id == by.shop_id, Vehicle.id != vehicle.id, getattr(Vehicle, name) == text
        )
        if text and (other := session.scalar(others.limit(1))) is not None:
            found.append(Fault("vehicle {number} has the same one", name, {"number": other}))
    return found


def add_insurer(session: Session, new: NewInsurer, *, by: Person) -> Insurer:
    """A new insurer of the person's shop; InsurerCodeTaken where the code is in use."""
    if session.scalar(select(Insurer.id).where(Insurer.shop_id == by.shop_id, Insurer.code == new.code)) is not None:
        raise InsurerCodeTaken(code=new.code)
    insurer = Insurer(shop_id=by.shop_id, **new.model_dump())
    session.add(insurer)
    session.flush()
    return insurer


def change_insurer(session: Session, insurer: Insurer, change: ChangedInsurer) -> list[str]:
    """Change what is said; the names of the fields that are different now."""
    return change_row(session, insurer, change)


def change_row(session: Session, row: Any, change: BaseModel) -> list[str]:
    """Set the fields that were said (null only where the column may be empty); which of them are different now."""
    said = cleaned(change.model_dump(exclude_unset=True))
    nullable = {column.key for column in row.__table__.columns if column.nullable}
    different = [
        name for name, value in said.items() if (value is not None or name in nullable) and getattr(row, name) != value
    ]
    for name in different:
        setattr(row, name, said[name])
    session.flush()
    return different


def cleaned(said: dict[str, Any]) -> dict[str, Any]:
    """The same with plate and VIN in the form in which they are kept."""
    cleaners: dict[str, Callable[[str], Cleaned]] = {"plate": clean_plate, "vin": clean_vin}
    return {k: cleaners[k](v).text if k in cleaners and v is not None else v for k, v in said.items()}
