"""A change of policy: drafted by one, tried over the past, activated by another, and never backwards over decisions."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from claims.audit.editions import edition_in_use
from claims.audit.trials import TRY, TrialRunner
from claims.audit.verify import replay_all, verify
from claims.outbox.jobs import work_once
from claims.people.models import Shop
from claims.people.roles import Role
from tests.stories.make import House

DRAFT = {
    "policy": "gap",
    "reason": "The manager looks at too many small gaps",
    "figures": [{"figure": "line_negotiate_bp", "value": 9000, "source": "meeting of 2026-11-20"}],
}
PERIOD = {"since": "2020-01-01", "until": "2100-01-01"}


@pytest.fixture
def house(at: Any) -> House:
    return at("agreed")  # type: ignore[no-any-return]


def draft(house: House, by: str = "auditor", **more: Any) -> Any:
    return house.call(by, "POST", "/policy-drafts", json={**DRAFT, **more})


def drafted(house: House, **more: Any) -> int:
    answer = draft(house, **more)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def tried(house: House, draft_id: int, **more: Any) -> Any:
    answer = house.call("auditor", "POST", f"/policy-drafts/{draft_id}/trials", json={**PERIOD, **more})
    assert answer.status_code == 202, answer.text
    runner = TrialRunner(house.database, house.wired.machine, house.wired.clock)
    assert work_once(house.database, {TRY: runner}, house.wired.clock, worker="test", renew=True)
    trial = house.call("auditor", "GET", f"/policy-trials/{answer.json()['id']}").json()
    assert trial["finished_at"] is not None
    return trial


def step(house: House, by: str, draft_id: int, name: str, said: Any = None) -> Any:
    version = house.call("auditor", "GET", f"/policy-drafts/{draft_id}").json()["version"]
    return house.call(by, "POST", f"/policy-drafts/{draft_id}/steps/{name}", headers={"If-Match": f'"{version}"'},
                      **({} if said is None else {"json": said}))  # fmt: skip


def missing(answer: Any) -> list[str]:
    assert answer.status_code == 409, answer.text
    found = answer.json()["missing"]
    return [one["sentence"] for one in found] + [detail for one in found for detail in one["details"]]


def tomorrow(house: House, days: int = 2) -> str:  # where the shop is, today may be tomorrow already
    return (house.wired.clock.now() + timedelta(days=days)).date().isoformat()


def test_a_draft_stands_beside_the_values_of_today(house: House) -> None:
    shown = house.call("auditor", "GET", f"/policy-drafts/{drafted(house)}").json()
    (figure,) = shown["figures"]
    assert (figure["value"], figure["today"], shown["state"]) == (9000, 1000, "drafted")
    assert figure["today_source"].startswith("house default")


def test_a_trial_tells_what_the_past_would_have_been_and_changes_nothing(house: House) -> None:
    draft_id = drafted(house)
    trial = tried(house, draft_id)
    assert trial["done"] == trial["total"] > 0
    assert sum(one["changed"] for one in trial["totals"]) > 0
    assert {one["insurer"] for one in trial["table"]} == {"PICC-BJ"}
    changes = house.call("auditor", "GET", f"/policy-trials/{trial['id']}/changes").json()["items"]
    assert {one["claim"] for one in changes} == {house.call("auditor", "GET", "/claims/1").json()["number"]}
    assert all(one["money_before"] and one["currency"] == "CNY" for one in changes)
    with house.database.reading() as session:
        assert verify(session)[1] == []
        assert not any(replay_all(session))
    assert house.call("auditor", "GET", f"/policy-drafts/{draft_id}").json()["state"] == "tried"


def test_the_trial_is_handed_out_as_a_workbook_and_as_json(house: House) -> None:
    trial = tried(house, drafted(house))
    book = load_workbook(BytesIO(house.call("auditor", "GET", f"/policy-trials/{trial['id']}/export").content))
    numbers, claims = book.worksheets
    assert [cell.value for cell in numbers[1]][:4] == ["policy", "month", "shop", "insurer"]
    assert sum(row[6].value for row in list(numbers.rows)[1:-1]) == trial["totals"][0]["changed"]
    assert claims.max_row > 1
    as_json = house.call("auditor", "GET", f"/policy-trials/{trial['id']}/export?format=json").json()
    assert len(as_json["changes"]) == claims.max_row - 1


def test_another_person_activates_and_only_later_questions_are_decided_by_it(house: House) -> None:
    draft_id = drafted(house)
    tried(house, draft_id)
    with house.database.reading() as session:
        shop = session.get_one(Shop, 1)
        before = edition_in_use(session, shop, "gap").hash
    answer = step(house, "admin", draft_id, "activate", {"from_day": tomorrow(house)})
    assert answer.status_code == 200, answer.text
    with house.database.reading() as session:
        edition = edition_in_use(session, session.get_one(Shop, 1), "gap")
        assert edition.hash != before
        assert not any(replay_all(session))
    shown = house.call("admin", "GET", f"/policy-drafts/{draft_id}").json()
    assert (shown["state"], shown["edition"], shown["activated_by"]) == ("activated", edition.hash, "蒋涛")


def test_the_drafter_cannot_activate_his_own_draft_even_as_administrator(house: House) -> None:
    house.give_roles("auditor", Role.ADMIN)
    draft_id = drafted(house)
    tried(house, draft_id)
    said = missing(step(house, "auditor", draft_id, "activate", {"from_day": tomorrow(house)}))
    assert "whoever activates the draft did not draft it" in said


def test_an_untried_draft_and_one_changed_after_its_trial_are_not_activated(house: House) -> None:
    draft_id = drafted(house)
    assert step(house, "admin", draft_id, "activate", {"from_day": tomorrow(house)}).status_code == 409
    tried(house, draft_id)
    changed = {"reason": "Another figure", "figures": [{**DRAFT["figures"][0], "value": 8000}]}  # type: ignore[dict-item, index]
    assert step(house, "auditor", draft_id, "change", changed).status_code == 200
    assert step(house, "admin", draft_id, "activate", {"from_day": tomorrow(house)}).status_code == 409


def test_a_draft_is_tried_again_where_another_one_was_activated_meanwhile(house: House) -> None:
    first, second = drafted(house), drafted(house, figures=[{**DRAFT["figures"][0], "figure": "line_check_bp"}])  # type: ignore[dict-item, index]
    tried(house, first)
    tried(house, second)
    assert step(house, "admin", first, "activate", {"from_day": tomorrow(house)}).status_code == 200
    said = missing(step(house, "admin", second, "activate", {"from_day": tomorrow(house)}))
    assert "the policy has changed since the draft was tried; try it again" in said
    tried(house, second)
    assert step(house, "admin", second, "activate", {"from_day": tomorrow(house)}).status_code == 200


def test_nothing_begins_in_the_past_or_on_a_day_that_was_decided_on(house: House) -> None:
    draft_id = drafted(house)
    tried(house, draft_id)
    with house.database.reading() as session:
        from claims.audit.draft_models import PolicyDraft
        from claims.audit.drafting import newest_day

        newest = newest_day(session, session.get_one(PolicyDraft, draft_id))
    assert newest is not None
    said = missing(step(house, "admin", draft_id, "activate", {"from_day": newest.isoformat()}))
    assert any("has already decided" in one for one in said)
    said = missing(step(house, "admin", draft_id, "activate", {"from_day": "2020-01-01"}))
    assert any("is past" in one for one in said)


def test_a_later_draft_of_the_same_figure_supersedes_the_earlier_one(house: House) -> None:
    first = drafted(house)
    tried(house, first)
    assert step(house, "admin", first, "activate", {"from_day": tomorrow(house)}).status_code == 200
    second = drafted(house, figures=[{**DRAFT["figures"][0], "value": 2000}])  # type: ignore[dict-item, index]
    tried(house, second)
    assert step(house, "admin", second, "activate", {"from_day": tomorrow(house, 5)}).status_code == 200
    assert house.call("auditor", "GET", f"/policy-drafts/{first}").json()["state"] == "superseded"
    with house.database.reading() as session:
        figures = edition_in_use(session, session.get_one(Shop, 1), "gap").bundle()["figures"]["line_negotiate_bp"]
    assert [one["value"] for one in figures["values"]] == [1000, 9000, 2000]


def test_every_fault_of_a_draft_is_told_at_once(house: House) -> None:
    figures = [
        {"figure": "no_such", "value": 1, "source": "x"},
        {"figure": "line_check_bp", "value": True, "source": "x"},
        {"figure": "line_negotiate_bp", "value": -5, "source": ""},
        {"figure": "line_negotiate_bp", "value": 5, "source": "x"},
    ]
    switches = [{"paragraph": "no_such", "on": False, "source": ""}]
    said = missing(draft(house, figures=figures, switches=switches))
    assert {
        "this policy has no figure no_such",
        "line_check_bp wants a whole number (unit: basis points)",
        "cite the source of this change",
        "line_negotiate_bp stands in the draft twice",
        "this policy has no paragraph no_such",
    } <= set(said)
    assert any("must lie between 0" in one for one in said)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"policy": "no such"}, "There is no such"),
        ({"figures": []}, "a draft changes at least one figure or paragraph"),
        ({"everywhere": True}, "a change in every shop names the brand that it is for"),
        ({"policy": "warranty", "figures": [{"figure": "key_part_groups", "value": "brakse", "source": "x"}]},
         "not brakse"),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_stand_is_refused_in_words(house: House, changes: dict[str, Any], told: str) -> None:
    assert any(told in one for one in missing(draft(house, **changes)))


def test_a_change_in_every_shop_needs_the_right_in_every_shop(house: House) -> None:
    everywhere = [{**DRAFT["figures"][0], "brand": "大众"}]  # type: ignore[dict-item, index]
    said = missing(draft(house, everywhere=True, figures=everywhere))
    assert any("you do not hold this right in the shop" in one for one in said)


def test_a_switched_off_paragraph_leaves_open_what_nothing_else_decides(house: House) -> None:
    off = [{"paragraph": "large_gap_in_total", "on": False, "source": "meeting of 2026-11-20"}]
    trial = tried(house, drafted(house, figures=[], switches=off))
    assert sum(one["undecidable"] for one in trial["totals"]) > 0
    changes = house.call("auditor", "GET", f"/policy-trials/{trial['id']}/changes").json()["items"]
    assert any(one["why"] == "no paragraph decides any more on total" for one in changes)


def test_who_may_not_draft_or_activate_is_told_so_and_a_sister_shop_sees_nothing(house: House) -> None:
    assert draft(house, by="manager").status_code == 403
    assert draft(house, by="").status_code == 401
    draft_id = drafted(house)
    trial = tried(house, draft_id)
    assert step(house, "auditor", draft_id, "activate", {"from_day": tomorrow(house)}).status_code == 403
    for path in ("/policy-drafts", f"/policy-drafts/{draft_id}", f"/policy-trials/{trial['id']}",
                 f"/policy-trials/{trial['id']}/changes", f"/policy-trials/{trial['id']}/export"):  # fmt: skip
        assert house.call("", "GET", path).status_code == 401
        assert house.call("manager", "GET", path).status_code == 403
        assert house.call("auditor", "GET", path).status_code == 200


def test_a_withdrawn_draft_is_tried_no_more(house: House) -> None:
    draft_id = drafted(house)
    assert step(house, "auditor", draft_id, "withdraw", {"reason": "no"}).status_code == 200
    assert house.call("auditor", "POST", f"/policy-drafts/{draft_id}/trials", json=PERIOD).status_code == 409


@pytest.mark.parametrize(
    "period",
    [
        {"since": "2026-01-01", "until": "2026-01-01"},
        {"since": "yesterday", "until": "2026-01-01"},
        {"shop": "nowhere"},
    ],
)
def test_a_trial_of_no_period_is_refused(house: House, period: dict[str, str]) -> None:
    answer = house.call("auditor", "POST", f"/policy-drafts/{drafted(house)}/trials", json={**PERIOD, **period})
    assert answer.status_code == 400


def test_law_of_a_pack_that_is_not_in_force_here_cannot_be_drafted(house: House) -> None:
    with house.database.writing() as session:
        session.get_one(Shop, 1).country = "ES"
    assert any("not in force at this shop" in one for one in missing(draft(house, policy="cover")))
