"""Objects of a foreign PDF, spelled anew: only what a drawing may consist of, and only so much of it."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any, BinaryIO

from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NullObject, PdfObject, StreamObject

from claims.documents.foreign.values import (
    DEEPEST,
    FREE_NAMES,
    LEFT_OUT,
    OF_STREAMS,
    RESOURCES,
    TooMuch,
    draws,
    leaf,
    listed,
    resolved,
)

PICTURE_FILTERS = ("/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode")
MARKS = (b"/EmbeddedFile", b"endstream", b"endobj")  # raw data must not be taken for something else by any reader


class Copier:
    """One paper on its way: the objects found so far, and how much they unpack to."""

    def __init__(self, limits: dict[str, int], out: BinaryIO) -> None:
        self.limits, self.out = limits, out
        self.numbers: dict[tuple[int, int], int] = {}
        self.waiting: list[tuple[int, PdfObject]] = []
        self.objects: list[list[Any]] = []
        self.unpacked, self.text, self.hollow = 0, 0, 0

    # Values, spelled anew

    def spell(self, value: Any, depth: int = 0) -> bytes:
        """A value in its one spelling; a reference becomes NUL number NUL, to be numbered where it is laid in."""
        if depth > DEEPEST:
            raise TooMuch
        if isinstance(value, IndirectObject):
            return self.reference(value)
        if isinstance(value, StreamObject):  # pypdf hands some out in place
            return b"\0%d\0" % self.add(value)
        if isinstance(value, DictionaryObject):
            return self.spell_pairs(self.kept(value), depth) if draws(value) else b"null"
        if isinstance(value, ArrayObject):
            return b"[" + b" ".join(self.spell(each, depth + 1) for each in value) + b"]"
        return leaf(value)

    def spell_pairs(self, pairs: dict[str, Any], depth: int = 0) -> bytes:
        """Pairs as a dictionary; what is bytes already is spelled already."""
        spelled = (
            leaf(NameObject(key)) + b" " + (one if isinstance(one, bytes) else self.spell(one, depth + 1))
            for key, one in pairs.items()
        )
        return b"<<" + b"\n".join(spelled) + b">>"

    def kept(self, found: DictionaryObject) -> dict[str, Any]:
        """Of a dictionary what a drawing may consist of."""
        kept: dict[str, Any] = {}
        for key, value in found.items():
            if key == "/Resources":
                kept[key] = self.resources(value)
            elif key in FREE_NAMES and isinstance(resolved(value), DictionaryObject):
                kept[key] = self.spell_pairs(dict(resolved(value).items()), 1)
            elif key not in LEFT_OUT:
                kept[key] = value
        return kept

    def resources(self, found: Any) -> bytes:
        """The resources of a page or drawing; names in them are free, so only what they name is looked at."""
        found = resolved(found)
        kept: dict[str, Any] = {}
        if isinstance(found, DictionaryObject):
            for category in RESOURCES:
                named = resolved(found.get(category))
                if isinstance(named, DictionaryObject):
                    kept[category] = self.spell_pairs(dict(named.items()), 1)
        return self.spell_pairs(kept)

    def reference(self, pointer: IndirectObject) -> bytes:
        """A reference to an object that is copied later; to nothing where it draws nothing."""
        key = (pointer.idnum, pointer.generation)
        if key not in self.numbers:
            target = pointer.get_object()
            if target is None or isinstance(target, NullObject) or not draws(target):
                self.hollow += 1
                if self.hollow > self.limits["objects"]:
                    raise TooMuch
                return b"null"
            self.numbers[key] = self.add(target)
        return b"\0%d\0" % self.numbers[key]

    def add(self, target: PdfObject) -> int:
        """Number an object and put it in the queue, so that no nesting of references exhausts the stack."""
        if len(self.objects) >= self.limits["objects"]:
            raise TooMuch
        self.objects.append([])
        self.waiting.append((len(self.objects), target))
        return len(self.objects)

    def settle(self) -> None:
        """Spell every object that waits, and those that they lead to."""
        while self.waiting:
            number, target = self.waiting.pop()
            if isinstance(target, StreamObject):
                self.stream(number, target)
            else:
                self.objects[number - 1] = [self.in_all(self.spell(target))]

    # Streams

    def stream(self, number: int, found: StreamObject) -> None:
        """A stream as it came, once it is known that it unpacks to something sensible."""
        pairs = {key: value for key, value in self.kept(found).items() if key not in OF_STREAMS}
        data = bytes(found._data)
        filters = [str(resolved(one)) for one in listed(found.get("/Filter"))]
        if resolved(found.get("/Subtype")) == "/Image":
            self.picture(found, data, filters)
        self.measure(data, filters)
        if not filters:
            data, pairs["/Filter"] = zlib.compress(data), NameObject("/FlateDecode")
        self.write(number, pairs, data)

    def write(self, number: int, pairs: dict[str, Any], data: bytes) -> None:
        """A stream into the result; data that could be taken for the end of it are spelled in hexadecimal."""
        if any(mark in data for mark in MARKS):
            data = data.hex().encode() + b">"
            inner, parms = pairs.get("/Filter"), pairs.get("/DecodeParms")
            pairs["/Filter"] = ArrayObject([NameObject("/ASCIIHexDecode"), *listed(inner)])
            if parms is not None:
                pairs["/DecodeParms"] = ArrayObject([NullObject(), *listed(parms)])
        place = self.out.tell()
        if place + len(data) > self.limits["bytes"]:
            raise TooMuch
        self.out.write(data)
        self.objects[number - 1] = [self.in_all(self.spell_pairs(pairs)), place, len(data)]

    def in_all(self, spelled: bytes) -> str:
        """The spelled object as text for the index, with a count of all of it."""
        self.text += len(spelled)
        if self.text > self.limits["text"]:
            raise TooMuch
        return spelled.decode("latin-1")

    def measure(self, data: bytes, filters: list[str]) -> None:
        """Unpack as a viewer would, keeping nothing that is not packed again; TooMuch beyond the limit."""
        if len(filters) > 4:
            raise TooMuch
        for place, name in enumerate(filters):
            if name in PICTURE_FILTERS:
                return  # looked at by its size in pixels
            if name in ("/FlateDecode", "/Fl"):
                data = self.inflate(data, keep=place + 1 < len(filters))
            elif name in ("/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"):
                self.count(len(data) * (1500 if name[1] == "L" else 130))  # the most that they can unpack to
                return
            elif name in ("/ASCIIHexDecode", "/AHx"):
                data = bytes.fromhex("".join(chr(sign) for sign in data.rstrip(b"> \r\n") if sign > 32))
            elif name in ("/ASCII85Decode", "/A85"):
                return
            else:
                raise ValueError(f"the filter {name[:40]} is unknown")

    def inflate(self, data: bytes, *, keep: bool) -> bytes:
        """Unpack with a count; what is cut off or damaged counts as far as it goes."""
        unpacking, pieces, rest = zlib.decompressobj(), [], data
        while rest and not unpacking.eof:
            try:
                piece = unpacking.decompress(rest, 1 << 20)
            except zlib.error:
                break
            self.count(len(piece))
            rest = unpacking.unconsumed_tail
            if keep:
                pieces.append(piece)
        return b"".join(pieces)

    def count(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.limits["unpacked"]:
            raise TooMuch

    def picture(self, found: StreamObject, data: bytes, filters: list[str]) -> None:
        """How much a picture unpacks to, by what it says of itself and by what its data say."""
        width, height = (abs(int(resolved(found.get(key)) or 0)) for key in ("/Width", "/Height"))
        bits = int(resolved(found.get("/BitsPerComponent")) or 1)
        sizes = [width * height * bits * (3 if bits > 1 else 1) // 8]
        if filters and filters[-1] in ("/DCTDecode", "/DCT", "/JPXDecode"):
            try:
                with Image.open(BytesIO(data)) as head:  # reads the head, not the pixels
                    sizes.append(head.width * head.height * 3)
            except Image.DecompressionBombError as fault:
                raise TooMuch from fault
            except (OSError, ValueError, SyntaxError, TypeError):
                pass  # a viewer shows nothing, or what it can
        if max(sizes) > self.limits["unpacked"]:
            raise TooMuch
