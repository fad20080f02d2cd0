"""Pictures that are small on disk and endless to decode: told by what stands between their pixels, without decoding."""

from __future__ import annotations

MOST_SCANS = 100  # a progressive photograph has some ten; each is a walk over all of its pixels
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length behind them
IN_PIXELS = frozenset({0x00, *range(0xD0, 0xD8)})  # what may follow 0xFF among coded pixels
SCAN, END = 0xDA, 0xD9


def scans_of(jpeg: bytes) -> int:
    """How many passes over its pixels a JPEG asks for, counted no further than one beyond the limit."""
    place, found = 2, 0
    while found <= MOST_SCANS:
        place = jpeg.find(b"\xff", place)
        if place < 0 or place + 1 >= len(jpeg):
            break
        marker = jpeg[place + 1]
        if marker == END:
            break
        if marker == 0xFF or marker in IN_PIXELS or marker in ALONE:
            place += 1 if marker == 0xFF else 2
            continue
        found += marker == SCAN
        place += 2 + max(2, int.from_bytes(jpeg[place + 2 : place + 4], "big"))
    return found
