"""Two files compared without a server: ours and the insurer's answer, whatever formats they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claims.estimating.differences import Comparison, compare
from claims.estimating.estimate import Estimate
from claims.estimating.estimate_sheet import estimate_sheet, profile_of
from claims.estimating.exchange.returned import ReturnedSheet
from claims.estimating.exchange.rows import rates_in
from claims.estimating.matching import Pairing, match, regroup
from claims.estimating.sheets import Sheet
from claims.kernel.amounts import Share


@dataclass(frozen=True)
class TwoFiles:
    """Both sheets and how they compare."""

    ours: Sheet
    theirs: Sheet
    comparison: Comparison


def two_files(
    ours: Estimate | ReturnedSheet, theirs: Estimate | ReturnedSheet, pairs: Sequence[Pairing] = ()
) -> TwoFiles:
    """Match and compare what was read from two files; `pairs` are lines that a person says belong together.

    Raises TaxBasisDiffers, CurrencyDiffers, WrongPairing, and what pricing an estimate raises.
    """
    mine, yours = sheet_of(ours), sheet_of(theirs)
    if isinstance(theirs, ReturnedSheet) and yours.prices_include_tax is None:
        yours = replace(yours, prices_include_tax=mine.prices_include_tax)
    matching = match(mine.lines, yours.lines)
    if pairs:
        matching = regroup(matching, pairs)
    return TwoFiles(mine, yours, compare(mine, yours, matching, tax_rates=tax_rates(ours, theirs)))


def sheet_of(read: Estimate | ReturnedSheet) -> Sheet:
    """What was read, as the plain sheet that is compared."""
    return estimate_sheet(read) if isinstance(read, Estimate) else read.sheet


def tax_rates(*read: Estimate | ReturnedSheet) -> list[Share]:
    """The rates of the taxes that the files name: a price that differs by one of them alone differs by its basis."""
    found: list[Share] = []
    for each in read:
        if isinstance(each, Estimate):
            found += [tax.rate for tax in profile_of(each).taxes]
        else:
            found += rates_in([*(other.text for other in each.sheet.other), *(row.text for row in each.skipped)])
    return found
