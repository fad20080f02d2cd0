"""Pieces that many papers share: the heading, the vehicle, the owner, the payers, signatures, photographs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from claims.documents import words
from claims.documents.form import Checked
from claims.kernel.amounts import Hours
from claims.kernel.errors import Faults
from claims.kernel.money import Money

HASH = re.compile(r"(?:[0-9a-f]{64})?")


@dataclass(frozen=True, kw_only=True)
class Shop(Checked):
    """The shop that hands the paper out; its zone is the clock of every time printed."""

    name: str
    address: str = ""
    phone: str = ""
    tax_number: str = ""
    bank_account: str = ""
    zone: str = "Asia/Shanghai"

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            faults.add("“{code}” is not known here", f"{where}.zone", code=self.zone)


@dataclass(frozen=True, kw_only=True)
class Earlier(Checked):
    """A paper that was handed out before, by its number and date."""

    number: str
    issued_on: date

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, number=self.number)


@dataclass(frozen=True, kw_only=True)
class Head(Checked):
    """What stands on top of a paper. `logo` is the name of a file given when printing; `code` is what the
    scannable code holds (the claim number where empty); `mark` prints a watermark: "", "draft", "cancelled";
    `replaces` is the cancelled paper in whose place this one stands."""

    shop: Shop
    number: str
    claim_number: str
    issued_on: date
    mark: str = ""
    logo: str = ""
    code: str = ""
    replaces: Earlier | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, number=self.number, claim_number=self.claim_number)
        coded(faults, where, mark=(self.mark, words.MARKS))


@dataclass(frozen=True, kw_only=True)
class Vehicle(Checked):
    """The vehicle as papers name it; the VIN may be empty only where a paper does not ask for it."""

    plate: str
    model: str
    vin: str
    brand: str = ""
    color: str = ""
    engine_number: str = ""
    first_registration: date | None = None
    odometer_km: int | None = None

    @property
    def full_model(self) -> str:
        """Brand and model, the brand once."""
        return self.model if self.model.startswith(self.brand) else f"{self.brand} {self.model}"


@dataclass(frozen=True, kw_only=True)
class Owner(Checked):
    """A person or unit: the vehicle's owner or the customer."""

    name: str
    kind: str = "person"
    phone: str = ""
    address: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)
        coded(faults, where, kind=(self.kind, words.OWNERS))


@dataclass(frozen=True, kw_only=True)
class Leg(Checked):
    """One cover and payer; papers refer to it by its position."""

    position: int
    cover: str
    payer: str
    policy_number: str = ""
    report_number: str = ""
    share_bp: int = 10_000
    deductible: Money | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, payer=self.payer)
        coded(faults, where, cover=(self.cover, words.COVERS))
        faults.check(0 <= self.share_bp <= 10_000, "a share lies between 0 and 100 %", f"{where}.share_bp")


@dataclass(frozen=True, kw_only=True)
class Signature(Checked):
    """A signature box; empty until signed. `image` is the name of a drawing given when printing, `sha256` its hash.

    `method` is how it was given, `capacity` as whom exactly, `document` the hash of what the paper said then.
    """

    grown: ClassVar[frozenset[str]] = frozenset({"method", "capacity", "sha256", "document"})

    role: str
    name: str = ""
    signed_at: datetime | None = None
    image: str = ""
    note: str = ""
    method: str = ""
    capacity: str = ""
    sha256: str = ""
    document: str = ""

    def check(self, faults: Faults, where: str) -> None:
        coded(faults, where, role=(self.role, words.SIGNERS), method=(self.method, words.METHODS))
        coded(faults, where, capacity=(self.capacity, words.CAPACITIES))
        faults.check(HASH.fullmatch(self.document) is not None, "this is not a SHA-256 hash", f"{where}.document")
        faults.check(self.signed_at is None or bool(self.name), "a signature has a name", f"{where}.name")


@dataclass(frozen=True, kw_only=True)
class Said(Checked):
    """A sentence that came in three languages (from the house's policy), printed in the paper's own."""

    zh: str
    es: str
    en: str

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, zh=self.zh, es=self.es, en=self.en)

    def in_language(self, lang: str) -> str:
        """The sentence in one of our languages."""
        return {"zh": self.zh, "es": self.es, "en": self.en}[lang]


@dataclass(frozen=True, kw_only=True)
class Work(Checked):
    """One operation of labor or paint. Without a price of its own it is billed in its category.

    With a price below nothing it gives back what was agreed before; `mark` is the supplement's (S01).
    """

    position: int
    text: str
    labor_kind: str
    hours: Hours | None = None
    price: Money | None = None
    mark: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text)
        coded(faults, where, labor_kind=(self.labor_kind, words.LABOR_KINDS))


@dataclass(frozen=True, kw_only=True)
class Category(Checked):
    """The money of one kind of labor: hours × rate rounded once, or the sum of its operations' prices."""

    labor_kind: str
    amount: Money
    hours: Hours | None = None
    rate: Money | None = None

    def check(self, faults: Faults, where: str) -> None:
        coded(faults, where, labor_kind=(self.labor_kind, words.LABOR_KINDS))
        if self.hours is not None and self.rate is not None:
            adds_up(faults, f"{where}.amount", self.rate.for_hours(self.hours), self.amount)


@dataclass(frozen=True, kw_only=True)
class Tax(Checked):
    """One tax on its own base, rounded on its own."""

    name: str
    share_bp: int
    base: Money
    amount: Money

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)


@dataclass(frozen=True, kw_only=True)
class Bettered(Checked):
    """The betterment of a line: what is worn and why, its share where it is one, and the amount once it is known."""

    position: int
    kind: str
    reason: str
    share_bp: int | None = None
    amount: Money | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, kind=self.kind, reason=self.reason)
        faults.check(
            self.share_bp is None or 0 <= self.share_bp <= 10_000, "a share lies between 0 and 100 %",
            f"{where}.share_bp",
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Photo(Checked):
    """A photograph with its caption; `file` is the name of a print-size JPEG given when printing.

    `taken_at` and `place` (decimal degrees) are the camera's words, where the shop hands them out.
    """

    grown: ClassVar[frozenset[str]] = frozenset({"place"})

    file: str
    caption: str
    sha256: str
    taken_at: datetime | None = None
    place: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, file=self.file, caption=self.caption, sha256=self.sha256)


def need(faults: Faults, where: str, **texts: str) -> None:
    """Note each named text that is empty."""
    for name, text in texts.items():
        faults.check(bool(text.strip()), "this must not be empty", f"{where}.{name}".lstrip("."))


def coded(faults: Faults, where: str, **codes: tuple[str, Mapping[str, str]]) -> None:
    """Note each named code that its table does not know."""
    for name, (code, table) in codes.items():
        faults.check(code in table, "“{code}” is not known here", f"{where}.{name}".lstrip("."), code=code)


def adds_up(faults: Faults, where: str, computed: Money, stated: Money) -> None:
    """Note where a stated amount differs from what its parts add up to."""
    same = computed.currency == stated.currency and computed.minor == stated.minor
    faults.check(
        same, "{stated} is stated, but the lines add up to {computed}", where, stated=stated, computed=computed
    )


def total(amounts: Iterable[Money], like: Money) -> Money:
    """The sum in the currency of `like`."""
    return Money.total(amounts, like.currency)


def bettered(lines: Iterable[Bettered | None], like: Money) -> Money:
    """What the betterments come to together, in the currency of `like`."""
    return total((line.amount for line in lines if line is not None and line.amount is not None), like)


def in_order(faults: Faults, where: str, positions: Iterable[int]) -> None:
    """Note where positions are not strictly rising: a line is missing its place or stands twice."""
    found = list(positions)
    rising = all(earlier < later for earlier, later in pairwise(found))
    faults.check(rising, "the positions do not rise from line to line", where)
