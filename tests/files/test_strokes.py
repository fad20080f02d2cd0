"""Only strokes are taken as a drawn signature: the grammar of a path, on the field, and visible."""

from __future__ import annotations

import pytest

from claims.files.strokes import FIRST_TAIL, HEAD, LARGEST, TAIL, drawing, is_drawing, strokes


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("M 0 0 L 10 10", "M 0 0 L 10 10"),
        ("M0,0L10,10", "M 0 0 L 10 10"),
        ("  m10-5.5.5 6 \n", "m 10 -5.5 .5 6"),
        ("M10 10 20 20 30 10", "M 10 10 20 20 30 10"),
        ("M10 10h50v-5H5V150z", "M 10 10 h 50 v -5 H 5 V 150 z"),
        ("M10 80 C 40 10, 65 10, 95 80 S 150 150, 180 80", "M 10 80 C 40 10 65 10 95 80 S 150 150 180 80"),
        ("M10 80 Q 95 10 180 80 T 350 80", "M 10 80 Q 95 10 180 80 T 350 80"),
        ("M 1e1 1.5e-3 l 2E1 0", "M 1e1 1.5e-3 l 2E1 0"),
        ("M -30 -10 L 630 210", "M -30 -10 L 630 210"),
        ("M 10 10 L 50 50 z m 5 5 l 20 20", "M 10 10 L 50 50 z m 5 5 l 20 20"),
    ],
)
def test_lines_and_curves_are_taken(path: str, kept: str) -> None:
    assert strokes(path) == kept
    assert strokes(kept) == kept
    assert is_drawing(drawing(kept))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "   ",
        "10 10 L 3 4",
        "L 10 10 20 20",
        "M 10 10",
        "M 10 L 20 20",
        "M 10 10 L 20",
        "M 10 10 L 20 20 30",
        "M 10 10 C 1 2 3 4 5",
        "M 10 10 L 50 50 z 60 60",
        "M 10 10 A 5 5 0 0 1 50 50",
        "M 10 10 L 50 50 X",
        'M 0 0"/><script>alert(1)</script>',
        "M 0 0 L 50 50 url(http://example.com/x)",
        "M 0 0 L 50 50 &xxe;",
        "M 0 0 L 50 50 <!ENTITY",
        "M 0 0 L １０ １０",
        "M 0 0 L 5٠ 50",
        "M 0 0 L nan nan",
        "M 0 0 L inf 5",
        "M 0 0 L 1e99 5",
        "M 0 0 L 1e400 5",
        "M 0 0 L 9999999 5",
        "M 0 0 L 700 5",
        "M 0 0 L 5 -21",
        "M 600 200 l 600 200",
        "M 0 0 C 9000 9000 -9000 -9000 50 50",
        "M 0 0,, L 50 50",
        "M 10 10 L 10 10",
        "M 10 10 l 1 1 l 1 1",
        "M 0 0 L 50 50\x00",
        "M 0 0" + " L 50 50" * LARGEST,
        "-" * 50_000,
        "1" * 50_000,
        "M" * 50_000,
    ],
)
def test_everything_else_is_refused(path: str) -> None:
    assert strokes(path) is None
    assert not is_drawing(drawing(path))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg/>",
        drawing("M 0 0 L 50 50") + b" ",
        b" " + drawing("M 0 0 L 50 50"),
        drawing("M 0 0 L 50 50").replace(b"black", b"url(#x)"),
        drawing("M 0 0 L 50 50").replace(b"<path", b"<image href='file:///etc/passwd'/><path"),
        drawing("M 0 0 L 50 50").replace(b"/></svg>", b"/><script/></svg>"),
        drawing('M 0 0 L 50 50" style="x'),
        b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + drawing("M 0 0 L 50 50"),
        drawing("M 0 0 L 50 50").decode().encode("utf-16"),
        drawing("M0 0L50 50"),
    ],
)
def test_only_our_own_drawing_to_the_last_byte_is_one(content: bytes) -> None:
    assert not is_drawing(content)


def test_drawings_of_the_first_version_can_still_be_printed() -> None:
    assert is_drawing(f"{HEAD}M 0 0 L 50 50{FIRST_TAIL}".encode())
    assert FIRST_TAIL != TAIL
