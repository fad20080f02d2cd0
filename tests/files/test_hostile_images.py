"""Hostile photographs: refused where they do harm, and where not, nothing of their camera's words is handed out."""

from __future__ import annotations

import io
import random
import time
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from PIL import Image

from claims.files.bombs import MOST_SCANS, scans_of
from claims.files.camera import believable
from claims.files.images import PRINT, SCREEN, SIZES, THUMBNAIL, Limits, Photograph, open_photograph
from claims.kernel.errors import Fault
from tests.files import make_hostile as make
from tests.files.make import HTML, make_zip

LIMITS = Limits(side=12_000, pixels=60_000_000)
HANDED_IN = datetime(2026, 5, 11, 9, tzinfo=UTC)
CITY = (("N", (22.0, 32.0, 36.0)), ("E", (114.0, 3.0, 0.0)))
FORMS = ["JPEG", "PNG", "WEBP", "HEIF"]


def opened(data: bytes) -> Photograph:
    found = open_photograph(data, LIMITS)
    assert isinstance(found, Photograph), str(found)
    return found


def pixel(found: Photograph, place: tuple[float, float], name: str = PRINT) -> tuple[int, ...]:
    picture = Image.open(io.BytesIO(found.sizes[name]))
    value = picture.getpixel((int(picture.width * place[0]), int(picture.height * place[1])))
    assert isinstance(value, tuple)
    return value


def is_red(value: tuple[int, ...]) -> bool:
    return value[0] > 200 and value[1] < 60 and value[2] < 60


def markers(jpeg: bytes) -> list[int]:
    """The markers of a JPEG up to its pixels, in order."""
    place, found = 2, []
    while jpeg[place + 1] != 0xDA:
        found.append(jpeg[place + 1])
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return found


@pytest.mark.parametrize("form", FORMS)
def test_nothing_that_the_camera_wrote_is_in_what_is_handed_out(form: str) -> None:
    whole = make.make_talkative(form)
    assert make.SECRET in whole, "the test's own photograph is silent"
    for name, data in opened(whole).sizes.items():
        assert make.SECRET not in data, name
        assert b"GPS" not in data, name
        assert b"Exif" not in data, name
        assert b"adobe" not in data.lower(), name
        assert not set(markers(data)) & {*range(0xE1, 0xF0), 0xFE}, "a segment beside the plain JFIF heading"
        assert data.count(b"\xff\xd8\xff") == 1, "no picture hides in the picture"
        assert data.endswith(b"\xff\xd9")
        assert not Image.open(io.BytesIO(data)).getexif()


@pytest.mark.parametrize("form", FORMS)
def test_the_same_photograph_gives_the_same_bytes_in_every_size(form: str) -> None:
    whole = make.make_talkative(form)
    assert opened(whole).sizes == opened(whole).sizes
    assert list(opened(whole).sizes) == list(SIZES) == [PRINT, SCREEN, THUMBNAIL]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0.1, 0.1)), (2, (0.9, 0.1)), (3, (0.9, 0.9)), (4, (0.1, 0.9)), (5, (0.1, 0.1)), (6, (0.9, 0.1)),
     (7, (0.9, 0.9)), (8, (0.1, 0.9)), (0, (0.1, 0.1)), (9, (0.1, 0.1)), (65535, (0.1, 0.1))],
)  # fmt: skip
def test_every_orientation_is_turned_upright_and_nonsense_is_left_as_it_is(
    form: str, orientation: int, corner: tuple[float, float]
) -> None:
    data = make.saved(make.make_scene(), form, exif=make.make_exif(orientation=orientation).tobytes())
    found = opened(data)
    for name in SIZES:
        assert is_red(pixel(found, corner, name)), name
    turned = 5 <= orientation <= 8
    small = Image.open(io.BytesIO(found.sizes[THUMBNAIL]))
    assert (small.height > small.width) == turned


@pytest.mark.parametrize(
    ("taken", "zone", "kept"),
    [
        ("2024:03:01 08:15:30", "", "2024-03-01T08:15:30"),
        ("2024:03:01 08:15:30", "+08:00", "2024-03-01T08:15:30+08:00"),
        ("2024:03:01 08:15:30", "+99:00", "2024-03-01T08:15:30"),
        ("2024:03:01 08:15:30", "Z'; DROP", "2024-03-01T08:15:30"),
        ("1900:01:01 00:00:00", "", "1900-01-01T00:00:00"),
        ("9999:12:31 23:59:59", "-14:59", "9999-12-31T23:59:59-14:59"),
        ("0000:00:00 00:00:00", "", None),
        ("2024:02:30 08:00:00", "", None),
        ("<script>alert(1)</script>", "", None),
        ("2024:03:01 08:15:30" + "9" * 50_000, "", None),
        ("", "", None),
        (None, "+08:00", None),
    ],
)
def test_the_cameras_time_is_kept_where_it_is_one(taken: Any, zone: str, kept: str | None) -> None:
    data = make.saved(make.make_scene(), exif=make.make_exif(taken=taken, zone=zone))
    assert opened(data).facts.get("taken_at") == kept


@pytest.mark.parametrize(
    ("taken_at", "believed"),
    [
        ("2024-03-01T08:15:30", True),
        ("2026-05-11T17:00:00", True),  # the shop's clock is ahead of UTC
        ("2026-05-13T09:00:00", False),
        ("2026-05-11T17:00:00+08:00", True),
        ("1989-12-31T23:59:59", False),
        ("1900-01-01T00:00:00", False),
        ("9999-12-31T23:59:59", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:59-14:00", False),
        ("yesterday", False),
        (None, False),
        (20240301, False),
    ],
)
def test_a_time_that_cannot_be_true_is_not_believed(taken_at: object, believed: bool) -> None:
    assert (believable(taken_at, HANDED_IN) is not None) == believed


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        (CITY, ("22.543333", "114.050000")),
        ((("S", (33.0, 27.0, 0.0)), ("W", (70.0, 40.0, 12.0))), ("-33.450000", "-70.670000")),
        ((("N", (91.0, 0.0, 0.0)), ("E", (114.0, 3.0, 0.0))), None),
        ((("N", (22.0, 32.0, 36.0)), ("E", (181.0, 0.0, 0.0))), None),
        ((("N", (22.0, 60.0, 0.0)), ("E", (114.0, 3.0, 0.0))), None),
        ((("N", (90.0, 0.0, 1.0)), ("E", (114.0, 3.0, 0.0))), None),
        ((("X", (22.0, 32.0, 36.0)), ("E", (114.0, 3.0, 0.0))), None),
        ((("", (22.0, 32.0, 36.0)), ("E", (114.0, 3.0, 0.0))), None),
        ((("N", (22.0, 32.0)), ("E", (114.0, 3.0, 0.0))), None),
        ((("N", (0.0, 0.0, 0.0)), ("E", (0.0, 0.0, 0.0))), None),
        ((("N", (Fraction(22), Fraction(0), Fraction(0))), ("E", (114.0, 3.0, 0.0))), ("22.000000", "114.050000")),
    ],
)
def test_a_place_is_kept_where_it_is_one_on_earth(place: Any, kept: tuple[str, str] | None) -> None:
    facts = opened(make.saved(make.make_scene(), exif=make.make_exif(place=place))).facts
    assert (facts.get("latitude"), facts.get("longitude")) == (kept or (None, None))


def test_a_place_with_a_zero_below_the_line_is_none() -> None:
    data = make.saved(make.make_scene(), exif=make.make_exif(place=CITY))
    order: Any = "big" if b"Exif\x00\x00MM" in data else "little"
    seconds = (36).to_bytes(4, order) + (1).to_bytes(4, order)
    assert data.count(seconds) == 1
    assert "latitude" not in opened(data.replace(seconds, seconds[:4] + bytes(4))).facts


def test_huge_notes_of_the_maker_cost_nothing() -> None:
    large = make.saved(make.make_scene(), exif=make.make_exif(place=CITY, note=bytes(60_000)))
    huge = make.saved(make.make_scene(), "PNG", exif=make.make_exif(place=CITY, note=bytes(15 * 2**20)).tobytes())
    begun = time.monotonic()
    assert opened(large).facts["latitude"] == opened(huge).facts["latitude"] == "22.543333"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("bomb", [make.make_profile_bomb, make.make_text_bomb])
def test_what_would_unpack_to_gigabytes_beside_the_pixels_is_refused(bomb: Any) -> None:
    data = bomb()
    assert len(data) < 1_000_000
    assert isinstance(open_photograph(data, LIMITS), Fault)


def test_a_photograph_built_to_take_forever_is_refused_at_once() -> None:
    data = make.make_endless()
    begun = time.monotonic()
    found = open_photograph(data, LIMITS)
    assert "forever" in str(found)
    assert time.monotonic() - begun < 1


def test_an_honest_progressive_photograph_is_far_from_the_limit_and_what_lies_behind_it_is_not_counted() -> None:
    progressive = make.saved(make.make_scene(), progressive=True)
    assert 2 < scans_of(progressive) < MOST_SCANS / 5
    assert scans_of(progressive + b"\xff\xda" * 1000) == scans_of(progressive)
    assert scans_of(make.make_talkative()) == 1
    assert scans_of(b"\xff\xd8" + b"\xff" * 100_000) == 0
    assert isinstance(open_photograph(progressive, LIMITS), Photograph)


@pytest.mark.parametrize("form", FORMS)
def test_a_second_life_of_a_file_ends_with_the_original(form: str) -> None:
    """A photograph with an archive or a page behind it stays as evidence; what is handed out is a photograph alone."""
    for more in (make_zip(evil_sh=b"rm -rf /"), HTML, b"%PDF-1.7 /JavaScript", b"MZ" + bytes(90)):
        found = open_photograph(make.saved(make.make_scene(), form) + more, LIMITS)
        if isinstance(found, Fault):
            continue  # some decoders refuse what they do not know, which is as good
        for data in found.sizes.values():
            assert more[:8] not in data
            assert b"<script" not in data


def test_a_page_that_begins_like_a_photograph_is_refused() -> None:
    for start in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP", b"\x00\x00\x00\x20ftypheic"):
        assert isinstance(open_photograph(start + HTML, LIMITS), Fault)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_shown_and_the_others_are_counted(form: str) -> None:
    found = opened(make.make_moving(form))
    assert found.facts["frames"] == 3
    assert is_red(pixel(found, (0.1, 0.1)))


def test_the_colors_of_print_are_turned_into_those_of_a_screen() -> None:
    found = opened(make.saved(make.make_scene(mode="CMYK")))
    assert is_red(pixel(found, (0.1, 0.1)))
    assert Image.open(io.BytesIO(found.sizes[PRINT])).mode == "RGB"


def test_sixteen_bits_of_gray_keep_their_shades() -> None:
    found = opened(make.make_sixteen_bits())
    shades = [pixel(found, (place, 0.5))[0] for place in (0.05, 0.25, 0.5, 0.75, 0.95)]
    assert [abs(shade - want) < 8 for shade, want in zip(shades, (13, 64, 128, 192, 243), strict=True)] == [True] * 5


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA"])
def test_what_shines_through_is_white_paper(mode: str) -> None:
    found = opened(make.make_see_through(mode))
    assert all(value > 240 for value in pixel(found, (0.9, 0.5)))
    assert pixel(found, (0.2, 0.5))[2] < 100


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "I;16"])
def test_a_color_that_is_named_transparent_does_no_harm(mode: str) -> None:
    color = (0, 0, 0) if mode == "RGB" else 0
    assert isinstance(opened(make.saved(Image.new(mode, (40, 30)), "PNG", transparency=color)), Photograph)


@pytest.mark.parametrize("form", FORMS)
def test_a_photograph_cut_off_anywhere_is_refused_or_opened_but_never_breaks(form: str) -> None:
    whole = make.make_talkative(form)
    for place in [*range(0, 400, 7), *range(400, len(whole), max(1, len(whole) // 40))]:
        assert isinstance(open_photograph(whole[:place], LIMITS), Photograph | Fault)
    assert isinstance(open_photograph(whole[: len(make.saved(make.make_scene(), form)) // 2], LIMITS), Fault)


@pytest.mark.parametrize("form", FORMS)
def test_a_photograph_with_any_bytes_changed_never_breaks(form: str) -> None:
    dice, whole = random.Random(20240301), make.make_talkative(form)
    for _ in range(150):
        bent = bytearray(whole)
        for _ in range(dice.choice((1, 4, 30))):
            bent[dice.randrange(min(len(bent), dice.choice((200, 3000, len(bent)))))] = dice.randrange(256)
        found = open_photograph(bytes(bent), LIMITS)
        assert isinstance(found, Photograph | Fault)
        if isinstance(found, Photograph):
            assert all(make.SECRET not in data for data in found.sizes.values())


@pytest.mark.parametrize("size", [(12_000, 1), (1, 12_000), (1, 1)])
def test_a_photograph_of_a_strange_shape_has_every_size(size: tuple[int, int]) -> None:
    found = opened(make.saved(Image.new("RGB", size), "PNG"))
    assert all(min(Image.open(io.BytesIO(data)).size) >= 1 for data in found.sizes.values())
