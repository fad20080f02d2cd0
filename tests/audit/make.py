"""A small past to export and to tamper with: two claims and their shop, every kind of link, real decisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from claims.audit.journal import GENESIS, link_hash
from claims.kernel.canonical import canonical
from claims.rules.books import current_edition
from claims.rules.decision import Decision, Scope, decide

Verify = Callable[..., tuple[int, dict[str, Any]]]  # the fixture: check a past or a file, with more arguments
MORNING = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
PART = {"kind": "part", "currency": "CNY", "original_price_minor": 213900, "quantity_x1000": 1000,
        "payer": "customer", "supplied_by": "shop"}  # fmt: skip


def make_decision(policy: str = "deposit", ref: str = "前照灯") -> Decision:
    """A decision of the policy `deposit` on one part, or of `consent` on one extra."""
    facts = {"deposit": {**PART, "ref": ref}, "consent": {"kind": "part", "ref": ref, "self_pay": True, "signed": True}}
    return decide(current_edition(policy), [facts[policy]], date(2026, 3, 1), Scope())


def decided(decision: Decision) -> dict[str, Any]:
    """The body of a decision's link."""
    return {"hash": decision.hash, "reader": decision.reader, "record": decision.record()}


@dataclass
class Past:
    """The parts of an export, to be bent before it is written: chains as [head, link, link, …], bundles by hash."""

    chains: list[list[dict[str, Any]]]
    editions: dict[str, bytes]
    manifest: dict[str, Any] = field(default_factory=dict)  # what it says otherwise than the truth
    more: list[tuple[str, bytes]] = field(default_factory=list)  # files besides

    def write(self, path: Path) -> Path:
        """The export as a file, its manifest true but for what `manifest` says otherwise."""
        heads = [spelled(chain[0]) for chain in self.chains]
        manifest = {
            "format": "claims-export", "version": 1, "made_at": MORNING.isoformat(), "claim": "", "shop": "",
            "chains": len(self.chains), "links": sum(len(chain) - 1 for chain in self.chains),
            "editions": len(self.editions), "heads_sha256": hashlib.sha256(b"".join(heads)).hexdigest(),
        }  # fmt: skip
        with ZipFile(path, "w") as archive:
            archive.writestr("chains.jsonl", b"".join(spelled(line) for chain in self.chains for line in chain))
            for digest, bundle in self.editions.items():
                archive.writestr(f"editions/{digest}.json", bundle)
            archive.writestr("manifest.json", json.dumps({**manifest, **self.manifest}))
            for name, data in self.more:
                archive.writestr(name, data)
        return path

    def heads(self, path: Path) -> Path:
        """The list of heads as a file."""
        path.write_bytes(b"".join(spelled(chain[0]) for chain in self.chains))
        return path


def spelled(line: dict[str, Any]) -> bytes:
    """A line of an export."""
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def bodies(ref: str) -> list[tuple[str, dict[str, Any]]]:
    """What happens in a small claim: note, decision, step, refused attempt, two decisions, step."""
    one, two = make_decision(ref=ref), make_decision("consent", ref)
    return [
        ("note", {"what": "pre-inspection written", "data": {"finding": "左前部碰撞"}}),
        ("decision", decided(one)),
        ("step", {"step": "order", "decisions": [one.hash]}),
        ("refused", {"step": "receive", "decisions": []}),
        ("decision", decided(one)),
        ("decision", decided(two)),
        ("step", {"step": "hand_out", "decisions": [one.hash, two.hash]}),
    ]


def make_chain(name: str, claim: str, said: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """A chain's head and links."""
    links = [{"seq": seq, "kind": kind, "at": MORNING.isoformat(), "by": 1, "body": canonical(body).decode()}
             for seq, (kind, body) in enumerate(said, 1)]  # fmt: skip
    return chained([{"chain": name, "claim": claim, "shop": "bj"}, *links])


def chained(chain: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The chain with every hash worked out anew, as somebody would who rewrites the past."""
    head, *links = chain
    last = GENESIS
    for link in links:
        link["previous"] = last
        link["hash"] = last = link_hash(
            last, chain=head["chain"], seq=link["seq"], kind=link["kind"], at=datetime.fromisoformat(link["at"]),
            by_id=link["by"], body=link["body"],
        )  # fmt: skip
    return [{**head, "length": len(links), "head": last}, *links]


def make_past() -> Past:
    """Two claims and their shop."""
    chains = [
        make_chain("claim:1", "2026-000001", bodies("前照灯")),
        make_chain("claim:2", "2026-000002", bodies("门")),
        make_chain("shop:1", "", [("note", {"what": "user added", "data": {"user": 1}})]),
    ]
    bundles = [current_edition(policy) for policy in ("deposit", "consent")]
    return Past(chains, {one.hash: canonical(one.bundle()) for one in bundles})


def only_fault(told: tuple[int, dict[str, Any]]) -> tuple[str, int, str]:
    """The chain, link and reason of the one broken chain."""
    code, found = told
    faults = [one for one in found["faults"] if "chain" in one]
    assert code == 1, found
    assert len(faults) == 1, found
    return faults[0]["chain"], faults[0]["link"], faults[0]["why"]
