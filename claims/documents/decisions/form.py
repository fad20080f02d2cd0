"""The decision report: what the house's rules decided for a claim, why, and the hashes that prove it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Said, Vehicle, coded, need
from claims.documents.form import Checked, Form
from claims.kernel.errors import Faults

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Fact(Checked):
    """One fact or outcome by its name, its value as text (money and dates as the log keeps them)."""

    name: str
    value: str

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)


@dataclass(frozen=True, kw_only=True)
class FiredParagraph(Checked):
    """A paragraph that applied: its citation, what it matched, and its sentence in three languages."""

    citation: str
    sentence: Said
    matched: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, citation=self.citation)


@dataclass(frozen=True, kw_only=True)
class DecisionTaken(Checked):
    """One decision as it stands in the log. `replayed` is None where nobody replayed it."""

    number: int
    policy: str
    as_of: date
    taken_at: datetime
    step: str
    by: str
    reader: str
    edition: str
    outcome: tuple[Fact, ...]
    hash: str
    previous_hash: str = ""
    facts: tuple[Fact, ...] = ()
    paragraphs: tuple[FiredParagraph, ...] = ()
    replayed: bool | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, policy=self.policy, step=self.step, by=self.by)
        coded(faults, where, reader=(self.reader, words.READERS))
        hashed(faults, where, edition=self.edition, hash=self.hash)
        if self.previous_hash:
            hashed(faults, where, previous_hash=self.previous_hash)


@dataclass(frozen=True, kw_only=True)
class Decisions(Form):
    """One decision or all of a claim, explained, with the head of its chain."""

    kind: ClassVar[str] = "decisions"
    title: ClassVar[str] = "Decision report"

    head: Head
    vehicle: Vehicle
    decisions: tuple[DecisionTaken, ...]
    chain_head: str = ""

    def check(self, faults: Faults, where: str) -> None:
        faults.check(bool(self.decisions), "there is no decision to report", "decisions")
        numbers = [each.number for each in self.decisions]
        faults.check(numbers == sorted(set(numbers)), "the decisions are not numbered in order", "decisions")
        if self.chain_head:
            hashed(faults, "", chain_head=self.chain_head)


def hashed(faults: Faults, where: str, **hashes: str) -> None:
    """Note each named text that is not a SHA-256 in hexadecimal."""
    for name, text in hashes.items():
        faults.check(HASH.fullmatch(text) is not None, "this is not a SHA-256 hash", f"{where}.{name}".lstrip("."))
