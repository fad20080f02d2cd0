"""The whole house remembers: what the demo's insurer answered is there when the next quote is talked about."""

from __future__ import annotations

from sqlalchemy import select

from claims.estimating.memory_models import AnsweredLine
from claims.estimating.quote_models import AcceptedValue, QuoteLine
from tests.stories.stage import At


def test_every_line_that_was_agreed_with_the_insurer_is_remembered_with_its_origin(at: At) -> None:
    house = at("agreed")
    with house.database.reading() as session:
        lines = session.scalars(select(QuoteLine).where(QuoteLine.payer == "insurer")).all()
        rows = {row.quote_line_id: row for row in session.scalars(select(AnsweredLine))}
        hashes = {value.quote_line_id: value.origin_hash for value in session.scalars(select(AcceptedValue))}
        agreed = {line.id: (line.amount_minor, line.agreed_minor) for line in lines if line.amount_minor}
        assert {id: (row.asked_minor, row.approved_minor) for id, row in rows.items()} == agreed
        assert {id: row.origin_hash for id, row in rows.items()} == {id: hashes[id] for id in rows}
        lamp = next(row for row in rows.values() if row.family == "headlamp" and row.operation == "replace")
        assert (lamp.surveyor, lamp.asked_minor - lamp.approved_minor) == ("马骏", 10000)


def test_the_manager_sees_it_and_has_nothing_to_meet_about(at: At) -> None:
    house = at("agreed")
    found = house.call("manager", "GET", "/negotiation-memory?family=大灯&operation=replace").json()["items"]
    assert [(one["family"], one["remembered"]["count"], one["remembered"]["refused"]) for one in found] == [
        ("headlamp", 1, 0)
    ]
    asked = house.call("manager", "POST", f"/{house.cast.claim}/documents", json={"form": "meeting_sheet"})
    assert asked.status_code == 409
    assert house.call("", "GET", "/negotiation-memory").status_code == 401
