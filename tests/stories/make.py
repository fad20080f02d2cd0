"""Builders of whole claims: the demo's parts played through the real doors, each stage kept and copied to tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
from litestar import Litestar
from litestar.testing import TestClient
from rich.console import Console
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from claims.app import state_of
from claims.demo import accident, closing, prices, repair
from claims.demo.cast import PHOTOGRAPHS, Cast, gather
from claims.demo.desk import Desk
from claims.demo.shop import FIXTURES, set_up_shop, told
from claims.demo.timeline import Timeline
from claims.kernel.database import Database
from claims.kernel.strict_yaml import read
from claims.people.models import Grant, User
from claims.people.roles import Role
from claims.settings import Settings
from claims.wiring import Wired, wire
from tests.api.make import empty_app

Part = Callable[[Cast], None]


def send_first_quote(cast: Cast) -> None:
    """Q0 priced, reviewed and sent; the insurer has not answered."""
    cast.ids["quote"] = cast.estimator.get(f"/{cast.claim}/quotes")[0]["id"]
    prices.send_quote(cast, cast.ids["quote"])


STAGES: dict[str, tuple[str, tuple[Part, ...]]] = {  # each stage: after which one, and what is played
    "books": ("", (accident.open_books,)),
    "reported": ("books", (accident.report,)),
    "received": ("reported", (accident.receive,)),
    "surveyed": ("received", (accident.survey,)),
    "assessed": ("surveyed", (accident.tear_down, accident.fix_loss)),
    "sent": ("assessed", (send_first_quote,)),
    "agreed": ("assessed", (prices.negotiate,)),
    "signed": ("agreed", (repair.sign_order, repair.buy_lamp)),
    "repairing": ("signed", (repair.start_repair,)),
    "passed": ("repairing", (repair.find_hidden_damage, repair.add_wishes, repair.inspect)),
    "settled": ("passed", (closing.review, closing.settle)),
    "delivered": ("settled", (closing.transfer, closing.deliver)),
}


@dataclass
class House:
    """A running house with the demo's people at their desks; `cast.ids` holds what was opened so far."""

    wired: Wired
    client: TestClient[Litestar]
    cast: Cast
    sister: Desk

    @property
    def database(self) -> Database:
        """Its database."""
        return self.wired.database

    def call(self, role: str, method: str, path: str, /, **more: Any) -> httpx.Response:
        """One request as somebody with a role ("sister" is the other shop's, "" a stranger)."""
        head = {"Authorization": f"Bearer {self.desk(role).token}"} if role else {}
        headers = {**head, **more.pop("headers", {})}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **more)

    def desk(self, role: str) -> Desk:
        """Somebody's desk."""
        return self.sister if role == "sister" else self.cast.desks[role]

    def step(self, role: str, thing: str, step: str, said: Any = None, *, seen: int | None = None) -> httpx.Response:
        """Press a step as it stands now, or as it stood at version `seen`, without minding the answer."""
        reader = "sister" if role == "sister" else "coordinator"
        version = seen if seen is not None else self.call(reader, "GET", f"/{thing}").json().get("version", 1)
        path, head = f"/{thing}/steps/{step.replace('_', '-')}", {"If-Match": f'"{version}"'}
        return self.call(role, "POST", path, headers=head, **({} if said is None else {"json": said}))

    def give_roles(self, role: str, *more: Role) -> None:
        """Let the person at a desk hold these roles as well."""
        with self.database.writing() as session:
            user = session.scalars(select(User).where(User.name == self.desk(role).name)).one()
            held = session.scalars(select(Grant).where(Grant.user_id == user.id)).all()
            have, shop_id = {one.role for one in held}, held[0].shop_id
            session.add_all(Grant(user_id=user.id, shop_id=shop_id, role=str(one)) for one in more if one not in have)

    @staticmethod
    def picture(name: str = "front.jpg") -> bytes:
        """A photograph of the demo."""
        return (PHOTOGRAPHS / name).read_bytes()

    def standing(self, thing: str) -> tuple[str, int]:
        """State and version of a thing such as "claims/1"."""
        found = self.call("coordinator", "GET", f"/{thing}").json()
        return found["state"], found["version"]


@dataclass
class Kept:
    """A stage that was played: its database to copy from, its files, everybody's tokens, the ids of its things."""

    template: str
    files: Path
    tokens: dict[str, str]
    ids: dict[str, int] = field(default_factory=dict)


@lru_cache(maxsize=1)
def damage() -> dict[str, Any]:
    """The fixture of the damage."""
    return dict(read(FIXTURES / "demo_damage.yaml"))


@contextmanager
def open_house(database: Database, files: Path, kept: Kept | None = None) -> Iterator[House]:
    """A house on a database; with the tokens and ids of a kept stage, else everybody logs in."""
    settings = Settings(database_url=database.url, files_dir=files, log_level="error")
    wired = wire(settings, database=database)
    app = empty_app()
    app.state.update(state_of(settings, wired))
    timeline = Timeline(Console(quiet=True))
    with TestClient(app, raise_server_exceptions=False) as client:
        as_httpx = cast(httpx.Client, client)
        if kept is None:
            set_up_shop(database, "en")
            seated = gather(as_httpx, timeline)
            sister = Desk(as_httpx, timeline, "sister", "west.coordinator", "韩雪")
            sister.log_in(str(told()["password"]))
        else:
            desks = {role: Desk(as_httpx, timeline, role, role, name_of(role), token)
                     for role, token in kept.tokens.items()}  # fmt: skip
            sister = desks.pop("sister")
            seated = Cast(desks, timeline, told(), deepcopy(damage()), dict(kept.ids))
        yield House(wired, client, seated, sister)


def name_of(role: str) -> str:
    """The name of the demo's person in a role."""
    said = told()
    people = [*said["people"], {**said["sister_people"][0], "roles": ["sister"]}]
    return str(next(one["name"] for one in people if one["roles"][0] == role))


class Theater:
    """Plays stages once, keeps them as templates, and hands out copies; one for each kind of database."""

    def __init__(self, kind: str, empty: str, folder: Path, on_server: Callable[[str], None], postgres: str) -> None:
        self.kind, self.empty, self.folder = kind, empty, folder
        self.on_server, self.postgres = on_server, postgres
        self.kept: dict[str, Kept] = {}
        self.made: list[str] = []

    def copy(self, template: str) -> Database:
        """A fresh database with the content of a template."""
        if self.kind == "sqlite":
            path = self.folder / f"{uuid4().hex}.sqlite"
            shutil.copy(template, path)
            return Database(f"sqlite:///{path}")
        name = f"claims_stage_{uuid4().hex[:12]}"
        # a command line that ran within the tests leaves its connections; no database is copied while somebody uses it
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        self.on_server(f"{others} WHERE datname = '{template}' AND pid <> pg_backend_pid()")
        self.on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)
        return Database(make_url(self.postgres).set(database=name).render_as_string(hide_password=False))

    def settle(self, database: Database) -> str:
        """Close a database for good, so that it can be copied; returns its name as a template."""
        name = str(make_url(database.url).database)
        if self.kind == "sqlite":
            with database.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.dispose()
        return name

    def stage(self, name: str) -> Kept:
        """A stage, played the first time it is asked for."""
        if name not in self.kept:
            earlier, parts = STAGES[name]
            before = self.stage(earlier) if earlier else None
            database = self.copy(before.template if before else self.empty)
            files = self.folder / f"files-{name}"
            if before:
                shutil.copytree(before.files, files, dirs_exist_ok=True)
            with open_house(database, files, before) as house:
                for part in parts:
                    part(house.cast)
                tokens = {role: desk.token for role, desk in house.cast.desks.items()}
                tokens["sister"], ids = house.sister.token, dict(house.cast.ids)
            self.kept[name] = Kept(self.settle(database), files, tokens, ids)
        return self.kept[name]

    @contextmanager
    def at(self, name: str) -> Iterator[House]:
        """A house of its own that stands where a stage ended."""
        kept = self.stage(name)
        files = self.folder / f"files-{uuid4().hex}"
        files.mkdir()
        shutil.copytree(kept.files, files, dirs_exist_ok=True)
        database = self.copy(kept.template)
        try:
            with open_house(database, files, kept) as house:
                yield house
        finally:
            database.dispose()
            shutil.rmtree(files)

    def close(self) -> None:
        """Drop what was made on the server."""
        for name in self.made:
            self.on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
