"""For any estimate lines add up to categories, these to the subtotal, bearers to the total; order is no matter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.estimating.estimate import EstimateLine, Payer, PriorDamage
from claims.estimating.pricing import PER_CATEGORY, PER_LINE, rounded
from claims.estimating.worksheet import Worksheet, priced
from claims.estimating.worksheet_bill import Bill
from claims.kernel.amounts import Hours, Quantity, Share, half_up
from tests.estimating.estimate_strategies import lines
from tests.estimating.estimates import estimate, full

ROUNDINGS = st.sampled_from([PER_CATEGORY, PER_LINE])
DISCOUNTS = ((Quantity(2000), Share(1000)), (Quantity(5500), Share(1550)))


def figures(sheet: Worksheet) -> dict[str, object]:
    """Every total of a worksheet."""
    unrelated = sheet.unrelated.total if sheet.unrelated else None
    return dict(sheet.categories) | {tax.name: tax for tax in sheet.taxes} | {
        "total": sheet.total, "betterment": sheet.betterment, "prior": sheet.prior_damage,
        "customer": sheet.customer_share, "others": sheet.others_share, "net": sheet.net, "unrelated": unrelated,
    }  # fmt: skip


def adds_up(bill: Bill) -> None:
    sums: dict[str, int] = {}
    for each in bill.lines:
        for code, minor in each.minor.items():
            sums[code] = sums.get(code, 0) + minor
        assert each.amount == each.part + each.labor + each.paint + each.material + each.other
    assert {code: amount.minor for code, amount in bill.categories.items()} == sums
    assert sum(each.amount.minor for each in bill.lines) == bill.subtotal.minor
    groups = [bill.of_group(group).minor for group in ("part", "labor", "paint", "material", "other")]
    assert sum(groups) == bill.subtotal.minor
    added = bill.tax.minor if bill.taxes_added else 0
    assert bill.total.minor == bill.subtotal.minor + added


@given(told=st.lists(lines(), max_size=10), rounding=ROUNDINGS, gross=st.booleans())
def test_lines_add_up_to_categories_and_these_to_the_subtotal(
    told: list[EstimateLine], rounding: str, gross: bool
) -> None:
    sheet = priced(estimate(*told), full(rounding=rounding, prices_include_tax=gross, panel_discounts=DISCOUNTS))
    adds_up(sheet)
    if sheet.unrelated is not None:
        adds_up(sheet.unrelated)


@given(told=st.lists(lines(betterment=None, prior_damage=PriorDamage.NONE), max_size=10), rounding=ROUNDINGS)
def test_what_each_bears_adds_up_to_the_total(told: list[EstimateLine], rounding: str) -> None:
    sheet = priced(estimate(*told), full(rounding=rounding))
    assert sheet.net + sheet.customer_share + sheet.others_share == sheet.total
    if all(each.payer is Payer.CUSTOMER for each in told):
        assert sheet.net.minor == 0


@given(data=st.data(), rounding=ROUNDINGS)
def test_the_order_of_the_file_changes_no_total(data: st.DataObject, rounding: str) -> None:
    told = data.draw(st.lists(lines(), max_size=8, unique_by=lambda each: each.position))
    profile = full(rounding=rounding, panel_discounts=DISCOUNTS, management_fee=Share(0))
    one = priced(estimate(*told), profile)
    other = priced(estimate(*data.draw(st.permutations(told))), profile)
    assert figures(one) == figures(other)


@given(data=st.data(), rounding=ROUNDINGS)
def test_other_positions_change_no_total_where_no_clear_coat_has_a_first_panel(
    data: st.DataObject, rounding: str
) -> None:
    told = data.draw(st.lists(lines(clear_coat=False), max_size=8))
    profile = full(rounding=rounding, panel_discounts=DISCOUNTS, management_fee=Share(0))
    moved = [replace(each, position=n) for n, each in enumerate(data.draw(st.permutations(told)), 1)]
    assert figures(priced(estimate(*told), profile)) == figures(priced(estimate(*moved), profile))


@given(told=st.lists(lines(), max_size=8))
def test_clear_coat_stays_within_its_cap_and_no_hours_are_below_zero(told: list[EstimateLine]) -> None:
    sheet = priced(estimate(*told), full())
    assert sum(each.clear_coat_hours.hundredths for each in sheet.lines) <= 250
    for each in sheet.lines:
        assert min(each.clear_coat_hours, each.refinish_hours) >= Hours(0)


@given(told=st.lists(lines(), max_size=8))
def test_paint_material_and_waste_stay_within_their_caps(told: list[EstimateLine]) -> None:
    categories = priced(estimate(*told), full()).categories
    assert "MAPA" not in categories or categories["MAPA"].minor <= 750_00
    assert "MAHW" not in categories or categories["MAHW"].minor <= 5_00


@given(
    exact=st.lists(st.integers(-(10**9), 10**9), max_size=12),
    divisor=st.sampled_from([1, 100, 1000, 10_000, 10**7]),
)
def test_what_is_rounded_once_is_shared_to_within_a_unit(exact: list[int], divisor: int) -> None:
    parts = rounded(exact, divisor, PER_CATEGORY)
    assert sum(parts) == half_up(sum(exact), divisor)
    assert all(abs(part * divisor - each) < divisor for part, each in zip(parts, exact, strict=True))


@pytest.mark.parametrize(
    ("exact", "parts"),
    [([150, 150], [2, 1]), ([133, 133, 134], [1, 1, 2]), ([100, 250], [1, 3]), ([-150, 50], [-1, 0]), ([], [])],
)
def test_a_whole_amount_keeps_its_units(exact: list[int], parts: list[int]) -> None:
    assert rounded(exact, 100, PER_CATEGORY) == parts
