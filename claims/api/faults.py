"""What is wrong with an input, in plain words: the checker's findings become sentences with the field they stand in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from litestar.exceptions import ValidationException
from pydantic import BaseModel, ValidationError

from claims.kernel.errors import Fault, Invalid
from claims.kernel.findings import (
    DAY,
    LIMITS,
    LIST,
    MISSING,
    MOMENT,
    NOT_THIS,
    OBJECT,
    TEXT,
    WHOLE,
    YES_NO,
    faults_of,
)

Model = TypeVar("Model", bound=BaseModel)

EXPECTED = re.compile(r"Expected `(?P<kind>[\w| ]+)`(?: (?P<sign><=|>=|<|>) (?P<limit>-?\d+))?")
LACKING = re.compile(r"Missing required \w+ parameter '(?P<name>[\w-]+)'")
SIGNS = {">=": "greater_than_equal", ">": "greater_than", "<=": "less_than_equal", "<": "less_than"}


def parse(model: type[Model], said: Any) -> Model:
    """What was said as a checked input; Invalid with every fault at once."""
    try:
        return model.model_validate(said)
    except ValidationError as fault:
        raise Invalid(faults=faults_of(fault.errors(include_url=False))) from None


def faults_of_request(error: ValidationException) -> list[Fault]:
    """What Litestar found wrong with the parts of a request: body, query, path."""
    findings = getattr(error.__cause__, "errors", None)
    if isinstance(findings, list):
        return faults_of(findings)
    extra = error.extra if isinstance(error.extra, list) else []
    faults = [fault_of_part(item) for item in extra if isinstance(item, dict)]
    if not faults and (lacking := LACKING.search(error.detail)):
        faults = [Fault(MISSING, lacking["name"])]
    return faults or [Fault(NOT_THIS)]


def fault_of_part(item: Mapping[str, Any]) -> Fault:
    """One part of a request that could not be read."""
    words, where = str(item.get("message", "")), str(item.get("key", ""))
    if "missing required" in words or words.startswith("Missing required"):
        return Fault(MISSING, where)
    if "got `null`" in words:
        return Fault(MISSING, where)
    found = EXPECTED.search(words)
    if found is None:
        return Fault(NOT_THIS, where)
    if found["sign"]:
        return Fault(LIMITS[SIGNS[found["sign"]]][1], where, {"limit": int(found["limit"])})
    kind = found["kind"].split("|")[0].strip()
    words_for = {"int": WHOLE, "str": TEXT, "bool": YES_NO, "array": LIST, "object": OBJECT, "date": DAY}
    return Fault(words_for.get(kind, MOMENT if kind == "datetime" else NOT_THIS), where)
