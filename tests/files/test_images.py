"""Photographs are known by their content, measured first, turned upright and made smaller."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageFile

from claims.files.images import PRINT, Limits, Photograph, checked_drawing, open_photograph
from claims.kernel.errors import Fault
from tests.files.make import (
    HTML,
    SCRIPT,
    SVG,
    make_bomb,
    make_drawing,
    make_pdf,
    make_photograph,
    make_turned_photograph,
)  # fmt: skip

LIMITS = Limits(side=12_000, pixels=60_000_000)


def sizes(found: Photograph) -> dict[str, tuple[int, int]]:
    return {name: Image.open(io.BytesIO(data)).size for name, data in found.sizes.items()}


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("HEIF", "image/heic")],
)
def test_each_kind_of_photograph_gets_its_smaller_versions(form: str, media_type: str) -> None:
    found = open_photograph(make_photograph(form, (2000, 1000)), LIMITS)
    assert isinstance(found, Photograph)
    assert found.media_type == media_type
    assert (found.facts["width"], found.facts["height"]) == (2000, 1000)
    assert sizes(found) == {"paper.jpg": (1600, 800), "screen.jpg": (1024, 512), "small.jpg": (320, 160)}


@pytest.mark.parametrize("data", [HTML, SVG, SCRIPT, make_pdf(), b"", b"GIF89a" + bytes(40), b"\xff\xd8\xff<script>"])
def test_what_is_no_photograph_inside_is_refused(data: bytes) -> None:
    assert isinstance(open_photograph(data, LIMITS), Fault)


def test_a_huge_picture_is_refused_before_it_is_decoded() -> None:
    found = open_photograph(make_bomb(20_000), LIMITS)
    assert isinstance(found, Fault)
    assert "pixels" in str(found)


def test_a_picture_just_over_the_limit_is_told_its_size() -> None:
    found = open_photograph(make_photograph("PNG", (101, 10)), Limits(side=100, pixels=10_000))
    assert str(found) == "this photograph has 101 × 10 pixels; at most 100 on a side and 10000 in all are accepted"
    assert isinstance(open_photograph(make_photograph("PNG", (100, 10)), Limits(side=100, pixels=1000)), Photograph)


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_photograph_that_is_cut_off_is_refused_whatever_others_allow(elsewhere: bool) -> None:
    ImageFile.LOAD_TRUNCATED_IMAGES = elsewhere
    whole = make_photograph("PNG", (300, 300), "green")
    assert isinstance(open_photograph(whole[: len(whole) // 2], LIMITS), Fault)


def test_the_print_copy_is_upright_and_time_and_place_are_kept_as_facts() -> None:
    found = open_photograph(make_turned_photograph(), LIMITS)
    assert isinstance(found, Photograph)
    assert found.facts["taken_at"] == "2024-03-01T08:15:30"
    assert (found.facts["latitude"], found.facts["longitude"]) == ("22.543333", "114.050000")
    upright = Image.open(io.BytesIO(found.sizes[PRINT]))
    assert upright.size == (100, 200)
    red, _, blue = upright.convert("RGB").getpixel((50, 20))  # type: ignore[misc]
    assert red > 200 > 60 > blue
    assert not upright.getexif()


def test_a_drawing_is_written_anew() -> None:
    sneaky = make_drawing() + b"<script>"
    clean = checked_drawing(sneaky, LIMITS)
    assert clean is not None
    assert b"<script>" not in clean
    assert checked_drawing(make_photograph("JPEG"), LIMITS) is None


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "1", "P", "I;16"])
def test_a_drawing_that_shows_nothing_is_none(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (60, 20)).save(out, "PNG")
    assert checked_drawing(out.getvalue(), LIMITS) is None
