"""The cast of the demo: every role at its desk, and the ids that the story needs again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from claims.demo.desk import Desk
from claims.demo.shop import FIXTURES, read_fixture, told
from claims.demo.timeline import Timeline

PHOTOGRAPHS = FIXTURES / "photographs"


@dataclass
class Cast:
    """Desks by role, the fixtures, and what was opened so far (claim, legs, order …) by name."""

    desks: dict[str, Desk]
    timeline: Timeline
    shop: dict[str, Any]
    damage: dict[str, Any]
    ids: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, role: str) -> Desk:
        """The desk of a role: cast.manager."""
        try:
            return self.__dict__["desks"][role]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(role) from None

    @property
    def claim(self) -> str:
        """The claim as a path."""
        return f"claims/{self.ids['claim']}"

    def sign(self, recorder: str, paper: str, capacity: str, name: str, about: int | None = None, **more: Any) -> None:
        """Have a signature recorded at somebody's desk."""
        said = {"paper": paper, "capacity": capacity, "signer_name": name, "about_id": about, "method": "typed", **more}
        self.desks[recorder].send(f"/{self.claim}/signatures", f"signature of the {capacity} on {paper}", said)

    def photograph(self, recorder: str, names: list[str], stage: str, about: str = "", caption: str = "") -> None:
        """Upload photographs at somebody's desk."""
        fields = {"stage": stage, "about": about, "caption": caption}
        files = [PHOTOGRAPHS / name for name in names]
        self.desks[recorder].upload(f"/{self.claim}/photographs", f"{len(files)} photographs ({stage})", files, fields)


def ago(minutes: int) -> str:
    """A time that has just passed, as ISO text."""
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def ahead(hours: int) -> str:
    """A time to come, as ISO text."""
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def gather(client: httpx.Client, timeline: Timeline) -> Cast:
    """Everybody logged in, each with a login of their own."""
    said = told()
    desks = {}
    for one in said["people"]:
        role = str(one["roles"][0])
        desks[role] = Desk(client, timeline, role, str(one["login"]), str(one["name"]))
        desks[role].log_in(str(said["password"]))
    return Cast(desks, timeline, said, read_fixture("demo_damage.yaml"))
