"""The lines of an EMS export as lines of an estimate: what is billed, and the original of what was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from claims.estimating.estimate import Betterment, Edit, EstimateLine, Payer, Stages
from claims.estimating.exchange.ems_codes import OPERATIONS
from claims.estimating.exchange.ems_pieces import Billing, Piece, part_number
from claims.estimating.exchange.ems_tables import Reading
from claims.estimating.exchange.ems_work import Work, numbered
from claims.estimating.sheets import LaborKind, Operation, Side

UNKNOWN_OPERATION = "operation {code} is not known here; its lines keep the code"
UNKNOWN_PAYER = "{code} as the one who pays is not known here; its lines stand as the insurer's"
UNKNOWN_VERSION = "{code} names no version that is known here; its lines stand in the first"
UNKNOWN_CHANGE = "line {line} is marked as change {code}, which is not read; it is billed as it stands"
BETTERMENT_TAXED = "line {line}: the tax on its betterment is not worked out"
STAGES_KEPT = "line {line}: paint of {said} stages is kept as of {kept}"
TONES = "line {line}: that its paint has {said} tones is not kept"
GLASS_NOTE = "this is glass"
INCLUDED_NOTE = "the price is included in another line's"
ORIGINAL_NOTE = "original part {number}"

PAYERS = {"": Payer.INSURER, "CP": Payer.INSURER}
ADDED = ("", "1")
VERSION = re.compile("[ES][0-9]{2}")
STAGES = {"": Stages.TWO, "0": Stages.TWO, "2": Stages.TWO, "3": Stages.THREE}
LEFT, RIGHT = re.compile(r"\b(?:LT|LH|L|LEFT)\b", re.I), re.compile(r"\b(?:RT|RH|RIGHT|R(?!&))\b", re.I)
FRONT, REAR = re.compile(r"\b(?:FRT|FRONT)\b", re.I), re.compile(r"\b(?:RR|REAR(?! ?VIEW))\b", re.I)


def read_lines(works: list[Work], billing: Billing, stages: str) -> Iterator[EstimateLine]:
    """The lines under their own numbers; what does not fit on one line stands below it under a number of its own.

    `stages` are those of the car's paint, for lines that do not say.
    """
    free, seen = numbered(works), set[int]()
    for work in works:
        common, reading = line_fields(work, billing.reading, stages), billing.reading
        rows = [Piece({"betterment": betterment(work, reading)}, edits=list(changes(work)))]
        for piece in billing.pieces(work):
            if not any(row.takes(piece) for row in rows):
                rows.append(piece)
        for row in rows:
            position = next(free) if work.number in seen else work.number
            seen.add(position)
            fields = common | row.fields
            yield EstimateLine(
                position=position,
                taxable=row.taxed is not False,
                judgment=row.judgment,
                edits=tuple(row.edits),
                **fields,
            )


def line_fields(work: Work, reading: Reading, stages: str) -> dict[str, Any]:
    """What every row of a line says."""
    text = work.said("LINE_DESC")
    for record in work.records:
        if record["TRAN_CODE"] not in ADDED:
            reading.tell(UNKNOWN_CHANGE, line=work.number, code=record["TRAN_CODE"])
    payer, version = work.said("WHO_PAYS"), work.said("LINE_IND")
    if payer not in PAYERS:
        reading.tell(UNKNOWN_PAYER, code=payer)
    if version and not VERSION.fullmatch(version):
        reading.tell(UNKNOWN_VERSION, code=version)
    tones = work.said("PAINT_TONE")
    if tones.strip("0.") not in ("", "1"):
        reading.tell(TONES, line=work.number, said=tones)
    operation, code = operations(work, reading)
    return {
        "text": text,
        "section": work.section,
        "operation": operation,
        "operation_code": code,
        "side": side_of(text),
        "price_source": work.said("ALT_PARTM") or work.said("ALT_CO_ID"),
        "payer": PAYERS.get(payer, Payer.INSURER),
        "version": version if VERSION.fullmatch(version) and version[0] == "S" else "",
        "stages": stages_of(work, work.said("PAINT_STG").strip("0.") or stages, reading),
        "note": "; ".join(notes(work, text, reading)),
    }


def operations(work: Work, reading: Reading) -> tuple[Operation, str]:
    """The operation, by the first code that is not of the refinish alone, and all codes of the line."""
    coded = [(record["MOD_LBR_TY"] == LaborKind.REFINISH, record["LBR_OP"]) for record in work.records]
    codes = list(dict.fromkeys(code for _, code in sorted(coded, key=lambda each: each[0]) if code))
    for code in codes:
        if code not in OPERATIONS:
            reading.tell(UNKNOWN_OPERATION, code=code)
    return OPERATIONS.get(codes[0] if codes else "", Operation.UNSTATED), " ".join(codes)


def notes(work: Work, text: str, reading: Reading) -> Iterator[str]:
    """What the line says beside what it is billed for."""
    yield from dict.fromkeys(record["LINE_DESC"] for record in work.records if record["LINE_DESC"] not in ("", text))
    original = work.said("OEM_PARTNO")
    if original and original != part_number(work):
        yield reading.say(ORIGINAL_NOTE, number=original)
    if work.flag("GLASS_FLAG") and work.said("PART_TYPE"):
        yield reading.say(GLASS_NOTE)
    if work.flag("PRICE_INC") and not work.said("ACT_PRICE").strip("0."):
        yield reading.say(INCLUDED_NOTE)
    yield from work.notes


def changes(work: Work) -> Iterator[Edit]:
    """What a person changed and the file keeps no original of: the text, the kind of labor, the operation."""
    for column, name in (("PART_DES_J", "text"), ("LBR_TYP_J", "labor_kind"), ("LBR_OP_J", "operation")):
        if work.flag(column):
            yield Edit(field=name, original="")


def betterment(work: Work, reading: Reading) -> Betterment | None:
    """What the owner bears of the line, as a share or an amount."""
    share = reading.percent_or_fraction(work.record("BETT_PCTG"), "BETT_PCTG")
    amount = reading.amount(work.record("BETT_AMT"), "BETT_AMT")
    if not share.basis_points and not amount.minor:
        return None
    if work.flag("BETT_TAX"):
        reading.tell(BETTERMENT_TAXED, line=work.number)
    return Betterment(
        share=share if share.basis_points else None,
        amount=amount if amount.minor else None,
        kind=work.said("BETT_TYPE"),
    )


def stages_of(work: Work, said: str, reading: Reading) -> Stages:
    """The stages of the paint."""
    if said not in STAGES:
        reading.tell(STAGES_KEPT, line=work.number, said=said, kept="2")
    return STAGES.get(said, Stages.TWO)


def side_of(text: str) -> Side:
    """The side that a line names in the trade's American abbreviations: Frt, Rr, LT, RT."""
    left, right, front, rear = (bool(word.search(text)) for word in (LEFT, RIGHT, FRONT, REAR))
    if left and right:
        return Side.BOTH
    across = Side.LEFT if left else Side.RIGHT if right else ""
    along = Side.FRONT if front and not rear else Side.REAR if rear and not front else ""
    return Side("_".join(each for each in (across, along) if each))
