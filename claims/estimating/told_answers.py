"""What the insurer answered, as it is told: a file or typed lines, made one sheet on the quote's tax basis."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy.orm import Session

from claims.estimating.evidence import typed_sheet
from claims.estimating.exchange.columns import row_faults, rows_refused
from claims.estimating.inputs import NewReturn
from claims.estimating.quote_models import Quote
from claims.estimating.return_files import TOLD, FileRead, mapping_read, read_file
from claims.estimating.saved_mappings import SenderKind, keep_mapping, mapping_said
from claims.estimating.sheets import Sheet
from claims.estimating.tax_conversion import with_tax, without_tax
from claims.kernel.amounts import Share
from claims.kernel.canonical import fingerprint
from claims.kernel.errors import Fault, Invalid, Refusal
from claims.kernel.machine import Act
from claims.people.models import Insurer, Person


class ReturnRefused(Refusal):
    """The insurer's answer was not recorded: {count} of its rows cannot be read. Mend them in the file, or type the lines in."""  # noqa: E501

    status = 400


class ColumnsUnconfirmed(Refusal):
    """Nobody confirmed yet which column of this file holds what: look at the preview of the return, and record it with the mapping that you confirm."""  # noqa: E501


class NamesAnotherClaim(Refusal):
    """This answer names another claim than this one; check the file, or confirm that it belongs here (confirm_other_claim)."""  # noqa: E501


class OtherTaxBasis(Refusal):
    """The answer's prices and the quote's are not on the same tax basis; say the share of tax (tax_share_bp), and they are converted."""  # noqa: E501


@dataclass(frozen=True)
class Answer:
    """A sheet with the hash of its origin; for a file: how it was read, and where each line stands in it."""

    sheet: Sheet
    origin: str
    kept: dict[str, Any] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)  # as printed on the page where there are pages
    pages: dict[int, int] = field(default_factory=dict)
    file: FileRead | None = None

    def noted(self) -> dict[str, Any]:
        """What a person confirmed about it, for the record."""
        facts = {"columns": self.kept.get("mapping"), "formula_values": len(self.kept.get("formulas", ())),
                 "names_another_claim": bool(self.kept.get("other_claim")),
                 "converted_by_tax_bp": self.kept.get("converted_by_tax_bp")}  # fmt: skip
        return {name: value for name, value in facts.items() if value}


def told_answer(session: Session, quote: Quote, told: NewReturn) -> Answer:
    """The answer as told; refused where a row cannot be read, or something about the file is to be confirmed first."""
    answer = _typed(quote, told) if told.file_id is None else _filed(session, quote, told, told.file_id)
    sheet, share = answer.sheet, told.tax_share_bp
    if sheet.prices_include_tax is None:
        # a sheet that says nothing answers our own quote on its own tax basis, unless the caller says otherwise
        said = told.prices_include_tax
        sheet = replace(sheet, prices_include_tax=quote.prices_include_tax if said is None else said)
    if sheet.prices_include_tax == quote.prices_include_tax:
        if share is not None:
            raise Invalid(faults=[Fault("the answer is on the quote's tax basis; there is nothing to convert",
                                        "tax_share_bp")])  # fmt: skip
        return replace(answer, sheet=sheet)
    if share is None:
        raise OtherTaxBasis()
    converted = (with_tax if quote.prices_include_tax else without_tax)(sheet, Share(share))
    return replace(answer, sheet=converted, kept={**answer.kept, "converted_by_tax_bp": share})


def _typed(quote: Quote, told: NewReturn) -> Answer:
    sheet = typed_sheet(
        told.lines, currency=quote.currency, stated_total_minor=told.stated_total_minor,
        prices_include_tax=told.prices_include_tax,
    )  # fmt: skip
    return Answer(sheet, fingerprint(told.model_dump(mode="json", exclude={"confirmed"})))


def _filed(session: Session, quote: Quote, told: NewReturn, file_id: int) -> Answer:
    found = read_file(session, quote, file_id, told.mapping, told.prices_include_tax)
    if found.to_confirm:
        raise ColumnsUnconfirmed(faults=found.to_confirm)
    if found.other_claim and not told.confirm_other_claim:
        raise NamesAnotherClaim(faults=found.other_claim)
    read = found.read
    if read.refused:
        raise ReturnRefused(faults=row_faults(read.refused, read.grid), count=rows_refused(read.refused))
    places = {position: read.grid.pages[row - 1] for position, row in read.rows.items()} if read.grid.pages else {}
    rows = {position: row for position, (_, row) in places.items()} if places else read.rows
    pages = {position: page for position, (page, _) in places.items()}
    return Answer(read.sheet, found.file.sha256, found.kept(), rows, pages, found)


def keep_columns(act: Act, answer: Answer) -> None:
    """Keep the columns that a person confirmed for this insurer's next file."""
    quote, found, by = act.thing, answer.file, cast(Person, act.by)
    insurer = act.session.get(Insurer, quote.insurer_id) if quote.insurer_id is not None else None
    if found is not None and found.mapped_by == TOLD and insurer is not None:
        mapping = mapping_read(found.read, mapping_said(act.data.mapping))
        keep_mapping(act.session, quote.shop_id, SenderKind.INSURER, insurer.code, mapping, by=by, now=act.now)
