"""Doors of the negotiation's memory: what insurers approved before, and what to offer for a quote's open lines."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import Parameter
from sqlalchemy.orm import Session

from claims.api.doors import Desk, read
from claims.estimating.answered import person_key
from claims.estimating.memory import ENOUGH, WINDOW, Advice, Basis, Remembered, Spread
from claims.estimating.part_families import FAMILIES, OTHER, family_label, family_of
from claims.estimating.quote_models import Quote
from claims.estimating.recall import Asker, KindOfAnswer, remembered_kinds
from claims.estimating.sheets import Operation
from claims.estimating.suggestion_words import reason
from claims.estimating.suggestions import Suggestion, suggestions
from claims.kernel.errors import Fault, Invalid
from claims.kernel.money import Money
from claims.people.models import Insurer, Person
from claims.people.queries import find, own_shop
from claims.people.roles import Permission as P


class SpreadOut(msgspec.Struct):
    """The quartiles of some figures: half of them lie between `low` and `high`."""

    low: int
    median: int
    high: int

    @classmethod
    def of(cls, spread: Spread) -> SpreadOut:
        """Show a spread."""
        return cls(*spread)


class RememberedOut(msgspec.Struct):
    """What past answers have in common: amounts in minor units a line, shares of what was asked in basis points."""

    count: int
    refused: int
    share_bp: SpreadOut
    asked_minor: SpreadOut
    approved_minor: SpreadOut
    days: SpreadOut
    hours_asked_x100: int | None
    hours_approved_x100: int | None
    last_minor: int
    last_share_bp: int
    last_at: datetime

    @classmethod
    def of(cls, found: Remembered) -> RememberedOut:
        """Show what is remembered."""
        values: dict[str, Any] = {name: getattr(found, name) for name in cls.__struct_fields__}
        return cls(**{n: SpreadOut.of(v) if isinstance(v, Spread) else v for n, v in values.items()})


class SuggestionOut(msgspec.Struct):
    """What to offer for an open line (null: nothing is suggested), what it stands on, and the reason in a sentence.

    `basis` says whose past answers were looked at: the surveyor's, else the insurer's, else everybody's. Where
    `part_cost_minor` is told, our cost of the part is above `part_minor`, which the amount leaves for it.
    """

    line_id: int
    position: int
    part_name: str
    family: str
    operation: str
    answer: str
    asked_minor: int
    returned_minor: int | None
    suggested_minor: int | None
    advice: Advice
    reason: str
    basis: Basis
    remembered: RememberedOut | None
    part_minor: int | None
    part_cost_minor: int | None

    @classmethod
    def of(cls, one: Suggestion, language: str, zone: str) -> SuggestionOut:
        """Show a suggestion, its reason in the reader's language."""
        line, found = one.line, one.memory.found
        return cls(
            line.id, line.position, line.part_name, one.family, line.operation, line.answer, line.amount_minor,
            line.returned_minor, minor(one.amount), one.advice, reason(one, language, zone=zone), one.memory.basis,
            RememberedOut.of(found) if found is not None else None, minor(one.part), minor(one.part_cost),
        )  # fmt: skip


class SuggestionsOut(msgspec.Struct):
    """The open lines of a quote with their suggestions; nothing is suggested from fewer than `enough` answers."""

    quote_id: int
    currency: str
    surveyor: str
    enough: int
    asked_minor: int
    given_minor: int
    suggested_minor: int
    lines: list[SuggestionOut]


class KindOut(msgspec.Struct):
    """What one insurer (and one surveyor, where asked apart) answered for a family of parts and an operation."""

    insurer_id: int
    insurer: str
    surveyor: str
    family: str
    family_name: str
    operation: str
    remembered: RememberedOut


class MemoryPage(msgspec.Struct):
    """A page of what is remembered; `next` goes into `after`, null at the end. The newest `window` answers count."""

    currency: str
    window: int
    enough: int
    items: list[KindOut]
    next: str | None


@get("/quotes/{quote_id:int}/suggestions", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["quote"])
def show_suggestions(
    quote_id: int,
    request: Desk,
    surveyor: Annotated[
        str, Parameter(max_length=200, description="the insurer's person; whoever spoke last where left out")
    ] = "",
) -> SuggestionsOut:
    """A counter-offer for each open line of a quote, with its reason."""

    def look(session: Session) -> SuggestionsOut:
        quote = find(session, Quote, quote_id, request.user)
        found, zone = suggestions(session, quote, surveyor=surveyor), own_shop(session, request.user).time_zone
        lines = [SuggestionOut.of(one, request.user.language, zone) for one in found.lines]
        return SuggestionsOut(quote.id, quote.currency, found.surveyor, ENOUGH, found.asked.minor, found.given.minor,
                              found.suggested.minor, lines)  # fmt: skip

    return read(request, look)


@get("/negotiation-memory", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["quote"])
def show_memory(
    request: Desk,
    insurer_id: int | None = None,
    surveyor: Annotated[str, Parameter(max_length=200, description="the insurer's person, by name")] = "",
    family: Annotated[str, Parameter(max_length=200, description="a family's code, or any name of a part")] = "",
    operation: Operation | None = None,
    by_surveyor: Annotated[bool, Parameter(description="each surveyor apart")] = False,
    after: Annotated[str, Parameter(max_length=1000, description="`next` of the page before")] = "",
    limit: Annotated[int, Parameter(ge=1, le=100)] = 50,
) -> MemoryPage:
    """What was asked and approved before: by insurer, (surveyor,) family of parts and operation."""

    def look(session: Session) -> MemoryPage:
        shop, apart = own_shop(session, request.user), by_surveyor or bool(surveyor)
        wanted = wanted_of(session, request.user, insurer_id, surveyor, family, operation)
        place = place_of(after, apart=apart)
        found, end = remembered_kinds(session, Asker(shop.id, shop.currency, None), wanted, by_surveyor=apart,
                                      after=place, limit=limit)  # fmt: skip
        return MemoryPage(shop.currency, WINDOW, ENOUGH, kinds_out(session, found, request.user.language),
                          mark_of(end))  # fmt: skip

    return read(request, look)


def wanted_of(
    session: Session, person: Person, insurer_id: int | None, surveyor: str, family: str, operation: Operation | None
) -> dict[str, Any]:
    """The filters by column; NotFound for another shop's insurer."""
    wanted: dict[str, Any] = {}
    if insurer_id is not None:
        wanted["insurer_id"] = find(session, Insurer, insurer_id, person).id
    if surveyor:
        wanted["surveyor_key"] = person_key(surveyor)
    if family:
        wanted["family"] = family if family in FAMILIES or family.startswith(OTHER) else family_of(family)
    if operation:
        wanted["operation"] = str(operation)
    return wanted


def kinds_out(session: Session, found: Sequence[KindOfAnswer], language: str) -> list[KindOut]:
    """What is remembered as callers see it, with the insurers' names."""
    names = {one: session.get_one(Insurer, one).name for one in {kind.insurer_id for kind in found}}
    return [
        KindOut(one.insurer_id, names[one.insurer_id], one.surveyor_key, one.family,
                family_label(one.family, language), one.operation, RememberedOut.of(one.memory.found))
        for one in found if one.memory.found is not None
    ]  # fmt: skip


def minor(amount: Money | None) -> int | None:
    """An amount that may be missing, in minor units."""
    return amount.minor if amount is not None else None


def mark_of(place: tuple[Any, ...] | None) -> str | None:
    """A place in the list as callers carry it: opaque, safe in an address."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=") if place is not None else None


def place_of(mark: str, *, apart: bool) -> tuple[Any, ...]:
    """The place that a mark stands for; Invalid where nobody gave out such a mark."""
    if not mark:
        return ()
    try:
        place = json.loads(base64.b64decode(mark + "=" * (-len(mark) % 4), b"-_", validate=True))
        json.dumps(place, ensure_ascii=False).encode()  # no database takes half a character
    except (ValueError, binascii.Error, RecursionError):
        place = None
    kinds = [int, str, str, str] if apart else [int, str, str]
    if not isinstance(place, list) or [type(one) for one in place] != kinds or not 0 < place[0] < 2**31:
        raise Invalid(faults=[Fault("this is no place in the list; take `next` from the page before", "after")])
    return tuple(place)


ROUTES = [show_suggestions, show_memory]
