"""`claims-verify` finds whatever was done to an export, and names it at the right link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from claims import claims_verify
from claims.kernel.canonical import canonical
from tests.audit.make import (
    Past,
    Verify,
    bodies,
    chained,
    decided,
    make_chain,
    make_decision,
    make_past,
    only_fault,
    spelled,
)  # fmt: skip


def rewritten(past: Past, link: int, body: dict[str, Any]) -> Past:
    """The past with the body of one link of the first chain replaced and every hash after it worked out anew."""
    past.chains[0][link]["body"] = canonical(body).decode()
    past.chains[0] = chained(past.chains[0])
    return past


def test_an_untouched_export_is_whole(verify: Verify, tmp_path: Path) -> None:
    past = make_past()
    code, found = verify(past, "--heads", past.heads(tmp_path / "heads.jsonl"))
    assert (code, found["whole"], found["faults"]) == (0, True, [])
    assert {name: found[name] for name in ("chains", "links", "decisions", "editions", "noted")} == {
        "chains": 3, "links": 15, "decisions": 6, "editions": 2, "noted": 3,
    }  # fmt: skip


@pytest.mark.parametrize("link", range(1, 8))
def test_one_changed_byte_of_any_body_is_named_at_its_link(verify: Verify, link: int) -> None:
    past = make_past()
    body = past.chains[0][link]["body"]
    past.chains[0][link]["body"] = body.replace('"', "'", 1)
    chain, seq, why = only_fault(verify(past))
    assert (chain, seq) == ("claim:1", link)
    assert "changed after it was written" in why


@pytest.mark.parametrize(
    ("field", "value"),
    [("by", 2), ("kind", "note"), ("at", "2026-03-01T08:31:00+00:00"), ("hash", "0" * 64), ("previous", "0" * 64)],
)
def test_a_changed_field_of_a_link_is_named_at_its_link(verify: Verify, field: str, value: object) -> None:
    past = make_past()
    past.chains[1][4][field] = value
    assert only_fault(verify(past))[:2] == ("claim:2", 4)


@pytest.mark.parametrize("link", [1, 4, 6])
def test_a_removed_link_is_named_by_its_number(verify: Verify, link: int) -> None:
    past = make_past()
    del past.chains[0][link]
    chain, seq, why = only_fault(verify(past))
    assert (chain, seq) == ("claim:1", link)
    assert f"link {link + 1} stands there" in why


def test_a_removed_last_link_is_missed_at_the_end(verify: Verify) -> None:
    past = make_past()
    del past.chains[0][-1]
    assert only_fault(verify(past))[:2] == ("claim:1", 7)


def test_swapped_links_are_named_at_the_first_of_them(verify: Verify) -> None:
    past = make_past()
    chain = past.chains[0]
    chain[3], chain[4] = chain[4], chain[3]
    assert only_fault(verify(past))[:2] == ("claim:1", 3)


def test_a_link_that_stands_twice_is_named(verify: Verify) -> None:
    past = make_past()
    past.chains[0].insert(3, past.chains[0][2])
    assert only_fault(verify(past))[:2] == ("claim:1", 3)


def test_each_broken_chain_is_named_once_with_its_claim(verify: Verify) -> None:
    past = make_past()
    past.chains[0][2]["by"] = past.chains[0][5]["by"] = past.chains[1][3]["by"] = 9
    code, found = verify(past)
    assert code == 1
    assert [(one["chain"], one["claim"], one["link"]) for one in found["faults"]] == [
        ("claim:1", "2026-000001", 2), ("claim:2", "2026-000002", 3),
    ]  # fmt: skip


def test_a_rewritten_chain_with_right_hashes_is_caught_by_the_heads_noted_earlier(
    verify: Verify, tmp_path: Path
) -> None:
    noted = make_past().heads(tmp_path / "heads.jsonl")
    past = rewritten(make_past(), 1, {"what": "pre-inspection written", "data": {"finding": "nothing"}})
    assert verify(past)[0] == 0, "alone, such an export is whole: that is why heads are noted"
    chain, seq, why = only_fault(verify(past, "--heads", noted))
    assert (chain, seq) == ("claim:1", 7)
    assert "rewritten" in why


def test_a_chain_that_has_grown_since_still_passes_through_its_noted_head(verify: Verify, tmp_path: Path) -> None:
    noted = make_past().heads(tmp_path / "heads.jsonl")
    past = make_past()
    past.chains[0] = make_chain("claim:1", "2026-000001", [*bodies("前照灯"), ("note", {"what": "more", "data": {}})])
    code, found = verify(past, "--heads", noted)
    assert (code, found["links"], found["noted"]) == (0, 16, 3)


def test_a_chain_that_was_cut_and_closed_again_is_caught_by_the_heads(verify: Verify, tmp_path: Path) -> None:
    noted = make_past().heads(tmp_path / "heads.jsonl")
    past = make_past()
    past.chains[0] = chained(past.chains[0][:5])
    chain, seq, why = only_fault(verify(past, "--heads", noted))
    assert (chain, seq) == ("claim:1", 5)
    assert "7 links of it were noted" in why


def test_a_chain_that_is_gone_altogether_is_caught_by_the_heads(verify: Verify, tmp_path: Path) -> None:
    noted = make_past().heads(tmp_path / "heads.jsonl")
    past = make_past()
    del past.chains[1]
    assert "is gone" in only_fault(verify(past, "--heads", noted))[2]


def test_heads_of_claims_outside_of_the_export_are_told_and_not_missed(verify: Verify, tmp_path: Path) -> None:
    noted = make_past().heads(tmp_path / "heads.jsonl")
    past = make_past()
    del past.chains[1:]
    past.manifest = {"claim": "2026-000001"}
    code, found = verify(past, "--heads", noted)
    assert (code, found["noted"], found["noted_elsewhere"]) == (0, 3, 2)
    noted.write_bytes(spelled(make_past().chains[1][0]))
    assert verify(past, "--heads", noted)[0] == 2, "an answer about nothing is no answer"


def test_a_changed_edition_is_named_once_by_its_hash(verify: Verify) -> None:
    past = make_past()
    digest = make_decision().edition
    past.editions[digest] = past.editions[digest].replace(b"100000", b"900000")
    code, found = verify(past)
    assert code == 1
    assert [one["edition"] for one in found["faults"]] == [digest]


def test_an_edition_that_is_missing_is_named_at_the_first_decision_that_stands_on_it(verify: Verify) -> None:
    past = make_past()
    past.editions.pop(make_decision("consent").edition)
    code, found = verify(past)
    assert code == 1
    assert [(one["chain"], one["link"]) for one in found["faults"]] == [("claim:1", 6), ("claim:2", 6)]
    assert "which is not in the file" in found["faults"][0]["why"]


def test_a_decision_that_names_an_edition_of_another_policy_is_refused(verify: Verify) -> None:
    body = decided(make_decision())
    body["record"]["edition"] = make_decision("consent").edition
    hashed = {key: value for key, value in body["record"].items() if key not in ("hash", "reader")}
    body["hash"] = body["record"]["hash"] = claims_verify.sha256(canonical(hashed))
    assert "its edition of consent" in only_fault(verify(rewritten(make_past(), 2, body)))[2]


@pytest.mark.parametrize("where", ["facts", "outcome", "as_of", "hash", "reader"])
def test_a_decision_changed_in_a_chain_rewritten_for_it_is_still_found(verify: Verify, where: str) -> None:
    body = decided(make_decision())
    body["record"][where] = {"facts": [], "outcome": {}, "as_of": "2026-03-02", "hash": "0" * 64, "reader": "x"}[where]
    chain, seq, why = only_fault(verify(rewritten(make_past(), 2, body)))
    assert (chain, seq) == ("claim:1", 2)
    assert "its decision was changed" in why


@pytest.mark.parametrize("named", [make_decision(ref="门").hash, "0" * 64, 7, None, ["x"], {"hash": "x"}])
def test_a_step_that_names_a_decision_of_a_foreign_chain_or_of_none_is_refused(verify: Verify, named: object) -> None:
    past = rewritten(make_past(), 3, {"step": "order", "decisions": [named]})
    chain, seq, why = only_fault(verify(past))
    assert (chain, seq) == ("claim:1", 3)
    assert "does not stand before it" in why


def test_a_decision_link_moved_into_a_foreign_chain_is_refused(verify: Verify) -> None:
    past = make_past()
    past.chains[0][2] = past.chains[1][2]
    assert only_fault(verify(past))[:2] == ("claim:1", 2)


def test_a_chain_that_stands_twice_or_out_of_order_is_refused(verify: Verify) -> None:
    past = make_past()
    past.chains.insert(1, past.chains[0])
    assert "twice" in only_fault(verify(past))[2]
    past = make_past()
    past.chains.reverse()
    code, found = verify(past)
    assert code == 1
    assert {one["chain"] for one in found["faults"]} == {"claim:1", "claim:2"}


@pytest.mark.parametrize("manifest", [{"claim": "2026-000002"}, {"shop": "west"}, {"shop": "bj", "claim": "x"}])
def test_a_chain_that_is_not_of_the_claim_or_shop_named_is_refused(verify: Verify, manifest: dict[str, str]) -> None:
    past = make_past()
    del past.chains[1:]
    past.manifest = dict(manifest)
    assert "that the manifest names" in only_fault(verify(past))[2]


@pytest.mark.parametrize("part", ["chains", "links", "editions"])
def test_counts_other_than_the_manifest_says_are_told(verify: Verify, part: str) -> None:
    past = make_past()
    past.manifest = {part: 5000}
    code, found = verify(past)
    assert code == 1
    assert found["faults"][0]["part"] == part
    assert "5000" in found["faults"][0]["why"]


def test_heads_other_than_those_of_the_manifest_are_told(verify: Verify) -> None:
    past = make_past()
    past.manifest = {"heads_sha256": "0" * 64}
    assert verify(past)[0] == 1
