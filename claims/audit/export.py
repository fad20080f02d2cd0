"""The past as one file to carry away: chains with their links, editions, a manifest; or the heads alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from sqlalchemy import FromClause, Select, func, select
from sqlalchemy.orm import Session

from claims.audit.models import Chain, DecisionRow, EditionRow, Entry
from claims.people.models import Shop

FORMAT = 1
TIMELESS = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same past gives the same bytes

_spelled = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True)
class Extent:
    """Which chains: all, those of one shop, or that of one claim.

    `numbers` has the columns id and number of every claim, the name that people know it by; `shop` and `claim` are the
    code and the number of those chosen.
    """

    numbers: FromClause
    shop_id: int | None = None
    claim_id: int | None = None
    shop: str = ""
    claim: str = ""

    def of(self, query: Select[Any], table: type[Chain] | type[DecisionRow]) -> Select[Any]:
        """The query, of these chains or decisions only."""
        if self.claim_id is not None:
            query = query.where(table.claim_id == self.claim_id)
        return query if self.shop_id is None else query.where(table.shop_id == self.shop_id)


@dataclass
class Exported:
    """What was written; `heads_sha256` is the hash of the list of heads, as `write_heads` writes it."""

    chains: int = 0
    links: int = 0
    editions: int = 0
    heads: Any = field(default_factory=hashlib.sha256)

    @property
    def heads_sha256(self) -> str:
        """SHA-256 (hex) of the list of heads."""
        return str(self.heads.hexdigest())


def heads(session: Session, extent: Extent) -> Iterator[dict[str, Any]]:
    """The head of each chain as it stands now, claims first, in the order of their ids."""
    numbers = extent.numbers
    query = (
        select(Chain.name, Chain.length, Chain.head, Shop.code, numbers.c.number)
        .join(Shop, Shop.id == Chain.shop_id)
        .outerjoin(numbers, numbers.c.id == Chain.claim_id)
        .order_by(Chain.claim_id.is_(None), Chain.claim_id, Chain.shop_id)
    )
    for name, length, head, shop, number in session.execute(extent.of(query, Chain)).yield_per(500):
        yield {"chain": name, "claim": number or "", "head": head, "length": length, "shop": shop}


def write_heads(session: Session, out: IO[bytes], extent: Extent) -> Exported:
    """Write the heads alone, a line each."""
    told = Exported()
    for head in heads(session, extent):
        _told(told, head, out)
    return told


def write_export(
    session: Session,
    out: IO[bytes],
    extent: Extent,
    *,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Exported:
    """Write the chains as a ZIP into an open file, link by link (docs/export-format.md); broken ones as they are.

    `progress` is told (links written, links in all) after each chain.
    """
    told, total = Exported(), session.scalar(extent.of(select(func.sum(Chain.length)), Chain)) or 0
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        with archive.open(_member("chains.jsonl"), "w", force_zip64=True) as lines:
            for head in heads(session, extent):
                _told(told, head, lines)
                for link in links(session, head):
                    lines.write(_spelled(link) + b"\n")
                if progress:
                    progress(told.links, total)
        named = extent.of(select(DecisionRow.edition), DecisionRow)
        query = select(EditionRow.hash, EditionRow.bundle).where(EditionRow.hash.in_(named)).order_by(EditionRow.hash)
        for digest, bundle in session.execute(query).yield_per(10):
            archive.writestr(_member(f"editions/{digest}.json"), bundle)
            told.editions += 1
        manifest = {
            "format": "claims-export", "version": FORMAT, "made_at": now.astimezone(UTC).isoformat(),
            "claim": extent.claim, "shop": extent.shop, "chains": told.chains, "links": told.links,
            "editions": told.editions, "heads_sha256": told.heads_sha256,
        }  # fmt: skip
        archive.writestr(_member("manifest.json"), _spelled(manifest))
    return told


def links(session: Session, head: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The links of a chain up to its head, bodies as they are stored; what was added meanwhile is left out."""
    query = select(Entry.seq, Entry.kind, Entry.at, Entry.by_id, Entry.previous, Entry.hash, Entry.body)
    chosen = query.where(Entry.chain == head["chain"], Entry.seq <= head["length"]).order_by(Entry.seq)
    for seq, kind, at, by, previous, digest, body in session.execute(chosen).yield_per(500):
        yield {"seq": seq, "kind": kind, "at": at.astimezone(UTC).isoformat(), "by": by, "previous": previous,
               "hash": digest, "body": body}  # fmt: skip


def _told(told: Exported, head: dict[str, Any], out: IO[bytes]) -> None:
    line = _spelled(head) + b"\n"
    out.write(line)
    told.heads.update(line)
    told.chains += 1
    told.links += head["length"]


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, TIMELESS)
    member.compress_type = ZIP_DEFLATED
    return member
