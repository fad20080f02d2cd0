"""The API's own description: OpenAPI 3.1 with every error, and its page from our own files alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request, Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, SwaggerRenderPlugin
from litestar.openapi.spec import Components, Operation, Parameter, Schema, SecurityScheme
from litestar.openapi.spec.enums import OpenAPIType

from claims.api.problems import documented

ASSETS = Path(__file__).parents[1] / "static_assets"
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
IF_MATCH = Parameter(
    name="If-Match",
    param_in="header",
    required=True,
    description='the version that the caller saw, as in "3"',
    schema=Schema(type=OpenAPIType.STRING),
)
IDEMPOTENCY_KEY = Parameter(
    name="Idempotency-Key",
    param_in="header",
    description="makes a repetition of this request get the first answer, and nothing done twice",
    schema=Schema(type=OpenAPIType.STRING, max_length=200, pattern=r"^[\x21-\x7e]+$"),
)

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Claims API</title>
<link rel="stylesheet" href="/assets/swagger-ui/swagger-ui.css">
<link rel="icon" href="/assets/swagger-ui/favicon-32x32.png">
</head>
<body>
<div id="api"></div>
<script src="/assets/swagger-ui/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({url: "/schema/openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null,
                 presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout"});
</script>
</body>
</html>
"""


class OwnPage(SwaggerRenderPlugin):
    """Swagger UI from the files that set-up put beside the code."""

    def __init__(self) -> None:
        super().__init__(path="/", js_url="/", css_url="/", standalone_preset_js_url="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page; it loads the document from beside it."""
        return PAGE.encode()


@dataclass
class Changing(Operation):
    """A door that changes something: it takes an Idempotency-Key."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), IDEMPOTENCY_KEY]


@dataclass
class ChangingVersion(Operation):
    """A door that changes something that has a version: it takes If-Match and an Idempotency-Key."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), IF_MATCH, IDEMPOTENCY_KEY]


def describe(handler: HTTPRouteHandler) -> HTTPRouteHandler:
    """Write a door's errors and headers into its description."""
    changes, paths = bool(handler.http_methods & WRITING), "".join(handler.paths)
    versioned = "PATCH" in handler.http_methods or "/steps/" in paths or bool(handler.opt.get("version"))
    statuses = {400, 404, 405, 500, 503} if handler.opt.get("open") else {400, 401, 403, 404, 405, 500, 503}
    if changes:
        statuses |= {409, 413, 415, 422}
        if not handler.opt.get("open"):
            handler.operation_class = ChangingVersion if versioned else Changing
    if versioned and changes:
        statuses |= {412, 428}
    if "/login" in paths:
        statuses |= {401, 429}
    if handler.opt.get("open"):
        handler.security = [{}]
    handler.responses = {**documented(sorted(statuses)), **(handler.responses or {})}
    return handler


def openapi_config() -> OpenAPIConfig:
    """How the description is made and where it is shown: /schema and /schema/openapi.json."""
    return OpenAPIConfig(
        title="Claims",
        version="1",
        description="Back office for accident-vehicle insurance claims. Every error is a problem document (RFC 9457).",
        render_plugins=[OwnPage(), JsonRenderPlugin(path="/openapi.json")],
        openapi_router=Router("/schema", route_handlers=[], opt={"open": True}, include_in_schema=False),
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
        security=[{"token": []}],
        use_handler_docstrings=True,
        create_examples=False,
    )
