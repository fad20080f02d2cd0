"""Photographs that mean harm: notes of a camera that lie, files with a second life, and pictures without end."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image, ImageDraw

SECRET = b"SECRET-OF-THE-CAMERA"  # must never be found in what is handed out
GPS_MARK = b"GPS-22.5431-114.0579"


def make_scene(size: tuple[int, int] = (600, 400), mode: str = "RGB") -> Image.Image:
    """A picture with something on it: the upper left corner is red."""
    picture = Image.new("RGB", size, "steelblue")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 3, size[1] // 3), fill="red")
    return picture.convert(mode)


def make_exif(
    *, taken: Any = "2024:03:01 08:15:30", orientation: Any = None, place: Any = None, note: bytes = b"", zone: str = ""
) -> Image.Exif:
    """What a camera writes; `place` is (reference, degrees) twice, `note` the maker's own."""
    exif = Image.Exif()
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    if orientation is not None:
        exif[ExifTags.Base.Orientation] = orientation
    if taken is not None:
        detail[ExifTags.Base.DateTimeOriginal] = taken
    if zone:
        detail[ExifTags.Base.OffsetTimeOriginal] = zone
    if note:
        detail[ExifTags.Base.MakerNote] = note
    if place is not None:
        (north, latitude), (east, longitude) = place
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = north, latitude
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = east, longitude
    return exif


def saved(picture: Image.Image, form: str = "JPEG", **more: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    """One segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def make_talkative(form: str = "JPEG") -> bytes:
    """A photograph that tells a secret in every place where a file of this form can hold one."""
    scene, place = make_scene(), (("N", (22.0, 32.0, 36.0)), ("E", (114.0, 3.0, 0.0)))
    exif = make_exif(place=place, note=SECRET * 50, orientation=1)
    exif[ExifTags.Base.ImageDescription] = (SECRET + GPS_MARK).decode()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + GPS_MARK + b"</x:xmpmeta>"
    profile = struct.pack(">I", 200) + SECRET + bytes(176)
    if form == "JPEG":
        inner = saved(make_scene((160, 120)), exif=exif)  # the camera's own thumbnail, with the place in it
        plain = saved(scene, exif=exif, icc_profile=profile, comment=SECRET + GPS_MARK, dpi=(300, 300))
        more = (
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + xmp)
            + segment(0xED, b"Photoshop 3.0\x008BIM" + SECRET)
            + segment(0xE2, b"FPXR\x00" + inner[:60_000])
            + segment(0xFE, GPS_MARK)
        )
        return plain[:2] + more + plain[2:] + inner + SECRET
    if form == "PNG":
        data = saved(scene, "PNG", exif=exif, icc_profile=profile)
        texts = chunk(b"tEXt", b"Comment\x00" + SECRET) + chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + xmp)
        return data[:33] + texts + data[33:] + SECRET
    return saved(scene, form, exif=exif.tobytes(), icc_profile=profile, xmp=xmp)


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def make_profile_bomb() -> bytes:
    """A small PNG whose color profile would unpack to 300 megabytes."""
    data = saved(make_scene((64, 64)), "PNG")
    return data[:33] + chunk(b"iCCP", b"x\x00\x00" + zlib.compress(bytes(300_000_000), 9)) + data[33:]


def make_text_bomb() -> bytes:
    """A small PNG with a comment that would unpack to 300 megabytes."""
    data = saved(make_scene((64, 64)), "PNG")
    return data[:33] + chunk(b"zTXt", b"x\x00\x00" + zlib.compress(bytes(300_000_000), 9)) + data[33:]


def make_endless(scans: int = 5_000) -> bytes:
    """A progressive JPEG that asks for its pixels to be walked over thousands of times."""
    data = saved(make_scene((1200, 900)), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + data[-2:]


def make_moving(form: str) -> bytes:
    """A picture of three frames; the first is red in the corner, the others are dark."""
    others = [Image.new("RGB", (600, 400), color) for color in ("black", "darkgreen")]
    return saved(make_scene(), form, save_all=True, append_images=others, duration=50)


def make_sixteen_bits() -> bytes:
    """Sixteen bits of gray, dark on the left and light on the right."""
    row = b"".join((x * 256).to_bytes(2, "little") for x in range(256))
    return saved(Image.frombytes("I;16", (256, 64), row * 64), "PNG")


def make_see_through(mode: str) -> bytes:
    """A picture whose right half is not there."""
    if mode == "P":
        picture = Image.new("P", (64, 64), 1)
        picture.putpalette([0, 0, 0, 255, 0, 0])
        picture.paste(0, (32, 0, 64, 64))
        return saved(picture, "PNG", transparency=0)
    picture = Image.new(mode, (64, 64))
    picture.paste({"LA": (76, 255), "RGBA": (255, 0, 0, 255)}[mode], (0, 0, 32, 64))
    return saved(picture, "PNG")
