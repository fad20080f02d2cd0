"""Doors of the people a shop works for and with: customers, vehicles, insurers."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import get, patch, post
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from claims.api.doors import Desk, Page, Pages, check_version, now, page, read, write
from claims.api.language import language_of
from claims.api.problems import ProblemFault
from claims.audit.journal import note
from claims.kernel.texts import say_fault
from claims.kernel.vehicle_ids import folded
from claims.people.customers import (
    add_customer,
    add_insurer,
    add_vehicle,
    change_customer,
    change_insurer,
    change_vehicle,
    vehicle_warnings,
)
from claims.people.inputs import (
    ChangedCustomer,
    ChangedInsurer,
    ChangedVehicle,
    NewCustomer,
    NewInsurer,
    NewVehicle,
)
from claims.people.models import Customer, Insurer, Vehicle
from claims.people.queries import find
from claims.people.roles import Permission as P


class CustomerOut(msgspec.Struct):
    """A customer."""

    id: int
    version: int
    kind: str
    name: str
    phone: str
    address: str
    identity_number: str
    tax_number: str
    created_at: datetime

    @classmethod
    def of(cls, customer: Customer) -> CustomerOut:
        """Show a customer."""
        return cls(*(getattr(customer, name) for name in cls.__struct_fields__))


class VehicleOut(msgspec.Struct):
    """A vehicle; `warnings` says what looks wrong about its plate and VIN (only where it was just written or read)."""

    id: int
    version: int
    owner_id: int
    plate: str
    vin: str
    brand: str
    model: str
    color: str
    engine_number: str
    first_registration: date | None
    warnings: list[ProblemFault]

    @classmethod
    def of(cls, vehicle: Vehicle, warnings: list[ProblemFault] | None = None) -> VehicleOut:
        """Show a vehicle."""
        plain = {name: getattr(vehicle, name) for name in cls.__struct_fields__[:-1]}
        return cls(**plain, warnings=warnings or [])

    @classmethod
    def checked(cls, session: Session, vehicle: Vehicle, request: Desk) -> VehicleOut:
        """Show a vehicle with what looks wrong about it."""
        language = language_of(request)
        found = vehicle_warnings(session, vehicle, by=request.user)
        return cls.of(vehicle, [ProblemFault(say_fault(fault, language), fault.where) for fault in found])


class InsurerOut(msgspec.Struct):
    """An insurance company as the shop deals with it."""

    id: int
    version: int
    code: str
    name: str
    tax_number: str
    address: str
    phone: str
    email: str

    @classmethod
    def of(cls, insurer: Insurer) -> InsurerOut:
        """Show an insurer."""
        return cls(*(getattr(insurer, name) for name in cls.__struct_fields__))


@get("/customers", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["people"])
def list_customers(request: Desk, pages: Pages, q: str = "") -> Page[CustomerOut]:
    """The shop's customers; `q` looks for a part of the name or the telephone number."""
    found = select(Customer).where(Customer.shop_id == request.user.shop_id)
    if q.strip():
        wanted = q.strip()[:100]
        found = found.where(
            or_(Customer.name.contains(wanted, autoescape=True), Customer.phone.contains(wanted, autoescape=True))
        )
    return read(request, lambda s: page(s, found, Customer.id, pages, CustomerOut.of))


@get("/customers/{customer_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["people"])
def show_customer(customer_id: int, request: Desk) -> CustomerOut:
    """One customer."""
    return read(request, lambda s: CustomerOut.of(find(s, Customer, customer_id, request.user)))


@post("/customers", opt={"may": P.KEEP_CUSTOMERS}, sync_to_thread=True, tags=["people"])
def new_customer(data: NewCustomer, request: Desk) -> CustomerOut:
    """Write down a customer."""

    def act(session: Session) -> CustomerOut:
        customer = add_customer(session, data, by=request.user, now=now(request))
        note(session, None, "customer added", by=request.user, now=now(request), data={"customer": customer.id})
        return CustomerOut.of(customer)

    return write(request, act)


@patch("/customers/{customer_id:int}", opt={"may": P.KEEP_CUSTOMERS}, sync_to_thread=True, tags=["people"])
def mend_customer(customer_id: int, data: ChangedCustomer, request: Desk) -> CustomerOut:
    """Change what is said of a customer; needs If-Match."""

    def act(session: Session) -> CustomerOut:
        customer = find(session, Customer, customer_id, request.user)
        check_version(customer, request)
        changed = {"customer": customer.id, "fields": change_customer(session, customer, data)}
        note(session, None, "customer changed", by=request.user, now=now(request), data=changed)
        return CustomerOut.of(customer)

    return write(request, act)


@get("/vehicles", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["people"])
def list_vehicles(request: Desk, pages: Pages, plate: str = "", vin: str = "", owner_id: int = 0) -> Page[VehicleOut]:
    """The shop's vehicles; by plate or VIN in any way of writing, or by owner."""
    found = select(Vehicle).where(Vehicle.shop_id == request.user.shop_id)
    if plate:
        found = found.where(Vehicle.plate == folded(plate))
    if vin:
        found = found.where(Vehicle.vin == folded(vin))
    if owner_id:
        found = found.where(Vehicle.owner_id == owner_id)
    return read(request, lambda s: page(s, found, Vehicle.id, pages, VehicleOut.of))


@get("/vehicles/{vehicle_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["people"])
def show_vehicle(vehicle_id: int, request: Desk) -> VehicleOut:
    """One vehicle, with what looks wrong about its plate and VIN."""
    return read(request, lambda s: VehicleOut.checked(s, find(s, Vehicle, vehicle_id, request.user), request))


@post("/vehicles", opt={"may": P.KEEP_CUSTOMERS}, sync_to_thread=True, tags=["people"])
def new_vehicle(data: NewVehicle, request: Desk) -> VehicleOut:
    """Write down a vehicle; plate and VIN are cleaned, what looks wrong comes back as warnings."""

    def act(session: Session) -> VehicleOut:
        vehicle = add_vehicle(session, data, by=request.user)
        added = {"vehicle": vehicle.id, "owner": vehicle.owner_id}
        note(session, None, "vehicle added", by=request.user, now=now(request), data=added)
        return VehicleOut.checked(session, vehicle, request)

    return write(request, act)


@patch("/vehicles/{vehicle_id:int}", opt={"may": P.KEEP_CUSTOMERS}, sync_to_thread=True, tags=["people"])
def mend_vehicle(vehicle_id: int, data: ChangedVehicle, request: Desk) -> VehicleOut:
    """Change what is said of a vehicle; needs If-Match."""

    def act(session: Session) -> VehicleOut:
        vehicle = find(session, Vehicle, vehicle_id, request.user)
        check_version(vehicle, request)
        changed = {"vehicle": vehicle.id, "fields": change_vehicle(session, vehicle, data, by=request.user)}
        note(session, None, "vehicle changed", by=request.user, now=now(request), data=changed)
        return VehicleOut.checked(session, vehicle, request)

    return write(request, act)


@get("/insurers", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["people"])
def list_insurers(request: Desk, pages: Pages) -> Page[InsurerOut]:
    """The insurers the shop deals with."""
    found = select(Insurer).where(Insurer.shop_id == request.user.shop_id)
    return read(request, lambda s: page(s, found, Insurer.id, pages, InsurerOut.of))


@get("/insurers/{insurer_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["people"])
def show_insurer(insurer_id: int, request: Desk) -> InsurerOut:
    """One insurer."""
    return read(request, lambda s: InsurerOut.of(find(s, Insurer, insurer_id, request.user)))


@post("/insurers", opt={"may": P.KEEP_INSURERS}, sync_to_thread=True, tags=["people"])
def new_insurer(data: NewInsurer, request: Desk) -> InsurerOut:
    """Write down an insurer."""

    def act(session: Session) -> InsurerOut:
        insurer = add_insurer(session, data, by=request.user)
        note(session, None, "insurer added", by=request.user, now=now(request), data={"insurer": insurer.id})
        return InsurerOut.of(insurer)

    return write(request, act)


@patch("/insurers/{insurer_id:int}", opt={"may": P.KEEP_INSURERS}, sync_to_thread=True, tags=["people"])
def mend_insurer(insurer_id: int, data: ChangedInsurer, request: Desk) -> InsurerOut:
    """Change what is said of an insurer; needs If-Match."""

    def act(session: Session) -> InsurerOut:
        insurer = find(session, Insurer, insurer_id, request.user)
        check_version(insurer, request)
        changed = {"insurer": insurer.id, "fields": change_insurer(session, insurer, data)}
        note(session, None, "insurer changed", by=request.user, now=now(request), data=changed)
        return InsurerOut.of(insurer)

    return write(request, act)


ROUTES = [
    list_customers, show_customer, new_customer, mend_customer, list_vehicles, show_vehicle, new_vehicle, mend_vehicle,
    list_insurers, show_insurer, new_insurer, mend_insurer,
]  # fmt: skip
