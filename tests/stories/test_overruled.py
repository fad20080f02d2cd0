"""A deposit stops ordering, the manager overrules it with a reason, the clerk orders; the rule's own answer stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from claims.audit.verify import replay_all, verify
from claims.demo import repair
from claims.kernel.clock import FixedClock
from claims.people.models import Shop, User
from claims.people.roles import Role
from claims.shopfloor.models import OrderLine
from tests.api.make import make_token
from tests.stories.make import House
from tests.stories.stage import At

ORDER = {"supplier": "北京德众汽配", "supplier_order": "PO-1"}
REASON = "The owner is a fleet customer of ten years and pays by the month"


@pytest.fixture
def house(at: At) -> House:
    """An order with a dear part at the customer's expense, refused for want of a deposit."""
    house = at("agreed")
    repair.sign_order(house.cast)
    ask_for_lamp(house)
    return house


def ask_for_lamp(house: House) -> None:
    """As `repair.buy_lamp` until the clerk is refused."""
    cast = house.cast
    lines = [{"kind": "part", "text": "右前大灯总成", "part_number": "17G 941 006 C", "part_kind": "PAN",
              "supplied_by": "shop", "unit_price_minor": 213900, "original_unit_price_minor": 213900}]  # fmt: skip
    said = {"claim_id": cast.ids["claim"], "text": "右前大灯总成更换（自费）", "reason": "老化发黄", "lines": lines}
    extra = cast.advisor.open("/extras", "extra", said)
    cast.sign("advisor", "extra", "customer", "李明华", extra)
    consent = {"method": "signature", "person": "李明华", "said_at": "2026-05-12T09:00:00+08:00",
               "said_to": cast.advisor.name, "delay_told": True}  # fmt: skip
    cast.advisor.step(f"extras/{extra}", "consent", consent)
    cast.advisor.step(f"extras/{extra}", "add")
    lamp = next(one for one in cast.advisor.get(f"/{cast.claim}/order")["lines"] if one["text"] == "右前大灯总成")
    cast.ids["lamp"] = lamp["id"]
    assert order(house).status_code == 409


def order(house: House, role: str = "parts_clerk") -> Any:
    return house.step(role, f"order-lines/{house.cast.ids['lamp']}", "order", ORDER)


def refused_decision(house: House) -> int:
    """The newest decision of the policy `deposit` that was taken for the refused order."""
    found = house.call("auditor", "GET", "/decisions?policy=deposit&step=order line.order").json()["items"]
    return int(found[0]["id"])


def overrule(house: House, role: str = "manager", decision: int | None = None, reason: str = REASON) -> Any:
    said = {"decision_id": decision or refused_decision(house), "reason": reason}
    return house.call(role, "POST", f"/{house.cast.claim}/overrulings", json=said)


def is_whole(house: House) -> bool:
    with house.database.reading() as session:
        return verify(session)[1] == [] and not any(replay_all(session))


def by_hand(house: House, statement: str) -> list[str]:
    with house.database.writing() as session:
        session.execute(text(statement))
    with house.database.reading() as session:
        return [one.reason for one in verify(session)[1]]


def test_an_overruled_deposit_lets_the_part_be_ordered_once_and_everybody_can_see_why(house: House) -> None:
    decision = refused_decision(house)
    made = overrule(house)
    assert made.status_code == 201, made.text
    shown = made.json()
    assert (shown["policy"], shown["life"], shown["step"]) == ("deposit", "order line", "order")
    assert shown["used_at"] is None
    ordered = order(house)
    assert ordered.status_code == 200, ordered.text
    listed = house.call("auditor", "GET", "/overrulings").json()["items"]
    assert [(one["reason"], one["decision_id"], one["by"]) for one in listed] == [(REASON, decision, shown["by"])]
    assert listed[0]["used_at"] is not None
    assert house.call("advisor", "GET", f"/{house.cast.claim}/overrulings").json() == listed
    past = house.call("auditor", "GET", f"/{house.cast.claim}/timeline").json()
    step = [one["what"] for one in past if one["kind"] == "step" and one["what"]["step"] == "order"][-1]
    assert step["notes"]["overruled"] == [
        {"decision": shown["decision_hash"], "by": step_by(house), "overruling": shown["id"]}
    ]
    noted = [
        one["what"]["data"] for one in past if one["kind"] == "note" and one["what"]["what"] == "decision overruled"
    ]
    assert noted[0]["decision"] == shown["decision_hash"]
    assert set(noted[0]["said_why"]) == {"salted"}
    assert is_whole(house)


def step_by(house: House) -> int:
    with house.database.reading() as session:
        return int(session.scalars(text("SELECT by_id FROM overruling")).one())


def test_the_rules_own_answer_stays_and_is_marked_as_overruled(house: House) -> None:
    decision = refused_decision(house)
    path = f"/{house.cast.claim}/decisions?after={decision - 1}"
    before = house.call("auditor", "GET", path).json()[0]
    overrule(house)
    after = house.call("auditor", "GET", path).json()[0]
    assert (before.pop("overruled"), after.pop("overruled")) == (False, True)
    assert before == after
    listed = house.call("auditor", "GET", "/decisions?overruled=yes").json()["items"]
    assert [one["id"] for one in listed] == [decision]


def test_the_decisions_of_a_claim_are_found_by_its_number_and_its_id(house: House) -> None:
    claim = house.call("auditor", "GET", f"/{house.cast.claim}").json()
    by_number, by_id, all_of_them = (
        house.call("auditor", "GET", f"/decisions?limit=200{more}").json()["items"]
        for more in (f"&claim={claim['number']}", f"&claim={claim['id']}", "")
    )
    assert by_number == by_id == all_of_them
    assert {one["claim"] for one in by_id} == {claim["number"]}


def test_the_list_of_exceptions_is_filtered_and_paged(house: House) -> None:
    overrule(house)
    assert order(house).status_code == 200
    for query, count in (("policy=deposit", 1), ("policy=gap", 0), ("claim=1", 1), ("until=2020-01-01", 0),
                         ("since=2020-01-01", 1), ("person=auditor", 0), ("after=1", 0)):  # fmt: skip
        answer = house.call("auditor", "GET", f"/overrulings?{query}")
        found = answer.json().get("items", [])
        assert len(found) == count, (query, answer.text)


def test_looking_at_what_is_possible_does_not_use_an_overruling_up(house: House) -> None:
    overrule(house)
    for _ in range(2):
        steps = house.call("parts_clerk", "GET", f"/order-lines/{house.cast.ids['lamp']}/steps").json()
        assert next(one for one in steps if one["step"] == "order")["possible"]
    assert house.call("auditor", "GET", "/overrulings").json()["items"][0]["used_at"] is None
    assert order(house).status_code == 200


def test_an_overruling_does_not_count_once_the_price_has_changed(house: House) -> None:
    overrule(house)
    with house.database.writing() as session:
        changed = {"unit_price_minor": 413900, "original_unit_price_minor": 413900}
        session.execute(update(OrderLine).where(OrderLine.id == house.cast.ids["lamp"]).values(**changed))
    answer = order(house)
    assert answer.status_code == 409
    details = answer.json()["missing"][0]["details"]
    assert any("事实已变" in one or "have changed" in one or "han cambiado" in one for one in details), details
    again = overrule(house)
    assert again.status_code == 201, again.text
    assert order(house).status_code == 200
    assert is_whole(house)


def test_an_overruling_counts_on_another_day_too(house: House) -> None:
    overrule(house)
    tomorrow = datetime.now(UTC) + timedelta(hours=24)
    house.client.app.state.clock = FixedClock(tomorrow)
    with house.database.writing() as session:  # the tokens of today are over
        for role in ("parts_clerk", "coordinator", "auditor"):
            user = session.scalars(select(User).where(User.name == house.desk(role).name)).one()
            house.desk(role).token = make_token(session, user, session.get_one(Shop, 1), tomorrow)
    ordered = order(house)
    assert ordered.status_code == 200, ordered.text
    found = house.call("auditor", "GET", f"/{house.cast.claim}/decisions").json()
    asked = [one for one in found if one["step"] == "order line.order"][-2:]
    assert asked[0]["as_of"] < asked[1]["as_of"]
    assert asked[0]["hash"] != asked[1]["hash"]


def test_an_overruling_is_used_once(house: House) -> None:
    overrule(house)
    assert order(house).status_code == 200
    with house.database.writing() as session:
        session.execute(update(OrderLine).where(OrderLine.id == house.cast.ids["lamp"]).values(state="wanted"))
    assert order(house).status_code == 409


@pytest.mark.parametrize(
    ("role", "status"), [("", 401), ("advisor", 403), ("parts_clerk", 403), ("auditor", 403), ("manager", 201)]
)
def test_only_a_manager_overrules(house: House, role: str, status: int) -> None:
    decision = refused_decision(house)
    assert overrule(house, role, decision).status_code == status


def test_the_manager_of_another_shop_finds_nothing(house: House) -> None:
    house.give_roles("sister", Role.MANAGER)
    assert overrule(house, "sister").status_code == 404
    assert house.call("sister", "GET", "/overrulings").json()["items"] == []
    assert house.call("sister", "GET", f"/{house.cast.claim}/overrulings").status_code == 404


def test_nobody_overrules_his_own_attempt(house: House) -> None:
    house.give_roles("manager", Role.PARTS_CLERK)
    assert order(house, "manager").status_code == 409
    assert overrule(house).status_code == 403
    assert order(house).status_code == 409
    assert overrule(house).status_code == 201


def test_only_the_newest_refused_attempt_can_be_overruled_and_only_once(house: House) -> None:
    first = refused_decision(house)
    order(house)
    assert overrule(house, decision=first).status_code == 409
    assert overrule(house).status_code == 201
    assert overrule(house).status_code == 409
    assert overrule(house, decision=10**9).status_code == 404


def test_what_protects_the_customer_is_never_overruled(at: At) -> None:
    house = at("signed")
    lamp = f"order-lines/{house.cast.ids['lamp']}"
    assert house.step("parts_clerk", lamp, "arrive", {"receipt": "DN-1"}).status_code == 200
    assert house.step("parts_clerk", lamp, "hand_out", {"handed_to": "何军"}).status_code == 409
    found = house.call("auditor", "GET", "/decisions?policy=consent").json()["items"]
    answer = overrule(house, decision=found[0]["id"])
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("never-overruled")


def test_a_decision_that_no_refused_step_stands_on_is_not_overruled(at: At) -> None:
    house = at("signed")
    found = house.call("auditor", "GET", "/decisions?policy=deposit").json()["items"]
    assert overrule(house, decision=found[0]["id"]).status_code == 409  # the part was ordered on it


@pytest.mark.parametrize("reason", ["", "ok", "     x     "])
def test_a_reason_is_said_in_words(house: House, reason: str) -> None:
    assert overrule(house, reason=reason).status_code == 400


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE overruling SET reason = 'because'",
        "UPDATE overruling SET used_at = NULL",
        "DELETE FROM overruling",
        "INSERT INTO overruling SELECT id + 1, shop_id, claim_id, decision_id - 1, decision_hash, policy, taken_at,"
        " life, thing_id, step, sentence, reason, by_id, at, used_at FROM overruling",
    ],
)
def test_an_exception_that_was_touched_by_hand_is_found_by_verify(house: House, statement: str) -> None:
    overrule(house)
    order(house)
    found = by_hand(house, statement)
    assert len(found) == 1, found
    assert "overruling" in found[0]
