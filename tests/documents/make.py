"""Papers to test with, and ways to bend them; run as a script it writes the golden pages anew."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]

from claims.documents import sample_claim, sample_decisions, sample_order, sample_prices, sample_proof
from claims.documents.blocks import Tax
from claims.documents.form import Form
from claims.documents.forms import read_form
from claims.documents.quote.form import Quote, QuoteLine
from claims.documents.render import render_html
from claims.documents.samples import samples
from claims.kernel.amounts import Quantity
from claims.kernel.errors import Refusal
from claims.kernel.money import Money
from claims.kernel.texts import LANGUAGES

GOLDEN = Path(__file__).parent / "golden"
FORMS = {form.kind: form for form in samples()}
FILES = sample_proof.packet_files()
make_quote = sample_prices.quote
make_reconciliation = sample_prices.reconciliation
make_order = sample_order.work_order
make_settlement = sample_order.settlement
make_decisions = sample_decisions.decisions
make_packet = sample_proof.packet
make_loss_sheet = sample_claim.loss_sheet


def make_taxed_quote() -> Quote:
    """The quote with the tax that its prices include."""
    base = Money.of("1000.00")
    return replace(make_quote(), taxes=(Tax(name="增值税", share_bp=1300, base=base, amount=Money.of("130.00")),))


def make_long_quote(lines: int) -> Quote:
    """A quote of so many lines without labor."""
    price = Money.of("12.50")
    parts = tuple(
        QuoteLine(
            position=place,
            part_number=f"5TA {place:03d}",
            name=f"卡扣 {place}",
            part_kind="PAN",
            supplied_by="shop",
            quantity=Quantity.of(1),
            unit_price=price,
            amount=price,
            lead_days=2,
        )
        for place in range(1, lines + 1)
    )
    total = Money(price.minor * lines)
    return replace(
        make_quote(),
        lines=parts,
        parts_total=total,
        work=(),
        labor=(),
        labor_total=None,
        paint=(),
        paint_total=None,
        betterments=(),
        total=total,
    )


def texts_of(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all texts in plain data, kinds of papers and currencies apart."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in ("kind", "currency") or (key == "kind" and "name" in data):
                yield from texts_of(value, (*path, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from texts_of(value, (*path, place))
    elif isinstance(data, str):
        yield path


def put(data: Any, path: tuple[str | int, ...], text: str) -> str:
    """Write a text at a path; the text that stood there before."""
    for step in path[:-1]:
        data = data[step]
    before = str(data[path[-1]])
    data[path[-1]] = text
    return before


def papers_inside(
    data: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """The papers inside a paper's plain data (the sections of a packet), with their paths."""
    if isinstance(data, dict) and path and "head" in data:
        yield path, data
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from papers_inside(value, (*path, key))


def free_texts(data: dict[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """The paths of those texts that a paper takes from people: neither codes nor hashes nor dates."""
    inside = dict(papers_inside(data))
    for path in list(texts_of(data)):
        if any(path[: len(prefix)] == prefix for prefix in inside):
            continue
        before = put(data, path, "自由文本")
        try:
            read_form(data)
            yield path
        except Refusal as refusal:
            if all("more than one claim" in fault.text for fault in refusal.faults) and refusal.faults:
                yield path
        put(data, path, before)
    for prefix, paper in inside.items():
        yield from ((*prefix, *path) for path in free_texts(paper))


def with_text(form: Form, *texts: str) -> Form:
    """The paper with every free text replaced by one of these in turn, each with a number behind it; names of files
    stay. The claim's number is the first text alone, so that it stays the same on every paper of a packet.
    """
    data = json.loads(form.to_json())
    for place, path in enumerate(list(free_texts(data))):
        if path[-1] not in ("file", "image", "logo"):
            put(data, path, texts[0] if path[-1] == "claim_number" else f"{texts[place % len(texts)]} {place}")
    return read_form(data)


def pictures_on_pages(pdf: bytes) -> list[int]:
    """How many pictures each page shows."""
    document = pypdfium2.PdfDocument(pdf)
    return [len(list(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))) for page in document]


def write_golden() -> None:
    """Write every golden page as the code prints it now; read the difference before committing it."""
    GOLDEN.mkdir(exist_ok=True)
    for form in FORMS.values():
        for lang in LANGUAGES:
            (GOLDEN / f"{form.kind}.{lang}.html").write_text(render_html(form, lang, FILES), "utf-8")
    from tests.documents import make_signed

    for lang in LANGUAGES:
        for name, signed in (("signed", make_signed.make_signed()), ("signed_boxes", make_signed.make_every_box())):
            (GOLDEN / f"{name}.{lang}.html").write_text(render_html(signed, lang), "utf-8")


if __name__ == "__main__":
    write_golden()
    sys.stdout.write(f"{len(FORMS)} papers written in {len(LANGUAGES)} languages\n")
