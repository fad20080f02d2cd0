"""A stored decision taken apart: over its door, on the command line, and as a paper."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from claims.audit.models import DecisionRow, Entry
from claims.cli import app
from claims.documents.filling.common import desk
from claims.documents.filling.decisions import fill_decisions
from claims.lifecycle.models import Claim
from claims.people.roles import Role
from tests.stories.make import House
from tests.stories.stage import At


@pytest.fixture
def house(at: At) -> House:
    return at("signed")


def decision_of(house: House, policy: str) -> int:
    """The id of the last decision of a policy."""
    with house.database.reading() as session:
        query = select(DecisionRow.id).where(DecisionRow.policy == policy).order_by(DecisionRow.id.desc())
        found = session.scalars(query).first()
    assert found is not None
    return found


def test_a_stranger_a_coordinator_and_another_shop_see_no_decision(house: House) -> None:
    address = f"/decisions/{decision_of(house, 'gap')}"
    assert house.call("", "GET", address).status_code == 401
    assert house.call("coordinator", "GET", address).status_code == 403
    house.give_roles("sister", Role.AUDITOR)
    assert house.call("sister", "GET", address).status_code == 404
    assert house.call("auditor", "GET", "/decisions/999999").status_code == 404


def test_the_auditor_sees_a_decision_apart_with_its_place_in_the_chain(house: House) -> None:
    number = decision_of(house, "gap")
    answer = house.call("auditor", "GET", f"/decisions/{number}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    with house.database.reading() as session:
        row = session.get_one(DecisionRow, number)
        entry = session.get_one(Entry, row.entry_id)
        stored = json.loads(entry.body)["record"]
        standing = (entry.chain, entry.seq, entry.hash, row.step, 1)
    place = (found["chain"], found["seq"], found["link_hash"], found["step"], found["claim_id"])
    assert place == standing
    assert found["claim"]
    assert found["by"]
    explanation = found["explanation"]
    assert {name: explanation[name] for name in stored} == stored
    assert len(explanation["says"]) == len(stored["fired"])
    assert explanation["not_fired"]
    assert explanation["figures"]["line_negotiate_bp"]["source"].startswith("house default")


def test_it_is_told_in_the_language_that_is_asked_for(house: House) -> None:
    address = f"/decisions/{decision_of(house, 'gap')}"
    questions = {language: house.call("auditor", "GET", address, headers={"Accept-Language": language}).json()
                 ["explanation"]["question"] for language in ("zh", "es", "en")}  # fmt: skip
    assert len(set(questions.values())) == 3
    assert questions["zh"].startswith("保险公司")


def test_the_command_line_tells_a_stored_decision(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_DATABASE_URL", house.database.engine.url.render_as_string(hide_password=False))
    number = str(decision_of(house, "deposit"))
    told = CliRunner().invoke(app, ["decisions", "explain", number, "--language", "zh"])
    assert told.exit_code == 0, told.output
    assert told.output.startswith("claim:1 · ")
    assert "已考虑而不适用的条款" in told.output
    machine = CliRunner().invoke(app, ["decisions", "explain", number, "--json"])
    found = json.loads(machine.stdout)
    over_the_door = house.call("auditor", "GET", f"/decisions/{number}", headers={"Accept-Language": "en"}).json()
    assert found["explanation"] == over_the_door["explanation"]
    lost = CliRunner().invoke(app, ["decisions", "explain", "999999"])
    assert lost.exit_code == 1


def test_the_paper_shows_what_fired_what_did_not_and_the_figures_once(house: House) -> None:
    with house.database.reading() as session:
        claim = session.get_one(Claim, 1)
        now = session.scalars(select(DecisionRow.taken_at).order_by(DecisionRow.id.desc())).first()
        assert now is not None
        paper = fill_decisions(desk(session, claim, now), "D-1")
        [gap] = fill_decisions(desk(session, claim, now), "D-2", decision_of(house, "gap")).decisions
        rows = session.execute(select(DecisionRow.hash, DecisionRow.edition).order_by(DecisionRow.id)).all()
    assert [(one.hash, one.edition) for one in paper.decisions] == [tuple(row) for row in rows]
    counted = next(one for one in paper.decisions if one.policy == "gap")
    assert (counted.silent, counted.silent_left_out) == ((), len(gap.silent))
    assert {one.name for one in gap.silent} & {"part_kind_changed", "below_our_cost"}
    [changed] = next(one for one in gap.silent if one.name == "part_kind_changed").conditions
    assert changed.wanted.zh == "保险公司答复的配件类别不同（原厂、副厂、旧件），要求 是"
    assert all(one.paragraphs or one.undecided for one in paper.decisions)
    for one in paper.decisions:
        shown = next(each for each in paper.decisions if each.number == (one.figures_as or one.number))
        assert shown.policy == one.policy
        assert bool(shown.figures) == (one.policy not in ("consent", "settlement"))


def test_a_paper_may_be_of_one_decision(house: House) -> None:
    number = decision_of(house, "gap")
    said = {"form": "decisions", "language": "es", "about_id": number}
    issued = house.call("auditor", "POST", "/claims/1/documents", json=said)
    assert issued.status_code == 201, issued.text
    assert issued.json()["about"] == f"decision:{number}"
    data = house.call("auditor", "GET", f"/documents/{issued.json()['id']}/data").json()
    [only] = data["decisions"]
    assert only["policy"] == "gap"
    assert only["figures_as"] == 0
    assert only["figures"]
    lost = house.call("auditor", "POST", "/claims/1/documents", json={**said, "about_id": 999_999})
    assert lost.status_code == 404
