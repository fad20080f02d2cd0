"""Pages of a foreign PDF as drawings: what is seen of each, upright, with its stamps and filled-in fields."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject, StreamObject

from claims.documents.foreign.spelling import Copier
from claims.documents.foreign.values import DEEPEST, TooMuch, listed, numbers, resolved

HIDDEN = 2 | 32  # flags of an annotation that is not seen: Hidden, NoView
LETTER = ArrayObject(NumberObject(side) for side in (0, 0, 612, 792))  # where a page does not tell its size


class Pages(Copier):
    """The pages of one paper, copied as drawings."""

    def page(self, page: DictionaryObject) -> dict[str, Any]:
        """One page as a drawing: its number and its size, upright."""
        left, bottom, right, top = box_of(page)
        unit = float(resolved(page.get("/UserUnit", 1)))
        turned = int(resolved(page.get("/Rotate", 0))) % 360 // 90
        size = [(right - left) * unit, (top - bottom) * unit]
        if not all(math.isfinite(side) and 1 <= side <= self.limits["side"] for side in size):
            raise ValueError("a page without a sensible size")
        matrix = (
            (1, 0, 0, 1, -left, -bottom),
            (0, -1, 1, 0, -bottom, right),
            (-1, 0, 0, -1, right, top),
            (0, 1, -1, 0, top, -left),
        )[turned]
        box = (left, bottom, right, top)
        inner = self.drawing(self.contents(page), box, self.resources(page.get("/Resources")), group=page.get("/Group"))
        named, steps = {"/P": b"\0%d\0" % inner}, [b"/P Do"]
        for place, (look, move) in enumerate(self.stamps(page)):
            named[f"/S{place}"] = self.spell(look)
            steps.append(b"q %s cm /S%d Do Q" % (numbers(move), place))
        outer = self.drawing(
            b"\n".join(steps), box, b"<</XObject %s>>" % self.spell_pairs(named), matrix=[unit * one for one in matrix]
        )
        return {"drawing": outer, "width": size[turned % 2], "height": size[1 - turned % 2]}

    def drawing(
        self, content: bytes, box: tuple[float, ...], resources: bytes, matrix: list[float] | None = None,
        group: Any = None,
    ) -> int:  # fmt: skip
        """A drawing of its own: what it does to the state of the pen ends with it, what lies outside is cut off."""
        self.objects.append([])
        number = len(self.objects)
        pairs: dict[str, Any] = {
            "/Type": NameObject("/XObject"),
            "/Subtype": NameObject("/Form"),
            "/BBox": b"[" + numbers(box) + b"]",
            "/Resources": resources,
            "/Filter": NameObject("/FlateDecode"),
        }
        if matrix:
            pairs["/Matrix"] = b"[" + numbers(matrix) + b"]"
        if isinstance(resolved(group), DictionaryObject):
            pairs["/Group"] = group
        self.write(number, pairs, zlib.compress(content))
        return number

    def contents(self, page: DictionaryObject) -> bytes:
        """What the page draws, unpacked; its pieces may part a word, so they are joined by a line end."""
        pieces = []
        for one in listed(page.get("/Contents")):
            found = resolved(one)
            if isinstance(found, StreamObject):
                pieces.append(found.get_data())
                self.count(len(pieces[-1]))
        return b"\n".join(pieces)

    def stamps(self, page: DictionaryObject) -> Iterator[tuple[Any, tuple[float, ...]]]:
        """What lies on the page as annotations: filled-in fields, seals and stamps as they are seen, none of their
        actions. Links show nothing."""
        for one in listed(page.get("/Annots"))[: self.limits["stamps"]]:
            note = resolved(one)
            if not isinstance(note, DictionaryObject) or resolved(note.get("/Subtype")) in ("/Link", "/Popup"):
                continue
            seen = not int(resolved(note.get("/F", 0))) & HIDDEN
            look = resolved(note.get("/AP", DictionaryObject()))
            pointer = look.get("/N") if isinstance(look, DictionaryObject) else None
            state = resolved(note.get("/AS"))
            if isinstance(resolved(pointer), DictionaryObject) and not isinstance(resolved(pointer), StreamObject):
                pointer = resolved(pointer).get(state) if state else None
            drawn = resolved(pointer)
            if seen and isinstance(drawn, StreamObject) and resolved(drawn.get("/Subtype")) == "/Form":
                move = fitted(drawn, note.get("/Rect"))
                if move is not None:
                    yield pointer, move


def rectangle(value: Any) -> tuple[float, float, float, float]:
    """Four numbers in order: left, bottom, right, top."""
    x, y, other_x, other_y = (float(resolved(one)) for one in listed(value))
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def box_of(page: DictionaryObject) -> tuple[float, float, float, float]:
    """What is seen of a page: its crop box as far as it lies on the paper."""
    left, bottom, right, top = media = rectangle(page.get("/MediaBox", LETTER))
    if "/CropBox" in page:
        x, y, other_x, other_y = rectangle(page["/CropBox"])
        left, bottom, right, top = max(left, x), max(bottom, y), min(right, other_x), min(top, other_y)
    return (left, bottom, right, top) if left < right and bottom < top else media


def fitted(drawn: DictionaryObject, wanted: Any) -> tuple[float, ...] | None:
    """How a stamp is moved and stretched so that it fills its place; None where it has no size."""
    try:
        place, (x, y, other_x, other_y) = rectangle(wanted), rectangle(drawn.get("/BBox"))
        a, b, c, d, e, f = [float(resolved(one)) for one in listed(drawn.get("/Matrix"))] or [1, 0, 0, 1, 0, 0]
    except (TypeError, ValueError):
        return None
    corners = [(a * u + c * v + e, b * u + d * v + f) for u in (x, other_x) for v in (y, other_y)]
    left, right = min(u for u, _ in corners), max(u for u, _ in corners)
    bottom, top = min(v for _, v in corners), max(v for _, v in corners)
    if right - left <= 0 or top - bottom <= 0:
        return None
    wide, high = (place[2] - place[0]) / (right - left), (place[3] - place[1]) / (top - bottom)
    return wide, 0, 0, high, place[0] - left * wide, place[1] - bottom * high


def pages_of(reader: PdfReader, most: int) -> list[DictionaryObject]:
    """The pages with what they inherit, in order; a tree that leads back into itself has no more pages for that."""
    inherited = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
    found: list[DictionaryObject] = []
    root = reader.root_object
    waiting: list[tuple[Any, dict[str, Any], tuple[int, ...]]] = [(root.raw_get("/Pages"), {}, ())]
    for _ in range(most * 50):
        if not waiting:
            return found
        pointer, given, above = waiting.pop()
        node = resolved(pointer)
        key = pointer.idnum if isinstance(pointer, IndirectObject) else -1
        if not isinstance(node, DictionaryObject) or key in above:
            continue
        given = {**given, **{name: node.raw_get(name) for name in inherited if name in node}}
        if "/Kids" in node and resolved(node.get("/Type")) != "/Page":
            if len(above) < DEEPEST:
                kids = listed(node["/Kids"])[: most * 50]
                waiting += [(kid, given, (*above, key)) for kid in reversed(kids)]
        else:
            page = DictionaryObject(node)
            page.update({NameObject(name): value for name, value in given.items()})
            found.append(page)
            if len(found) > most:
                raise TooMuch("too_long")
    raise TooMuch("too_long")
