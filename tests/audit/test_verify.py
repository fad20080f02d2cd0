"""A chain that was touched by hand: verify names exactly the first link that does not hold, on the command line too."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import event, select
from typer.testing import CliRunner

from claims.audit.journal import GENESIS, append, link_hash
from claims.audit.models import Chain, Entry
from claims.audit.verify import replay_all, verify, verify_chain
from claims.cli import app
from claims.rules.books import policies
from tests.audit.make import MORNING
from tests.stories.make import House
from tests.stories.stage import At


@pytest.fixture
def house(at: At) -> House:
    """A claim whose quote is agreed and whose order is signed: steps, refused attempts, decisions, notes."""
    return at("signed")


def by_hand(house: House, statement: str, *values: Any) -> None:
    """One statement past all doors, as somebody with the database's password would type it."""
    with house.database.writing() as session:
        sql = re.sub(r"\?", "%s", statement) if house.database.engine.dialect.name == "postgresql" else statement
        found = session.connection().exec_driver_sql(sql, tuple(values))
        assert found.rowcount >= 1, "the test must touch something"


def entries(house: House) -> list[dict[str, Any]]:
    with house.database.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT id, seq, kind, body, previous, hash FROM chain_entry WHERE chain = 'claim:1' ORDER BY seq"
        )
        return [dict(row._mapping) for row in rows]


def first_broken(house: House) -> tuple[str, int, str]:
    with house.database.reading() as session:
        _links, broken = verify(session)
    assert len(broken) == 1, broken
    return broken[0].chain, broken[0].seq, broken[0].reason


def middle(house: House, kind: str = "step") -> dict[str, Any]:
    links = [one for one in entries(house) if one["kind"] == kind]
    return links[len(links) // 2]


def changed(body: str) -> str:
    """The same words with one byte changed."""
    place = next(at for at, sign in enumerate(body) if sign.isdigit())
    return body[:place] + str((int(body[place]) + 1) % 10) + body[place + 1 :]


def off_the_list(house: House, entry_id: int) -> None:
    listed = "SELECT id FROM decision WHERE entry_id = ?"
    by_hand(house, f"DELETE FROM decision_paragraph WHERE decision_id IN ({listed})", entry_id)
    by_hand(house, "DELETE FROM decision WHERE entry_id = ?", entry_id)


def test_an_untouched_chain_is_whole_and_every_decision_comes_out_the_same(house: House) -> None:
    with house.database.reading() as session:
        links, broken = verify(session)
        outcomes = list(replay_all(session))
    assert broken == []
    assert links > 100
    assert len(outcomes) > 5
    assert not any(outcomes)


@pytest.mark.parametrize("kind", ["step", "refused", "note", "decision"])
def test_one_byte_changed_in_a_body_is_found_at_its_link(house: House, kind: str) -> None:
    link = middle(house, kind)
    by_hand(house, "UPDATE chain_entry SET body = ? WHERE id = ?", changed(link["body"]), link["id"])
    assert first_broken(house)[:2] == ("claim:1", link["seq"])


@pytest.mark.parametrize(("column", "value"), [("by_id", 99), ("kind", "note"), ("at", "2020-01-01 00:00:00+00:00")])
def test_who_when_and_what_kind_are_part_of_the_link(house: House, column: str, value: object) -> None:
    link = next(one for one in entries(house) if one["kind"] == "step" and one["seq"] > 20)
    if column == "at" and house.database.sqlite:
        value = "2020-01-01 00:00:00.000000"
    by_hand(house, f"UPDATE chain_entry SET {column} = ? WHERE id = ?", value, link["id"])
    assert first_broken(house)[1] == link["seq"]


def test_a_changed_hash_is_found_at_its_own_link(house: House) -> None:
    link = middle(house)
    by_hand(house, "UPDATE chain_entry SET hash = ? WHERE id = ?", "0" * 64, link["id"])
    assert first_broken(house)[1] == link["seq"]


def test_a_link_that_was_rehashed_after_a_change_no_longer_carries_the_next(house: House) -> None:
    link = middle(house)
    with house.database.writing() as session:
        row = session.get_one(Entry, link["id"])
        row.body = changed(row.body)
        row.hash = link_hash(row.previous, chain=row.chain, seq=row.seq, kind=row.kind, at=row.at, by_id=row.by_id,
                             body=row.body)  # fmt: skip
    chain, seq, reason = first_broken(house)
    assert (chain, seq) == ("claim:1", link["seq"] + 1)
    assert "hang" in reason


def test_a_deleted_link_is_named_by_its_number(house: House) -> None:
    link = middle(house)
    by_hand(house, "DELETE FROM chain_entry WHERE id = ?", link["id"])
    _chain, seq, reason = first_broken(house)
    assert seq == link["seq"]
    assert "missing" in reason


@pytest.mark.parametrize("cut", [1, 5])
def test_a_cut_tail_is_found_although_every_link_left_is_right(house: House, cut: int) -> None:
    links = entries(house)
    gone = links[-cut:]
    for one in gone:
        if one["kind"] == "decision":
            off_the_list(house, one["id"])
        by_hand(house, "DELETE FROM chain_entry WHERE id = ?", one["id"])
    _chain, seq, reason = first_broken(house)
    assert seq == gone[0]["seq"]
    assert f"should have {len(links)}" in reason


def test_swapped_links_are_found_at_the_first_of_them(house: House) -> None:
    steps = [one for one in entries(house) if one["kind"] == "step"]
    first, second = steps[3], steps[4]
    by_hand(house, "UPDATE chain_entry SET seq = 100000 WHERE id = ?", first["id"])
    by_hand(house, "UPDATE chain_entry SET seq = ? WHERE id = ?", first["seq"], second["id"])
    by_hand(house, "UPDATE chain_entry SET seq = ? WHERE id = ?", second["seq"], first["id"])
    assert first_broken(house)[1] == first["seq"]


def test_a_chain_whose_own_row_says_otherwise_is_broken_at_its_end(house: House) -> None:
    links = entries(house)
    by_hand(house, "UPDATE chain SET head = ? WHERE name = 'claim:1'", "f" * 64)
    assert first_broken(house)[:2] == ("claim:1", len(links) + 1)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("policy", "deposit"), ("hash", "0" * 64), ("as_of", "2020-01-01"), ("reader", "nobody"), ("outcome", "none"),
        ("money_minor", 1), ("currency", "EUR"), ("by_id", 99),
    ],
)  # fmt: skip
def test_the_listed_decision_must_say_what_the_link_says(house: House, column: str, value: object) -> None:
    link = next(one for one in entries(house) if one["kind"] == "decision" and '"policy":"gap"' in one["body"])
    by_hand(house, f"UPDATE decision SET {column} = ? WHERE entry_id = ?", value, link["id"])
    _chain, seq, reason = first_broken(house)
    assert seq == link["seq"]
    assert "listed decision" in reason


@pytest.mark.parametrize("how", ["DELETE FROM decision_paragraph", "UPDATE decision_paragraph SET paragraph = 'other'"])
def test_the_listed_paragraphs_must_be_those_that_fired(house: House, how: str) -> None:
    link = next(one for one in entries(house) if one["kind"] == "decision" and '"policy":"gap"' in one["body"])
    first = "SELECT min(paragraph) FROM decision_paragraph WHERE decision_id = decision.id"
    chosen = f"SELECT id, ({first}) FROM decision WHERE entry_id = ?"
    by_hand(house, f"{how} WHERE (decision_id, paragraph) IN ({chosen})", link["id"])
    assert first_broken(house)[1] == link["seq"]


def test_a_decision_taken_off_the_list_is_missed_at_its_link(house: House) -> None:
    link = middle(house, "decision")
    off_the_list(house, link["id"])
    assert first_broken(house)[1] == link["seq"]


def test_a_changed_edition_is_named_by_replay(house: House) -> None:
    with house.database.reading() as session:
        bundle = session.connection().exec_driver_sql("SELECT bundle FROM edition WHERE policy = 'gap'").scalar_one()
    by_hand(house, "UPDATE edition SET bundle = ? WHERE policy = 'gap'", changed(bundle))
    with house.database.reading() as session:
        different = [one for one in replay_all(session) if one]
    assert different
    assert {one.policy for one in different} == {"gap"}
    assert "restore it from the backup" in different[0].reason


def test_a_changed_record_is_named_by_replay_and_by_verify(house: House) -> None:
    link = next(one for one in entries(house) if one["kind"] == "decision" and '"policy":"gap"' in one["body"])
    body = json.loads(link["body"])
    body["record"]["facts"] = [{**fact, "quoted_minor": 1} if "quoted_minor" in fact else fact
                               for fact in body["record"]["facts"]]  # fmt: skip
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    by_hand(house, "UPDATE chain_entry SET body = ? WHERE id = ?", text, link["id"])
    with house.database.reading() as session:
        different = [one for one in replay_all(session) if one]
    assert len(different) == 1
    assert first_broken(house)[1] == link["seq"]


def test_a_decision_that_is_none_is_named_although_its_link_was_hashed_anew(house: House) -> None:
    with house.database.writing() as session:
        chain, last = session.get_one(Chain, "claim:1"), GENESIS
        links = session.scalars(select(Entry).where(Entry.chain == "claim:1").order_by(Entry.seq)).all()
        first = next(one for one in links if one.kind == "decision")
        first.body = '{"hash":"x"}'
        for one in links:
            one.previous = last
            one.hash = last = link_hash(last, chain=one.chain, seq=one.seq, kind=one.kind, at=one.at, by_id=one.by_id,
                                        body=one.body)  # fmt: skip
        chain.head = last
        seq = first.seq
    assert first_broken(house) == ("claim:1", seq, "it holds no decision")


def test_a_chain_that_grows_while_it_is_read_is_whole(house: House) -> None:
    with house.database.reading() as session:
        chain = session.get_one(Chain, "claim:1")
        with house.database.writing() as other:
            append(other, other.get_one(Chain, "claim:1"), "note", {"what": "more", "data": {}}, at=MORNING, by_id=1)
        assert verify_chain(session, chain) is None


def test_a_chain_is_read_at_one_go_whatever_it_holds_and_progress_is_told(house: House) -> None:
    asked: list[str] = []
    told: list[tuple[int, int]] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *now: asked.append(now[2]))
    with house.database.reading() as session:
        links, _broken = verify(session, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (links, links)
    assert len(told) == 2
    # sum, chains, each of two chains, the exceptions of the claim's, orphans; and each edition once
    editions = [one for one in asked if "FROM edition" in one]
    assert len([one for one in asked if one.startswith("SELECT")]) == 6 + len(editions)
    assert len(editions) <= len(policies())


def test_the_command_line_tells_the_broken_link_and_ends_with_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_DATABASE_URL", house.database.url)
    whole = CliRunner().invoke(app, ["decisions", "verify"])
    assert whole.exit_code == 0, whole.output
    assert CliRunner().invoke(app, ["decisions", "replay"]).exit_code == 0
    link = middle(house)
    by_hand(house, "UPDATE chain_entry SET body = ? WHERE id = ?", changed(link["body"]), link["id"])
    told = CliRunner().invoke(app, ["decisions", "verify"])
    assert told.exit_code == 1
    assert f"claim:1, link {link['seq']}" in told.output
    machine = CliRunner().invoke(app, ["decisions", "verify", "--json"])
    assert machine.exit_code == 1
    found = json.loads(machine.output)["broken"]
    assert [(one["chain"], one["seq"]) for one in found] == [("claim:1", link["seq"])]


def test_the_auditor_sees_the_break_over_the_door(house: House) -> None:
    link = middle(house)
    assert house.call("auditor", "GET", "/claims/1/proof").json()["broken"] == ""
    by_hand(house, "UPDATE chain_entry SET body = ? WHERE id = ?", changed(link["body"]), link["id"])
    assert f"link {link['seq']}" in house.call("auditor", "GET", "/claims/1/proof").json()["broken"]
