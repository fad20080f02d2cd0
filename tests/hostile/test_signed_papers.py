"""Signatures on real claims: what was signed is kept; a paper that changed meanwhile is not signed, nor shown so."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from sqlalchemy import select

from claims.audit.models import Entry
from claims.documents.filling.common import desk
from claims.documents.filling.evidence import fill_loss_sheet
from claims.documents.filling.orders import fill_work_order
from claims.documents.form import Form
from claims.estimating.models import DamageLine
from claims.files.models import Signature
from claims.files.store import sha256_of
from claims.files.strokes import is_drawing
from claims.lifecycle.models import Claim
from claims.shopfloor.queries import need_order
from tests.files.make import HTML, SVG, make_drawing, make_photograph
from tests.hostile.make import chains_are_whole
from tests.stories.make import House
from tests.stories.stage import At

FILLS = {"loss_sheet": fill_loss_sheet, "work_order": fill_work_order}
OWNER = {"paper": "loss_sheet", "capacity": "owner", "signer_name": "李明华"}


def sign(house: House, **said: Any) -> Any:
    return house.call("advisor", "POST", f"/{house.cast.claim}/signatures", json={**OWNER, **said})


def to_sign(house: House, paper: str) -> Any:
    return house.call("advisor", "GET", f"/{house.cast.claim}/to-sign/{paper}")


def paper(house: House, kind: str) -> Form:
    """The paper as it would be printed now."""
    with house.database.reading() as session:
        claim = session.get_one(Claim, house.cast.ids["claim"])
        return FILLS[kind](desk(session, claim, house.wired.clock.now()), "-")


def bend(house: House) -> None:
    """Somebody changes the first damage line."""
    with house.database.writing() as session:
        line = session.scalars(select(DamageLine).order_by(DamageLine.id)).first()
        assert line is not None
        line.note = "changed since"


def test_what_is_shown_is_what_is_signed_and_is_kept_with_its_hash(at: At) -> None:
    house = at("assessed")
    shown = to_sign(house, "loss_sheet").json()
    row = sign(house, method="typed", document_hash=shown["document_hash"]).json()
    assert row["document_hash"] == shown["document_hash"]
    assert row["address"] == "testclient"
    files = house.call("advisor", "GET", f"/{house.cast.claim}/files?kind=signed").json()["items"]
    kept = next(one for one in files if one["sha256"] == row["document_hash"])
    content = house.call("advisor", "GET", f"/files/{kept['id']}/content")
    assert sha256_of(content.content) == row["document_hash"]
    assert json.loads(content.content) == shown["content"]
    assert content.headers["content-disposition"].startswith("attachment")
    assert len(files) == 1, "one content is kept once, however many sign it"
    with house.database.reading() as session:
        (body,) = [one for one in session.scalars(select(Entry.body)) if f'"id":{row["id"]},' in one
                   and "signature recorded" in one]  # fmt: skip
    assert "testclient" not in body
    assert row["document_hash"] in body
    assert chains_are_whole(house)


def test_the_signatures_of_a_claim_stand_for_their_papers_to_its_end(at: At) -> None:
    house = at("delivered")
    for kind, boxes in (("loss_sheet", 3), ("work_order", 2)):
        form = paper(house, kind)
        assert [one.document for one in form.signatures] == [form.content_hash()] * boxes, kind  # type: ignore[attr-defined]
        assert form.uncovered(), "supplements, extras and amendments came later"


def test_a_paper_that_changed_is_not_signed_with_the_hash_of_what_was_shown(at: At) -> None:
    house = at("assessed")
    shown = to_sign(house, "loss_sheet").json()["document_hash"]
    bend(house)
    refused = sign(house, method="typed", document_hash=shown)
    assert refused.status_code == 409, refused.text
    assert any(word in refused.json()["detail"] for word in ("已不同", "ya no dice", "no longer says"))
    assert sign(house, method="typed", document_hash="0" * 64).status_code == 409
    form = paper(house, "loss_sheet")
    assert {one.document for one in form.signatures} == {shown} != {form.content_hash()}  # type: ignore[attr-defined]
    again = sign(house, method="typed", document_hash=to_sign(house, "loss_sheet").json()["document_hash"])
    assert again.status_code == 201
    assert paper(house, "loss_sheet").signatures[0].document == form.content_hash()  # type: ignore[attr-defined]


def test_a_signature_given_long_ago_stands_for_no_content_that_anybody_knows(at: At) -> None:
    house = at("assessed")
    row = sign(house, method="typed", signed_at="2026-01-01T09:00:00+08:00").json()
    assert row["document_hash"] is None
    assert paper(house, "loss_sheet").signatures[0].document == ""  # type: ignore[attr-defined]


def test_an_order_signed_on_the_paper_that_was_issued_counts_for_what_that_said(at: At) -> None:
    house = at("signed")
    shown = paper(house, "work_order").content_hash()
    issued = house.call("advisor", "POST", f"/{house.cast.claim}/documents", json={"form": "work_order"})
    assert issued.status_code == 201, issued.text
    with house.database.writing() as session:
        claim = session.get_one(Claim, house.cast.ids["claim"])
        need_order(session, claim.id).customer_words = "Something else."
    assert paper(house, "work_order").content_hash() != shown
    row = sign(house, paper="work_order", capacity="customer", method="typed", document_hash=shown)
    assert (row.status_code, row.json().get("document_hash")) == (201, shown)


def test_there_is_nothing_to_sign_before_there_is_a_paper(at: At) -> None:
    house = at("reported")
    assert to_sign(house, "work_order").status_code == 409
    assert sign(house, paper="work_order", capacity="customer", method="typed").json()["document_hash"] is None
    for nonsense in ("inventory", "nonsense", "loss_sheet'; DROP TABLE signature;--", "%00", "🖋", "x" * 5000):
        assert to_sign(house, nonsense).status_code in (400, 404), nonsense
    assert house.call("", "GET", f"/{house.cast.claim}/to-sign/loss_sheet").status_code == 401


def test_a_drawing_is_kept_as_strokes_or_pixels_and_named_on_the_paper(at: At) -> None:
    house = at("assessed")
    drawn = sign(house, method="drawn", drawing_path="M10,10 L300,150 c 10 10 20 20 30 -40").json()
    box = paper(house, "loss_sheet").signatures[0]  # type: ignore[attr-defined]
    assert (box.method, box.image) == ("drawn", f"{box.sha256}.svg")
    content = house.call("advisor", "GET", f"/files/{drawn['file_id']}/content").content
    assert (sha256_of(content), is_drawing(content)) == (box.sha256, True)
    sign(house, method="drawn", drawing_png=base64.b64encode(make_drawing() + HTML).decode())
    box = paper(house, "loss_sheet").signatures[0]  # type: ignore[attr-defined]
    assert box.image == f"{box.sha256}.png"
    assert HTML not in house.wired.files.get(box.sha256)


@pytest.mark.parametrize(
    "said",
    [
        {"drawing_path": 'M 0 0 L 50 50"/><image href="http://example.com/x"/>'},
        {"drawing_path": "M 0 0 L 50 50 url(file:///etc/passwd)"},
        {"drawing_path": "M 0 0 L 5000 5000"},
        {"drawing_path": "M 0 0 L 0 0"},
        {"drawing_path": "M 0 0" + " L 9 99" * 20_000},
        {"drawing_path": "M 0 0 L 50 50", "drawing_png": "x"},
        {"drawing_png": base64.b64encode(SVG).decode()},
        {"drawing_png": base64.b64encode(make_photograph("PNG")).decode()},
        {"drawing_png": base64.b64encode(make_drawing()[:60]).decode()},
        {"drawing_png": "no base64 at all"},
        {},
    ],
    ids=lambda said: str(said)[:40],
)
def test_whatever_is_no_drawing_is_refused_and_nothing_is_kept(at: At, said: dict[str, str]) -> None:
    house = at("assessed")
    with house.database.reading() as session:
        before = session.scalars(select(Signature.id)).all()
    assert sign(house, method="drawn", **said).status_code == 400
    with house.database.reading() as session:
        assert session.scalars(select(Signature.id)).all() == before
