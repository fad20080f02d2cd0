"""The claim file with everything wired: reports with all their faults, cars in custody, legs that wait, told words."""

from __future__ import annotations

from typing import Any

import pytest

from claims.audit.verify import verify
from claims.kernel.texts import translated
from claims.lifecycle.answers import Told
from claims.lifecycle.life import State, SurveyState
from tests.stories.make import House
from tests.stories.stage import At

ACCIDENT = {"accident_at": "2026-05-11T08:40:00+08:00", "place": "北京", "story": "追尾", "driver": "李明华"}


def about(house: House, **more: Any) -> dict[str, Any]:
    return {"vehicle_id": house.cast.ids["vehicle"], "customer_id": house.cast.ids["customer"], **more}


def own_damage(house: House, **more: Any) -> dict[str, Any]:
    return {"cover": "own_damage", "insurer_id": house.cast.ids["insurer1"], "policy_number": "P-1", **more}


def wanting(answer: Any) -> set[str]:
    assert answer.status_code == 409, answer.text
    return {detail for one in answer.json()["missing"] for detail in one["details"]}


def test_a_report_names_every_fault_at_once_and_opens_nothing(at: At) -> None:
    house = at("books")
    legs = [own_damage(house, policy_number=""), {"cover": "customer", "insurer_id": house.cast.ids["insurer1"]},
            {"cover": "subrogation", "insurer_id": house.cast.ids["insurer2"], "policy_number": "P-2"}]  # fmt: skip
    answer = house.call("coordinator", "POST", "/claims", json=about(house, legs=legs, driver="李明华"))
    assert wanting(answer) == {
        "time of the accident is not told", "place is not told", "course of the accident is not told",
        "leg 1 needs its insurer and policy number", "leg 2 is no insurer's; leave the insurer out",
        "subrogation needs the third party whose claim was not waived",
    }  # fmt: skip
    assert house.call("coordinator", "GET", "/claims").json()["claims"] == []


def test_a_report_without_any_payer_or_from_the_future_is_refused(at: At) -> None:
    house = at("books")
    told = about(house, **{**ACCIDENT, "accident_at": "2999-01-01T00:00Z"})
    answer = house.call("advisor", "POST", "/claims", json=told)
    assert "the accident cannot lie in the future" in wanting(answer)
    assert any("at least one payer" in one["sentence"] for one in answer.json()["missing"])
    twice = about(house, **ACCIDENT, legs=[own_damage(house), own_damage(house)])
    assert wanting(house.call("advisor", "POST", "/claims", json=twice)) == {
        "two legs name the same cover and payer; join them"
    }


def test_the_customers_own_leg_is_always_there(at: At) -> None:
    house = at("books")
    opened = house.call("coordinator", "POST", "/claims", json=about(house, **ACCIDENT, legs=[own_damage(house)]))
    legs = house.call("coordinator", "GET", f"/claims/{opened.json()['id']}").json()["legs"]
    assert [(leg["position"], leg["cover"]) for leg in legs] == [(1, "own_damage"), (2, "customer")]
    transfers = house.call("coordinator", "GET", f"/claims/{opened.json()['id']}/transfers").json()
    assert [row["leg_id"] for row in transfers] == [legs[0]["id"]], "one transfer for each insured leg"


def test_a_car_that_came_before_its_report_is_received_by_the_report(at: At) -> None:
    house = at("books")
    told = about(house, proof="tow_slip")
    assert wanting(house.call("advisor", "POST", "/claims/take-in", json=told)) == {
        "tow slip or the owner's words is not told", "start of storage is not told",
    }  # fmt: skip
    told |= {"proof_reference": "T-77", "storage_from": "2026-05-11T10:00:00+08:00"}
    opened = house.call("advisor", "POST", "/claims/take-in", json=told)
    assert opened.json()["state"] == "in_custody"
    house.cast.ids["claim"] = opened.json()["id"]
    report = about(house, **ACCIDENT, legs=[own_damage(house)])
    answer = house.step("coordinator", house.cast.claim, "report", report)
    lacking = {one["sentence"] for one in answer.json()["missing"]}
    assert {"the pre-inspection is done", "the car is photographed"} <= lacking
    house.cast.photograph("advisor", ["front.jpg"], "reception")
    areas = ("outside", "inside", "engine_bay", "sides", "underbody")
    points = [{"area": area, "finding": "x"} for area in areas]
    reception = {"odometer_km": 1, "fuel_percent": 40, "key_number": "K-1", "points": points}
    house.cast.advisor.send(f"/{house.cast.claim}/reception", "reception", reception, method="PUT")
    house.cast.sign("advisor", "inventory", "owner", "李明华")
    other = {**report, "vehicle_id": report["vehicle_id"] + 1}
    assert wanting(house.step("coordinator", house.cast.claim, "report", other)) >= {
        "the report is about another car or customer than the one in custody"
    }
    answer = house.step("coordinator", house.cast.claim, "report", report)
    assert answer.status_code == 200, answer.text
    assert house.standing(house.cast.claim)[0] == "received"
    assert house.call("coordinator", "GET", f"/{house.cast.claim}").json()["driver"] == "李明华"
    with house.database.reading() as session:
        assert verify(session)[1] == []


def test_a_leg_may_wait_and_go_on(at: At) -> None:
    house = at("reported")
    leg = house.cast.ids["compulsory_other"]
    refused = house.call("advisor", "POST", f"/legs/{leg}/waiting", json={"waiting_for": "x"})
    assert refused.status_code == 403
    for reason in ("等待伤情鉴定", ""):
        answer = house.call("coordinator", "POST", f"/legs/{leg}/waiting", json={"waiting_for": reason})
        assert answer.status_code == 200
        shown = next(one for one in answer.json()["legs"] if one["id"] == leg)
        assert shown["waiting_for"] == reason
    past = house.call("auditor", "GET", f"/{house.cast.claim}/timeline").json()
    assert [one["what"]["what"] for one in past[-2:]] == ["leg waits", "leg waits"]


def test_no_hidden_damage_is_put_on_record_after_the_appraisal_only(at: At) -> None:
    house = at("received")
    answer = house.call("supervisor", "POST", f"/{house.cast.claim}/no-hidden-damage", json={})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["text"] == "the appraisal must have ended first"


def test_the_customers_leg_is_not_surveyed(at: At) -> None:
    house = at("received")
    legs = house.call("coordinator", "GET", f"/{house.cast.claim}").json()["legs"]
    customer = next(leg["id"] for leg in legs if leg["cover"] == "customer")
    answer = house.call("coordinator", "POST", "/surveys", json={"leg_id": customer})
    assert answer.status_code == 409
    assert answer.json()["missing"][0]["sentence"] == "the leg is an insurer's"


TOTAL = {"statement": "修复费用超过实际价值", "reference": "QS-26-118", "salvage_minor": 1_800_000}


@pytest.mark.parametrize(
    ("figures", "verdict"),
    [
        ({"repair_minor": 8_000_000, "value_minor": 10_000_000}, "total_loss"),
        ({"repair_minor": 7_999_999, "value_minor": 10_000_000}, "repair"),
        ({}, "undecided"),
    ],
)
def test_the_policys_verdict_stands_beside_a_total_loss_and_the_manager_decides_in_any_case(
    at: At, figures: dict[str, int], verdict: str
) -> None:
    house = at("assessed")
    answer = house.step("manager", house.cast.claim, "declare_total_loss", {**TOTAL, **figures})
    assert answer.status_code == 200, answer.text
    assert house.standing(house.cast.claim)[0] == "total_loss"
    past = house.call("auditor", "GET", f"/{house.cast.claim}/timeline").json()
    steps = [one["what"] for one in past if one["what"].get("step") == "declare_total_loss"]
    assert steps[-1]["notes"] == {"verdict": verdict}
    decided = house.call("auditor", "GET", f"/{house.cast.claim}/decisions").json()
    assert [one["policy"] for one in decided if one["policy"] == "total_loss"] == ["total_loss"]


@pytest.mark.parametrize("lang", ["zh", "es"])
def test_what_is_not_told_and_where_things_stand_is_said_in_every_language(lang: str) -> None:
    words = [*Told, *(state.replace("_", " ") for state in (*State, *SurveyState))]
    assert [word for word in words if translated(str(word), lang) is None] == []
