"""What a camera wrote into a photograph: which side is up, when and where it was taken. None of it is trusted."""

from __future__ import annotations

import re
import struct
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import ExifTags, Image

# What readers of pictures and of their notes raise on damage and on malice.
DAMAGE = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, AttributeError, RuntimeError, ArithmeticError,
    AssertionError, MemoryError, struct.error,
)  # fmt: skip
ZONE = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d")
FIRST_CAMERAS = datetime(1990, 1, 1, tzinfo=UTC)  # nothing that writes EXIF is older
FASTEST_CLOCK = timedelta(days=1)  # how far a camera's clock may run before ours: a zone and a little more
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def turn_of(picture: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright; None where the camera says nothing, or nonsense."""
    try:
        said = picture.getexif().get(ExifTags.Base.Orientation)
        return TURNS.get(said) if isinstance(said, int) else None
    except DAMAGE:
        return None


def told_by(picture: Image.Image) -> dict[str, Any]:
    """Time and place as the camera tells them, each only where it has the right form.

    `taken_at` is ISO text on the camera's own clock, with a zone where the camera names one; `latitude` and
    `longitude` are decimal degrees as text. Whether the time can be true is asked later (`believable`).
    """
    try:
        exif = picture.getexif()
        detail, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
        taken = detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        zone = detail.get(ExifTags.Base.OffsetTimeOriginal)
    except DAMAGE:
        return {}
    facts: dict[str, Any] = {}
    moment = moment_of(taken, zone)
    if moment:
        facts["taken_at"] = moment
    latitude = degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "NS", 90)
    longitude = degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "EW", 180)
    if latitude and longitude and {float(latitude), float(longitude)} != {0.0}:  # receivers write 0, 0 for "no idea"
        facts["latitude"], facts["longitude"] = latitude, longitude
    return facts


def moment_of(taken: object, zone: object) -> str:
    """A camera's time as ISO text, with the zone where it is one; empty for everything else."""
    if not isinstance(taken, str):
        return ""
    try:
        moment = datetime.strptime(taken.strip("\x00 ")[:40], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  # mostly no zone
    except ValueError:
        return ""
    named = zone.strip("\x00 ") if isinstance(zone, str) else ""
    return moment.isoformat() + (named if ZONE.fullmatch(named) else "")


def degrees(parts: Any, reference: Any, signs: str, most: int) -> str:
    """Degrees, minutes and seconds as decimal degrees with six places; empty where they make no sense."""
    try:
        whole, minutes, seconds = (float(part) for part in parts)
        value = whole + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ArithmeticError):
        return ""
    sane = 0 <= whole <= most and 0 <= minutes < 60 and 0 <= seconds < 60 and value <= most
    if not sane or str(reference).strip("\x00 ") not in tuple(signs):
        return ""
    return f"{-value if str(reference).strip(chr(0) + ' ') == signs[1] else value:.6f}"


def believable(taken_at: object, handed_in: datetime) -> datetime | None:
    """The camera's time, where it can be true: cameras that write one existed, and it had come when we got the picture.

    A time without a zone comes back without one.
    """
    if not isinstance(taken_at, str):
        return None
    try:
        moment = datetime.fromisoformat(taken_at)
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        return moment if FIRST_CAMERAS <= aware <= handed_in + FASTEST_CLOCK else None
    except (ValueError, OverflowError):
        return None
