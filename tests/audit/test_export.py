"""The export of a real little claim: whole for `claims-verify`, nothing secret in it, by command line and by door."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from claims.api.audit_export import MOST_LINKS
from claims.audit.export import Extent, links, write_export, write_heads
from claims.audit.journal import GENESIS, append, link_hash, note
from claims.audit.models import Chain, Entry
from claims.cli import app
from claims.documents.models import IssuedPaper
from claims.kernel.errors import NotFound
from claims.lifecycle.models import Claim
from claims.lifecycle.queries import NUMBERS, ManyClaims, claim_by_number
from claims.people.models import Shop
from tests.audit.make import Verify, only_fault
from tests.stories.make import House
from tests.stories.stage import At

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def house(at: At) -> House:
    """A claim whose order is signed."""
    return at("signed")


def exported(house: House, extent: Extent | None = None) -> bytes:
    out = io.BytesIO()
    with house.database.reading() as session:
        write_export(session, out, extent or Extent(NUMBERS), now=NOW)
    return out.getvalue()


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def lines(data: bytes) -> list[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [json.loads(line) for line in archive.read("chains.jsonl").splitlines()]


def test_the_export_of_a_real_claim_is_whole(house: House, verify: Verify, tmp_path: Path) -> None:
    code, found = verify(saved(tmp_path / "export.zip", exported(house)))
    assert (code, found["faults"]) == (0, [])
    assert found["chains"] == 2
    assert found["links"] > 100
    assert found["decisions"] > 5
    assert found["editions"] >= 4


def test_the_same_past_gives_the_same_bytes(house: House) -> None:
    assert exported(house) == exported(house)


def test_no_salt_leaves_the_house(house: House) -> None:
    with house.database.reading() as session:
        salts = session.scalars(select(Chain.salt)).all()
    with zipfile.ZipFile(io.BytesIO(exported(house))) as archive:
        content = b"".join(map(archive.read, archive.namelist()))
    assert salts
    assert not [salt for salt in salts if salt.encode() in content]


def test_a_claim_is_named_by_its_number_and_its_shop(house: House) -> None:
    heads = [one for one in lines(exported(house)) if "chain" in one]
    number = house.call("coordinator", "GET", "/claims/1").json()["number"]
    assert [(one["chain"], one["claim"], one["shop"]) for one in heads] == [
        ("claim:1", number, "anda"), ("shop:1", "", "anda"),
    ]  # fmt: skip


def test_a_shop_exports_its_own_chains_only(house: House) -> None:
    with house.database.writing() as session:
        west = session.scalars(select(Shop).where(Shop.code != "anda")).one()
        chain = Chain(name=f"shop:{west.id}", shop_id=west.id, claim_id=None, salt="s", length=0, head="0" * 64)
        session.add(chain)
        session.flush()
        append(session, chain, "note", {"what": "user added", "data": {}}, at=NOW, by_id=1)
        others, code = west.id, west.code
    assert len([one for one in lines(exported(house)) if "chain" in one]) == 3
    own = lines(exported(house, Extent(NUMBERS, shop_id=others, shop=code)))
    assert [one["chain"] for one in own if "chain" in one] == [f"shop:{others}"]


def test_a_link_added_while_the_export_is_written_is_left_out(house: House) -> None:
    with house.database.reading() as session:
        chain = session.get_one(Chain, "claim:1")
        head = {"chain": chain.name, "length": chain.length}
        session.expunge(chain)
    with house.database.writing() as session:
        claim = session.get_one(Claim, 1)
        note(session, claim, "more", by=Anybody, now=NOW, data={})  # type: ignore[arg-type]
    with house.database.reading() as session:
        assert [one["seq"] for one in links(session, head)] == list(range(1, head["length"] + 1))


class Anybody:
    """Who writes in these tests."""

    id = 1
    shop_id = 1


def test_the_heads_alone_prove_a_later_rewrite(house: House, verify: Verify, tmp_path: Path) -> None:
    with house.database.reading() as session, (tmp_path / "heads.jsonl").open("wb") as file:
        told = write_heads(session, file, Extent(NUMBERS))
    noted = tmp_path / "heads.jsonl"
    assert told.chains == 2
    with house.database.writing() as session:
        note(session, session.get_one(Claim, 1), "more", by=Anybody, now=NOW, data={})  # type: ignore[arg-type]
    assert verify(saved(tmp_path / "grown.zip", exported(house)), "--heads", noted)[0] == 0
    rewrite(house)
    path = saved(tmp_path / "rewritten.zip", exported(house))
    assert verify(path)[0] == 0
    chain, _link, why = only_fault(verify(path, "--heads", noted))
    assert chain == "claim:1"
    assert "rewritten" in why


def rewrite(house: House) -> None:
    """Say that somebody else did everything in the claim, with right hashes."""
    with house.database.writing() as session:
        chain, last = session.get_one(Chain, "claim:1"), GENESIS
        for one in session.scalars(select(Entry).where(Entry.chain == "claim:1").order_by(Entry.seq)):
            one.by_id, one.previous = 7, last
            one.hash = last = link_hash(
                last, chain=one.chain, seq=one.seq, kind=one.kind, at=one.at, by_id=7, body=one.body
            )
        chain.head = last


def test_a_packet_that_was_handed_out_proves_the_chain_and_is_proved_by_it(
    house: House, verify: Verify, tmp_path: Path
) -> None:
    said = {"form": "packet", "language": "zh"}
    assert house.call("coordinator", "POST", "/claims/1/documents", json=said).status_code == 201
    with house.database.reading() as session:
        data = session.scalars(select(IssuedPaper.data).where(IssuedPaper.form == "packet")).one().encode()
    packet = saved(tmp_path / "claim-data.json", data)
    code, found = verify(packet)
    assert (code, found["kind"], found["chain"]) == (0, "packet", "claim:1")
    export = saved(tmp_path / "export.zip", exported(house))
    code, found = verify(export, "--heads", packet)
    assert (code, found["noted"]) == (0, 1)
    bent = saved(tmp_path / "bent.json", data.replace(b'"recipient":"', b'"recipient":"x', 1))
    assert "issued with these data" in only_fault(verify(export, "--heads", bent))[2]


def test_the_command_line_writes_export_and_heads(
    house: House, verify: Verify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_DATABASE_URL", house.database.url)
    number = house.call("coordinator", "GET", "/claims/1").json()["number"]
    out, noted = tmp_path / "claim.zip", tmp_path / "heads.jsonl"
    told = CliRunner().invoke(app, ["decisions", "export", "--out", str(out), "--shop", "anda", "--claim", number])
    assert told.exit_code == 0, told.output
    heads = CliRunner().invoke(app, ["decisions", "heads", "--out", str(noted), "--json"])
    assert json.loads(heads.stdout)["chains"] == 2
    code, found = verify(out, "--heads", noted)
    assert (code, found["chains"], found["noted_elsewhere"]) == (0, 1, 1)
    assert f"chains: 1, links: {found['links']}" in told.stdout
    assert found["heads_sha256"] in told.stdout
    lost = CliRunner().invoke(app, ["decisions", "export", "--out", str(tmp_path / "no.zip"), "--claim", "nothing"])
    assert isinstance(lost.exception, NotFound)
    assert sorted(path.name for path in tmp_path.glob("*.[zp]*")) == ["claim.zip"]


def test_a_number_that_two_shops_use_wants_the_shop_too(house: House) -> None:
    with house.database.writing() as session:
        west = session.scalars(select(Shop).where(Shop.code != "anda")).one()
        first = session.get_one(Claim, 1)
        values = {c.name: getattr(first, c.name) for c in Claim.__table__.columns if c.name != "id"}
        session.add(Claim(**{**values, "shop_id": west.id}))
        session.flush()
        with pytest.raises(ManyClaims):
            claim_by_number(session, first.number, shop_id=None)
        assert claim_by_number(session, first.number, shop_id=west.id).shop_id == west.id


def test_the_door_hands_the_export_of_a_claim_to_those_who_read_decisions(
    house: House, verify: Verify, tmp_path: Path
) -> None:
    answer = house.call("auditor", "GET", "/claims/1/export")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert ".zip" in answer.headers["content-disposition"]
    code, found = verify(saved(tmp_path / "export.zip", answer.content))
    assert (code, found["chains"]) == (0, 1)


@pytest.mark.parametrize(("role", "status"), [("", 401), ("coordinator", 403), ("cashier", 403)])
def test_the_door_is_closed_to_everybody_else(house: House, role: str, status: int) -> None:
    assert house.call(role, "GET", "/claims/1/export").status_code == status


def test_a_claim_of_another_shop_is_not_there(house: House) -> None:
    with house.database.writing() as session:
        west = session.scalars(select(Shop).where(Shop.code != "anda")).one()
        session.execute(update(Claim).where(Claim.id == 1).values(shop_id=west.id))
    assert house.call("auditor", "GET", "/claims/1/export").status_code == 404
    assert house.call("auditor", "GET", "/claims/99/export").status_code == 404


def test_a_chain_too_long_for_the_door_is_refused_with_the_cure(house: House) -> None:
    with house.database.writing() as session:
        session.get_one(Chain, "claim:1").length = MOST_LINKS + 1
    answer = house.call("auditor", "GET", "/claims/1/export")
    assert answer.status_code == 413
    assert "claims decisions export" in answer.text
