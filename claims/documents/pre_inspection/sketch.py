"""Where the marks stand on the sketch of a car: seen from above, its right side folded up, its left side down.

The drawing itself stands in sketch.html, in the same coordinates; the front of the car is on the left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HEIGHT = 130
SHOWN = 2  # numbers on one mark; the list beside the sketch has them all

ABOVE: Mapping[str, tuple[int, int]] = {
    "front": (14, 65), "left_front": (18, 85), "right_front": (18, 45), "hood": (33, 60), "windshield": (54, 70),
    "roof": (76, 60), "rear_window": (101, 70), "trunk": (117, 60), "rear": (136, 65), "left_rear": (132, 85),
    "right_rear": (132, 45),
}  # fmt: skip
LEFT: Mapping[str, tuple[int, int]] = {
    "left_front_fender": (31, 109), "left_front_door": (66, 110), "left_rear_door": (92, 110),
    "left_rear_fender": (119, 107), "left_sill": (79, 120), "left_mirror": (53, 100), "left_front_wheel": (37, 121),
    "left_rear_wheel": (111, 121),
}  # fmt: skip
# The right side is the left one folded over the car's length.
RIGHT = {name.replace("left", "right", 1): (x, HEIGHT - y) for name, (x, y) in LEFT.items()}
PLACES: Mapping[str, tuple[int, int]] = {**ABOVE, **LEFT, **RIGHT}


@dataclass(frozen=True)
class Mark:
    """One mark on the sketch: where its middle is, what it says, and how wide it has to be."""

    x: int
    y: int
    text: str

    @property
    def width(self) -> int:
        """Its width in the sketch's coordinates."""
        return 4 + 3 * len(self.text)


def marks(points: Iterable[tuple[str, int]]) -> tuple[Mark, ...]:
    """One mark per place, from (place, number of the point); several numbers share it."""
    found: dict[str, list[int]] = {}
    for place, number in points:
        found.setdefault(place, []).append(number)
    return tuple(
        Mark(*PLACES[place], ",".join(map(str, numbers[:SHOWN])) + ("…" if len(numbers) > SHOWN else ""))
        for place, numbers in sorted(found.items())
    )
