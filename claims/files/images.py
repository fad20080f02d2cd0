"""Photographs: known by their content, measured before they are decoded, turned upright, and made smaller for print."""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageFile, ImageOps, UnidentifiedImageError

from claims.kernel.errors import Fault

pillow_heif.register_heif_opener()

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
PRINT_SIDE, THUMBNAIL_SIDE = 1600, 320
DECODING = threading.Semaphore(2)  # a decoded picture takes up to a quarter of a gigabyte
PRINT, THUMBNAIL = "print.jpg", "thumbnail.jpg"
NO_PHOTOGRAPH = "this is not a photograph: JPEG, PNG, WebP or HEIC is wanted, and this is something else inside"
BROKEN = "this photograph cannot be opened; it is damaged or cut off"
TOO_BIG = "this photograph has {width} × {height} pixels; at most {side} on a side and {pixels} in all are accepted"


@dataclass(frozen=True)
class Limits:
    """How large a picture may be: the longest side, and pixels in all."""

    side: int
    pixels: int


@dataclass(frozen=True)
class Photograph:
    """A checked photograph: what it is, what it tells about itself, and its smaller versions as JPEG."""

    media_type: str
    facts: dict[str, Any]
    print_size: bytes
    thumbnail: bytes


def looks_like(data: bytes) -> str:
    """The picture format by its first bytes; empty for everything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"):
        return "HEIF"
    return ""


def open_photograph(data: bytes, limits: Limits) -> Photograph | Fault:
    """The photograph in these bytes, or what is wrong with them in a sentence."""
    form = looks_like(data)
    if not form:
        return Fault(NO_PHOTOGRAPH)
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # a library that prints sets it for the whole process
    try:
        with DECODING, warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[form]) as picture:  # reads the head, not the pixels
                width, height = picture.size
                if max(width, height) > limits.side or width * height > limits.pixels:
                    return too_big(width, height, limits)
                facts = {"width": width, "height": height, **told_by(picture)}
                if form == "JPEG":
                    picture.draft("RGB", (PRINT_SIDE * 2, PRINT_SIDE * 2))
                upright = ImageOps.exif_transpose(picture)
                small = flat(upright)
                small.thumbnail((PRINT_SIDE, PRINT_SIDE), Image.Resampling.LANCZOS)
                printable = as_jpeg(small, 82)
                small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
                return Photograph(FORMATS[form], facts, printable, as_jpeg(small, 75))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Fault(
            "this photograph has far too many pixels; at most {side} on a side are accepted", "", {"side": limits.side}
        )
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError,
            RuntimeError, ZeroDivisionError, OverflowError, MemoryError):  # fmt: skip  # what decoders raise on damage
        return Fault(BROKEN)


def too_big(width: int, height: int, limits: Limits) -> Fault:
    """The sentence for a picture beyond the limits."""
    return Fault(TOO_BIG, "", {"width": width, "height": height, "side": limits.side, "pixels": limits.pixels})


def flat(picture: Image.Image) -> Image.Image:
    """The picture in plain colors; what is transparent becomes white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground = Image.new("RGB", clear.size, "white")
        ground.paste(clear, mask=clear.getchannel("A"))
        return ground
    return picture.convert("RGB")


def as_jpeg(picture: Image.Image, quality: int) -> bytes:
    """The picture as a plain JPEG, without anything that the camera wrote into it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def told_by(picture: Image.Image) -> dict[str, Any]:
    """Time and place as the camera tells them: taken_at (its own clock, no zone), latitude and longitude as text."""
    try:
        exif = picture.getexif()
        detail, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError):
        return {}
    facts: dict[str, Any] = {}
    taken = str(detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime) or "")
    try:
        moment = datetime.strptime(taken.strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  # cameras know no zone
        facts["taken_at"] = moment.isoformat()
    except ValueError:
        pass
    latitude = degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    longitude = degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    if latitude and longitude:
        facts["latitude"], facts["longitude"] = latitude, longitude
    return facts


def degrees(parts: Any, reference: Any, negative: str, most: int) -> str:
    """Degrees, minutes and seconds as decimal degrees with six places; empty where they make no sense."""
    try:
        whole, minutes, seconds = (float(part) for part in parts)
        value = whole + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return ""
    if not 0 <= value <= most:
        return ""
    return f"{-value if str(reference) == negative else value:.6f}"


def checked_drawing(data: bytes, limits: Limits) -> bytes | None:
    """A drawn signature as a clean PNG, freshly written; None where the bytes are no PNG within the limits."""
    if looks_like(data) != "PNG":
        return None
    found = open_photograph(data, limits)
    if isinstance(found, Fault):
        return None
    with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
        out = io.BytesIO()
        picture.convert("RGBA").save(out, "PNG", optimize=True)
        return out.getvalue()
