"""The codes of EMS and what they mean here: operations, kinds of part, labor and material, countries."""

from __future__ import annotations

from collections.abc import Mapping

from claims.estimating.categories import UNSTATED_PARTS
from claims.estimating.estimate import CostKind, Material
from claims.estimating.sheets import LaborKind, Operation, PartKind

# Several codes may be of one operation; OP0 and OP14 are lines typed by hand, of which they say nothing more.
OPERATIONS: Mapping[str, Operation] = {
    "": Operation.UNSTATED,
    "OP0": Operation.UNSTATED,
    "OP2": Operation.REMOVE_INSTALL,
    "OP4": Operation.ALIGN,
    "OP5": Operation.OVERHAUL,
    "OP6": Operation.REFINISH,
    "OP7": Operation.CHECK,
    "OP8": Operation.CHECK,
    "OP9": Operation.REPAIR,
    "OP10": Operation.REPAIR,
    "OP11": Operation.REPLACE,
    "OP12": Operation.REPLACE,
    "OP13": Operation.ADDITIONAL_COST,
    "OP14": Operation.UNSTATED,
    "OP15": Operation.BLEND,
    "OP16": Operation.SUBLET,
    "OP26": Operation.DENT_REPAIR,
}
LABOR_KINDS: Mapping[str, LaborKind] = {kind.value: kind for kind in LaborKind}
PART_KINDS: Mapping[str, PartKind] = {
    **{kind.value: kind for kind in PartKind},
    "PAE": PartKind.UNSTATED,  # the part that is on the car
    "PAO": PartKind.UNSTATED,  # other
}
MATERIALS: Mapping[str, Material] = {kind.value: kind for kind in Material if kind is not Material.CLEAR_COAT}

# What a file may state in a category that is none here, and where it is billed instead.
BILLED_AS: Mapping[str, str] = {
    **dict.fromkeys(("PAE", "PAO", "PAP"), UNSTATED_PARTS),
    **dict.fromkeys(("LA1", "LA2", "LA3", "LA4", "LAU"), LaborKind.BODY.value),
    **dict.fromkeys(("MA2S", "MA2T", "MA3S", "MABL"), Material.PAINT.value),
    "OTTW": CostKind.TOWING.value,
    "OTST": CostKind.STORAGE.value,
    "OTAC": CostKind.OTHER.value,
}
SIMPLY = frozenset({"PAO", "OTTW", "OTST", "OTAC"})  # only called otherwise here: nothing is joined, nothing to tell

CURRENCIES: Mapping[str, str] = {
    "USA": "USD", "US": "USD", "PRI": "USD", "PR": "USD",
    "CAN": "CAD", "CA": "CAD",
    "MEX": "MXN", "MX": "MXN",
}  # fmt: skip


def category_of(code: str) -> str:
    """The category in which amounts of this code are billed here; the code itself where it is one of ours."""
    return BILLED_AS.get(code, code)
