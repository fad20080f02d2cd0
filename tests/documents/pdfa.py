"""What ISO 19005-3 (PDF/A-3, level U) asks of a file, as far as it can be read out of one; no validator that Debian,
PyPI or npm offers knows part 3. Not judged: the insides of font programs but their widths, and of pictures.

    python -m tests.documents.pdfa FILE.pdf    prints what is against the standard
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from lxml import etree
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, NameObject, StreamObject

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP = {"pdfaid": "http://www.aiim.org/pdfa/ns/id/", "dc": "http://purl.org/dc/elements/1.1/",
       "pdf": "http://ns.adobe.com/pdf/1.3/", "xmp": "http://ns.adobe.com/xap/1.0/", "rdf": RDF}  # fmt: skip
OPERATORS = {  # of ISO 32000-1, annex A; any other is forbidden even between BX and EX
    b"INLINE IMAGE", *b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID".split(),
    *b"j J K k l m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w".split(),
    *b"W W* y ' \"".split(),
}  # fmt: skip
FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition",
                     "/Trans", "/GoTo3DView", "/JavaScript"}  # fmt: skip
FORBIDDEN_NOTES = {"/3D", "/Sound", "/Screen", "/Movie", "/RichMedia"}
BLEND_MODES = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge",
               "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color",
               "/Luminosity"}  # fmt: skip


def faults_of(pdf: bytes) -> list[str]:
    """What is against the standard, each with its clause; empty for a file in which nothing was found."""
    reader = PdfReader(BytesIO(pdf), strict=True)
    objects = list(all_objects(reader))
    parts = (of_file(pdf, reader), of_metadata(reader), of_colors(reader, objects), of_fonts(reader),
             of_streams(objects), of_actions(reader, objects), of_attachments(reader, objects),
             of_states(objects))  # fmt: skip
    return sorted({fault for part in parts for fault in part})


def all_objects(reader: PdfReader) -> Iterator[Any]:
    """Every dictionary and stream of the file, those inside others too."""
    for number in range(1, int(str(reader.trailer["/Size"]))):
        yield from inside(reader.get_object(number))


def inside(value: Any) -> Iterator[Any]:
    if isinstance(value, DictionaryObject):
        yield value
        for each in value.values():
            yield from inside(each if not isinstance(each, IndirectObject) else None)
    elif isinstance(value, ArrayObject):
        for each in value:
            yield from inside(each if not isinstance(each, IndirectObject) else None)


def of_file(pdf: bytes, reader: PdfReader) -> Iterator[str]:
    lines = pdf.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]", lines[0]):
        yield "6.1.2 the head names no version of PDF 1"
    if len(lines[1]) < 5 or lines[1][:1] != b"%" or min(lines[1][1:5]) < 128:
        yield "6.1.2 no comment of four high bytes follows the head"
    if "/ID" not in reader.trailer or len(reader.trailer["/ID"]) != 2:  # type: ignore[arg-type]
        yield "6.1.3 the file has no identifier"
    if "/Encrypt" in reader.trailer:
        yield "6.1.3 the file is encrypted"
    if pdf.rstrip(b"\r\n")[-5:] != b"%%EOF":
        yield "6.1.3 something follows the end of the file"
    for key in ("/Requirements", "/OCProperties"):
        if key in reader.root_object:
            yield f"6.11 the catalog has {key}" if key == "/Requirements" else "6.9 there are layers, which none needs"
    for page in reader.pages:
        for box in (page.mediabox, page.cropbox):
            if not (3 <= float(box.width) <= 14_400 and 3 <= float(box.height) <= 14_400):
                yield "6.1.13 a page is smaller than 3 or larger than 14,400 units"


def of_metadata(reader: PdfReader) -> Iterator[str]:
    stream = reader.root_object.get("/Metadata")
    if stream is None:
        yield "6.6.2.1 there are no XMP metadata"
        return
    root = etree.fromstring(stream.get_object().get_data())
    said = {name: text_in(root, name) for name in
            ("pdfaid:part", "pdfaid:conformance", "dc:title", "dc:creator", "pdf:Producer", "pdf:Keywords",
             "xmp:CreatorTool", "xmp:CreateDate", "xmp:ModifyDate")}  # fmt: skip
    if (said["pdfaid:part"], said["pdfaid:conformance"]) != ("3", "U"):
        yield "6.6.4 the metadata do not say PDF/A-3U"
    told = reader.trailer.get("/Info", DictionaryObject()).get_object()
    same = {"/Title": "dc:title", "/Author": "dc:creator", "/Producer": "pdf:Producer", "/Creator": "xmp:CreatorTool",
            "/Keywords": "pdf:Keywords"}  # fmt: skip
    for key, name in same.items():
        if key in told and str(told[key]).strip() != said[name]:
            yield f"6.6.3 {key} and {name} differ"


def text_in(root: Any, name: str) -> str:
    """A property of the metadata, spelled as an element or as an attribute."""
    for element in root.iterfind(f".//{name}", XMP):
        return "".join(element.itertext()).strip()
    prefix, _, local = name.partition(":")
    return next((str(each.get(f"{{{XMP[prefix]}}}{local}")) for each in root.iter(f"{{{RDF}}}Description")
                 if each.get(f"{{{XMP[prefix]}}}{local}")), "")  # fmt: skip


def of_colors(reader: PdfReader, objects: list[Any]) -> Iterator[str]:
    intents = [each.get_object() for each in reader.root_object.get("/OutputIntents", ())]
    ours = [each for each in intents if each.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in each]
    if len(ours) != 1:
        yield "6.2.3 there is not one output intent with a profile"
        return
    profile = ours[0]["/DestOutputProfile"].get_object()
    data = profile.get_data()
    if (
        data[36:40] != b"acsp"
        or data[16:20] != b"RGB "
        or profile.get("/N") != 3
        or data[12:16] not in (b"mntr", b"prtr")
    ):
        yield "6.2.3 the output profile is no RGB profile of a screen or printer"
    for each in objects:
        if "/DeviceCMYK" in (each.get("/ColorSpace"), each.get("/CS")):
            yield "6.2.4.3 colors of a press are used, and the profile is of a screen"
    for page in reader.pages:
        for operands, operator in operations(page, reader):
            if operator in (b"k", b"K") or (operator in (b"cs", b"CS") and operands[0] == "/DeviceCMYK"):
                yield "6.2.4.3 colors of a press are used, and the profile is of a screen"


def operations(page: Any, reader: PdfReader) -> list[tuple[Any, bytes]]:
    """What the page draws, with the drawings that it calls."""
    found = list(ContentStream(page["/Contents"].get_object(), reader).operations)
    names, seen = dict(page["/Resources"].get("/XObject", {})), set()
    waiting = [operands[0] for operands, operator in found if operator == b"Do"]
    while waiting:
        name = waiting.pop()
        form = names[name].get_object()
        if name in seen or form["/Subtype"] != "/Form":
            continue
        seen.add(name)
        more = list(ContentStream(form, reader).operations)
        names |= form.get("/Resources", DictionaryObject()).get_object().get("/XObject", {})
        waiting += [operands[0] for operands, operator in more if operator == b"Do"]
        found += more
    return found


def of_fonts(reader: PdfReader) -> Iterator[str]:
    used: dict[int, set[int]] = {}
    fonts: dict[int, Any] = {}
    for page in reader.pages:
        named = page["/Resources"].get("/Font", DictionaryObject()).get_object()  # type: ignore[union-attr]
        current = None
        for operands, operator in operations(page, reader):
            if operator not in OPERATORS:
                yield f"6.2.2 the operator {operator!r} is unknown"
            if operator == b"Tf":
                if operands[0] not in named:
                    yield f"6.2.2 the font {operands[0]} is not among the resources"
                    continue
                pointer = named.raw_get(operands[0])
                current = pointer.idnum
                fonts[current] = pointer.get_object()
            elif operator in (b"Tj", b"TJ") and current is not None:
                for piece in operands[0] if operator == b"TJ" else operands:
                    if not isinstance(piece, int | float):
                        raw = piece.original_bytes
                        used.setdefault(current, set()).update(
                            int.from_bytes(raw[n : n + 2]) for n in range(0, len(raw), 2)
                        )
    for number, font in fonts.items():
        yield from of_font(font, used.get(number, set()))


def of_font(font: Any, used: set[int]) -> Iterator[str]:
    name = str(font["/BaseFont"])
    if font["/Subtype"] != "/Type0" or font.get("/Encoding") != "/Identity-H":
        yield f"6.2.11.3 {name} is no composite font with codes that are glyphs"
        return
    below = font["/DescendantFonts"][0].get_object()
    described = below["/FontDescriptor"].get_object()
    program = next((described[key].get_object() for key in ("/FontFile2", "/FontFile3") if key in described), None)
    if program is None:
        yield f"6.2.11.4.1 {name} is not embedded"
        return
    if not re.fullmatch(r"/[A-Z]{6}\+.+", name):
        yield f"6.2.11.4.2 {name} is not named as a subset"
    if below["/Subtype"] == "/CIDFontType2" and "/CIDToGIDMap" not in below:
        yield f"6.2.11.3.2 {name} does not say which glyph a code is"
    if 0 in used:
        yield f"6.2.11.8 {name} shows .notdef, a box in place of a character"
    if "/ToUnicode" not in font:
        yield f"6.2.11.7.2 {name} does not say which characters its glyphs are"
    else:
        spelled = font["/ToUnicode"].get_object().get_data().decode()
        pairs = re.findall(r"<([0-9a-f]{4})> <([0-9a-f]+)>", spelled)
        told = {int(code, 16): bytes.fromhex(text).decode("utf-16-be", "replace") for code, text in pairs}
        if used - set(told) or any(not text or text[0] in "\0\ufeff\ufffe" for text in told.values()):
            yield f"6.2.11.7.2 {name} does not say which characters all its glyphs are"
    held = TTFont(BytesIO(program.get_data()))
    order, unit = held.getGlyphOrder(), held["head"].unitsPerEm
    if max(used, default=0) >= len(order):
        yield f"6.2.11.4.1 {name} lacks a glyph that is shown"
        return
    widths = dict(widths_of(below))
    for glyph in used:
        if abs(widths.get(glyph, below.get("/DW", 1000)) - held["hmtx"][order[glyph]][0] * 1000 / unit) > 1:
            yield f"6.2.11.5 {name} has other widths than it tells"


def widths_of(font: Any) -> Iterator[tuple[int, float]]:
    listed = list(font.get("/W", ()))
    while listed:
        first = int(listed.pop(0))
        if isinstance(listed[0], ArrayObject):
            yield from ((first + place, float(width)) for place, width in enumerate(listed.pop(0)))
        else:
            last, width = int(listed.pop(0)), float(listed.pop(0))
            yield from ((code, width) for code in range(first, last + 1))


def of_streams(objects: list[Any]) -> Iterator[str]:
    for each in objects:
        if not isinstance(each, StreamObject):
            continue
        filters = each.get("/Filter", ())
        if set(filters if isinstance(filters, ArrayObject) else [filters]) & {"/LZWDecode", "/Crypt"}:
            yield "6.1.7.2 a stream is packed by LZW or encrypted"
        if any(key in each for key in ("/F", "/FFilter", "/FDecodeParms")):
            yield "6.1.7.1 a stream stands in another file"
        if each.get("/Subtype") == "/Image":
            if getattr(each.get("/Interpolate"), "value", False):
                yield "6.2.8 a picture is to be smoothed"
            if {"/Alternates", "/OPI"} & set(each):
                yield "6.2.8 a picture has others in its place"
        if each.get("/Subtype") == "/PS" or "/Ref" in each or (each.get("/Subtype") == "/Form" and "/OPI" in each):
            yield "6.2.9 a drawing is a program or stands in another file"


def of_actions(reader: PdfReader, objects: list[Any]) -> Iterator[str]:
    for holder in (reader.root_object, *reader.pages):
        if "/AA" in holder:
            yield "6.5.2 something happens when a page or the file is opened"
    if "/JavaScript" in reader.root_object.get("/Names", {}):
        yield "6.5.1 there is a script"
    if "/AcroForm" in reader.root_object:
        yield "6.4 there is a form, and papers have none"
    for each in objects:
        if isinstance(each.get("/S"), NameObject) and each["/S"] in FORBIDDEN_ACTIONS:
            yield f"6.5.1 there is an action {each['/S']}"
    for page in reader.pages:
        for pointer in page.get("/Annots", ()):
            note = pointer.get_object()
            if note["/Subtype"] in FORBIDDEN_NOTES:
                yield f"6.3.1 there is an annotation {note['/Subtype']}"
            if int(note.get("/F", 0)) & (1 | 2 | 32 | 256) or not int(note.get("/F", 0)) & 4:
                yield "6.3.2 an annotation is not printed"
            if note["/Subtype"] not in ("/Link", "/Popup") and "/AP" not in note:
                yield "6.3.3 an annotation does not tell how it looks"


def of_attachments(reader: PdfReader, objects: list[Any]) -> Iterator[str]:
    named = {str(each) for each in reader.root_object.get("/AF", ())}
    for each in objects:
        if "/EF" in each:
            if not {"/F", "/UF"} <= set(each):
                yield "6.8 an attached file has no name in both spellings"
            if each.get("/AFRelationship") not in ("/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"):
                yield "6.8 an attached file does not say what it is to the document"
            file = each["/EF"]["/F"].get_object()
            if "/Subtype" not in file or "/ModDate" not in file.get("/Params", {}):
                yield "6.8 an attached file does not say its kind or when it was changed"
            if str(each.indirect_reference) not in named:
                yield "6.8 an attached file belongs to nothing"


def of_states(objects: list[Any]) -> Iterator[str]:
    for each in objects:
        if "/TR" in each or each.get("/TR2", "/Default") != "/Default" or "/HTP" in each:
            yield "6.2.5 a transfer function or halftone is set"
        modes = each.get("/BM", ())
        if set(modes if isinstance(modes, ArrayObject) else [modes]) - BLEND_MODES and "/BM" in each:
            yield "6.2.10 a blend mode is unknown"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write("\n".join([name, *faults_of(Path(name).read_bytes())]) + "\n")
