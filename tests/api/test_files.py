"""The doors of photographs, papers and signatures."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image

from claims.lifecycle.models import Claim
from claims.people.models import Customer, Vehicle
from claims.people.roles import Role
from tests.api.make import MORNING, Caller, House
from tests.files.make import (
    HTML,
    SVG,
    make_bomb,
    make_drawing,
    make_pdf,
    make_photograph,
    make_turned_photograph,
    make_zip,
)  # fmt: skip
from tests.files.make_hostile import SECRET, make_talkative

TYPED = {"paper": "inventory", "capacity": "customer", "signer_name": "Li Hua", "method": "typed"}


@pytest.fixture
def claim_id(house: House) -> int:
    """A claim of shop “north”."""
    with house.database.writing() as session:
        customer = Customer(shop_id=1, kind="person", name="Li Hua", created_at=MORNING)
        session.add(customer)
        session.flush()
        vehicle = Vehicle(shop_id=1, owner_id=customer.id, plate="粤B12345")
        session.add(vehicle)
        session.flush()
        claim = Claim(
            shop_id=1, number="C1", vehicle_id=vehicle.id, customer_id=customer.id, opened_at=MORNING,
            state="reported", version=1,
        )  # fmt: skip
        session.add(claim)
        session.flush()
        return claim.id


def send(caller: Caller, path: str, *contents: bytes, **form: str) -> Any:
    files = [("files", (f"photo{n}.jpg", data, "image/jpeg")) for n, data in enumerate(contents)]
    return caller("POST", path, files=files, data=form)


def test_photographs_are_kept_with_their_claim(as_role: Any, claim_id: int) -> None:
    advisor = as_role(Role.ADVISOR)
    path = f"/claims/{claim_id}/photographs"
    answer = send(advisor, path, make_turned_photograph(), make_photograph("PNG"), stage="survey", about="survey:3")
    assert answer.status_code == 201, answer.text
    first, second = answer.json()
    assert (first["media_type"], second["media_type"]) == ("image/jpeg", "image/png")
    assert first["facts"]["taken_at"] == "2024-03-01T08:15:30"
    assert {one["id"] for one in advisor("GET", f"{path}?about=survey:3").json()["items"]} == {
        first["id"],
        second["id"],
    }
    assert advisor("GET", f"{path}?stage=repair").json()["items"] == []


def test_one_photograph_alone_is_kept_too(as_role: Any, claim_id: int) -> None:
    assert send(as_role(Role.ADVISOR), f"/claims/{claim_id}/photographs", make_photograph()).status_code == 201


def test_a_photograph_is_read_as_it_came_and_in_three_sizes(as_role: Any, claim_id: int) -> None:
    advisor, whole = as_role(Role.ADVISOR), make_photograph("JPEG", (2000, 1000))
    number = send(advisor, f"/claims/{claim_id}/photographs", whole).json()[0]["id"]
    original = advisor("GET", f"/files/{number}/content")
    assert original.content == whole
    assert original.headers["content-type"] == "image/jpeg"
    assert original.headers["x-content-type-options"] == "nosniff"
    sides = {"print": (1600, 800), "screen": (1024, 512), "thumbnail": (320, 160)}
    for size, side in sides.items():
        small = advisor("GET", f"/files/{number}/content?size={size}")
        assert Image.open(io.BytesIO(small.content)).size == side
        assert (small.headers["content-type"], size in small.headers["etag"]) == ("image/jpeg", True)
        assert advisor("GET", f"/files/{number}/content?size={size}").content == small.content
    same = advisor("GET", f"/files/{number}/content", headers={"If-None-Match": original.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert advisor("GET", f"/files/{number}/content?size=huge").status_code == 400


def test_what_the_camera_wrote_is_a_fact_of_the_house_and_not_in_what_is_handed_out(
    as_role: Any, claim_id: int
) -> None:
    advisor, whole = as_role(Role.ADVISOR), make_talkative()
    row = send(advisor, f"/claims/{claim_id}/photographs", whole, caption="front").json()[0]
    assert (row["facts"]["latitude"], row["caption"]) == ("22.543333", "front")
    content = f"/files/{row['id']}/content"
    assert advisor("GET", content).content == whole
    for size in ("print", "screen", "thumbnail"):
        handed_out = advisor("GET", f"{content}?size={size}").content
        assert [word for word in (b"Exif", b"GPS", b"adobe", SECRET) if word in handed_out] == []


def test_every_fault_of_every_photograph_is_told_and_none_is_kept(as_role: Any, claim_id: int) -> None:
    advisor, path = as_role(Role.ADVISOR), f"/claims/{claim_id}/photographs"
    answer = send(advisor, path, HTML, make_photograph(), SVG, make_pdf(), b"", make_bomb())
    assert answer.status_code == 400
    assert [fault["where"].split()[0] for fault in answer.json()["errors"]] == [f"files[{n}]" for n in (0, 2, 3, 4, 5)]
    assert "pixels" in answer.json()["errors"][-1]["text"]
    assert advisor("GET", path).json()["items"] == []


def test_no_file_at_all_is_told(as_role: Any, claim_id: int) -> None:
    answer = as_role(Role.ADVISOR)("POST", f"/claims/{claim_id}/photographs", data={"stage": "survey"})
    assert answer.status_code == 400, answer.text


def test_a_file_that_is_too_large_is_refused(as_role: Any, claim_id: int) -> None:
    answer = send(as_role(Role.ADVISOR), f"/claims/{claim_id}/files", b"%PDF-" + bytes(20 * 2**20))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["text"] == "this file is larger than 20 MiB"


def test_an_upload_sent_twice_with_one_key_is_kept_once(as_role: Any, claim_id: int) -> None:
    advisor, path = as_role(Role.ADVISOR), f"/claims/{claim_id}/photographs"
    files = [("files", ("a.png", make_photograph("PNG"), "image/png"))]
    answers = [advisor("POST", path, files=files, headers={"Idempotency-Key": "photo-1"}) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert len(advisor("GET", path).json()["items"]) == 1
    other = [("files", ("a.png", make_photograph("PNG", color="blue"), "image/png"))]
    assert advisor("POST", path, files=other, headers={"Idempotency-Key": "photo-1"}).status_code == 422


def test_papers_are_known_by_content_not_by_name(as_role: Any, claim_id: int) -> None:
    advisor, path = as_role(Role.ADVISOR), f"/claims/{claim_id}/files"
    answer = send(advisor, path, make_pdf(), make_zip(xl__workbook_xml=b"<x/>"), kind="return")
    assert answer.status_code == 201, answer.text
    assert [one["media_type"].rsplit(".", 1)[-1] for one in answer.json()] == ["application/pdf", "sheet"]
    assert {one["kind"] for one in answer.json()} == {"return"}
    content = advisor("GET", f"/files/{answer.json()[0]['id']}/content")
    assert content.headers["content-disposition"].startswith("attachment")
    assert send(advisor, path, HTML).status_code == 400
    assert send(advisor, path, make_pdf(), kind="weapon").status_code == 400


def test_a_typed_signature_is_recorded(as_role: Any, claim_id: int) -> None:
    advisor = as_role(Role.ADVISOR)
    answer = advisor("POST", f"/claims/{claim_id}/signatures", json=TYPED)
    assert answer.status_code == 201, answer.text
    listed = advisor("GET", f"/claims/{claim_id}/signatures").json()["items"]
    assert [(one["paper"], one["capacity"], one["method"]) for one in listed] == [("inventory", "customer", "typed")]


def test_a_drawn_signature_is_kept_as_a_clean_picture(as_role: Any, claim_id: int) -> None:
    advisor, path = as_role(Role.ADVISOR), f"/claims/{claim_id}/signatures"
    picture = base64.b64encode(make_drawing()).decode()
    drawn = {**TYPED, "method": "drawn", "drawing_png": picture}
    assert advisor("POST", path, json=drawn).json()["file_id"]
    line = advisor("POST", path, json={**TYPED, "method": "drawn", "drawing_path": "M0,0 L10,10"})
    content = advisor("GET", f"/files/{line.json()['file_id']}/content")
    assert 'd="M 0 0 L 10 10"' in content.text
    assert content.headers["content-disposition"].startswith("attachment")
    for bad in ('M 0 0"/><script>', "10 10 L 3 4", "M 0 0 L 9000 10", "M 0 0 A 5 5 0 0 1 9 9", ""):
        assert advisor("POST", path, json={**TYPED, "method": "drawn", "drawing_path": bad}).status_code == 400
    for data in (HTML, SVG, make_photograph("JPEG"), make_photograph("PNG")):
        bad = base64.b64encode(data).decode()
        assert advisor("POST", path, json={**TYPED, "method": "drawn", "drawing_png": bad}).status_code == 400


def test_a_telephone_consent_says_who_took_the_call_when_and_on_which_number(as_role: Any, claim_id: int) -> None:
    advisor, path = as_role(Role.ADVISOR), f"/claims/{claim_id}/signatures"
    bare = advisor("POST", path, json={**TYPED, "paper": "extra", "method": "telephone"})
    assert {fault["where"] for fault in bare.json()["errors"]} == {"said_to", "phone", "signed_at"}
    told = {"said_to": "Wang Wei", "phone": "13800000001", "signed_at": "2024-03-01T09:00:00+08:00"}
    good = advisor("POST", path, json={**TYPED, "paper": "extra", "about_id": 4, "method": "telephone", **told})
    assert good.status_code == 201, good.text


def test_a_signature_cannot_be_given_tomorrow(as_role: Any, claim_id: int) -> None:
    tomorrow = {**TYPED, "signed_at": "2024-03-02T09:00:00+08:00"}
    assert as_role(Role.ADVISOR)("POST", f"/claims/{claim_id}/signatures", json=tomorrow).status_code == 400


def test_only_a_manager_signs_as_manager_and_with_his_own_name(as_role: Any, claim_id: int) -> None:
    said, path = {**TYPED, "capacity": "manager"}, f"/claims/{claim_id}/signatures"
    manager = as_role(Role.MANAGER)
    own = {**said, "signer_name": manager("GET", "/me").json()["name"]}
    assert as_role(Role.ADVISOR)("POST", path, json=own).status_code == 403
    assert manager("POST", path, json=said).status_code == 400
    assert manager("POST", path, json=own).status_code == 201


PATHS = [("POST", "photographs"), ("POST", "files"), ("POST", "signatures"), ("GET", "photographs"), ("GET", "files"),
         ("GET", "signatures")]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_strangers_and_whoever_may_not_stay_out(
    as_role: Any, stranger: Caller, claim_id: int, method: str, path: str
) -> None:
    body = {"json": TYPED} if path == "signatures" else {"files": [("files", ("a.png", make_photograph("PNG")))]}
    more: dict[str, Any] = body if method == "POST" else {}
    address = f"/claims/{claim_id}/{path}"
    assert stranger(method, address, **more).status_code == 401
    assert as_role(Role.ADMIN)(method, address, **more).status_code == 403
    assert as_role(Role.ADVISOR, shop="south")(method, address, **more).status_code == 404
    assert as_role(Role.ADVISOR)(method, address, **more).status_code in (200, 201)


def test_a_file_of_another_shop_is_not_there(as_role: Any, stranger: Caller, claim_id: int) -> None:
    number = send(as_role(Role.ADVISOR), f"/claims/{claim_id}/photographs", make_photograph()).json()[0]["id"]
    for address in (f"/files/{number}", f"/files/{number}/content"):
        assert as_role(Role.ADVISOR, shop="south")("GET", address).status_code == 404
        assert stranger("GET", address).status_code == 401
        assert as_role(Role.ADMIN)("GET", address).status_code == 403
        assert as_role(Role.AUDITOR)("GET", address).status_code == 200
