"""The categories that an estimate's amounts are summed in, by the trade's codes, and the groups that they form."""

from __future__ import annotations

from collections.abc import Mapping

from claims.estimating.estimate import CostKind, Material
from claims.estimating.sheets import LaborKind, PartKind

UNSTATED_PARTS = "parts"  # parts of which the file does not say the kind
PANELS = "paint_panels"
FEE = "management_fee"

PART_CODES = (*(kind.value for kind in PartKind if kind), UNSTATED_PARTS)
LABOR_CODES = tuple(kind.value for kind in LaborKind if kind and kind is not LaborKind.REFINISH)
PAINT_CODES = (LaborKind.REFINISH.value, PANELS)
MATERIAL_CODES = (*(each.value for each in Material), CostKind.AUXILIARY.value)
OTHER_CODES = (*(kind.value for kind in CostKind if kind and kind is not CostKind.AUXILIARY), FEE)

GROUPS: Mapping[str, tuple[str, ...]] = {
    "part": PART_CODES,
    "labor": LABOR_CODES,
    "paint": PAINT_CODES,
    "material": MATERIAL_CODES,
    "other": OTHER_CODES,
}
ORDER = tuple(code for codes in GROUPS.values() for code in codes)
GROUP_OF: Mapping[str, str] = {code: group for group, codes in GROUPS.items() for code in codes}
ROLL_UPS: Mapping[str, tuple[str, ...]] = {
    "PAT": PART_CODES,
    "LAT": (*LABOR_CODES, *PAINT_CODES),
    "MAT": MATERIAL_CODES,
}

OTHER_COSTS = "other_costs"

# On rate profiles "paint" has always been the work together with what is sprayed. "other" is the group, and not the one
# category in it that bears the same name.
TAX_WORDS: Mapping[str, tuple[str, ...]] = {
    **{code: (code,) for code in ORDER},
    **GROUPS,
    "paint": (*PAINT_CODES, Material.PAINT.value, Material.CLEAR_COAT.value),
    OTHER_COSTS: (CostKind.OTHER.value,),
}


def taxed_codes(words: tuple[str, ...]) -> tuple[str, ...]:
    """The categories that a tax is on, each once, in the order of the trade; KeyError for an unknown word."""
    named = {code for word in words for code in TAX_WORDS[word]}
    return tuple(code for code in ORDER if code in named)
