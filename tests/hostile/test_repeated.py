"""The same request twice, without a version, with an old one, and by two people at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from claims.people.roles import Role
from tests.hostile.make import chains_are_whole
from tests.stories.make import House
from tests.stories.stage import At


def steps_taken(house: House, step: str) -> int:
    past = house.call("auditor", "GET", f"/{house.cast.claim}/timeline").json()
    return sum(1 for one in past if one["kind"] == "step" and one["what"]["step"] == step)


def test_the_same_step_with_the_same_key_gets_the_same_answer_and_is_taken_once(at: At) -> None:
    house = at("received")
    path, said = "/surveys", {"leg_id": house.cast.ids["own_damage"]}
    key = {"Idempotency-Key": "one-and-only"}
    first = house.call("coordinator", "POST", path, json=said, headers=key)
    again = house.call("coordinator", "POST", path, json=said, headers=key)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert again.headers["idempotency-replayed"] == "true"
    assert steps_taken(house, "request") == 1


def test_a_repeated_step_on_a_thing_is_answered_from_the_first_although_the_version_passed(at: At) -> None:
    house = at("surveyed")
    house.cast.sign("advisor", "teardown", "owner", "李明华")
    version = house.standing(house.cast.claim)[1]
    heads = {"Idempotency-Key": "teardown", "If-Match": f'"{version}"'}
    path = f"/{house.cast.claim}/steps/start-teardown"
    first = house.call("supervisor", "POST", path, headers=heads)
    again = house.call("supervisor", "POST", path, headers=heads)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert house.standing(house.cast.claim) == ("teardown", version + 1)


def test_the_same_key_for_another_body_is_refused(at: At) -> None:
    house = at("received")
    key = {"Idempotency-Key": "twice"}
    said = {"leg_id": house.cast.ids["own_damage"]}
    assert house.call("coordinator", "POST", "/surveys", json=said, headers=key).status_code == 200
    other = {"leg_id": house.cast.ids["compulsory_other"]}
    assert house.call("coordinator", "POST", "/surveys", json=other, headers=key).status_code == 422
    assert steps_taken(house, "request") == 1


@pytest.mark.parametrize(
    ("header", "status"), [(None, 428), ('"1"', 412), ('"99"', 412), ("soon", 400), ('"' + "9" * 400 + '"', 400)]
)
def test_a_step_wants_the_version_that_the_caller_saw(at: At, header: str | None, status: int) -> None:
    house = at("received")
    before = house.standing(house.cast.claim)
    heads = {} if header is None else {"If-Match": header}
    answer = house.call("coordinator", "POST", f"/{house.cast.claim}/steps/end-appraisal", headers=heads)
    assert answer.status_code == status
    assert house.standing(house.cast.claim) == before


def at_once(house: House, callers: list[Any]) -> list[int]:
    barrier = Barrier(len(callers))

    def press(call: Any) -> int:
        barrier.wait()
        return int(call().status_code)

    with ThreadPoolExecutor(len(callers)) as pool:
        return sorted(pool.map(press, callers))


def test_two_people_press_the_same_step_at_the_same_moment_and_one_is_told(at: At) -> None:
    house = at("surveyed")
    house.cast.sign("advisor", "teardown", "owner", "李明华")
    house.give_roles("workshop", Role.SUPERVISOR)
    version = house.standing(house.cast.claim)[1]
    statuses = at_once(
        house,
        [lambda role=role: house.step(role, house.cast.claim, "start_teardown", seen=version)
         for role in ("supervisor", "workshop") * 3],
    )  # fmt: skip
    assert statuses == [200] + [412] * 5
    assert house.standing(house.cast.claim) == ("teardown", version + 1)
    assert steps_taken(house, "start_teardown") == 1
    assert chains_are_whole(house)


def test_many_people_report_accidents_at_the_same_moment_and_every_claim_gets_its_own_number(at: At) -> None:
    house = at("books")
    said = {
        "vehicle_id": house.cast.ids["vehicle"], "customer_id": house.cast.ids["customer"],
        "accident_at": "2026-05-11T08:40:00+08:00", "place": "x", "story": "x", "driver": "x",
        "legs": [{"cover": "customer"}],
    }  # fmt: skip
    statuses = at_once(
        house,
        [lambda role=role: house.call(role, "POST", "/claims", json=said) for role in ("coordinator", "advisor") * 4],
    )
    assert set(statuses) <= {200, 409, 503}
    assert statuses.count(200) >= 1
    claims = house.call("coordinator", "GET", "/claims").json()["claims"]
    assert len({one["number"] for one in claims}) == len(claims) == statuses.count(200)
    assert chains_are_whole(house)


def test_people_who_write_to_one_claim_at_the_same_moment_all_stand_in_its_chain(at: At) -> None:
    house = at("surveyed")
    house.cast.sign("advisor", "teardown", "owner", "李明华")
    house.cast.supervisor.step(house.cast.claim, "start_teardown")
    statuses = at_once(
        house,
        [
            lambda n=n: house.call(
                "supervisor", "POST", f"/{house.cast.claim}/damage-lines",
                json={"part_name": f"part {n}", "operation": "repair", "found_in": "teardown"},
            )
            for n in range(6)
        ],
    )  # fmt: skip
    assert set(statuses) <= {200, 201, 409, 503}
    lines = house.call("supervisor", "GET", f"/{house.cast.claim}/damage-lines").json()["lines"]
    kept = sum(1 for status in statuses if status < 300)
    assert len(lines) == kept
    assert len({line["position"] for line in lines}) == kept
    assert kept >= 1
    assert chains_are_whole(house)
