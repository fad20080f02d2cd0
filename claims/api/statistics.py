"""Doors to the statistics of decisions: how often each paragraph fired, for how much money, how often overruled."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec
from litestar import get
from litestar.response import Stream
from sqlalchemy.orm import Session

from claims.api.asked import ASKED, Asked, wanted_by
from claims.api.doors import Desk, read
from claims.api.exports import Format, check_format, sheet
from claims.audit.statistics import Count, statistics
from claims.people.queries import own_shop
from claims.people.roles import Permission as P
from claims.reports.sheets import Cell

HEAD = ("policy", "paragraph", "count", "share_bp", "overruled", "overruled_bp", "currency", "money")


class ParagraphStatistics(msgspec.Struct):
    """How often a paragraph fired, or (`paragraph` empty) how often its policy decided at all.

    `share_bp` is its part of the policy's decisions, or the policy's part of all, in basis points; `money` the sum at
    stake in those decisions, by currency.
    """

    policy: str
    paragraph: str
    count: int
    share_bp: int
    overruled: int
    overruled_bp: int
    money: dict[str, str]


@get("/decisions/statistics", opt={"may": P.READ_DECISIONS}, dependencies=ASKED, sync_to_thread=True, tags=["audit"])
def show_statistics(request: Desk, asked: Asked) -> list[ParagraphStatistics]:
    """Of `policy`, or of all, from `since` until before `until`; other filters do not matter here."""

    def look(session: Session) -> list[ParagraphStatistics]:
        return [
            ParagraphStatistics(
                one.policy, one.paragraph, one.count, one.share_bp, one.overruled, one.overruled_bp,
                one.money,
            )
            for one in found(session, asked, request)
        ]  # fmt: skip

    return read(request, look)


@get(
    "/decisions/statistics/export", opt={"may": P.READ_DECISIONS}, dependencies=ASKED, sync_to_thread=True,
    tags=["audit"],
)  # fmt: skip
def export_statistics(request: Desk, asked: Asked, form: Format = "csv") -> Stream:
    """The same as a file: a row for each paragraph and currency."""

    def look(session: Session) -> Stream:
        check_format(form)
        rows = [row for one in found(session, asked, request) for row in rows_of(one)]
        return sheet(form, "statistics", HEAD, rows)

    return read(request, look)


def found(session: Session, asked: Asked, request: Desk) -> list[Count]:
    """What was asked for, of the caller's shop."""
    shop = own_shop(session, request.user)
    wanted = wanted_by(session, asked, shop)
    return statistics(session, shop, policy=wanted.policy, since=wanted.since, until=wanted.until)


def rows_of(one: Count) -> Iterator[list[Cell]]:
    """A count as rows of a sheet."""
    head: list[Cell] = [one.policy, one.paragraph, one.count, one.share_bp, one.overruled, one.overruled_bp]
    for currency, money in one.money.items():
        yield [*head, currency, Decimal(money)]
    if not one.money:
        yield [*head, "", None]


ROUTES = [show_statistics, export_statistics]
