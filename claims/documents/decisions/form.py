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
    """One thing that was asked about, what was told of it, and what was worked out from that."""

    name: str
    told: Said
    worked_out: Said | None = None

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
class FailedCondition(Checked):
    """A condition that kept a paragraph silent, and what was seen instead: “999.99 CNY (line:1–3)”."""

    wanted: Said
    seen: tuple[Said, ...]


@dataclass(frozen=True, kw_only=True)
class SilentParagraph(Checked):
    """A paragraph that was considered and did not apply: its wording, and the conditions that failed."""

    name: str
    citation: str
    wording: Said
    conditions: tuple[FailedCondition, ...]

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name, citation=self.citation)


@dataclass(frozen=True, kw_only=True)
class FigureApplied(Checked):
    """A figure as it stood: value, since when (None where there was none), on what authority, why this one."""

    name: str
    label: Said
    value: Said
    since: date | None
    source: Said | None
    why: Said
    confirm: bool = False

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)


@dataclass(frozen=True, kw_only=True)
class DecisionTaken(Checked):
    """One decision as it stands in the log. `replayed` is None where nobody replayed it.

    `figures_as` is the number of an earlier decision on the paper that stood on the same figures, else 0.
    """

    number: int
    policy: str
    as_of: date
    taken_at: datetime
    step: str
    by: str
    reader: str
    edition: str
    outcome: tuple[Said, ...]
    hash: str
    previous_hash: str = ""
    facts: tuple[Fact, ...] = ()
    paragraphs: tuple[FiredParagraph, ...] = ()
    undecided: tuple[Said, ...] = ()
    silent: tuple[SilentParagraph, ...] = ()
    silent_left_out: int = 0
    switched_off: tuple[Said, ...] = ()
    figures: tuple[FigureApplied, ...] = ()
    figures_as: int = 0
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
        figured = {each.number for each in self.decisions if not each.figures_as}
        known = all(each.figures_as in figured for each in self.decisions if each.figures_as)
        faults.check(known, "the figures of a decision are said to stand where they do not", "decisions")
        if self.chain_head:
            hashed(faults, "", chain_head=self.chain_head)


def hashed(faults: Faults, where: str, **hashes: str) -> None:
    """Note each named text that is not a SHA-256 in hexadecimal."""
    for name, text in hashes.items():
        faults.check(HASH.fullmatch(text) is not None, "this is not a SHA-256 hash", f"{where}.{name}".lstrip("."))
