"""What a file says that it is about (plate, VIN, claim number, version), where that contradicts the claim at hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from claims.kernel.errors import Fault
from claims.kernel.vehicle_ids import CHINESE, NEW_ENERGY, PROVINCES, VIN_FORM, folded

PLATE = re.compile(
    r"(?:车牌号?码?|号牌号码|牌照号?码?|MATR[IÍ]CULA|LICEN[SC]E PLATE|PLATE(?: NO\.?| NUMBER)?)\s*[:：]?\s*(\S.{0,14})"
)
ANY_PLATE = re.compile(rf"[{PROVINCES}][A-Z][·•\-\s]?[A-Z0-9]{{4,6}}[挂学警港澳]?")
VIN = re.compile(r"(?<![A-Z0-9])[A-Z0-9]{17}(?![A-Z0-9])")
NUMBER = re.compile(
    r"(?:报案(?:号码?|编号)|理?赔?案件?(?:号码?|编号)|理赔案件|立案号|SINIESTRO|EXPEDIENTE|"
    r"CLAIM(?: NO\.?| NUMBER)?|REPORT (?:NO\.?|NUMBER))"
    r"\s*(?:N[.ºO°]*)?\s*[:：#]?\s*([A-Z0-9][A-Z0-9/\-]{4,40})(?![A-Z0-9])"
)
VERSION = re.compile(r"(?:版本|VERSI[OÓ]N)\s*[:：]?\s*([ES][0-9]{2})(?![A-Z0-9])")

OTHER = {
    "plate": "The file names the plate {said}, this claim's vehicle has {ours}.",
    "vin": "The file names the VIN {said}, this claim's vehicle has {ours}.",
    "number": "The file names the claim {said}, this one is {ours}.",
    "version": "The file answers version {said}, this quote is {ours}.",
}


@dataclass(frozen=True)
class Known:
    """How the claim at hand can be named; empty where it is not known."""

    plates: frozenset[str] = frozenset()
    vins: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()  # the shop's own
    reports: frozenset[str] = frozenset()  # the insurers'
    versions: frozenset[str] = frozenset()


def contradictions(lines: Iterable[str], known: Known) -> list[Fault]:
    """What the lines around a table say against the claim at hand; none where they name it, or name nothing."""
    text = [unicodedata.normalize("NFKC", line).upper() for line in lines]
    numbers = known.numbers | known.reports
    ours = {"plate": known.plates, "vin": known.vins, "number": numbers, "version": known.versions}
    said: Mapping[str, list[str]] = {
        "plate": [one for line in text for one in _plates(line, known.plates)],
        "vin": [vin for line in text for vin in VIN.findall(line) if _is_vin(vin)],
        "number": [number for line in text for number in NUMBER.findall(line) if _tells(number, known)],
        "version": [version for line in text for version in VERSION.findall(line)],
    }
    return [
        Fault(OTHER[kind], kind, {"said": ", ".join(dict.fromkeys(found)), "ours": ", ".join(sorted(ours[kind]))})
        for kind, found in said.items()
        if found and ours[kind] and not set(map(folded, ours[kind])) & set(map(folded, found))
    ]


def _plates(line: str, ours: frozenset[str]) -> Iterator[str]:
    """Plates behind their label, and Chinese ones anywhere."""
    for labelled in PLATE.findall(line):
        rest = folded(labelled)
        mine = next((plate for plate in ours if rest.startswith(folded(plate))), None)
        yield mine or labelled.split()[0].strip(",;，；")
    for plate in ANY_PLATE.findall(line):
        if CHINESE.fullmatch(folded(plate)) or NEW_ENERGY.fullmatch(folded(plate)):
            yield plate


def _tells(number: str, known: Known) -> bool:
    """Whether a number can contradict: the insurer's own where it is known, and one that looks like the shop's."""
    return any(map(str.isdigit, number)) and (bool(known.reports) or _shape(number) in map(_shape, known.numbers))


def _shape(number: str) -> str:
    return "".join("0" if sign.isdigit() else "A" for sign in folded(number))


def _is_vin(text: str) -> bool:
    return bool(VIN_FORM.fullmatch(text)) and any(map(str.isdigit, text)) and any(map(str.isalpha, text))
