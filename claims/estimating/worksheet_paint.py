"""Refinish hours as they are billed: blended, less overlap, and the clear coat that comes on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.estimating.estimate import ClearCoat, EstimateLine, EstimateProfile, Overlap
from claims.estimating.pricing import Note, note_of
from claims.estimating.sheets import Operation
from claims.kernel.amounts import Hours, Share, half_up

REFINISH_INCLUDED = "line {line}: {hours} h of refinish are included in other work and billed as none"
BLEND = "line {line}: blend, {share} of {full} h = {hours} h of refinish"
OVERLAP_ADJACENT = "line {line}: {off} h of overlap with an adjacent panel taken off, {hours} h of refinish remain"
OVERLAP_NON_ADJACENT = (
    "line {line}: {off} h of overlap with a non-adjacent panel taken off, {hours} h of refinish remain"
)
CLEAR_FIRST = "line {line}: clear coat of the first panel, {share} of {refinish} h = {hours} h"
CLEAR_FURTHER = "line {line}: clear coat of a further panel, {share} of {refinish} h = {hours} h"
CLEAR_CAPPED = "line {line}: the cap of {cap} h on clear coat leaves {hours} h"


@dataclass(frozen=True)
class PaintHours:
    """Hundredths of hours per line, in the order of the lines: refinish after overlap, and clear coat."""

    refinish: list[int]
    clear: list[int]

    @property
    def together(self) -> list[int]:
        """What is billed at the refinish rate."""
        return [one + other for one, other in zip(self.refinish, self.clear, strict=True)]


def paint_hours(lines: Sequence[EstimateLine], profile: EstimateProfile, notes: list[Note]) -> PaintHours:
    """The refinish and clear-coat hours of every line (estimating.md, Arithmetic: overlap, clear coat, blend)."""
    refinish = [refinished(line, profile, notes) if line.refinish_hours.hundredths else 0 for line in lines]
    if profile.clear_coat is None or not any(line.clear_coat for line in lines):
        return PaintHours(refinish, [0] * len(lines))
    return PaintHours(refinish, clear_coated(lines, refinish, profile.clear_coat, notes))


def refinished(line: EstimateLine, profile: EstimateProfile, notes: list[Note]) -> int:
    """Hundredths of refinish hours of one line: its share where it is a blend, then less overlap, never below zero."""
    hours = line.refinish_hours.hundredths
    if line.refinish_included:
        notes.append(note_of(REFINISH_INCLUDED, line=line.position, hours=line.refinish_hours))
        return 0
    share = profile.blend.get(line.stages) if line.operation is Operation.BLEND else None
    if share is not None:
        hours = half_up(hours * share.basis_points, 10_000)
        said = {"share": share, "full": line.refinish_hours, "hours": Hours(hours)}
        notes.append(note_of(BLEND, line=line.position, **said))
    if line.overlap is Overlap.NONE:
        return hours
    adjacent = line.overlap is Overlap.ADJACENT
    off = min(hours, (profile.overlap_adjacent if adjacent else profile.overlap_non_adjacent).hundredths)
    text = OVERLAP_ADJACENT if adjacent else OVERLAP_NON_ADJACENT
    notes.append(note_of(text, line=line.position, off=Hours(off), hours=Hours(hours - off)))
    return hours - off


def clear_coated(
    lines: Sequence[EstimateLine], refinish: Sequence[int], rule: ClearCoat, notes: list[Note]
) -> list[int]:
    """Hundredths of clear-coat hours per line; the first panel is the one with the lowest position."""
    clear, left, share = [0] * len(lines), rule.cap.hundredths, rule.first
    panels = [place for place, line in enumerate(lines) if line.clear_coat and refinish[place]]
    for number, place in enumerate(sorted(panels, key=lambda place: lines[place].position)):
        hours = in_steps(refinish[place], share, rule.step)
        line, text = lines[place].position, CLEAR_FURTHER if number else CLEAR_FIRST
        said = {"share": share, "refinish": Hours(refinish[place]), "hours": Hours(hours)}
        notes.append(note_of(text, line=line, **said))
        if hours > left:
            hours = left
            notes.append(note_of(CLEAR_CAPPED, line=line, cap=rule.cap, hours=Hours(hours)))
        clear[place], left, share = hours, left - hours, rule.further
    return clear


def in_steps(hours: int, share: Share, step: Hours) -> int:
    """A share of hours (hundredths), rounded once, half up, to whole steps: 40 % of 2.3 h is 0.9 h in steps of 0.1."""
    return half_up(hours * share.basis_points, 10_000 * step.hundredths) * step.hundredths
