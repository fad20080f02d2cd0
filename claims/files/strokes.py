"""Drawn signatures as strokes: only a path of lines and curves on a field of 600 by 200 is taken, and nothing else.

What is kept is a drawing of ours around that path, so whoever prints it can tell it from every other SVG.
"""

from __future__ import annotations

import re

WIDTH, HEIGHT = 600, 200
SLACK = 10  # how far a pen may leave the field: a tenth of it
SHORTEST = 5  # of the field's 600: less is a slip of the finger
HEAD = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><path d="'
TAIL = '" fill="none" stroke="black" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>'
FIRST_TAIL = '" fill="none" stroke="black" stroke-width="2"/></svg>'  # of drawings from version 0.1
NUMBER = r"[+-]?(?:\d{1,6}(?:\.\d{0,12})?|\.\d{1,12})(?:[eE][+-]?\d{1,2})?"
TOKEN = re.compile(rf"\s*,?\s*([MLHVCSQTZmlhvcsqtz]|{NUMBER})")
LARGEST = 60_000  # characters of a path
TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}


def strokes(path: str) -> str | None:
    """The path, its parts set apart by single spaces; None for all that is no line somebody drew on the field."""
    tokens = tokens_of(path)
    points = points_of(tokens) if tokens else []
    if len(points) < 2 or not all(on_field(x, y) for x, y in points):
        return None
    wide, high = (max(one) - min(one) for one in zip(*points, strict=True))
    return " ".join(tokens) if max(wide, high) >= SHORTEST else None


def drawing(path: str) -> bytes:
    """The drawing that is kept of strokes."""
    return f"{HEAD}{path}{TAIL}".encode()


def is_drawing(content: bytes) -> bool:
    """Whether these bytes are a drawing of ours to the last one, with strokes in it that would be taken today."""
    if len(content) > LARGEST * 2 or not content.isascii():
        return False
    text = content.decode("ascii")
    tail = next((one for one in (TAIL, FIRST_TAIL) if text.endswith(one)), None)
    if tail is None or not text.startswith(HEAD):
        return False
    path = text[len(HEAD) : -len(tail)]
    return strokes(path) == path


def tokens_of(path: str) -> list[str]:
    """The letters and numbers of a path; empty where anything else stands in it."""
    if len(path) > LARGEST or not path.isascii():
        return []
    found, place, end = [], 0, len(path.rstrip())
    while place < end:
        match = TOKEN.match(path, place, end)
        if match is None:
            return []
        found.append(match.group(1))
        place = match.end()
    return found


def points_of(tokens: list[str]) -> list[tuple[float, float]]:
    """Every point that the pen or a curve's handle comes to, in units of the field; empty for broken grammar."""
    points: list[tuple[float, float]] = []
    place, letter, x, y, begun = 0, "", 0.0, 0.0, (0.0, 0.0)
    while place < len(tokens):
        if tokens[place].isalpha():
            letter, place = tokens[place], place + 1
        elif letter in ("", "Z", "z"):
            return []
        if not points and letter.upper() != "M":
            return []
        count = TAKES[letter.upper()]
        given = tokens[place : place + count]
        if len(given) < count or any(one.isalpha() for one in given):
            return []
        numbers, place = [float(one) for one in given], place + count
        for x_next, y_next in corners(letter, numbers, x, y, begun):
            points.append((x_next, y_next))
        x, y = points[-1]
        if letter in "Mm":
            begun, letter = (x, y), "L" if letter == "M" else "l"  # what follows a move are lines
    return points


def corners(
    letter: str, numbers: list[float], x: float, y: float, begun: tuple[float, float]
) -> list[tuple[float, float]]:
    """The points of one step of the path that begins at (x, y); the last one is where the pen stands then."""
    near_x, near_y = (x, y) if letter.islower() else (0.0, 0.0)
    match letter.upper():
        case "Z":
            return [begun]
        case "H":
            return [(near_x + numbers[0], y)]
        case "V":
            return [(x, near_y + numbers[0])]
        case _:
            return [(near_x + a, near_y + b) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]


def on_field(x: float, y: float) -> bool:
    """Whether a point lies on the field, or only a little beside it."""
    return -WIDTH / SLACK <= x <= WIDTH + WIDTH / SLACK and -HEIGHT / SLACK <= y <= HEIGHT + HEIGHT / SLACK
