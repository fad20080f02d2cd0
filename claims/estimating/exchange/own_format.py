"""Our own estimate format: JSON with decimal text, read strictly and written so that it reads back the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from claims.estimating.estimate import Estimate
from claims.estimating.exchange.limits import too_large
from claims.estimating.exchange.own_format_models import FORMAT, VERSION, EstimateFile, Part
from claims.kernel.errors import Fault, Refusal
from claims.kernel.findings import faults_of
from claims.kernel.money import CURRENCIES, DEFAULT_CURRENCY

MAX_ESTIMATE_BYTES = 8 * 1024 * 1024
NO_CURRENCY = "this is no currency of ISO 4217, as in CNY or USD"
OTHER_CURRENCY = "the rates are in another currency than the estimate"
SAME_POSITION = "position {line} stands here more than once; number the lines from 1 on"
SAME_KEY = "the key {key} stands here twice; keep one"


class NotAnEstimate(Refusal):
    """The file is no estimate in our own format; it is JSON whose `format` is claims-estimate."""

    status = 415


class UnknownVersion(Refusal):
    """The file is written in a version of the format that is not known here; write it as version {version}."""

    status = 400


class EstimateFileFaulty(Refusal):
    """The file with the estimate cannot be read; mend every point listed and send it again."""

    status = 400


class NotWritable(Refusal):
    """The estimate does not fit into the file format; mend every point listed first."""

    status = 409


def read_estimate(data: bytes) -> Estimate:
    """The estimate in a file of our own format, docs/estimate-format.md, in UTF-8.

    Refused: TooLarge, NotAnEstimate where it is no JSON or says another format, UnknownVersion, and
    EstimateFileFaulty with every fault and its place.
    """
    if len(data) > MAX_ESTIMATE_BYTES:
        raise too_large(len(data), MAX_ESTIMATE_BYTES)
    text, said, faults = loaded(data)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise NotAnEstimate
    if type(said.get("version")) is not int or said["version"] != VERSION:
        raise UnknownVersion(version=VERSION)
    currency, profile, lines = said.get("currency"), said.get("profile"), said.get("lines")
    if isinstance(currency, str):
        faults += check_currencies(currency, profile.get("currency") if isinstance(profile, dict) else currency)
    if isinstance(lines, list):
        faults += positions_twice([line.get("position") if isinstance(line, dict) else None for line in lines])
    known = isinstance(currency, str) and currency in CURRENCIES
    try:
        context = {"currency": currency if known else DEFAULT_CURRENCY}
        file = EstimateFile.model_validate_json(text, context=context)
    except ValidationError as fault:
        raise EstimateFileFaulty(faults=[*faults, *faults_of(fault.errors(include_url=False))]) from None
    if faults:
        raise EstimateFileFaulty(faults=faults)
    estimate: Estimate = built(file)
    return estimate


def written(estimate: Estimate) -> bytes:
    """The estimate as a file that `read_estimate` reads back the same; what is as usual is left out.

    NotWritable with every fault where the estimate has values that the format has no room for.
    """
    told = {each.name: getattr(estimate, each.name) for each in fields(estimate)}
    of_rates = estimate.profile.currency if estimate.profile is not None else estimate.currency
    faults = check_currencies(estimate.currency, of_rates)
    faults += positions_twice([line.position for line in estimate.lines])
    try:
        file = EstimateFile.model_validate(
            {"format": FORMAT, "version": VERSION, **told}, context={"currency": estimate.currency}
        )
        data = file.model_dump_json(indent=2, exclude_defaults=True).encode() + b"\n"
    except ValidationError as fault:
        raise NotWritable(faults=[*faults, *faults_of(fault.errors(include_url=False))]) from None
    if faults:
        raise NotWritable(faults=faults)
    if len(data) > MAX_ESTIMATE_BYTES:
        raise too_large(len(data), MAX_ESTIMATE_BYTES)
    return data


def loaded(data: bytes) -> tuple[str, object, list[Fault]]:
    """The text, the JSON in it, and the keys that stand twice in an object; NotAnEstimate where it is no JSON."""
    faults: list[Fault] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counts = Counter(key for key, _ in pairs)
        faults.extend(Fault(SAME_KEY, key, {"key": key}) for key, count in counts.items() if count > 1)
        return dict(pairs)

    def no_number(word: str) -> object:
        raise ValueError(word)

    try:
        text = data.decode("utf-8-sig")
        return text, json.loads(text, object_pairs_hook=once, parse_constant=no_number), faults
    except (ValueError, RecursionError) as fault:
        raise NotAnEstimate from fault


def check_currencies(currency: str, of_rates: object) -> list[Fault]:
    """Faults where the currency is none, or the rates are in another one."""
    faults = [] if currency in CURRENCIES else [Fault(NO_CURRENCY, "currency")]
    return [*faults, Fault(OTHER_CURRENCY, "profile.currency")] if of_rates != currency else faults


def positions_twice(positions: Iterable[object]) -> list[Fault]:
    """A fault for every line whose position another line before it has."""
    faults, seen = list[Fault](), set[int]()
    for place, position in enumerate(positions):
        if type(position) is int:
            if position in seen:
                faults.append(Fault(SAME_POSITION, f"lines[{place}].position", {"line": position}))
            seen.add(position)
    return faults


def built(value: Any) -> Any:
    """What a part of the file becomes: our own shapes all the way down."""
    if isinstance(value, Part):
        own = {name: built(getattr(value, name)) for name in type(value).model_fields}
        if isinstance(value, EstimateFile):
            del own["format"], own["version"]
        return type(value).becomes(**own)
    if isinstance(value, tuple):
        return tuple(built(each) for each in value)
    if isinstance(value, dict):
        return {key: built(each) for key, each in value.items()}
    return value


def json_schema() -> str:
    """The JSON Schema of the format, as text."""
    schema = EstimateFile.model_json_schema(mode="validation")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


def write_schema(path: Path) -> None:
    """Write the JSON Schema where the documentation keeps it."""
    path.write_text(json_schema(), encoding="utf-8")
