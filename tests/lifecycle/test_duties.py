"""Duties of the claim file: the report to the insurer within 48 hours, surveys, quotes, and claims that stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from claims.audit.models import Entry
from claims.lifecycle.models import Claim
from claims.lifecycle.standing import standing_claims
from claims.people.models import Shop
from tests.stories.make import House
from tests.stories.stage import At

TOLD = {"place": "北京", "story": "追尾", "driver": "李明华"}


def report(house: House, accident: datetime, report_number: str = "") -> int:
    """A claim on one insurer, reported now; its number."""
    leg = {"cover": "own_damage", "insurer_id": house.cast.ids["insurer1"], "policy_number": "P-1",
           "report_number": report_number}  # fmt: skip
    said = {**TOLD, "vehicle_id": house.cast.ids["vehicle"], "customer_id": house.cast.ids["customer"], "legs": [leg],
            "accident_at": accident.isoformat()}  # fmt: skip
    answer = house.call("coordinator", "POST", "/claims", json=said)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def duties(house: House, claim: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.call("coordinator", "GET", f"/claims/{claim}/duties").json()
    return found


def warnings(house: House, claim: int) -> list[str]:
    """What the routing decisions of a claim warn of."""
    rows = house.call("auditor", "GET", f"/claims/{claim}/decisions").json()
    said = [one["record"]["outcome"]["refs"] for one in rows if one["policy"] == "routing"]
    return [ref["warning"] for refs in said for ref in refs.values() if "warning" in ref]


def test_an_insurer_without_a_report_number_is_told_within_48_hours_of_the_accident(at: At) -> None:
    house = at("books")
    accident = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    claim = report(house, accident)
    (duty,) = duties(house, claim)
    assert duty["role"] == "coordinator"
    assert duty["text"] == "report the accident to the insurer of the policy P-1, or book its survey"
    assert datetime.fromisoformat(duty["due_at"]) == accident + timedelta(hours=48)
    assert (duty["late"], warnings(house, claim)) == (False, [])


def test_a_report_after_48_hours_is_a_warning_and_no_block(at: At) -> None:
    house = at("books")
    claim = report(house, datetime.now(UTC) - timedelta(hours=49))
    assert [duty["late"] for duty in duties(house, claim)] == [True]
    assert warnings(house, claim) == ["late_report"]
    known = report(house, datetime.now(UTC) - timedelta(hours=49), "BA-1")
    assert duties(house, known) == []
    assert warnings(house, known) == ["late_report"]
    assert warnings(house, report(house, datetime.now(UTC) - timedelta(hours=47), "BA-2")) == []


def test_a_survey_is_recorded_after_it_was_asked_for_and_then_the_insurer_knows(at: At) -> None:
    house = at("books")
    claim = report(house, datetime.now(UTC) - timedelta(hours=1))
    leg = house.call("coordinator", "GET", f"/claims/{claim}").json()["legs"][0]["id"]
    survey = house.call("coordinator", "POST", "/surveys", json={"leg_id": leg}).json()["id"]
    assert [duty["about"] for duty in duties(house, claim)] == [f"survey:{survey}"]
    waiver = {"reference": "W-1", "reason": "light damage"}
    assert house.step("manager", f"surveys/{survey}", "waive", waiver).status_code < 300
    assert duties(house, claim) == []


def test_a_withdrawn_claim_leaves_no_duty_to_report_or_to_record(at: At) -> None:
    house = at("books")
    claim = report(house, datetime.now(UTC) - timedelta(hours=1))
    leg = house.call("coordinator", "GET", f"/claims/{claim}").json()["legs"][0]["id"]
    house.call("coordinator", "POST", "/surveys", json={"leg_id": leg})
    assert duties(house, claim)
    house.step("coordinator", f"claims/{claim}", "withdraw", {"reason": "too small", "wished_by": "李明华"})
    assert duties(house, claim) == []


def test_a_sent_quote_is_to_come_back_and_a_withdrawn_claim_waits_for_none(at: At) -> None:
    house = at("sent")
    claim = house.cast.ids["claim"]
    assert [(duty["role"], duty["text"]) for duty in duties(house, claim)] == [
        ("estimator", "get the insurer's prices for the quote Q0 back")
    ]
    house.step("coordinator", f"claims/{claim}", "withdraw", {"reason": "too small", "wished_by": "李明华"})
    assert duties(house, claim) == []


def stand(house: House, claim: int, days: int) -> None:
    """Let everything that happened to a claim have happened so many days ago."""
    with house.database.writing() as session:
        then = datetime.now(UTC) - timedelta(days=days)
        session.execute(update(Entry).where(Entry.chain == f"claim:{claim}").values(at=then))


def board(house: House, role: str) -> list[tuple[str, bool]]:
    """The claims that stand, on somebody's board: text, and late or not."""
    return [(one["text"], one["late"]) for one in house.call(role, "GET", "/duties").json() if one["id"] is None]


@pytest.mark.parametrize(("days", "shown"), [(0, False), (6, False), (7, True), (10, True), (14, True), (40, True)])
def test_a_claim_that_stands_is_on_the_boards_of_coordinator_and_manager(at: At, days: int, shown: bool) -> None:
    house = at("reported")
    claim = house.cast.ids["claim"]
    stand(house, claim, days)
    number = house.call("coordinator", "GET", f"/claims/{claim}").json()["number"]
    wanted = [(f"the claim {number} has stood for {days} days", True)] if shown else []
    assert board(house, "coordinator") == board(house, "manager") == wanted
    assert board(house, "cashier") == board(house, "sister") == []


def test_a_standing_claim_leaves_the_board_by_moving_and_not_by_a_refused_attempt(at: At) -> None:
    house = at("reported")
    claim = house.cast.ids["claim"]
    stand(house, claim, 8)
    assert house.step("advisor", f"claims/{claim}", "receive").status_code == 409
    assert len(board(house, "manager")) == 1
    house.step("coordinator", f"claims/{claim}", "withdraw", {"reason": "too small", "wished_by": "李明华"})
    assert board(house, "manager") == []


def test_a_closed_claim_stands_for_nobody_and_the_deadline_is_the_mark_that_was_passed(at: At) -> None:
    house = at("reported")
    claim = house.cast.ids["claim"]
    stand(house, claim, 12)
    now = datetime.now(UTC)
    with house.database.writing() as session:
        shop = session.get_one(Shop, session.get_one(Claim, claim).shop_id)
        (one,) = standing_claims(session, shop, roles=["manager"], now=now)
        assert (one.days, one.role, one.claim_id) == (12, "manager", claim)
        assert timedelta(days=1) < now - one.due_at < timedelta(days=3)  # ten days after it last moved
        session.execute(update(Claim).where(Claim.id == claim).values(state="closed"))
        assert standing_claims(session, shop, roles=["manager"], now=now) == []
