"""A desk in the demo shop: one role, its own login, and the HTTP requests it sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from claims.demo.timeline import Timeline

API = "/api/v1"


class DemoFailed(Exception):
    """Something did not go as the story says."""


@dataclass
class Desk:
    """One person at work: sends requests with a token of their own and writes down what came of them."""

    client: httpx.Client
    timeline: Timeline
    role: str
    login: str
    name: str
    token: str = field(default="", repr=False)

    def log_in(self, password: str) -> None:
        """Get a bearer token."""
        answer = self.client.post(f"{API}/login", json={"login": self.login, "password": password})
        self.token = self._good(answer, "log in")["token"]

    @property
    def headers(self) -> dict[str, str]:
        """Who sends, and a key so that a repeated request is done once."""
        return {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid4())}

    def get(self, path: str) -> Any:
        """What stands at a path."""
        return self._good(self.client.get(API + path, headers=self.headers), path)

    def fetch(self, path: str) -> httpx.Response:
        """A file, or whatever else stands at a path, as it came."""
        return self.client.get(API + path, headers=self.headers)

    def send(self, path: str, what: str, said: Mapping[str, Any] | None = None, *, method: str = "POST") -> Any:
        """Write something that is no step, and put it into the timeline."""
        answer = self.client.request(method, API + path, json=dict(said or {}), headers=self.headers)
        result = self._good(answer, what)
        self.timeline.done(self, what)
        return result

    def upload(self, path: str, what: str, files: list[Path], fields: Mapping[str, str] | None = None) -> Any:
        """Upload files with a form around them."""
        parts = [("files", (file.name, file.read_bytes())) for file in files]
        answer = self.client.post(API + path, data=dict(fields or {}), files=parts, headers=self.headers)
        result = self._good(answer, what)
        self.timeline.done(self, what)
        return result

    def open(self, path: str, what: str, said: Mapping[str, Any]) -> int:
        """Open a new thing with its first step; returns its id."""
        answer = self.client.post(API + path, json=dict(said), headers=self.headers)
        found = self._good(answer, what)
        self.timeline.done(self, what, state=found["state"])
        return int(found["id"])

    def step(self, thing: str, step: str, said: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Take a step on a thing such as "claims/1", as it stands now."""
        found = self._good(self._step(thing, step, said), f"{thing}: {step}")
        self.timeline.done(self, f"{thing.split('/')[0]}: {step}", state=found["state"])
        return dict(found)

    def refused(self, thing: str, step: str, said: Mapping[str, Any] | None = None, *, status: int = 409) -> None:
        """Try a step that must be refused, and write down why it was."""
        answer = self._step(thing, step, said)
        if answer.status_code != status:
            raise DemoFailed(f"{self.role} {thing} {step}: {answer.status_code} instead of {status}: {answer.text}")
        self.timeline.refused(self, f"{thing.split('/')[0]}: {step}", answer.json())

    def _step(self, thing: str, step: str, said: Mapping[str, Any] | None) -> httpx.Response:
        version = self.get(f"/{thing}")["version"]
        headers = {**self.headers, "If-Match": f'"{version}"'}
        path = f"{API}/{thing}/steps/{step.replace('_', '-')}"
        if said is None:
            return self.client.post(path, headers=headers)
        return self.client.post(path, json=dict(said), headers=headers)

    def _good(self, answer: httpx.Response, what: str) -> Any:
        if answer.status_code >= 400:
            raise DemoFailed(f"{self.role}, {what}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None
