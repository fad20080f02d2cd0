"""Doors to the house's policies as books to read: the list, one whole, the examples that test it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import Parameter
from sqlalchemy.orm import Session

from claims.api.doors import Desk, read
from claims.api.language import language_of
from claims.audit.editions import edition_in_use
from claims.people.queries import own_shop
from claims.people.roles import Permission as P
from claims.rules.books import legal_books, policies_under, policy
from claims.rules.case_tables import case_table
from claims.rules.figures import Scope
from claims.rules.policy_book import heading, policy_book


class PolicyHeading(msgspec.Struct):
    """A policy in a list, in the caller's language, with the edition that the caller's shop decides under."""

    policy: str
    title: str
    question: str
    book: str
    legal: list[str]
    edition: str
    governed_by: str
    governs: str
    language: str


@get("/policies", opt={"may": P.READ_POLICIES}, sync_to_thread=True, tags=["policies"])
def list_policies(request: Desk) -> list[PolicyHeading]:
    """Every policy, in the order of the book."""

    def look(session: Session) -> list[PolicyHeading]:
        shop = own_shop(session, request.user)
        editions = [edition_in_use(session, shop, one.name) for one in policies_under(legal_books(shop.country))]
        return [PolicyHeading(**heading(one, language_of(request))) for one in editions]

    return read(request, look)


@get("/policies/{name:str}", opt={"may": P.READ_POLICIES}, sync_to_thread=True, tags=["policies"])
def show_policy(
    name: str,
    request: Desk,
    on: Annotated[date | None, Parameter(description="mark what stands on this day")] = None,
    brand: Annotated[str, Parameter(max_length=100, description="as for vehicles of this brand")] = "",
) -> dict[str, Any]:
    """A policy whole: facts, paragraphs with their conditions in words, figures with every dated value and source."""

    def look(session: Session) -> dict[str, Any]:
        shop = own_shop(session, request.user)
        edition = edition_in_use(session, shop, policy(name).name)
        return policy_book(edition, language_of(request), on=on, scope=Scope(shop=shop.code, brand=brand))

    return read(request, look)


@get("/policies/{name:str}/cases", opt={"may": P.READ_POLICIES}, sync_to_thread=True, tags=["policies"])
def list_cases(name: str, request: Desk) -> dict[str, Any]:
    """The examples beside a policy, which are its test."""

    def look(session: Session) -> dict[str, Any]:
        edition = edition_in_use(session, own_shop(session, request.user), policy(name).name)
        return case_table(edition, language_of(request))

    return read(request, look)


ROUTES = [list_policies, show_policy, list_cases]
