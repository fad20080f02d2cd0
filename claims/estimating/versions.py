"""The versions of an estimate: E01, then S01, S02 …, each locked before the next; corrections leave money alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from claims.estimating.estimate import Estimate, EstimateLine, EstimateProfile, Stated
from claims.estimating.version_differences import (
    PricedLine,
    PricedVersion,
    VersionComparison,
    compared_versions,
    different,
)
from claims.estimating.version_pricing import said_by, version_priced
from claims.estimating.worksheet import Worksheet
from claims.kernel.errors import Faults, NotFound, Refusal
from claims.kernel.money import Money


class VersionOpen(Refusal):
    """Version {label} is not locked; send it before it is supplemented, or change what it says."""

    status = 409


class VersionLocked(Refusal):
    """Version {label} is locked and stays as it is; write a supplement."""

    status = 409


class VersionFaulty(Refusal):
    """This cannot become version {label}; mend every point listed."""

    status = 400


@dataclass(frozen=True, kw_only=True)
class Supplement:
    """What is to become the next version; lines are known by their positions, which no other line ever takes.

    `newer_rates` hold for everything from then on, not only for what is new; None: the rates in force stay.
    """

    added: Sequence[EstimateLine] = ()
    changed: Sequence[EstimateLine] = ()
    removed: Sequence[int] = ()
    newer_rates: EstimateProfile | None = None
    deductible: Money | None = None  # None: as before
    customer_share: Money | None = None


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What is mended without money: numbers of the claim and its vehicle, and names of lines by their position."""

    claim_number: str | None = None
    plate: str | None = None
    vin: str | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    reason: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line as a supplement prints it: what falls away below zero, what takes its place above, with the S mark."""

    mark: str
    line: PricedLine
    amount: Money


@dataclass(frozen=True, kw_only=True)
class Version:
    """An estimate with everything up to this version, and its figures, which nothing changes once it is locked.

    `rates` are those of the first version; `newer_rates` those that were chosen for everything later.
    """

    estimate: Estimate
    rates: EstimateProfile
    newer_rates: EstimateProfile | None
    worksheet: Worksheet
    priced: PricedVersion
    locked: bool = False

    @property
    def label(self) -> str:
        """E01, S01, S02 …"""
        return self.estimate.label

    @property
    def net(self) -> Money:
        """What the insurer is asked for."""
        return self.priced.net


@dataclass(frozen=True, kw_only=True)
class Chain:
    """All versions in order, and the corrections with the label of the version that was the newest then."""

    versions: tuple[Version, ...]
    corrections: tuple[tuple[str, Correction], ...] = ()

    @property
    def newest(self) -> Version:
        """The last version."""
        return self.versions[-1]

    def version(self, label: str) -> Version:
        """The version of that label; NotFound where there is none."""
        found = next((one for one in self.versions if one.label == label), None)
        if found is None:
            raise NotFound(thing="version")
        return found

    def before(self, label: str) -> Version | None:
        """The version that the one of that label follows; None for the first."""
        place = self.versions.index(self.version(label))
        return self.versions[place - 1] if place else None

    def compare(self, before: str, after: str) -> VersionComparison:
        """What the version `after` has otherwise than the version `before`; they may be any two."""
        return compared_versions(self.version(before).priced, self.version(after).priced)

    def net_supplement(self, label: str) -> Money:
        """The net of a version less the net before it; of the first version its whole net."""
        earlier, net = self.before(label), self.version(label).net
        return net if earlier is None else net - earlier.net

    def entries(self, label: str) -> tuple[Entry, ...]:
        """The lines of a version against the one before: changed ones negative, then positive; none for the first."""
        earlier = self.before(label)
        if earlier is None:
            return ()
        found, currency = [], self.version(label).priced.currency
        for one in compared_versions(earlier.priced, self.version(label).priced).lines:
            if one.before is not None:
                found.append(Entry(mark=label, line=one.before, amount=Money(-one.before.amount_minor, currency)))
            if one.after is not None:
                found.append(Entry(mark=label, line=one.after, amount=Money(one.after.amount_minor, currency)))
        return tuple(found)

    def shown(self, label: str) -> Estimate:
        """A version as it reads with every correction made so far; its money is as it was."""
        estimate = self.version(label).estimate
        for _, one in self.corrections:
            estimate = replace(
                estimate,
                lines=tuple(replace(line, text=one.names.get(line.position, line.text)) for line in estimate.lines),
                claim_number=estimate.claim_number if one.claim_number is None else one.claim_number,
                plate=estimate.plate if one.plate is None else one.plate,
                vin=estimate.vin if one.vin is None else one.vin,
            )
        return estimate


def opened(estimate: Estimate, rates: EstimateProfile) -> Chain:
    """The first version, open. VersionFaulty where two lines have one position; else as the worksheet refuses."""
    faults, positions = Faults(), [line.position for line in estimate.lines]
    for position in sorted({one for one in positions if positions.count(one) > 1}):
        faults.add("line {line} is named twice", "lines", line=position)
    faults.refuse(VersionFaulty, label=estimate.label)
    return Chain(versions=(made(estimate, rates, None),))


def locked(chain: Chain) -> Chain:
    """The same with its newest version sent or agreed. Raises VersionLocked where it is already."""
    if chain.newest.locked:
        raise VersionLocked(label=chain.newest.label)
    return replace(chain, versions=(*chain.versions[:-1], replace(chain.newest, locked=True)))


def supplemented(chain: Chain, new: Supplement) -> Chain:
    """The chain with its next version, open. VersionOpen, VersionFaulty with every fault, or as the worksheet refuses.

    The newest version must be locked; a changed or removed line must stand in it, an added one in none.
    """
    newest = chain.newest
    if not newest.locked:
        raise VersionOpen(label=newest.label)
    label = label_after(newest.label)
    refuse_faulty_supplement(chain, new, label)
    changed = {line.position: replace(line, version=label) for line in new.changed}
    stays = [changed.get(line.position, line) for line in newest.estimate.lines if line.position not in new.removed]
    estimate = replace(
        newest.estimate,
        label=label,
        lines=(*stays, *(replace(line, version=label) for line in new.added)),
        deductible=new.deductible if new.deductible is not None else newest.estimate.deductible,
        customer_share=new.customer_share if new.customer_share is not None else newest.estimate.customer_share,
        stated=Stated(),  # what a file prints is of the version that it was
        reported=(),
    )
    version = made(estimate, newest.rates, new.newer_rates or newest.newer_rates)
    return replace(chain, versions=(*chain.versions, version))


def corrected(chain: Chain, correction: Correction) -> Chain:
    """The chain with a correction on record: every version reads it, no figure moves. Raises VersionFaulty."""
    label, faults = chain.newest.label, Faults()
    known = {line.position for version in chain.versions for line in version.estimate.lines}
    for position in sorted(set(correction.names) - known):
        faults.add("line {line} does not stand in {label}", "names", line=position, label=label)
    faults.refuse(VersionFaulty, label=label)
    return replace(chain, corrections=(*chain.corrections, (label, correction)))


def made(estimate: Estimate, rates: EstimateProfile, newer: EstimateProfile | None) -> Version:
    """A version with its figures."""
    worksheet, priced = version_priced(estimate, rates, newer)
    return Version(estimate=estimate, rates=rates, newer_rates=newer, worksheet=worksheet, priced=priced)


def label_after(label: str) -> str:
    """S01 after E01, S02 after S01."""
    return f"S{int(label[1:]) + 1 if label.startswith('S') else 1:02d}"


def refuse_faulty_supplement(chain: Chain, new: Supplement, label: str) -> None:
    """VersionFaulty with everything that keeps a supplement from following the newest version."""
    faults, newest = Faults(), chain.newest
    stands = {line.position: line for line in newest.estimate.lines}
    ever = {line.position for version in chain.versions for line in version.estimate.lines}
    named = [*(line.position for line in (*new.added, *new.changed)), *new.removed]
    for position in sorted({one for one in named if named.count(one) > 1}):
        faults.add("line {line} is named twice", "lines", line=position)
    for line in new.added:
        if line.position in stands:
            faults.add("line {line} stands in {label} already; change it instead of adding it", "added",
                       line=line.position, label=newest.label)  # fmt: skip
        elif line.position in ever:
            faults.add("line {line} stood in an earlier version; give the new one another position", "added",
                       line=line.position)  # fmt: skip
    for position in [*(line.position for line in new.changed), *new.removed]:
        faults.check(position in stands, "line {line} does not stand in {label}", "changed or removed",
                     line=position, label=newest.label)  # fmt: skip
    for line in (*new.added, *new.changed):
        mine = {"", label} | ({stands[line.position].version} if line.position in stands else set())
        faults.check(line.version in mine, "line {line} is marked as of version {marked} and cannot stand in {label} "
                     "as well", "lines", line=line.position, marked=line.version, label=label)  # fmt: skip
    for line in new.changed:
        if line.position in stands and not different(said_by(stands[line.position]), said_by(line)):
            faults.add("line {line} changes nothing that money hangs on; record a correction instead", "changed",
                       line=line.position)  # fmt: skip
    refuse_other_money(new, newest, faults)
    nothing = not named and new.newer_rates is None and new.deductible is None and new.customer_share is None
    faults.check(not nothing, "a supplement changes money; for a name, a plate or a number record a correction", "")
    faults.refuse(VersionFaulty, label=label)


def refuse_other_money(new: Supplement, newest: Version, faults: Faults) -> None:
    """Note newer rates of another currency or tax basis."""
    rates, currency = new.newer_rates, newest.estimate.currency
    if rates is None:
        return
    faults.check(rates.currency == currency, "the newer rates are in {currency}, the versions in {wanted}",
                 "newer_rates.currency", currency=rates.currency, wanted=currency)  # fmt: skip
    faults.check(
        rates.prices_include_tax == newest.rates.prices_include_tax,
        "the newer rates and those in force disagree on whether prices include tax; convert one of them first",
        "newer_rates.prices_include_tax",
    )
