"""Builders for files: small photographs of every kind, a PDF, and things that pretend to be one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import ExifTags, Image, ImageDraw
from pypdf import PdfWriter

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SCRIPT = b"#!/bin/sh\nrm -rf /\n"


def make_photograph(form: str = "JPEG", size: tuple[int, int] = (64, 48), color: str = "red") -> bytes:
    """A photograph of one color."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, form)
    return out.getvalue()


def make_turned_photograph() -> bytes:
    """A photograph of 200 × 100, red on the left, that the camera held upright (EXIF 6), with time and place."""
    picture = Image.new("RGB", (200, 100), "blue")
    picture.paste("red", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2024:03:01 08:15:30"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (22.0, 32.0, 36.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (114.0, 3.0, 0.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def make_drawing() -> bytes:
    """A signature as a tablet sends it: a black line on nothing."""
    picture, out = Image.new("RGBA", (300, 100)), io.BytesIO()
    ImageDraw.Draw(picture).line([(10, 80), (90, 20), (150, 85), (280, 30)], fill="black", width=4)
    picture.save(out, "PNG")
    return out.getvalue()


def make_bomb(side: int = 20_000) -> bytes:
    """A PNG that says it is side × side and would unpack to gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def make_pdf(pages: int = 2) -> bytes:
    """A PDF of blank pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_zip(**members: bytes) -> bytes:
    """A zip archive; double underscores in names are slashes, as in xl__workbook_xml="…"."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()
