"""VINs and plates: cleaned once at the door; what looks wrong is a warning, never a refusal."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from claims.kernel.errors import Fault

VIN_LENGTH = 17
VIN_FORM = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)], strict=True))
WITH_CHECK_DIGIT = frozenset("12345L")  # North America and China: the ninth place must check; elsewhere it is free

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
CHINESE = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳领]|使\d{{6}}|\d{{6}}使")
NEW_ENERGY = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z](?:[A-HJK][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[A-HJK])")
SPANISH = re.compile(r"\d{4}[BCDFGHJKLMNPRSTVWXYZ]{3}|[A-Z]{1,2}\d{4}[A-Z]{0,2}")
DROPPED = re.compile(r"[\s.·•‧・\-–—_/]+")
STRANGE = re.compile(r"[^0-9A-Z\u4e00-\u9fff]")
LONGEST_PLATE = 16


@dataclass(frozen=True)
class Cleaned:
    """An id as it is kept, and what looks wrong about it."""

    text: str
    warnings: tuple[Fault, ...] = ()


def folded(text: str) -> str:
    """Upper case, full-width letters and digits made plain, blanks and separators dropped."""
    while (plain := DROPPED.sub("", unicodedata.normalize("NFKC", text).upper())) != text:
        text = plain  # dropping a blank can bring together what is one sign in plain form
    return text


def clean_vin(text: str, where: str = "vin") -> Cleaned:
    """The VIN as it is kept, with warnings on its length, its letters and its check digit (ISO 3779)."""
    vin = folded(text)
    if not vin:
        return Cleaned("")
    if len(vin) != VIN_LENGTH:
        return Cleaned(vin, (Fault("a VIN has 17 characters, this one has {count}", where, {"count": len(vin)}),))
    if not VIN_FORM.fullmatch(vin):
        return Cleaned(vin, (Fault("a VIN has only digits and letters without I, O and Q", where),))
    if vin[0] in WITH_CHECK_DIGIT and check_digit(vin) != vin[8]:
        return Cleaned(vin, (Fault("the check digit of this VIN is not right; compare it with the car", where),))
    return Cleaned(vin)


def check_digit(vin: str) -> str:
    """What the ninth place of a 17-place VIN should be: 0 to 9, or X for ten."""
    total = sum(weight * VIN_VALUES.get(sign, int(sign) if sign.isdigit() else 0)
                for sign, weight in zip(vin, VIN_WEIGHTS, strict=True))  # fmt: skip
    return "X" if total % 11 == 10 else str(total % 11)


def clean_plate(text: str, country: str = "CN", where: str = "plate") -> Cleaned:
    """The plate as it is kept (粤B·12345 is 粤B12345), with a warning where the country's form is another."""
    plate = folded(text)
    if not plate:
        return Cleaned("")
    if len(plate) > LONGEST_PLATE or STRANGE.search(plate):
        return Cleaned(plate[:64], (Fault("this does not look like a plate", where),))
    if country == "CN" and not (CHINESE.fullmatch(plate) or NEW_ENERGY.fullmatch(plate)):
        return Cleaned(plate, (Fault("this is not the form of a Chinese plate", where),))
    if country == "ES" and not SPANISH.fullmatch(plate):
        return Cleaned(plate, (Fault("this is not the form of a Spanish plate", where),))
    return Cleaned(plate)
