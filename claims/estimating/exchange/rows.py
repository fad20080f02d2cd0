"""What a row of a sheet is: a line, a heading, a subtotal, the total, an amount below the lines, a repeated header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.estimating.exchange.headings import repeats_header, text_of
from claims.estimating.exchange.numbers import Cell, is_blank
from claims.estimating.sheets import OtherKind
from claims.kernel.amounts import Share

SUBTOTAL = re.compile(
    r"(?:本页)?(?:小计|分计)|(?:配件|零件|材料|工时|人工|喷漆|换件)(?:费)?(?:小计|合计)|"
    r"subtotal|sub-total|suma y sigue|page total|base imponible|"
    r"(?:total|suma) (?:de )?(?:recambios|piezas|mano de obra|m\.?o\.?|pintura|materiales|sin iva)\b|"
    r"total (?:parts|labou?r|paint|refinish)\b|(?:parts|labou?r|paint|refinish) total\b",
    re.I,
)
QUOTED_TOTAL = re.compile(r"报价合计|报价总计|原报价|total ofertado|quoted total", re.I)
TOTAL = re.compile(
    r"(?:费用|金额|核定|定损|核损|核价|总金额|最终)?(?:合计|总计|共计|总额|总价)(?:金额)?(?:[（(:：].*)?\Z|"
    r"(?:importe )?total(?: general| final| presupuesto| autorizado| peritado| factura| con iva| iva incluido)?:?\Z|"
    r"suma total|"
    r"(?:grand |approved |returned |net )?total(?: amount)?:?\Z",
    re.I,
)
OTHERS = {
    OtherKind.TAX: re.compile(r"(?:增值)?税(?:额|金)|i\.?v\.?a\b|\bvat\b|sales tax|impuesto|^tax\b", re.I),
    OtherKind.DISCOUNT: re.compile(r"折扣|优惠|让利|descuento|dto\b|discount", re.I),
    OtherKind.SALVAGE: re.compile(r"残值|valor residual|salvamento|salvage", re.I),
    OtherKind.FEE: re.compile(
        r"管理费|手续费|施救费|拖车费|gastos de gesti[oó]n|management fee|handling fee|towing", re.I
    ),
    OtherKind.ROUNDING: re.compile(r"抹零|舍入|尾差|redondeo|rounding", re.I),
}
ADDED_VALUE = re.compile("增值税")
PERCENT = re.compile(r"([0-9]{1,2}(?:[.,][0-9]{1,2})?)\s*[%％]")
NO_TAX = re.compile(
    r"(?:不含|未含|除)(?:\d+%)?(?:增值)?税|税前|sin\s+i\.?v\.?a|i\.?v\.?a\.?\s+no\s+incl|\+\s*i\.?v\.?a\b|excl(?:uding|\.)?\s+(?:vat|tax)|"
    r"(?:vat|tax)\s+(?:not\s+incl|excl)|without\s+(?:vat|tax)|net of (?:vat|tax)",
    re.I,
)
WITH_TAX = re.compile(
    r"含(?:\d+%)?(?:的)?(?:增值)?税|税后|con\s+i\.?v\.?a|i\.?v\.?a\.?\s+incl|incl(?:uding|\.)?\s+(?:vat|tax)|(?:vat|tax)\s+incl",
    re.I,
)


@dataclass(frozen=True)
class SkippedRow:
    """A row that is no line: its number as the spreadsheet shows it, what it is, and what it says."""

    row: int
    why: str
    text: str


LONGEST_LABEL = 30
BLANK, HEADING, NOTE = "blank", "heading", "note"
REPEATED, SUB, WHOLE, QUOTED = "repeated header", "subtotal", "total", "quoted total"


def kind_of_row(cells: Sequence[Cell], header: Sequence[str], wanted: Iterable[int]) -> str | OtherKind | None:
    """What the row is, None for a line; `wanted` are the columns that a line fills (name, number, amounts)."""
    filled = [(column, cell) for column, cell in enumerate(cells) if not is_blank(cell)]
    if not filled:
        return BLANK
    first = next((text_of(cell) for _, cell in filled if isinstance(cell, str) and not _numeric(cell)), "")
    label = re.sub(r"\s+", " " if first.isascii() else "", unicodedata.normalize("NFKC", first)).strip()
    # a total stands where its label leads the row and neither part number nor name follow it
    texts = [cell for _, cell in filled if isinstance(cell, str) and not _numeric(cell)]
    if label and len(texts) <= 2:
        if QUOTED_TOTAL.match(label):
            return QUOTED
        if SUBTOTAL.match(label):
            return SUB
        if TOTAL.match(label):
            return WHOLE
        if len(filled) > 1 and len(texts) == 1:
            for kind, pattern in OTHERS.items():
                if pattern.search(label) and len(label) <= LONGEST_LABEL:
                    return kind
    if len(filled) == 1 and isinstance(filled[0][1], str):
        return HEADING
    if repeats_header(header, cells):
        return REPEATED
    if not any(column in set(wanted) for column, _ in filled):
        return NOTE
    return None


def is_label(text: str) -> bool:
    """Whether a text names an amount below the lines: a subtotal, a total, tax, a discount."""
    label = unicodedata.normalize("NFKC", text).strip(" :：")
    return any(one.match(label) for one in (QUOTED_TOTAL, SUBTOTAL, TOTAL)) or (
        len(label) <= LONGEST_LABEL and any(one.search(label) for one in OTHERS.values())
    )


def tax_basis(texts: Iterable[str]) -> bool | None:
    """Whether prices include tax as the sheet's words say; None where they say nothing or both."""
    said: set[bool] = set()
    for text in texts:
        if NO_TAX.search(text):
            said.add(False)
        if WITH_TAX.search(NO_TAX.sub(" ", text)):
            said.add(True)
    return said.pop() if len(said) == 1 else None


def rates_in(texts: Iterable[str]) -> list[Share]:
    """The rates of the taxes that texts name, as in "13% 增值税" or "IVA 21 %"."""
    of_tax = (text for text in texts if OTHERS[OtherKind.TAX].search(text) or tax_basis([text]) is not None or
              ADDED_VALUE.search(text))  # fmt: skip
    return [Share.percent(rate.replace(",", ".")) for text in of_tax for rate in PERCENT.findall(text)]


def _numeric(text: str) -> bool:
    return all(not sign.isalpha() or sign in "元圆" for sign in text)
