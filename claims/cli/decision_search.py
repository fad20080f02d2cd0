"""Commands that search and count the decisions of a shop; registered in the group `decisions`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from claims.cli.common import AsJson, opened, show

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from claims.kernel.database import Database
    from claims.people.models import Shop

Found = TypeVar("Found")
ShopCode = Annotated[str, typer.Option(help="the shop's code")]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the first day")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the first day that is not looked at")]
PolicyName = Annotated[str, typer.Option(help="only of this policy")]


def list_decisions(
    shop: ShopCode,
    claim: Annotated[str, typer.Option(help="a claim's number or id")] = "",
    policy: PolicyName = "",
    paragraph: Annotated[str, typer.Option(help="a paragraph that fired; with its policy")] = "",
    person: Annotated[str, typer.Option(help="login or id of who took the step")] = "",
    since: Since = None,
    until: Until = None,
    outcome: Annotated[str, typer.Option(help="the policy's headline, or undecided")] = "",
    insurer: Annotated[str, typer.Option(help="an insurer's code")] = "",
    step: Annotated[str, typer.Option(help='as in "order line.order"')] = "",
    reader: Annotated[str, typer.Option(help="who read the rules")] = "",
    overruled: Annotated[str, typer.Option(help="yes or no")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="at most so many")] = 50,
    as_json: AsJson = False,
) -> None:
    """List a shop's decisions, newest first."""
    import msgspec

    from claims.api.asked import Asked, wanted_by
    from claims.api.decisions import DecisionListed, listed
    from claims.audit.search import every

    asked = Asked(claim, policy, paragraph, person, day(since), day(until), outcome, insurer, step, reader, overruled)

    def search(database: Database, session: Session, place: Shop) -> list[DecisionListed]:
        return listed(session, list(islice(every(database, wanted_by(session, asked, place)), limit)))

    found = at_shop(shop, search)
    lines = [
        f"{one.taken_at:%Y-%m-%d %H:%M}  {one.id:>8}  {one.claim:<12}  {one.policy:<12}  {one.outcome:<12}"
        f"  {f'{one.money} {one.currency}' if one.money else '':>16}  {one.step}  {one.by}"
        f"{'  overruled' if one.overruled else ''}"
        for one in found
    ]
    show([msgspec.to_builtins(one) for one in found], as_json, "\n".join([*lines, f"{len(found)} decisions."]))


def count_decisions(
    shop: ShopCode,
    policy: PolicyName = "",
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """How often each paragraph fired, how much money was at stake, how often a manager overruled it."""
    from claims.api.asked import Asked, wanted_by
    from claims.audit.statistics import Count, statistics

    def count(database: Database, session: Session, place: Shop) -> list[Count]:
        wanted = wanted_by(session, Asked(policy=policy, since=day(since), until=day(until)), place)
        return statistics(session, place, policy=policy, since=wanted.since, until=wanted.until)

    found = at_shop(shop, count)
    told: list[dict[str, Any]] = [
        {"policy": one.policy, "paragraph": one.paragraph, "count": one.count, "share_bp": one.share_bp,
         "overruled": one.overruled, "overruled_bp": one.overruled_bp,
         "money": one.money}
        for one in found
    ]  # fmt: skip
    lines = [
        f"{'  ' + one.paragraph if one.paragraph else one.policy:<40}  {one.count:>9}  {percent(one.share_bp):>8}"
        f"  {one.overruled:>6} overruled  {', '.join(f'{money} {code}' for code, money in one.money.items())}".rstrip()
        for one in found
    ]
    show(told, as_json, "\n".join(lines))


def at_shop(code: str, act: Callable[[Database, Session, Shop], Found]) -> Found:
    """What `act` finds at the shop of that code."""
    from claims.people.queries import shop_by_code

    database = opened()
    try:
        with database.reading() as session:
            return act(database, session, shop_by_code(session, code))
    finally:
        database.dispose()


def day(told: datetime | None) -> Any:
    """The day of a date that was typed."""
    return told.date() if told else None


def percent(basis_points: int) -> str:
    """A share as a percentage with two decimals."""
    return f"{basis_points // 100}.{basis_points % 100:02d} %"


def register(group: typer.Typer) -> None:
    """Enter the commands into a group."""
    group.command("list")(list_decisions)
    group.command("statistics")(count_decisions)
