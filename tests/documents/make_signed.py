"""A loss sheet that was signed: by hand, on a keyboard, on the telephone, not at all, and for an earlier content."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from claims.documents.blocks import Signature
from claims.documents.loss_sheet.form import LossSheet
from claims.documents.sample_claim import at, digest, loss_sheet
from claims.files.strokes import drawing
from tests.files.make import make_drawing

STROKES = (
    "M 60 150 C 90 40 130 20 140 90 S 120 190 95 170 M 150 60 L 230 50 M 190 30 Q 170 120 150 170 "
    "M 250 40 c 20 30 5 90 -15 120 M 240 90 l 70 -10 m 30 -50 q 10 60 -5 120 t 60 -20 M 420 60 h 110 "
    "M 475 30 v 130 M 430 160 C 460 120 500 120 545 165"
)
VECTOR, PICTURE = drawing(STROKES), make_drawing()
FILES = {"hand.svg": VECTOR, "hand.png": PICTURE}


def make_signed(*, content: str | None = None, **changes: Any) -> LossSheet:
    """The sheet with the owner's strokes, the advisor's typed name, and the assessor's box empty.

    `content` is the hash that the signatures name; the sheet's own where it is left out.
    """
    sheet = replace(loss_sheet(), **changes)
    signed = content if content is not None else sheet.content_hash()
    boxes = (
        Signature(role="owner", name="陈思远", signed_at=at(5, 15), method="drawn", capacity="authorized_person",
                  image="hand.svg", sha256=digest("hand"), document=signed),
        Signature(role="advisor", name="孙琳", signed_at=at(5, 15, 2), method="typed", capacity="advisor",
                  document=signed),
        Signature(role="assessor"),
    )  # fmt: skip
    return replace(sheet, signatures=boxes)


def with_box(sheet: LossSheet, place: int, **changes: Any) -> LossSheet:
    """The sheet with one of its boxes changed."""
    boxes = list(sheet.signatures)
    boxes[place] = replace(boxes[place], **changes)
    return replace(sheet, signatures=tuple(boxes))


def make_every_box() -> LossSheet:
    """Six boxes: a picture, a long name, on the telephone, an earlier content, an endless name, empty."""
    sheet = loss_sheet()
    signed, then = sheet.content_hash(), at(5, 15)
    boxes = (
        Signature(role="owner", name="陈思远", signed_at=then, method="drawn", capacity="owner", image="hand.png",
                  sha256=digest("png"), document=signed),
        Signature(role="advisor", name="María de los Ángeles Fernández-Villaverde y Otorrinolaringologicodesoxi",
                  signed_at=then, method="typed", capacity="advisor", document=signed),
        Signature(role="assessor", name="何晓东", signed_at=then, method="telephone", capacity="assessor",
                  note="0512-6288 0100", document=signed),
        Signature(role="customer", name="陈思远", signed_at=then, method="typed", capacity="customer",
                  document=digest("what it said before")),
        Signature(role="manager", name="顾" * 100, signed_at=then, method="typed", capacity="manager"),
        Signature(role="insurer"),
    )  # fmt: skip
    return replace(sheet, signatures=boxes)
