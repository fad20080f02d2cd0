"""The amounts of every line by category, in minor units: parts, labor, paint, material, other costs, management fee."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claims.estimating.categories import FEE, GROUP_OF, PANELS, UNSTATED_PARTS
from claims.estimating.estimate import NO_SHARE, CostKind, EstimateLine, EstimateProfile, Material
from claims.estimating.pricing import Note, material, note_of, per_panel, refuse_missing, rounded, worked
from claims.estimating.sheets import LaborKind, PartKind, SuppliedBy
from claims.estimating.worksheet_paint import PaintHours
from claims.kernel.money import Money

PART = "line {line}: {quantity} × {price} = {total}"
PART_MARKED = "line {line}: {quantity} × {price}, with a mark-up of {markup} = {total}"
FROM_CUSTOMER = "line {line}: the customer supplies the part, its price is not billed"
FROM_INSURER = "line {line}: the insurer supplies the part, its price is not billed"
PARTS = "parts {code}: {lines} lines = {total}"
INCLUDED = "line {line}: {hours} h of labor are included in other work and billed as none"
BY_OPERATION = "line {line}: labor {code} at the price of the operation = {total}"
MATERIAL = "material {code}: {hours} h × {rate} = {total}"
MATERIAL_BY_LINE = "material {code}: {hours} h × {rate}, rounded per line = {total}"
MATERIAL_CAPPED = "material {code}: {hours} h × {rate} = {total}, capped at {cap}"
OF_MATERIAL = (MATERIAL, MATERIAL_BY_LINE, MATERIAL_CAPPED)
COST = "line {line}: {kind} = {total}"
COST_MARKED = "line {line}: {kind} {cost}, with a mark-up of {markup} = {total}"
MANAGEMENT_FEE = "management fee: {share} of {base} = {total}"

SUPPLIED = {SuppliedBy.CUSTOMER: FROM_CUSTOMER, SuppliedBy.INSURER: FROM_INSURER}
FEE_GROUPS = frozenset({"part", "labor", "paint", "material"})

Rank = tuple[bool, str, str, int]
Cells = list[dict[str, int]]  # per line: category -> minor units


def figures(lines: Sequence[EstimateLine], painted: PaintHours, profile: EstimateProfile, notes: list[Note]) -> Cells:
    """Every line's amounts by category, which add up to the categories; RateMissing names every missing rate."""
    refuse_missing_rates(lines, painted, profile)
    cells: Cells = [{} for _ in lines]
    ranks = [rank(line) for line in lines]
    add_parts(lines, ranks, cells, profile, notes)
    add_labor(lines, painted, ranks, cells, profile, notes)
    add_materials(lines, painted, ranks, cells, profile, notes)
    panels = [line.paint_panels.thousandths for line in lines]
    if profile.panel_price is not None and any(panels):
        amounts = per_panel(panels, profile.panel_price, profile.panel_discounts, profile.rounding, notes, ranks)
        put(cells, PANELS, range(len(lines)), amounts)
    add_costs(lines, ranks, cells, profile, notes)
    if profile.management_fee.basis_points:
        add_fee(ranks, cells, profile, notes)
    return cells


def rank(line: EstimateLine) -> Rank:
    """What else hangs on a line's amount: a last cent goes by this and not by the order that lines come in."""
    share = line.betterment.share if line.betterment else None
    return (not line.taxable, line.payer, line.prior_damage, share.basis_points if share else 0)


def billed_hours(line: EstimateLine) -> int:
    """Hundredths of labor hours that are billed by the hour."""
    return 0 if line.included or line.labor_price is not None else line.hours.hundredths


def labor_code(line: EstimateLine) -> LaborKind:
    """The kind of a line's labor: body where it is unstated."""
    return line.labor_kind or LaborKind.BODY


def refuse_missing_rates(lines: Sequence[EstimateLine], painted: PaintHours, profile: EstimateProfile) -> None:
    """RateMissing where billed hours or panels stand on the estimate and the profile does not price them."""
    wanted = {line.labor_kind or LaborKind.BODY for line in lines if line.hours.hundredths and billed_hours(line)}
    if any(painted.together):
        wanted.add(LaborKind.REFINISH)
    panels = profile.panel_price is None and any(line.paint_panels.thousandths for line in lines)
    refuse_missing((kind.value for kind in wanted if kind not in profile.rates), panels=panels)


def add_parts(
    lines: Sequence[EstimateLine], ranks: Sequence[Rank], cells: Cells, profile: EstimateProfile,
    notes: list[Note],
) -> None:  # fmt: skip
    """Unit price × quantity with the line's mark-up or else the profile's for the kind of part."""
    exact: dict[PartKind, dict[int, int]] = {}
    markups, currency = {}, profile.currency
    for place, line in enumerate(lines):
        if line.unit_price is None:
            continue
        if line.supplied_by in SUPPLIED:
            notes.append(note_of(SUPPLIED[line.supplied_by], line=line.position))
            continue
        kind = line.part_kind
        markup = line.markup if line.markup is not None else profile.markups.get(kind, NO_SHARE)
        markups[place] = markup
        price = line.unit_price.minor * line.quantity.thousandths * (10_000 + markup.basis_points)
        if kind not in exact:
            exact[kind] = {}
        exact[kind][place] = price
    for kind, told in exact.items():
        code = kind.value or UNSTATED_PARTS
        amounts = rounded(list(told.values()), 10_000_000, profile.rounding, [ranks[place] for place in told])
        put(cells, code, told, amounts)
        for place, amount in zip(told, amounts, strict=True):
            line, markup, total = lines[place], markups[place], Money(amount, currency)
            said = {"line": line.position, "quantity": line.quantity, "price": line.unit_price,
                    "markup": markup, "total": total}  # fmt: skip
            notes.append(Note(PART_MARKED if markup.basis_points else PART, said))
        notes.append(note_of(PARTS, code=code, lines=len(told), total=Money(sum(amounts), profile.currency)))


def add_labor(
    lines: Sequence[EstimateLine], painted: PaintHours, ranks: Sequence[Rank], cells: Cells,
    profile: EstimateProfile, notes: list[Note],
) -> None:  # fmt: skip
    """Hours × rate per kind, or the price of the operation; refinish and clear coat at the refinish rate."""
    hours: dict[LaborKind, list[int]] = {}
    if any(painted.together):
        hours[LaborKind.REFINISH] = painted.together
    for place, line in enumerate(lines):
        worked_hours = line.hours.hundredths
        if not worked_hours and line.labor_price is None:
            continue
        if line.included:
            notes.append(note_of(INCLUDED, line=line.position, hours=line.hours))
        elif line.labor_price is not None:
            code = labor_code(line).value
            put(cells, code, (place,), (line.labor_price.minor,))
            notes.append(note_of(BY_OPERATION, line=line.position, code=code, total=line.labor_price))
        else:
            kind = line.labor_kind or LaborKind.BODY
            if kind not in hours:
                hours[kind] = [0] * len(lines)
            hours[kind][place] += worked_hours
    for kind in sorted(hours):
        amounts = worked(kind.value, hours[kind], profile.rates[kind], profile.rounding, notes, ranks)
        put(cells, kind.value, range(len(lines)), amounts)


def add_materials(
    lines: Sequence[EstimateLine], painted: PaintHours, ranks: Sequence[Rank], cells: Cells,
    profile: EstimateProfile, notes: list[Note],
) -> None:  # fmt: skip
    """Each material that the profile prices, by the hours that it goes with, up to its cap."""
    if not profile.materials:
        return
    is_paint = [labor_code(line) is LaborKind.REFINISH for line in lines]
    billed = [billed_hours(line) for line in lines]
    refinish = [
        hours + (worked_by_hour if paint else 0)
        for hours, worked_by_hour, paint in zip(painted.together, billed, is_paint, strict=True)
    ]
    basis = {
        Material.PAINT: refinish,
        Material.SHOP: [0 if paint else hours for hours, paint in zip(billed, is_paint, strict=True)],
        Material.CLEAR_COAT: painted.clear,
        Material.HAZARDOUS_WASTE: refinish,
    }
    if Material.CLEAR_COAT in profile.materials:
        basis[Material.PAINT] = [every - clear for every, clear in zip(refinish, painted.clear, strict=True)]
    for kind, hours in basis.items():
        told = profile.materials.get(kind)
        if told is not None and any(hours):
            amounts = material(OF_MATERIAL, hours, told.rate, told.cap, profile.rounding, notes, ranks, code=kind.value)
            put(cells, kind.value, range(len(lines)), amounts)


def add_costs(
    lines: Sequence[EstimateLine], ranks: Sequence[Rank], cells: Cells, profile: EstimateProfile,
    notes: list[Note],
) -> None:  # fmt: skip
    """Sublet work with the profile's mark-up (or the line's where it has no part), everything else as it stands."""
    exact: dict[CostKind, dict[int, int]] = {}
    markups = {}
    for place, line in enumerate(lines):
        if line.cost is None:
            continue
        markup = profile.sublet_markup if line.cost_kind is CostKind.SUBLET else NO_SHARE
        if line.markup is not None and line.unit_price is None:
            markup = line.markup
        markups[place] = markup
        exact.setdefault(line.cost_kind, {})[place] = line.cost.minor * (10_000 + markup.basis_points)
    for kind, told in exact.items():
        amounts = rounded(list(told.values()), 10_000, profile.rounding, [ranks[place] for place in told])
        put(cells, kind.value, told, amounts)
        for place, amount in zip(told, amounts, strict=True):
            line, total = lines[place], Money(amount, profile.currency)
            if markups[place].basis_points:
                said = {"kind": kind.value, "cost": line.cost, "markup": markups[place], "total": total}
                notes.append(note_of(COST_MARKED, line=line.position, **said))
            else:
                notes.append(note_of(COST, line=line.position, kind=kind.value, total=total))


def add_fee(ranks: Sequence[Rank], cells: Cells, profile: EstimateProfile, notes: list[Note]) -> None:
    """The management fee on parts, labor, paint and material, shared over the lines by what it is on."""
    bases = [sum(minor for code, minor in cell.items() if GROUP_OF[code] in FEE_GROUPS) for cell in cells]
    share = profile.management_fee
    amounts = rounded([base * share.basis_points for base in bases], 10_000, profile.rounding, ranks)
    put(cells, FEE, range(len(cells)), amounts)
    base, total = Money(sum(bases), profile.currency), Money(sum(amounts), profile.currency)
    notes.append(note_of(MANAGEMENT_FEE, share=share, base=base, total=total))


def put(cells: Cells, code: str, places: Iterable[int], amounts: Iterable[int]) -> None:
    """Add amounts to a category of the lines at these places."""
    for place, amount in zip(places, amounts, strict=True):
        if amount:
            cell = cells[place]
            cell[code] = cell[code] + amount if code in cell else amount
