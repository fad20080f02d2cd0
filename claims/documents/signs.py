"""Characters on paper: what the installed fonts have is printed, what they lack stands there by its number.

A box in place of a character loses it, and a fallback to whatever other font a machine has would print another paper
there. `[U+1F697]` loses nothing, is the same everywhere, and a reader can look it up.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

# The fonts that come with the installation (setup/missing.py), in the order in which the style names them.
CHINESE = "Noto Sans CJK SC"
FONTS = {CHINESE: "NotoSansCJK-Regular.ttc", "DejaVu Sans": "DejaVuSans.ttf"}
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
# Control characters, lone surrogates and marks that turn the direction of writing have no place on a paper.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# What draws nothing by itself: joiners, marks of order and the choice of a form of the character before (Unicode's
# default ignorable code points but the soft hyphen, which the layout knows).
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
WHITE = "\t\n "  # laid out, never drawn


def printable(text: str) -> str:
    """The text as it is printed: what is no character becomes �, what no font has its number in brackets."""
    text = UNPRINTABLE.sub("\ufffd", LINE_ENDS.sub("\n", text))
    if text.isascii():
        return text
    text, held = INVISIBLE.sub("", text), characters()
    if held is None or all(sign in held for sign in text):
        return text
    composed = unicodedata.normalize("NFC", text)  # a letter and its accent may be one character that a font has
    return "".join(sign if sign in held else f"[U+{ord(sign):04X}]" for sign in composed)


@cache
def characters() -> frozenset[str] | None:
    """All that the papers' fonts can print; None where one is not installed and others stand in for it."""
    found: set[str] = set(WHITE)
    for family, name in FONTS.items():
        place = next(font_files(name), None)
        if place is None:
            return None
        with TTCollection(str(place), lazy=True) if place.suffix == ".ttc" else TTFont(place, lazy=True) as opened:
            faces = opened.fonts if isinstance(opened, TTCollection) else [opened]
            held = next(one for one in faces if one["name"].getBestFamilyName() == family).getBestCmap()
        # Beyond the basic plane the second font has emoticons only, which fontconfig would give to any emoji font.
        found.update(chr(point) for point in held if point <= 0xFFFF or family == CHINESE)
    return frozenset(found)


def font_files(wanted: str) -> Iterator[Path]:
    """Where a font is installed."""
    for folder in FOLDERS:
        for root, _, names in os.walk(os.path.expanduser(folder)):
            if wanted in names:
                yield Path(root) / wanted
