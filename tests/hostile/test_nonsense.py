"""Nonsense in addresses, queries and bodies is refused in words; never a fault on our side."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.people.roles import Role
from tests.api.make import empty_app
from tests.hostile.make import chains_are_whole, example
from tests.hostile.test_walls import NUMBER, body_of, numbered_routes
from tests.stories.make import House
from tests.stories.stage import At

NUMBERS = ["0", "-1", "007", "9223372036854775807", "9223372036854775808", "1" + "0" * 60, "1e3", "１", "%F0%9F%9A%97"]
WORDS: list[Any] = [
    None, True, -1, 0, 2**31, 2**63, 10**40, 1.5, 1e308, "", " ", "🚗" * 50, "a\x00b", "\ud7ff\uffff", "‮", "' OR 1=1",
    "{who}", "{0.__class__}", "%s%n", "<b>", "x" * 5000, [], [[]], {}, {"$ref": "#"}, ["x"] * 300, "NaN", "2026-13-45",
    "9999-12-31T23:59:59.999999-23:59", "0001-01-01T00:00:00+23:59",
]  # fmt: skip
RAW = [
    b"", b"{", b"null", b"[]", b'"x"', b"1", b"NaN", b'{"a": NaN}', b'{"a": 1e999}', b"\xff\xfe\x00", b"\x00" * 10,
    b'{"a":' * 5000 + b"1" + b"}" * 5000, b"[" * 50000, b'{"a": "\\ud800"}', b'{"id": ' + b"9" * 5000 + b"}",
    b'{"reason": "x", "reason": "y"}',
]  # fmt: skip


def broken(answer: Any) -> bool:
    return bool(answer.status_code >= 500)


@pytest.fixture
def house(at: At) -> House:
    """Everybody's things are there, and one person may do everything."""
    found = at("settled")
    found.give_roles("manager", *Role)
    return found


def test_no_number_in_an_address_breaks_anything(house: House) -> None:
    faults, chance = [], random.Random(7)
    for method, path, handler in numbered_routes():
        for number in chance.sample(NUMBERS, 3):
            address = NUMBER.sub(number, path).removeprefix("/api/v1")
            more = {} if method == "GET" else body_of(path, handler)
            answer = house.call("manager", method, address, headers={"If-Match": '"1"'}, **more)
            if broken(answer) or (answer.status_code < 300 and number not in ("007", "１")):
                faults.append(f"{method} {address}: {answer.status_code}")
    assert not faults


def test_no_body_that_is_no_body_breaks_anything(house: House) -> None:
    faults, chance = [], random.Random(8)
    for method, path, _handler in numbered_routes():
        if method in ("POST", "PUT", "PATCH"):
            for raw in chance.sample(RAW, 4):
                address = NUMBER.sub("1", path).removeprefix("/api/v1")
                heads = {"If-Match": '"1"', "Content-Type": "application/json"}
                answer = house.call("manager", method, address, content=raw, headers=heads)
                if broken(answer):
                    faults.append(f"{method} {address} {raw[:40]!r}: {answer.status_code}")
    assert not faults


def test_no_word_in_any_field_breaks_anything(house: House) -> None:
    schema = empty_app().openapi_schema.to_schema()
    defs, faults, chance = schema["components"]["schemas"], [], random.Random(9)
    for path, methods in schema["paths"].items():
        for method, described in methods.items():
            body = described.get("requestBody", {}).get("content", {}).get("application/json")
            if body is None or not path.startswith("/api/v1") or path.endswith("/login"):
                continue
            whole = body["schema"]
            fields = (defs[whole["$ref"].rsplit("/", 1)[1]] if "$ref" in whole else whole).get("properties", {})
            good = example(whole, defs)
            address = path.removeprefix("/api/v1")
            address = "".join("1" if part.startswith("{") else part for part in split(address))
            for field in fields:
                said = {**good, field: chance.choice(WORDS)}
                try:
                    raw = json.dumps(said).encode()
                except ValueError:
                    continue
                heads = {"If-Match": '"1"', "Content-Type": "application/json"}
                answer = house.call("manager", method.upper(), address, content=raw, headers=heads)
                if broken(answer):
                    faults.append(f"{method} {address} {field}={str(said[field])[:40]!r}: {answer.status_code}")
    assert not faults, "\n".join(faults)
    assert chains_are_whole(house)


def split(address: str) -> list[str]:
    """An address cut at its braces."""
    return [part for piece in address.split("{") for part in (("{" + piece).split("}", 1) if "}" in piece else [piece])]


def test_no_query_breaks_anything(house: House) -> None:
    faults = []
    lists = ("/claims", "/customers", "/vehicles", "/insurers", "/prices", "/claims/1/photographs", "/claims/1/files",
             "/claims/1/decisions", "/users", "/price-lists")  # fmt: skip
    values = ["", "-1", "0", "9" * 30, "%", "_", "\\", "\x00", "🚗", "'; DROP TABLE claim; --", "a" * 3000]
    chance = random.Random(10)
    for address in lists:
        for name in ("after", "limit", "search", "state", "part_number", "kind", "about", "stage", "unheard_of"):
            for value in chance.sample(values, 3):
                answer = house.client.request(
                    "GET", f"/api/v1{address}", params={name: value},
                    headers={"Authorization": f"Bearer {house.desk('manager').token}"},
                )  # fmt: skip
                if broken(answer):
                    faults.append(f"{address}?{name}={value[:20]}: {answer.status_code}")
    assert not faults


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def test_reports_of_pure_chance_are_never_a_fault_of_ours(house: House) -> None:
    names = ["vehicle_id", "customer_id", "accident_at", "place", "story", "driver", "legs", "third_parties", "injury"]

    @settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(names), JSON))
    def report(said: dict[str, Any]) -> None:
        answer = house.call("coordinator", "POST", "/claims", json=said)
        assert answer.status_code < 500, (said, answer.text)

    report()
    assert chains_are_whole(house)


@pytest.mark.parametrize(
    "head",
    [{"If-Match": "*"}, {"If-Match": '"1", "2"'}, {"Idempotency-Key": "\x7f"}, {"Accept-Language": "xx;q=9,\x01"},
     {"Content-Type": "text/plain"}, {"Content-Type": "application/xml"}, {"Content-Type": ";;;"},
     {"Content-Type": "multipart/form-data"}, {"Content-Length": "5"}, {"Accept": "image/png"}],
    ids=str,
)  # fmt: skip
def test_strange_headers_break_nothing(house: House, head: dict[str, str]) -> None:
    answer = house.call("manager", "POST", "/claims/1/steps/close", content=b"{}", headers={"If-Match": '"1"', **head})
    assert answer.status_code < 500
    answer = house.call("manager", "POST", "/claims/1/files", content=b"--x\r\n", headers=head)
    assert 400 <= answer.status_code < 500
