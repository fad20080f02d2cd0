"""What stands in the chain: every step, refused attempt, decision and note; and no name, phone or address."""

from __future__ import annotations

import json

from sqlalchemy import select

from claims.audit.models import Entry
from claims.demo.shop import told
from tests.stories.make import House
from tests.stories.stage import At

OTHERS = ("李明华", "钱志远", "马骏", "刘强", "何军", "吕平", "京N·7K230", "10 6500", "0100 2030", "学院路", "东三环")


def bodies(house: House) -> list[str]:
    with house.database.reading() as session:
        return list(session.scalars(select(Entry.body).order_by(Entry.id)))


def names() -> set[str]:
    said = told()
    people = [*said["people"], *said["sister_people"], said["customer"]]
    return {*OTHERS, *(str(one["name"]) for one in people), *(str(one.get("phone", "李明华")) for one in people)}


def test_no_name_phone_or_address_stands_in_any_chain(at: At) -> None:
    house = at("delivered")
    found = {name: body[:300] for name in names() for body in bodies(house) if name in body}
    assert not found


def test_steps_refused_attempts_decisions_and_notes_are_all_chained(at: At) -> None:
    house = at("repairing")
    past = house.call("auditor", "GET", "/claims/1/timeline").json()
    assert {one["kind"] for one in past} == {"step", "followed", "refused", "decision", "note"}
    assert [one["seq"] for one in past] == list(range(1, len(past) + 1))
    refused = [one["what"] for one in past if one["kind"] == "refused"]
    assert all(one.get("missing") or one.get("forbidden") for one in refused)
    assert ("claim", "receive") in {(one["life"], one["step"]) for one in refused}


def test_a_refused_attempt_keeps_the_decision_that_was_taken_for_it(at: At) -> None:
    house = at("signed")
    past = house.call("auditor", "GET", "/claims/1/timeline").json()
    ordered = [one["what"] for one in past if one["kind"] == "refused" and one["what"]["life"] == "order line"]
    assert ordered
    hashes = {one["what"]["hash"] for one in past if one["kind"] == "decision"}
    assert set(ordered[0]["decisions"]) <= hashes
    assert ordered[0]["decisions"], "the policy `deposit` was asked before the part was refused"


def test_what_the_reactions_to_a_step_had_decided_is_chained_right_after_it(at: At) -> None:
    house = at("repairing")
    past = house.call("auditor", "GET", "/claims/1/timeline").json()
    chained = {one["what"]["hash"] for one in past if one["kind"] == "decision"}
    followed = [one["what"] for one in past if one["kind"] == "followed"]
    assert {"claim", "survey", "transfer", "quote", "work order"} <= {one["life"] for one in followed}
    for one in followed:
        assert one["decisions"]
        assert set(one["decisions"]) <= chained
        assert (one["said"], one["to"]) == (None, None)


def test_a_refused_attempt_moves_nothing(at: At) -> None:
    house = at("received")
    before, length = house.standing("claims/1"), len(bodies(house))
    answer = house.step("coordinator", "claims/1", "end_appraisal")
    assert answer.status_code == 409
    assert house.standing("claims/1") == before
    last = json.loads(bodies(house)[-1])
    assert len(bodies(house)) == length + 1
    assert (last["step"], last["to"]) == ("end_appraisal", None)
    assert last["missing"][0][1] == "A1-A3"


def test_what_was_said_stands_in_the_chain_with_personal_words_only_as_salted_hashes(at: At) -> None:
    house = at("reported")
    past = house.call("auditor", "GET", "/claims/1/timeline").json()
    said = next(one["what"]["said"] for one in past if one["kind"] == "step" and one["what"]["step"] == "report")
    assert set(said["driver"]) == set(said["story"]) == set(said["place"]) == {"salted"}
    assert said["legs"][0]["deductible_minor"] == 50_000
    assert said["driver"] != said["story"]
