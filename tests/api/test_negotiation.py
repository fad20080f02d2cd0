"""Doors of the negotiation's memory: who may look, what a second claim learns of the first, papers for the meeting."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from claims import wiring
from claims.documents.worker import render_job
from claims.estimating.queries import quote_lines
from claims.kernel.clock import FixedClock
from claims.kernel.database import Database
from claims.people.roles import Role
from tests.api.make import MORNING, Caller, House, make_shop
from tests.api.test_estimating import at, in_the_shop
from tests.estimating.talks import hold, negotiating, other_insurer, past

CallerOf = Callable[..., Caller]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """A house with two shops and the machine of the whole house."""
    with database.writing() as session:
        make_shop(session, "north")
        make_shop(session, "south")
    house = House(database, wiring.Store(tmp_path / "files"), clock=FixedClock(MORNING), machine=wiring.build_machine())
    database.info["files"] = house.files
    return house


def open_quote(house: House, *, approved_bp: int = 9000, count: int = 5) -> tuple[int, int]:
    """A negotiated quote and its claim; its bumper's like was approved before at so many basis points."""
    with in_the_shop(house) as world:
        past(world, approved_bp, count)
        quote = negotiating(world)
        return quote.id, quote.claim_id


@pytest.mark.parametrize("path", ["/quotes/1/suggestions", "/negotiation-memory"])
def test_a_stranger_and_who_lacks_the_permission_are_turned_away(
    path: str, as_role: CallerOf, stranger: Caller
) -> None:
    assert stranger("GET", path).status_code == 401
    assert as_role(Role.ADMIN)("GET", path).status_code == 403


@pytest.mark.parametrize("form", ["meeting_sheet", "meeting_workbook"])
def test_a_meeting_sheet_wants_the_permission_to_issue_papers(
    house: House, form: str, as_role: CallerOf, stranger: Caller
) -> None:
    _, claim_id = open_quote(house)
    path, body = f"/claims/{claim_id}/documents", {"form": form}
    assert stranger("POST", path, json=body).status_code == 401
    assert as_role(Role.CARE)("POST", path, json=body).status_code == 403
    assert as_role(Role.MANAGER)("POST", path, json=body).status_code == 201


def test_a_second_claim_sees_what_the_first_ones_were_answered(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        for approved in (83340, 85192, 85192, 87044, 92600):
            hold(world, negotiating(world), {"position": 1, "answer": "accepted", "amount_minor": approved},
                 person="Sun")  # fmt: skip
        quote_id = negotiating(world).id
    answer = as_role(Role.MANAGER)("GET", f"/quotes/{quote_id}/suggestions?surveyor=SUN").json()
    bumper, bonnet = answer["lines"]
    assert (answer["surveyor"], answer["asked_minor"], answer["given_minor"], answer["suggested_minor"]) == (
        "SUN", 185600, 64400, 85192,
    )  # fmt: skip
    assert (bumper["suggested_minor"], bumper["basis"], bumper["advice"]) == (85192, "surveyor", "counter")
    assert bumper["remembered"]["share_bp"] == {"low": 9200, "median": 9200, "high": 9400}
    assert bumper["reason"].startswith("This surveyor approved 92% (median of 5, half of them 92% to 94%)")
    assert (bonnet["suggested_minor"], bonnet["advice"], bonnet["remembered"]) == (None, "too_few", None)
    told = as_role(Role.ESTIMATOR, language="zh")("GET", f"/quotes/{quote_id}/suggestions?surveyor=Sun").json()
    assert told["lines"][0]["reason"].startswith("该查勘员对“前保险杠·更换”核定 92%")


def test_another_shop_sees_neither_the_quote_nor_the_memory(house: House, as_role: CallerOf) -> None:
    quote_id, claim_id = open_quote(house)
    there = as_role(Role.MANAGER, shop="south")
    assert there("GET", f"/quotes/{quote_id}/suggestions").status_code == 404
    assert there("POST", f"/claims/{claim_id}/documents", json={"form": "meeting_sheet"}).status_code == 404
    assert there("GET", "/negotiation-memory?insurer_id=1").status_code == 404
    assert there("GET", "/negotiation-memory").json()["items"] == []


def test_the_memory_is_shown_by_insurer_family_and_operation(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        past(world, 9000, 3)
        past(world, 8000, 2, surveyor_key="wu", hours_asked_x100=120, hours_approved_x100=100)
        past(world, 0, 2, family="~侧气压阀", insurer_id=other_insurer(world).id)
    manager = as_role(Role.MANAGER)
    page = manager("GET", "/negotiation-memory").json()
    assert (page["currency"], page["enough"], page["next"]) == ("CNY", 5, None)
    first, second = page["items"]
    assert (first["insurer"], first["surveyor"], first["family"], first["family_name"], first["operation"]) == (
        "Insurer", "", "front_bumper", "front bumper", "replace",
    )  # fmt: skip
    found = first["remembered"]
    assert (found["count"], found["refused"], found["share_bp"]["median"], found["days"]["median"]) == (5, 0, 9000, 2)
    assert (found["approved_minor"], found["hours_asked_x100"], found["hours_approved_x100"]) == (
        {"low": 80000, "median": 90000, "high": 90000}, 120, 100,
    )  # fmt: skip
    assert (second["insurer"], second["family_name"], second["remembered"]["refused"]) == ("Other", "侧气压阀", 2)
    apart = manager("GET", "/negotiation-memory?by_surveyor=true&family=front_bumper").json()["items"]
    assert [(one["surveyor"], one["remembered"]["count"]) for one in apart] == [("sun", 3), ("wu", 2)]
    assert [one["surveyor"] for one in manager("GET", "/negotiation-memory?surveyor=WU").json()["items"]] == ["wu"]


@pytest.mark.parametrize(
    ("query", "families"),
    [("insurer_id=1", ["door", "front_bumper"]), ("family=front_bumper", ["front_bumper"]),
     ("family=前保险杠皮", ["front_bumper"]), ("family=puerta", ["door"]), ("operation=replace", ["door"]),
     ("operation=repair&family=front_bumper", ["front_bumper"]), ("family=~x", []), ("surveyor=nobody", [])],
)  # fmt: skip
def test_filters_narrow_the_memory(house: House, as_role: CallerOf, query: str, families: list[str]) -> None:
    with in_the_shop(house) as world:
        past(world, 9000, 2, operation="repair")
        past(world, 9000, 2, family="door")
    found = as_role(Role.ESTIMATOR)("GET", f"/negotiation-memory?{query}").json()["items"]
    assert [one["family"] for one in found] == families


def test_the_memory_is_read_in_pages(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        for family in ("door", "fender", "roof"):
            past(world, 9000, 1, family=family)
    manager, seen, after = as_role(Role.MANAGER), [], ""
    while after is not None:
        page = manager("GET", f"/negotiation-memory?limit=2&after={after}").json()
        seen += [one["family"] for one in page["items"]]
        after = page["next"]
    assert seen == ["door", "fender", "roof"]


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=W10", "after=WzEsImEiLDJd", "after=WzEsICJcdWQ4MDAiLCAiYSJd", "operation=steal", "limit=0",
     "limit=101", "insurer_id=x", f"after={'W' * 1001}", f"family={'x' * 201}"],
)  # fmt: skip
def test_nonsense_is_refused(house: House, as_role: CallerOf, query: str) -> None:
    assert as_role(Role.MANAGER)("GET", f"/negotiation-memory?{query}").status_code == 400


@pytest.mark.parametrize("name", ["surveyor", "family"])
@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "' OR 1=1 --", "%F0%9F%9A%97", "%25"])
def test_hostile_names_break_nothing(house: House, as_role: CallerOf, name: str, text: str) -> None:
    quote_id, _ = open_quote(house)
    manager = as_role(Role.MANAGER)
    answer = manager("GET", f"/negotiation-memory?{name}={text}")
    assert answer.status_code == 400 or answer.json()["items"] == []
    assert manager("GET", f"/quotes/{quote_id}/suggestions?{name}={text}").status_code in (200, 400)


def test_a_mark_of_another_kind_of_list_is_refused(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        past(world, 9000, 1)
        past(world, 9000, 1, family="door")
    manager = as_role(Role.MANAGER)
    mark = manager("GET", "/negotiation-memory?limit=1").json()["next"]
    assert manager("GET", f"/negotiation-memory?by_surveyor=true&after={mark}").status_code == 400


def test_a_round_offers_what_is_suggested_and_the_next_one_takes_it(house: House, as_role: CallerOf) -> None:
    quote_id, _ = open_quote(house)
    manager = as_role(Role.MANAGER)

    def hold_round(**told: Any) -> Any:
        version = manager("GET", f"/quotes/{quote_id}").json()["version"]
        body = {"channel": "meeting", "person": "Sun", "held_at": MORNING.isoformat(), **told}
        return manager("POST", f"/quotes/{quote_id}/steps/record-round", json=body, headers=at(version))

    assert hold_round(rest="as_offered").status_code == 409
    assert hold_round(rest="as_suggested").status_code == 200
    quote = manager("GET", f"/quotes/{quote_id}").json()
    assert [(one["position"], one["offer_minor"], one["answer"]) for one in quote["rounds"][0]["lines"]] == [
        (1, 83340, "pending")
    ]
    assert hold_round(rest="as_offered", rest_kinds=["hours"]).status_code == 409
    assert hold_round(rest="as_offered", rest_kinds=["price"]).status_code == 200
    line = manager("GET", f"/quotes/{quote_id}").json()["lines"][0]
    assert (line["answer"], line["agreed_minor"]) == ("accepted", 83340)
    assert hold_round(rest="as_you_like").status_code == 400


def test_the_meeting_sheet_is_frozen_with_its_lines(house: House, as_role: CallerOf) -> None:
    quote_id, claim_id = open_quote(house)
    manager = as_role(Role.MANAGER)
    paper = manager("POST", f"/claims/{claim_id}/documents",
                    json={"form": "meeting_sheet", "about_id": quote_id, "language": "es"}).json()  # fmt: skip
    assert (paper["number"], paper["about"], paper["language"]) == ("M2024-00001", f"quote:{quote_id}", "es")
    data = manager("GET", f"/documents/{paper['id']}/data").json()
    bumper, bonnet = data["lines"]
    assert (bumper["asked"]["minor"], bumper["returned"]["minor"], bumper["suggested"]["minor"]) == (
        92600, 64400, 83340,
    )  # fmt: skip
    assert (bonnet["returned"], bonnet["suggested"], bonnet["answer"], bonnet["history"]) == (
        None, None, "refused", None,
    )  # fmt: skip
    assert bumper["reason"]["es"].startswith("Esta aseguradora autorizó el 90")
    assert data["person"] == ""
    assert manager("GET", f"/documents/{paper['id']}/file").status_code == 409  # the worker prints it
    (page,) = PdfReader(BytesIO(render_job({"data": data, "lang": "es", "files": {}}))).pages
    assert "833,40" in page.extract_text()


def test_the_meeting_workbook_can_be_fetched_at_once(house: House, as_role: CallerOf) -> None:
    _, claim_id = open_quote(house)
    manager = as_role(Role.MANAGER)
    paper = manager("POST", f"/claims/{claim_id}/documents", json={"form": "meeting_workbook", "language": "en"}).json()
    file = manager("GET", f"/documents/{paper['id']}/file")
    assert file.status_code == 200
    page = load_workbook(BytesIO(file.content)).active
    assert page is not None
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert [row[2:7] for row in rows if row[0] == 1] == [["前保险杠皮", "Replace", 926, 644, 282]]
    assert [(row[13], row[14]) for row in rows if row[0] == 1] == [(833.4, None)]


@pytest.mark.parametrize("form", ["meeting_sheet", "meeting_workbook"])
def test_there_is_no_sheet_where_nothing_is_open(house: House, as_role: CallerOf, form: str) -> None:
    with in_the_shop(house) as world:
        quote = negotiating(world)
        hold(world, quote, {"position": 2, "answer": "accepted", "amount_minor": 1}, rest="as_returned")
        claim_id = quote.claim_id
        assert all(line.answer == "accepted" for line in quote_lines(world.session, quote.id))
    answer = as_role(Role.MANAGER)("POST", f"/claims/{claim_id}/documents", json={"form": form})
    assert (answer.status_code, "nothing to meet about" in answer.json()["detail"]) == (409, True)
