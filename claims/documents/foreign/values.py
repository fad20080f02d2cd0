"""Values of a PDF: how each is spelled in one way, and which of them can be part of a drawing."""

from __future__ import annotations

import math
from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    TextStringObject,
)

RESOURCES = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading")
# Keys that draw nothing and lead elsewhere: other files, earlier states, metadata, the tree of a document.
LEFT_OUT = frozenset((
    "/AA", "/AF", "/Alternates", "/Annots", "/Dest", "/EF", "/JS", "/LastModified", "/Measure", "/Metadata", "/OC",
    "/OPI", "/Parent", "/PieceInfo", "/PtData", "/Ref", "/StructParent", "/StructParents", "/URI",
))  # fmt: skip
FREE_NAMES = ("/CharProcs", "/Colorants")  # dictionaries whose keys are names of glyphs and inks, whatever they spell
OF_STREAMS = frozenset(("/F", "/FFilter", "/FDecodeParms", "/Length", "/DL"))  # a stream's data in another file
STRANGE_TYPES = frozenset((
    "/Action", "/Annot", "/Catalog", "/EmbeddedFile", "/Filespec", "/Metadata", "/ObjStm", "/Outlines", "/Page",
    "/Pages", "/Sig", "/StructElem", "/StructTreeRoot", "/XRef",
))  # fmt: skip
ACTIONS = frozenset((
    "/GoTo", "/GoTo3DView", "/GoToE", "/GoToR", "/Hide", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Named",
    "/Rendition", "/ResetForm", "/RichMediaExecute", "/SetOCGState", "/Sound", "/SubmitForm", "/Thread", "/Trans",
    "/URI",
))  # fmt: skip
DEEPEST = 60  # dictionaries inside dictionaries, nodes below nodes of the page tree


class TooMuch(Exception):
    """More than may be shown: pages, bytes, objects."""

    def __init__(self, trouble: str = "too_large") -> None:
        super().__init__(trouble)
        self.trouble = trouble


def leaf(value: Any) -> bytes:
    """A value with nothing inside it, as bytes without NUL."""
    if isinstance(value, TextStringObject | ByteStringObject):
        raw = value.original_bytes if isinstance(value, TextStringObject) else bytes(value)
        return b"<" + raw.hex().encode() + b">"
    if isinstance(value, BooleanObject):
        return b"true" if value.value else b"false"
    if isinstance(value, NameObject):
        raw = value[1:].encode("latin-1")  # as the process reads them, so that they match what content names
        plain = (bytes([sign]) if 33 <= sign <= 126 and sign not in b"#()<>[]{}/%" else b"#%02x" % sign for sign in raw)
        return b"/" + b"".join(plain)
    if isinstance(value, int | float):
        return numbers((value,))
    return b"null"


def numbers(values: Any) -> bytes:
    """Numbers as PDF spells them: no exponent, none that is infinite."""
    spelled = []
    for value in values:
        if not math.isfinite(value) or abs(value) > 1e12:
            raise ValueError("a number beyond all measure")
        whole = int(value) == value
        spelled.append(b"%d" % int(value) if whole else f"{value:.6f}".rstrip("0").rstrip(".").encode())
    return b" ".join(spelled)


def resolved(value: Any) -> Any:
    """What a reference leads to."""
    for _ in range(DEEPEST):
        if not isinstance(value, IndirectObject):
            return value
        value = value.get_object()
    raise TooMuch


def listed(value: Any) -> list[Any]:
    """The members of an array, or the one value alone; nothing for nothing."""
    found = resolved(value)
    if found is None or isinstance(found, NullObject):
        return []
    return list(found) if isinstance(found, ArrayObject) else [value]


def draws(target: Any) -> bool:
    """Whether an object can be part of a drawing; an action or a page cannot, whatever name it goes by."""
    if not isinstance(target, DictionaryObject):
        return True
    kind, subtype, does = (resolved(target.get(key)) for key in ("/Type", "/Subtype", "/S"))
    return kind not in STRANGE_TYPES and subtype != "/PS" and does not in ACTIONS
