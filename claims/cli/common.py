"""What every command shares: the open database, checked input, and printing for people and machines."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console

from claims.kernel.errors import Fault, Invalid
from claims.settings import Settings

if TYPE_CHECKING:
    from claims.kernel.database import Database
    from claims.people.models import Person

Said = TypeVar("Said", bound=BaseModel)
console, errors = Console(), Console(stderr=True)
AsJson = Annotated[bool, typer.Option("--json", help="for machines")]
Language = Annotated[str, typer.Option(help="zh, es or en")]


def opened() -> Database:
    """The configured database, with every room's tables known."""
    import claims.tables  # noqa: F401
    from claims.kernel.database import Database

    return Database(Settings().database_url)


def logged_in(database: Database, login: str, password: str, shop: str) -> Person:
    """Who types this, by login and password, in a shop ("" for the only one); LoginRefused, LoginMustWait."""
    from claims.people.accounts import acting
    from claims.people.login import LoginRefused, count_attempt, forget_failures, shop_to_enter
    from claims.people.passwords import fits

    settings = Settings()
    with database.writing() as session:
        candidate = count_attempt(
            session, login, now=datetime.now(UTC), allowed=settings.login_failures, first_wait=settings.login_wait
        )
    if not fits(password, candidate.password_hash) or candidate.user_id is None:
        raise LoginRefused()
    with database.writing() as session:
        forget_failures(session, login)
        return acting(session, candidate.user_id, shop_to_enter(session, candidate.user_id, shop).id)


def parsed(model: type[Said], said: dict[str, Any]) -> Said:
    """What was typed, checked; Invalid with every fault."""
    try:
        return model.model_validate(said)
    except ValidationError as fault:
        found = [Fault(one["msg"], ".".join(map(str, one["loc"]))) for one in fault.errors()]
        raise Invalid(faults=found) from fault


def show(value: Any, as_json: bool, text: str) -> None:
    """Print for a machine or for a person."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str) if as_json else text)


@contextmanager
def interruptible() -> Iterator[Event]:
    """An event that is set by the first Ctrl-C, so that work ends between two pieces; the second ends it at once."""
    asked = Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
