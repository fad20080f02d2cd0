"""A correction is an opposite paper and a new one: the cancelled paper stays byte for byte, and all can see it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from claims.audit.models import Entry
from claims.documents.models import IssuedPaper
from tests.documents.desk import (
    at_once,
    chains_are_whole,
    data_of,
    fetch,
    issue,
    issued,
    numbers,
    pages_of,
    papers_path,
    preview_here,
    print_all,
)
from tests.stories.make import House
from tests.stories.stage import At

WHY = {"reason": "the owner's name was wrong"}


def cancel(house: House, paper_id: int, role: str = "manager", **said: Any) -> Any:
    return house.call(role, "POST", f"/documents/{paper_id}/cancellation", json={**WHY, **said})


def listed(house: House) -> dict[int, dict[str, Any]]:
    return {one["id"]: one for one in house.call("advisor", "GET", papers_path(house)).json()}


def row_of(house: House, paper_id: int) -> dict[str, Any]:
    with house.database.reading() as session:
        row = session.get_one(IssuedPaper, paper_id)
        return {column.name: getattr(row, column.name) for column in IssuedPaper.__table__.columns}


def why_not(answer: Any) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [one["text"] for one in answer.json()["errors"]]


def test_a_paper_is_cancelled_by_an_opposite_one_and_stays_as_it_was(at: At) -> None:
    house = at("signed")
    paper = issued(house, "work_order")
    before, row = fetch(house, paper["id"]).content, row_of(house, paper["id"])
    answer = cancel(house, paper["id"])
    assert answer.status_code == 201, answer.text
    print_all(house)
    opposite = house.call("manager", "GET", f"/documents/{answer.json()['id']}").json()
    assert (opposite["number"][0], opposite["number"][5:], opposite["cancels"]) == ("C", "-00001", paper["id"])
    (page,) = pages_of(fetch(house, opposite["id"]).content)
    assert f"Thispapercancels{paper['number']}of" in page
    assert "theowner'snamewaswrong" in page
    assert data_of(house, opposite["id"])["file_sha256"] == fetch(house, paper["id"]).headers["etag"].strip('"')
    assert (fetch(house, paper["id"]).content, row_of(house, paper["id"])) == (before, row)
    now = listed(house)[paper["id"]]
    assert (now["cancelled"], now["cancelled_by"]) == (True, opposite["id"])
    assert not listed(house)[opposite["id"]]["cancelled"]
    with house.database.reading() as session:
        noted = session.scalars(select(Entry.body).where(Entry.body.contains("paper cancelled"))).all()
        assert len(noted) == 1
        assert WHY["reason"] in noted[0]
    assert chains_are_whole(house)


def test_a_copy_carries_the_mark_on_every_page_and_hides_nothing(at: At) -> None:
    house = at("signed")
    preview_here(house)
    paper = issued(house, "decisions", language="es")
    assert fetch(house, paper["id"], "cancelled-copy").status_code == 409
    opposite = cancel(house, paper["id"]).json()
    copies = [fetch(house, paper["id"], "cancelled-copy") for _ in range(2)]
    assert copies[0].status_code == 200, copies[0].text
    assert copies[0].content == copies[1].content
    assert copies[0].headers["content-type"] == "application/pdf"
    first, marked = pages_of(fetch(house, paper["id"]).content), pages_of(copies[0].content)
    assert len(first) == len(marked) > 1
    for original, copy in zip(first, marked, strict=True):
        assert f"Anuladopor{opposite['number']}" in copy
        assert "ANULADO" in copy
        assert "ANULADO" not in original
        assert set(original) <= set(copy)
        assert original[:200] in copy


def test_a_new_paper_names_the_one_that_it_replaces(at: At) -> None:
    house = at("signed")
    paper = issued(house, "work_order")
    assert why_not(issue(house, "work_order", replaces=paper["id"])) == ["it was not cancelled; cancel it first"]
    cancel(house, paper["id"])
    new = issued(house, "work_order", replaces=paper["id"])
    assert f"Replaces{paper['number']}of" in pages_of(fetch(house, new["id"]).content)[0]
    assert data_of(house, new["id"])["head"]["replaces"]["number"] == paper["number"]
    assert (new["replaces"], listed(house)[paper["id"]]["replaced_by"]) == (paper["id"], new["id"])
    assert why_not(issue(house, "work_order", replaces=paper["id"])) == ["another paper replaced it already"]
    cancel(house, new["id"])  # a replacement may be wrong too
    assert issue(house, "work_order", replaces=new["id"]).status_code == 201
    assert [number[5:] for number in numbers(house, "work_order")] == ["-00001", "-00002", "-00003"]


def test_a_paper_replaces_only_its_like(at: At) -> None:
    house = at("signed")
    paper = issued(house, "work_order")
    cancel(house, paper["id"])
    assert why_not(issue(house, "loss_sheet", replaces=paper["id"])) == [
        "it is a paper of another kind or about something else"
    ]
    assert issue(house, "work_order", replaces=99_999).status_code == 404
    assert numbers(house, "loss_sheet") == []


def test_what_cannot_be_cancelled_is_refused_with_its_reason(at: At) -> None:
    house = at("signed")
    paper = issue(house, "work_order").json()
    assert why_not(cancel(house, paper["id"], reason="  ")) == ["the reason is not told"]
    opposite = cancel(house, paper["id"]).json()
    assert why_not(cancel(house, paper["id"])) == ["it was cancelled already"]
    assert why_not(cancel(house, opposite["id"])) == [
        "a paper that cancels is not cancelled; issue the cancelled one anew"
    ]
    assert numbers(house, "cancellation") == [opposite["number"]]


def test_a_cancelled_spreadsheet_has_its_opposite_but_no_marked_copy(at: At) -> None:
    house = at("sent")
    book = next(one for one in listed(house).values() if one["form"] == "quote_workbook")
    assert cancel(house, book["id"]).status_code == 201
    answer = fetch(house, book["id"], "cancelled-copy")
    assert (answer.status_code, "spreadsheet" in answer.text) == (409, True)


def test_of_many_who_cancel_at_once_one_does(at: At) -> None:
    house = at("signed")
    paper = issued(house, "work_order")
    statuses = at_once(*[lambda: cancel(house, paper["id"])] * 6)
    if 201 not in statuses:  # a busy database is told to the caller, who tries again
        statuses = [cancel(house, paper["id"]).status_code]
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 409, 503}
    assert len(numbers(house, "cancellation")) == 1
    assert chains_are_whole(house)


@pytest.mark.parametrize(("role", "status"), [("", 401), ("advisor", 403), ("cashier", 403), ("sister", 404)])
def test_only_a_manager_of_the_shop_cancels(at: At, role: str, status: int) -> None:
    house = at("signed")
    if role == "sister":
        from claims.people.roles import Role

        house.give_roles("sister", *Role)
    paper = issue(house, "work_order").json()
    assert cancel(house, paper["id"], role).status_code == status
    assert not listed(house)[paper["id"]]["cancelled"]
