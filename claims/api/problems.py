"""Every error as one kind of document (RFC 9457), in the reader's language, with all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, SerializationException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from pydantic import ValidationError

from claims.api.faults import faults_of_request
from claims.api.language import language_of
from claims.kernel.errors import Fault, Forbidden, Invalid, NotFound, Refusal, Stranger
from claims.kernel.findings import faults_of
from claims.kernel.machine import Missing, StepRefused
from claims.kernel.texts import say, say_fault, say_refusal

PROBLEM_JSON = "application/problem+json"
TYPE = "urn:claims:problem:"
LOG = structlog.get_logger("claims.api")


class NoSuchAddress(NotFound):
    """There is nothing at this address; the list of addresses is at /schema."""


class WrongMethod(Refusal):
    """This address does not know the method {method}; the list of addresses is at /schema."""

    status = 405


class TooLarge(Refusal):
    """What was sent is larger than is accepted here; send less, or smaller files."""

    status = 413


class UnknownContent(Refusal):
    """This address does not take content of this type; send application/json, or multipart/form-data for files."""

    status = 415


class BodyUnreadable(Invalid):
    """The body cannot be read; send valid JSON, or a valid form with files."""


class Broken(Refusal):
    """Something went wrong on our side, and nothing was changed; tell the administrator this number: {request_id}."""

    status = 500


TITLES = {
    400: "What was sent cannot be accepted",
    401: "Not logged in",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible at this address",
    409: "Not possible as things stand",
    412: "Changed by somebody else in the meantime",
    413: "Too large",
    415: "Unknown kind of content",
    422: "The key was used otherwise",
    428: "The version is missing",
    429: "Too many attempts",
    500: "A fault on our side",
    503: "Not available just now",
}


class ProblemFault(msgspec.Struct):
    """One thing that is wrong: a sentence, and the field or row it stands in."""

    text: str
    where: str


class ProblemCondition(msgspec.Struct):
    """One condition of a step that does not hold: the sentence, what it stands on, what exactly is wanting."""

    sentence: str
    cites: str
    details: list[str]


class Problem(msgspec.Struct):
    """An error. `type` and `title` are fixed for each kind, `detail` says what is the matter and what to do."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[ProblemFault]
    missing: list[ProblemCondition]


def problem_of(refusal: Refusal, language: str, *, instance: str = "", request_id: str = "") -> Problem:
    """A refusal as a problem document in a language."""
    missing: Iterable[Missing] = refusal.missing if isinstance(refusal, StepRefused) else ()
    return Problem(
        type=TYPE + refusal.kind,
        title=say(TITLES.get(refusal.status, TITLES[409]), language),
        status=refusal.status,
        detail=say_refusal(refusal, language),
        instance=instance,
        request_id=request_id,
        errors=[ProblemFault(say_fault_safely(fault, language), fault.where) for fault in refusal.faults],
        missing=[
            ProblemCondition(
                say(each.sentence, language, **each.values),
                each.cites,
                [say_fault_safely(detail, language) for detail in each.details],
            )
            for each in missing
        ],
    )


def say_fault_safely(fault: Fault, language: str) -> str:
    """A fault as a sentence; words from a check that hold braces by chance stay as they are."""
    try:
        return say_fault(fault, language)
    except (KeyError, ValueError):
        return fault.text


def response_to(
    request: Request[Any, Any, Any], refusal: Refusal, headers: dict[str, str] | None = None
) -> Response[Any]:
    """The answer that shows a refusal."""
    request_id = str(request.state.get("request_id", ""))
    problem = problem_of(refusal, language_of(request), instance=request.url.path, request_id=request_id)
    more = dict(headers or {})
    if refusal.status == 401:
        more["WWW-Authenticate"] = "Bearer"
    if "seconds" in refusal.values:
        more["Retry-After"] = str(refusal.values["seconds"])
    request.state.problem = refusal.kind
    return Response(
        msgspec.json.encode(problem),
        status_code=refusal.status,
        media_type=PROBLEM_JSON,
        headers={**more, "Cache-Control": "no-store", "Content-Language": language_of(request)},
    )


def show_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """A refusal of the house."""
    return response_to(request, refusal)


def show_unreadable(request: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
    """A request whose parts cannot be read, every fault at once."""
    return response_to(request, Invalid(faults=faults_of_request(error)))


def show_invalid(request: Request[Any, Any, Any], error: ValidationError) -> Response[Any]:
    """An input that a verb checked itself."""
    return response_to(request, Invalid(faults=faults_of(error.errors(include_url=False))))


def show_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the web framework refuses by itself."""
    by_status: dict[int, Callable[[], Refusal]] = {
        400: BodyUnreadable,
        401: Stranger,
        403: lambda: Forbidden(action=request.method, roles=""),
        404: NoSuchAddress,
        405: lambda: WrongMethod(method=request.method),
        413: TooLarge,
        415: UnknownContent,
    }
    found = by_status.get(error.status_code)
    if found is None:
        return show_broken(request, error)
    return response_to(request, found(), dict(error.headers or {}))


def show_broken(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A bug of ours: logged with its trace, shown without it."""
    request_id = str(request.state.get("request_id", ""))
    LOG.error("broken", request_id=request_id, path=request.url.path, method=request.method, exc_info=error)
    return response_to(request, Broken(request_id=request_id))


def show_body_unreadable(request: Request[Any, Any, Any], _error: Exception) -> Response[Problem]:
    """A body that is no JSON, no form, or no text."""
    return response_to(request, BodyUnreadable())


HANDLERS: dict[Any, Any] = {
    Refusal: show_refusal,
    ValidationException: show_unreadable,
    SerializationException: show_body_unreadable,
    UnicodeDecodeError: show_body_unreadable,  # a field of a form that is not UTF-8
    RecursionError: show_body_unreadable,  # JSON nested beyond all measure
    ValidationError: show_invalid,
    HTTPException: show_http,
    Exception: show_broken,
}


def documented(statuses: Iterable[int]) -> dict[int, ResponseSpec]:
    """The errors of a door for the OpenAPI document."""
    return {
        status: ResponseSpec(Problem, generate_examples=False, description=TITLES[status], media_type=PROBLEM_JSON)
        for status in statuses
    }
