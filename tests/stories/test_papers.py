"""The papers along a claim: refused in a sentence before their step was taken, filled with what was told after it."""

from __future__ import annotations

from typing import Any

import pytest

from claims.demo.cast import ago, ahead
from tests.stories.make import House
from tests.stories.stage import At

TOO_EARLY = [  # stage, paper, at whose desk, what is said
    ("reported", "pre_inspection", "advisor", "接车预检尚未填写；请先与客户一同环车检查。"),
    ("received", "survey_report", "coordinator", "本案尚无已记录或免除的查勘；之后方可开具查勘报告。"),
    ("surveyed", "loss_sheet", "supervisor", "尚未列出损伤；列出后方可开具定损单。"),
    ("surveyed", "work_order", "advisor", "本理赔案件尚无工单；请先根据已定损的定损单开立。"),
    ("signed", "dispatch", "workshop", "维修工单尚未派工；请先确定班组、技师、工位和时间。"),
    ("signed", "requisition", "parts_clerk", "本工单尚未发放任何配件，没有可签收的内容。"),
    ("repairing", "inspection", "inspector", "尚未进行竣工检验；质检员判定合格或不合格后方可开具检验单。"),
    ("settled", "exit_record", "advisor", "出厂检查记录尚未填写；请先在车辆出厂前检查并记录。"),
    ("settled", "gate_pass", "advisor", "车辆尚未交付；交付后方可开具出门证，因为只有交付步骤会核查能否放行。"),
]


def ask(house: House, role: str, form: str, **more: Any) -> Any:
    said = {"form": form, "language": "zh", **more}
    return house.call(role, "POST", f"/{house.cast.claim}/documents", json=said, headers={"Accept-Language": "zh"})


def issued(house: House, role: str, form: str, **more: Any) -> dict[str, Any]:
    """The frozen data of a paper that is issued now."""
    answer = ask(house, role, form, **more)
    assert answer.status_code == 201, answer.text
    return dict(house.call(role, "GET", f"/documents/{answer.json()['id']}/data").json())


def signers(paper: dict[str, Any]) -> list[tuple[str, str]]:
    return [(box["role"], box["name"]) for box in paper["signatures"]]


@pytest.mark.parametrize(("stage", "form", "role", "sentence"), TOO_EARLY, ids=[one[1] for one in TOO_EARLY])
def test_a_paper_whose_step_was_not_taken_is_refused(at: At, stage: str, form: str, role: str, sentence: str) -> None:
    house = at(stage)
    answer = ask(house, role, form)
    assert answer.status_code == 409, answer.text
    assert answer.json()["detail"] == sentence
    papers = house.call(role, "GET", f"/{house.cast.claim}/documents").json()
    assert [one for one in papers if one["form"] == form] == []


def test_the_pre_inspection_places_its_points_and_is_signed_with_the_inventory(at: At) -> None:
    house = at("received")
    paper = issued(house, "advisor", "pre_inspection")
    assert [(one["number"], one["area"], one["place"]) for one in paper["points"]] == [
        (1, "outside", "left_front"), (2, "sides", "right_rear_door"), (3, "inside", ""), (4, "engine_bay", ""),
        (5, "underbody", ""),
    ]  # fmt: skip
    assert (paper["fuel_percent"], paper["key_number"], paper["vehicle"]["odometer_km"]) == (45, "K-017", 86420)
    assert [(one["text"], one["quantity"]) for one in paper["inventory"]] == [("雨伞", 1)]
    assert paper["customer_words"] == "请尽快修复，旧件我要看一下"
    assert signers(paper) == [("customer", "李明华"), ("advisor", ""), ("workshop", "")]


def test_the_sketch_shows_the_outside_only(at: At) -> None:
    house = at("reported")
    points = [{"area": "outside", "finding": "x", "place": "hood"}, {"area": "inside", "finding": "x", "place": "roof"}]
    answer = house.call("advisor", "PUT", f"/{house.cast.claim}/reception", json={"points": points})
    assert answer.status_code == 400
    assert [(one["where"], one["text"]) for one in answer.json()["errors"]] == [
        ("points[1].place", "the sketch shows the outside of the car only")
    ]


def test_the_survey_report_has_points_liability_third_parties_photographs_and_remarks(at: At) -> None:
    house = at("surveyed")
    paper = issued(house, "coordinator", "survey_report")
    assert paper["damage_points"] == ["前保险杠", "左前大灯", "左前翼子板", "发动机盖"]
    assert (paper["surveyor"], paper["liability"]) == ("钱志远", "对方变道，次要责任")
    assert paper["remarks"] == "拆检后如有隐损，请通知二次查勘"
    assert [(one["name"], one["plate"]) for one in paper["other_parties"]] == [("刘强", "京N·7K230")]
    assert len(paper["photos"]) == 5
    second = house.call("coordinator", "GET", f"/{house.cast.claim}").json()["surveys"][1]
    waived = issued(house, "coordinator", "survey_report", about_id=second["id"])
    assert waived["waiver_reference"] == "YT-2026-0511-88"
    assert ask(house, "coordinator", "survey_report", about_id=999).status_code == 404


def test_the_dispatch_in_force_stands_above_those_that_it_replaced(at: At) -> None:
    house = at("repairing")
    first = issued(house, "workshop", "dispatch")
    assert (first["now"]["team"], first["now"]["technicians"], first["earlier"]) == ("钣金一组", ["何军", "吕平"], [])
    assert all(item["text"] for item in first["items"])
    said = {"team": "钣金二组", "technicians": [{"name": "赵立新"}], "bay": "B5", "planned_from": ago(5),
            "planned_until": ahead(48), "reason": "何军病假"}  # fmt: skip
    answer = house.step("workshop", f"work-orders/{house.cast.ids['order']}", "dispatch_again", said)
    assert answer.status_code < 300, answer.text
    again = issued(house, "workshop", "dispatch")
    assert (again["now"]["team"], again["now"]["reason"]) == ("钣金二组", "何军病假")
    assert again["earlier"] == [first["now"]]
    assert again["items"] == first["items"]


def test_the_requisition_tells_of_every_part_whence_it_came_and_who_took_it(at: At) -> None:
    house = at("repairing")
    paper = issued(house, "parts_clerk", "requisition")
    assert {(one["supplier"], one["handed_to"]) for one in paper["parts"]} == {("北京德众汽配", "何军")}
    assert all(one["supplier_order"] and one["receipt"] and one["old_part"] == "" for one in paper["parts"])
    lamp = next(one for one in paper["parts"] if one["name"] == "右前大灯总成")
    assert (lamp["self_pay"], lamp["signed_by"]) == (True, "李明华")
    back = house.step("parts_clerk", f"order-lines/{house.cast.ids['lamp']}", "return", {"reason": "型号不符"})
    assert back.status_code < 300, back.text
    again = issued(house, "parts_clerk", "requisition")
    lamp = next(one for one in again["parts"] if one["name"] == "右前大灯总成")
    assert (lamp["returned"], lamp["returned_because"]) == (True, "型号不符")


def test_the_inspection_sheet_shows_all_three_checks_the_road_test_and_what_failed_before(at: At) -> None:
    house = at("passed")
    paper = issued(house, "inspector", "inspection")
    looks = {one["text"]: (one["self_check"], one["team_check"], one["result"]) for one in paper["checks"]}
    assert looks == {
        "间隙与平整度": ("passed", "passed", "passed"), "灯光": ("passed", "passed", "passed"),
        "漆面": ("passed", "passed", "passed"), "制动": ("", "", "passed"), "路试": ("", "", "passed"),
    }  # fmt: skip
    assert (paper["road_test_km"], paper["self_check"]["person"], paper["team_check"]["person"]) == (6, "何军", "吕平")
    assert [(one["findings"], one["failed"]) for one in paper["earlier"]] == [
        ("左前大灯光束偏高，需重新调整", ["灯光"])
    ]


def test_the_car_leaves_with_its_exit_record_and_its_gate_pass(at: At) -> None:
    house = at("delivered")
    record, gate_pass = issued(house, "advisor", "exit_record"), issued(house, "advisor", "gate_pass")
    assert [(one["text"], one["result"]) for one in record["checks"]] == [
        ("外观", "passed"), ("工具", "passed"), ("随车物品", "passed"),
    ]  # fmt: skip
    assert (record["vehicle"]["odometer_km"], record["odometer_km"]) == (86420, 86426)
    assert (record["keys_returned"], record["papers_returned"], record["handed_to"]) == (True, True, "李明华")
    assert (record["advice"], record["next_service_km"]) == ("建议更换左前轮胎", 90000)
    assert [one["name"] for one in record["old_parts"]] == [one["name"] for one in gate_pass["old_parts"]]
    assert "右前大灯总成" in [one["name"] for one in gate_pass["old_parts"]]
    assert signers(record) == [("customer", "李明华"), ("advisor", "")]
    assert gate_pass["pass_number"] == record["gate_pass_number"]
    assert gate_pass["pass_number"].startswith("G")
    assert gate_pass["credits"] == []


def test_an_insurer_that_pays_later_on_the_managers_word_stands_on_the_gate_pass(at: At) -> None:
    house = at("delivered")
    leg = house.cast.ids["own_damage"]
    said = {"leg_id": leg, "reason": "长期合作", "pay_by": None}
    answer = house.call("manager", "POST", f"/{house.cast.claim}/credit-releases", json=said)
    assert answer.status_code < 300, answer.text
    credits = issued(house, "advisor", "gate_pass")["credits"]
    assert [(one["released_by"], one["pay_by"]) for one in credits] == [(house.desk("manager").name, None)]


def test_the_order_as_handed_out_carries_what_form_6_5_must(at: At) -> None:
    house = at("passed")
    paper = issued(house, "advisor", "work_order")
    vehicle = paper["vehicle"]
    assert (vehicle["engine_number"], vehicle["first_registration"]) == ("CST 184502", "2019-08-20")
    assert vehicle["color"]
    assert (paper["old_parts"], paper["payment"], paper["car_wash"]) == ("return", "transfer", True)
    told = {one["text"]: one["operation"] for one in paper["work"]}
    assert (told["发动机盖"], told["安装行车记录仪"]) == ("repair", "")  # an extra's work is told in words alone
    camera = next(one for one in paper["parts"] if one["supplied_by"] == "customer")
    assert camera["no_warranty"]["zh"]
    assert [one["consent"] for one in paper["extras"]] == ["signature", "signature", "telephone", "refused"]
    assert [(one["kind"], one["text"]) for one in paper["amendments"]] == [("supplement", "Q1")]
    assert signers(paper) == [("customer", "李明华"), ("advisor", house.desk("advisor").name)]


def test_only_who_may_issue_papers_does(at: At) -> None:
    house = at("delivered")
    for form in ("pre_inspection", "dispatch", "requisition", "inspection", "exit_record", "gate_pass"):
        for role in ("workshop", "parts_clerk", "inspector", "auditor"):
            assert ask(house, role, form).status_code == 201, (form, role)
        assert ask(house, "admin", form).status_code == 403
        assert ask(house, "sister", form).status_code in (403, 404)
        assert ask(house, "", form).status_code == 401
