"""Photographs: known by their content, measured before they are decoded, turned upright, and made smaller.

What is handed out is made of pixels alone: no word of the camera's, no thumbnail, no profile of the original is in it.
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from typing import Any

import pillow_heif
from PIL import Image, ImageFile

from claims.files.bombs import MOST_SCANS, scans_of
from claims.files.camera import DAMAGE, told_by, turn_of
from claims.kernel.errors import Fault

pillow_heif.register_heif_opener()

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
# Longest side and JPEG quality of each smaller version, by the name under which it is kept, largest first. Another
# way of making one gets another name: what was made the old way is then never served again.
PRINT, SCREEN, THUMBNAIL = "paper.jpg", "screen.jpg", "small.jpg"
SIZES = {PRINT: (1600, 82), SCREEN: (1024, 80), THUMBNAIL: (320, 75)}
DECODING = threading.Semaphore(2)  # a decoded picture takes up to a quarter of a gigabyte
NO_PHOTOGRAPH = "this is not a photograph: JPEG, PNG, WebP or HEIC is wanted, and this is something else inside"
BROKEN = "this photograph cannot be opened; it is damaged or cut off"
TOO_BIG = "this photograph has {width} × {height} pixels; at most {side} on a side and {pixels} in all are accepted"
FAR_TOO_BIG = "this photograph has far too many pixels; at most {side} on a side are accepted"
ENDLESS = "this photograph is built to take forever; save it anew and send that"


@dataclass(frozen=True)
class Limits:
    """How large a picture may be: the longest side, and pixels in all."""

    side: int
    pixels: int


@dataclass(frozen=True)
class Photograph:
    """A checked photograph: what it is, what it tells about itself, and its smaller versions as JPEG by their names."""

    media_type: str
    facts: dict[str, Any]
    sizes: dict[str, bytes]


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
    if form == "JPEG" and scans_of(data) > MOST_SCANS:
        return Fault(ENDLESS)
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # a library that prints sets it for the whole process
    try:
        with DECODING, Image.open(io.BytesIO(data), formats=[form]) as picture:  # reads the head, not the pixels
            width, height = picture.size
            if max(width, height) > limits.side or width * height > limits.pixels:
                return too_big(width, height, limits)
            facts = {"width": width, "height": height, **told_by(picture)}
            frames = getattr(picture, "n_frames", 1)
            if frames > 1:
                facts["frames"] = frames  # the first one is shown
            return Photograph(FORMATS[form], facts, sizes_of(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Fault(FAR_TOO_BIG, "", {"side": limits.side})
    except DAMAGE:
        return Fault(BROKEN)


def too_big(width: int, height: int, limits: Limits) -> Fault:
    """The sentence for a picture beyond the limits."""
    return Fault(TOO_BIG, "", {"width": width, "height": height, "side": limits.side, "pixels": limits.pixels})


def sizes_of(picture: Image.Image) -> dict[str, bytes]:
    """The smaller versions of an opened picture, upright, as plain JPEG; the same picture gives the same bytes."""
    turn = turn_of(picture)
    side = SIZES[PRINT][0]
    if picture.format == "JPEG":
        picture.draft("RGB", (side * 2, side * 2))  # the decoder itself leaves out what would be thrown away
    small = in_colors(picture)
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    small = on_white(small)
    if turn is not None:
        small = small.transpose(turn)
    made = {}
    for name, (side, quality) in SIZES.items():
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        made[name] = as_jpeg(small, quality)
    return made


def in_colors(picture: Image.Image) -> Image.Image:
    """The picture as eight bits of red, green and blue, and of transparency where it has any."""
    if picture.mode.startswith("I"):  # sixteen bits of gray
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    wanted = "RGBA" if clear else "RGB"
    return picture if picture.mode == wanted else picture.convert(wanted)


def on_white(picture: Image.Image) -> Image.Image:
    """The picture without transparency: what shines through is white paper."""
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def as_jpeg(picture: Image.Image, quality: int) -> bytes:
    """The picture as a JPEG of its pixels and nothing else."""
    bare, out = Image.frombytes("RGB", picture.size, picture.tobytes()), io.BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def checked_drawing(data: bytes, limits: Limits) -> bytes | None:
    """A drawn signature as a clean PNG of its pixels; None where the bytes are no PNG within the limits, or blank."""
    if looks_like(data) != "PNG":
        return None
    try:
        with DECODING, Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            width, height = picture.size
            if max(width, height) > limits.side or width * height > limits.pixels:
                return None
            colors = in_colors(picture).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, *DAMAGE):
        return None
    if all(low == high for low, high in on_white(colors).getextrema()):
        return None  # nothing is drawn on it
    bare, out = Image.frombytes("RGBA", colors.size, colors.tobytes()), io.BytesIO()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()
