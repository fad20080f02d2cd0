"""Every sentence that reading and comparing files can say stands in the catalog of each language."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from types import ModuleType

import pytest

from claims.estimating import differences, matching
from claims.estimating.exchange import (
    columns,
    dbase,
    doubts,
    ems,
    ems_files,
    ems_lines,
    ems_pieces,
    ems_rates,
    ems_tables,
    ems_taxes,
    ems_totals,
    ems_work,
    limits,
    numbers,
    pdf_tables,
    price_list,
    price_row_faults,
    return_lines,
    returned,
    rows,
)
from claims.estimating.exchange.other_claim import OTHER
from claims.kernel.errors import Refusal
from claims.kernel.texts import translated

EMS = (dbase, ems, ems_files, ems_lines, ems_pieces, ems_rates, ems_tables, ems_taxes, ems_totals, ems_work)
RETURNS = (columns, doubts, limits, numbers, pdf_tables, price_list, price_row_faults, return_lines, returned)
MODULES = (*RETURNS, matching, differences, *EMS)
SKIPPED = {rows.HEADING, rows.NOTE, rows.REPEATED, rows.SUB, rows.WHOLE, rows.QUOTED}


def sentences(module: ModuleType) -> Iterator[str]:
    """The refusals of a module and its constants that are sentences."""
    for name, value in vars(module).items():
        if isinstance(value, type) and issubclass(value, Refusal) and value.__module__ == module.__name__:
            yield value.message_id()
        elif name.isupper() and isinstance(value, str) and " " in value:
            yield value


@pytest.mark.parametrize("language", ["zh", "es"])
def test_every_sentence_is_translated_with_its_placeholders(language: str) -> None:
    told = {sentence for module in MODULES for sentence in sentences(module)} | SKIPPED | {*OTHER.values()}
    assert len(told) > 40
    assert [sentence for sentence in sorted(told) if not translated(sentence, language)] == []
    for sentence in told:
        meant = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        said = {name for _, name, _, _ in Formatter().parse(translated(sentence, language) or "") if name}
        assert said == meant, sentence
