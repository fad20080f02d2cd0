"""Builds the web application: every door behind one guard, one way of showing errors, one log line a request."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any, Protocol

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.plugins.pydantic import PydanticPlugin
from litestar.static_files import create_static_files_router
from sqlalchemy.orm import Session

from claims import api
from claims.api.authorization import Authentication, may_enter
from claims.api.doors import hash_what_is_said, pages_of
from claims.api.health import health
from claims.api.openapi import ASSETS, describe, openapi_config
from claims.api.problems import HANDLERS
from claims.api.request_log import RequestLog
from claims.api.steps import step_doors
from claims.documents.previews import Previews
from claims.files.store import Store
from claims.kernel.clock import Clock
from claims.kernel.database import Database
from claims.kernel.logs import set_up_logging
from claims.kernel.machine import Machine
from claims.settings import Settings
from claims.wiring import LIVES


class Wired(Protocol):
    """What the doors need of the house, as `wiring.py` puts it together."""

    @property
    def machine(self) -> Machine: ...
    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def files(self) -> Store: ...
    @property
    def record_attempt(self) -> Callable[[Session, Any], None]: ...


def build_app(settings: Settings, wired: Wired) -> Litestar:
    """The application, ready to be served."""
    set_up_logging(settings.log_level, settings.log_format)
    doors = all_doors()
    for door in doors:
        if door.opt.get("uploads"):
            door.request_max_body_size = settings.request_limit
    return Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=doors),
            describe(health),
            create_static_files_router(
                "/assets", directories=[ASSETS], name="assets", opt={"open": True}, include_in_schema=False
            ),
        ],
        state=State(state_of(settings, wired)),
        guards=[may_enter],
        middleware=[RequestLog, DefineMiddleware(Authentication, exclude_from_auth_key="open")],
        exception_handlers=HANDLERS,
        before_request=hash_what_is_said,
        on_shutdown=[close_previews],
        dependencies={"pages": Provide(pages_of, sync_to_thread=False)},
        openapi_config=openapi_config(),
        plugins=[strict_fields()],
        request_max_body_size=settings.body_limit,
        multipart_form_part_limit=settings.uploads_at_once + 20,
        debug=False,
    )


def close_previews(app: Litestar) -> None:
    """The press of the previews ends with the server."""
    app.state.previews.close()


def strict_fields() -> PydanticPlugin:
    """Inputs are read with each field's own strictness; Litestar's default would let "90000.00" pass as whole fen."""
    return PydanticPlugin(validate_strict=None)  # type: ignore[arg-type]


def state_of(settings: Settings, wired: Wired) -> dict[str, Any]:
    """What doors find under `request.app.state`."""
    return {
        "settings": settings,
        "wired": wired,
        "database": wired.database,
        "clock": wired.clock,
        "machine": wired.machine,
        "files": wired.files,
        "record_attempt": wired.record_attempt,
        "previews": Previews(),
    }


def all_doors() -> list[Any]:
    """The doors of every room (`ROUTES` of each module in claims/api) and of every step, each described for OpenAPI."""
    found: list[Any] = []
    for module in sorted(pkgutil.iter_modules(api.__path__), key=lambda m: m.name):
        found += getattr(importlib.import_module(f"claims.api.{module.name}"), "ROUTES", [])
    for model, (life, plural) in LIVES.items():
        found += step_doors(model, life, plural)
    return [describe(door) for door in found]
