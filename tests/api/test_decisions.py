"""The doors to the list of decisions: searched, exported, counted; behind the wall, whatever is asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bench.search import filled
from claims.api.asked import Asked, day_begins, wanted_by
from claims.api.decisions import HEAD, TooManyRows, check_fits
from claims.audit.models import DecisionRow
from claims.kernel.errors import Invalid
from claims.people.models import Grant, Shop, User
from claims.people.roles import Role
from tests.api.make import Caller, House

CallerOf = Callable[..., Caller]
COUNT = 300
DOORS = ["/decisions", "/decisions/export", "/decisions/statistics", "/decisions/statistics/export", "/overrulings"]
HOSTILE = [
    "since=0001-01-01", "until=9999-12-31", "since=1e400", "since=2026-02-30", "since=-9999999-01-01", "since=now",
    "policy=astrology", "policy=' OR 1=1 --", "policy=%00", "outcome=%00", "person=%F0%9F%92%A9", "person=" + "9" * 40,
    "claim=1e400", "claim=-1", "claim=" + "9" * 400, "overruled=perhaps", "paragraph=gap_1", "step=" + "x" * 5000,
    "after=nonsense", "after=%00", "after=" + "A" * 200, "after=MjAyNi0wMS0wMSAx", "limit=0", "limit=1e400", "limit=-1",
    "reader=%ED%A0%80", "format=exe", "since=2026-01-02&until=2026-01-01",
]  # fmt: skip


@pytest.fixture
def listed(house: House) -> House:
    """Decisions of the shop “north”; the person 1 is its auditor."""
    filled(house.database, COUNT)
    return house


@pytest.fixture
def auditor(listed: House, as_role: CallerOf) -> Caller:
    """The auditor of the shop whose decisions they are."""
    return as_role(Role.AUDITOR)


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("door", DOORS)
def test_each_door_knows_strangers_the_forbidden_and_its_own(
    listed: House, as_role: CallerOf, stranger: Caller, door: str
) -> None:
    assert stranger("GET", door).status_code == 401
    assert as_role(Role.ADVISOR)("GET", door).status_code == 403
    assert as_role(Role.AUDITOR)("GET", door).status_code == 200
    assert as_role(Role.MANAGER)("GET", door).status_code == 200


def test_the_list_goes_from_page_to_page_to_its_end(auditor: Caller) -> None:
    seen: list[int] = []
    after = ""
    while after is not None:
        page = auditor("GET", f"/decisions?limit=120&after={after}").json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert seen == list(range(COUNT, 0, -1))


def test_a_row_says_everything_of_a_decision_and_the_money_is_a_decimal(listed: House, auditor: Caller) -> None:
    with listed.database.reading() as session:
        row = session.get_one(DecisionRow, COUNT)
        name = session.scalar(select(User.name).where(User.id == row.by_id))
        found = auditor("GET", "/decisions?limit=1").json()["items"][0]
        assert found == {
            **{name: getattr(row, name) for name in ("id", "policy", "outcome", "currency", "insurer", "step", "by_id",
                                                     "reader", "hash", "edition", "claim_id")},
            "claim": "", "by": name or "", "overruled": True,
            "taken_at": row.taken_at.isoformat().replace("+00:00", "Z"),
            "money": f"{row.money_minor // 100}.{row.money_minor % 100:02d}",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("policy=gap", lambda one: one["policy"] == "gap"),
        ("outcome=undecided", lambda one: one["outcome"] == "undecided"),
        ("insurer=CPIC", lambda one: one["insurer"] == "CPIC"),
        ("step=step of deposit", lambda one: one["step"] == "step of deposit"),
        ("person=2", lambda one: one["by_id"] == 2),
        ("overruled=yes", lambda one: one["overruled"]),
        ("overruled=no&policy=gap", lambda one: not one["overruled"] and one["policy"] == "gap"),
        ("since=2020-01-01&until=2020-01-02", lambda one: one["taken_at"] < "2020-01-01T16:00:00Z"),
    ],
)
def test_a_filter_leaves_what_it_asks_for(auditor: Caller, query: str, holds: Callable[[Any], bool]) -> None:
    everything = auditor("GET", "/decisions?limit=200").json()["items"]
    found = auditor("GET", f"/decisions?limit=200&{query}").json()["items"]
    oldest = found[-1]["id"] if len(found) == 200 else everything[-1]["id"]
    assert found
    assert [one["id"] for one in found if one["id"] >= oldest] == [
        one["id"] for one in everything if holds(one) and one["id"] >= oldest
    ]


def test_a_person_is_named_by_login_too(listed: House, auditor: Caller) -> None:
    with listed.database.writing() as session:
        id = auditor_id(session)
        session.execute(update(DecisionRow).where(DecisionRow.by_id == id).values(by_id=id + 1))
        session.execute(update(DecisionRow).where(DecisionRow.id == 7).values(by_id=id))
    found = auditor("GET", "/decisions?person=north-en-auditor").json()["items"]
    assert [(one["id"], one["by"]) for one in found] == [(7, "North-En-Auditor")]


def auditor_id(session: Session) -> int:
    return session.scalars(select(User.id).where(User.login == "north-en-auditor")).one()


def test_another_shop_sees_no_decision_and_not_who_works_here(listed: House, as_role: CallerOf) -> None:
    as_role(Role.AUDITOR)
    other = as_role(Role.AUDITOR, shop="south")
    assert other("GET", "/decisions").json() == {"items": [], "next": None}
    assert len(read_csv(other("GET", "/decisions/export").content)) == 0
    assert {one["count"] for one in other("GET", "/decisions/statistics").json()} == {0}
    known, unknown = (other("GET", f"/decisions?person={one}") for one in ("north-en-auditor", "nobody"))
    assert known.status_code == unknown.status_code == 400
    assert (
        known.json()["errors"][0]["text"].replace("north-en-auditor", "nobody") == unknown.json()["errors"][0]["text"]
    )


@pytest.mark.parametrize("query", HOSTILE)
def test_nonsense_is_refused_or_finds_nothing_on_every_door(auditor: Caller, query: str) -> None:
    for door in DOORS:
        answer = auditor("GET", f"{door}?{query}")
        assert answer.status_code in (200, 400), (door, answer.status_code, answer.text)
        if answer.status_code == 400:
            assert answer.json()["errors"] or answer.json()["detail"], door


def test_all_faults_of_a_search_are_told_at_once(auditor: Caller) -> None:
    answer = auditor("GET", "/decisions?claim=x&person=nobody&policy=astrology&overruled=maybe")
    assert answer.status_code == 400
    assert {one["where"] for one in answer.json()["errors"]} == {"claim", "person", "policy", "overruled"}


def test_a_place_that_nobody_gave_out_is_refused(auditor: Caller) -> None:
    after = auditor("GET", "/decisions?limit=1").json()["next"]
    for broken in (after[:-1], after + "A", after[::-1]):
        answer = auditor("GET", f"/decisions?after={broken}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["where"] == "after"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_export_holds_every_decision_that_fits(auditor: Caller, form: str) -> None:
    answer = auditor("GET", f"/decisions/export?policy=gap&format={form}")
    assert answer.status_code == 200
    assert f"decisions.{form}" in answer.headers["content-disposition"]
    found = auditor("GET", "/decisions?policy=gap&limit=200").json()["items"]
    if form == "csv":
        assert [int(one["id"]) for one in read_csv(answer.content)] == [one["id"] for one in found]
        assert read_csv(answer.content)[0]["money"] == found[0]["money"]
        return
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == HEAD
    assert [row[0] for row in rows[1:]] == [one["id"] for one in found]
    assert f"{rows[1][HEAD.index('money')]:.2f}" == found[0]["money"]


def test_a_code_that_looks_like_a_formula_is_neutralized_in_the_export(listed: House, auditor: Caller) -> None:
    with listed.database.writing() as session:
        session.execute(update(DecisionRow).where(DecisionRow.id == COUNT).values(insurer="=1+1", money_minor=-1250))
    first = read_csv(auditor("GET", "/decisions/export").content)[0]
    assert (first["insurer"], first["money"]) == ("'=1+1", "-12.50")


def test_more_rows_than_a_sheet_holds_are_refused_with_what_to_do(listed: House) -> None:
    with listed.database.reading() as session:
        wanted = wanted_by(session, Asked(), session.get_one(Shop, 1))
        check_fits(session, wanted, COUNT)
        with pytest.raises(TooManyRows, match="narrow the search, or take csv"):
            check_fits(session, wanted, COUNT - 1)
        check_fits(session, replace(wanted, policy="gap"), COUNT - 1)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_statistics_are_exported_as_they_are_shown(auditor: Caller, form: str) -> None:
    shown = auditor("GET", "/decisions/statistics?policy=gap").json()
    answer = auditor("GET", f"/decisions/statistics/export?policy=gap&format={form}")
    assert answer.status_code == 200
    if form == "csv":
        rows = [[row["paragraph"], int(row["count"]), row["money"]] for row in read_csv(answer.content)]
        assert rows == [[one["paragraph"], one["count"], one["money"].get("CNY", "")] for one in shown]
        return
    sheet = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert [row[2] for row in sheet[1:]] == [one["count"] for one in shown]


def test_days_are_those_of_the_shop() -> None:
    shop = Shop(code="x", name="x", currency="CNY", language="zh", time_zone="Asia/Shanghai")
    assert day_begins(date(2026, 3, 1), shop) == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert day_begins(date.max, shop) is not None
    assert day_begins(date.min, shop) is not None


def test_somebody_who_no_longer_works_here_is_still_found_by_what_he_decided(listed: House, as_role: CallerOf) -> None:
    as_role(Role.AUDITOR)
    with listed.database.writing() as session:
        session.execute(update(DecisionRow).where(DecisionRow.id == 7).values(by_id=auditor_id(session)))
        for grant in session.scalars(select(Grant).where(Grant.user_id == auditor_id(session))):
            session.delete(grant)
    with listed.database.reading() as session:
        shop = session.get_one(Shop, 1)
        assert wanted_by(session, Asked(person="north-en-auditor"), shop).by_id == auditor_id(session)
        with pytest.raises(Invalid):
            wanted_by(session, Asked(person="bench"), session.get_one(Shop, 2))
