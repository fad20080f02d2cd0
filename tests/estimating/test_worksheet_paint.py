"""Refinish hours: overlap, blend and clear coat, to the tenth of an hour."""

from __future__ import annotations

from typing import Any

import pytest

from claims.estimating.estimate import ClearCoat, Material, MaterialRate, Overlap, Stages
from claims.estimating.sheets import LaborKind, Operation
from claims.estimating.worksheet import Worksheet, priced
from tests.estimating.estimates import american, estimate, hours, line, usd


def painted(*told: dict[str, Any], **profile: Any) -> Worksheet:
    work = [line(n, **{**each, "refinish_hours": hours(each["refinish_hours"])}) for n, each in enumerate(told, 1)]
    return priced(estimate(*work), american(**profile))


@pytest.mark.parametrize(
    ("refinish", "overlap", "billed"),
    [
        ("2.4", Overlap.NONE, "2.40"),
        ("2.4", Overlap.ADJACENT, "2.00"),
        ("2.4", Overlap.NON_ADJACENT, "2.20"),
        ("0.3", Overlap.ADJACENT, "0.00"),
        ("0.1", Overlap.NON_ADJACENT, "0.00"),
    ],
)
def test_overlap_comes_off_and_never_goes_below_zero(refinish: str, overlap: Overlap, billed: str) -> None:
    sheet = painted({"refinish_hours": refinish, "overlap": overlap})
    assert str(sheet.lines[0].refinish_hours) == billed


@pytest.mark.parametrize(("refinish", "clear"), [("2.3", "0.90"), ("2.4", "1.00"), ("6.0", "2.40"), ("7.0", "2.50")])
def test_clear_coat_of_the_first_panel_is_two_fifths_rounded_to_a_tenth(refinish: str, clear: str) -> None:
    assert str(painted({"refinish_hours": refinish, "clear_coat": True}).lines[0].clear_coat_hours) == clear


def test_clear_coat_of_further_panels_is_a_fifth_up_to_the_cap_and_after_overlap() -> None:
    sheet = painted(
        {"refinish_hours": "3.0", "clear_coat": True},
        {"refinish_hours": "9.0"},
        {"refinish_hours": "2.8", "clear_coat": True, "overlap": Overlap.ADJACENT},
        {"refinish_hours": "4.0", "clear_coat": True},
        {"refinish_hours": "2.0", "clear_coat": True},
    )
    assert [str(each.clear_coat_hours) for each in sheet.lines] == ["1.20", "0.00", "0.50", "0.80", "0.00"]
    assert str(sheet.categories["LAR"]) == "1374.00"  # 3.0 + 9.0 + 2.4 + 4.0 + 2.0 + 2.5 h
    told = [str(note) for note in sheet.notes]
    assert "line 1: clear coat of the first panel, 40.00 % of 3.00 h = 1.20 h" in told
    assert "line 3: clear coat of a further panel, 20.00 % of 2.40 h = 0.50 h" in told
    assert "line 5: the cap of 2.50 h on clear coat leaves 0.00 h" in told


def test_the_first_panel_is_the_one_with_the_lowest_position_whatever_the_order_of_the_file() -> None:
    work = [
        line(7, refinish_hours=hours("3.0"), clear_coat=True),
        line(2, refinish_hours=hours("2.0"), clear_coat=True),
    ]
    sheet = priced(estimate(*work), american())
    assert [str(each.clear_coat_hours) for each in sheet.lines] == ["0.60", "0.80"]


def test_a_panel_whose_refinish_is_included_is_not_the_first() -> None:
    sheet = painted(
        {"refinish_hours": "3.0", "clear_coat": True, "refinish_included": True},
        {"refinish_hours": "2.0", "clear_coat": True},
    )
    assert [str(each.clear_coat_hours) for each in sheet.lines] == ["0.00", "0.80"]


def test_a_profile_without_clear_coat_adds_none() -> None:
    sheet = painted({"refinish_hours": "3.0", "clear_coat": True}, clear_coat=None)
    assert str(sheet.total) == "180.00"


def test_a_profile_says_its_own_clear_coat() -> None:
    rule = ClearCoat(cap=hours("1.00"), step=hours("0.01"))
    sheet = painted({"refinish_hours": "2.33", "clear_coat": True}, clear_coat=rule)
    assert str(sheet.lines[0].clear_coat_hours) == "0.93"


@pytest.mark.parametrize(("stages", "billed"), [(Stages.TWO, "1.20"), (Stages.THREE, "1.68")])
def test_a_blend_takes_a_share_of_the_full_refinish(stages: Stages, billed: str) -> None:
    sheet = painted({"refinish_hours": "2.4", "operation": Operation.BLEND, "stages": stages})
    assert str(sheet.lines[0].refinish_hours) == billed
    assert str(sheet.categories["LAR"]) == str(usd("60.00").for_hours(hours(billed)))


def test_a_blend_whose_stages_the_profile_does_not_name_takes_its_hours_as_they_stand() -> None:
    sheet = painted({"refinish_hours": "2.4", "operation": Operation.BLEND}, blend={})
    assert str(sheet.lines[0].refinish_hours) == "2.40"


def test_clear_coat_hours_go_with_paint_material_unless_they_have_a_material_of_their_own() -> None:
    panel = {"refinish_hours": "2.0", "clear_coat": True}
    paint, clear = MaterialRate(rate=usd("40.00")), MaterialRate(rate=usd("10.00"))
    together = painted(panel, materials={Material.PAINT: paint})
    assert str(together.categories["MAPA"]) == "112.00"  # 2.8 h
    apart = painted(panel, materials={Material.PAINT: paint, Material.CLEAR_COAT: clear})
    assert (str(apart.categories["MAPA"]), str(apart.categories["MA2S"])) == ("80.00", "8.00")


def test_hours_of_the_refinish_kind_go_with_paint_material_and_not_with_shop_material() -> None:
    materials = {kind: MaterialRate(rate=usd("10.00")) for kind in (Material.PAINT, Material.SHOP)}
    work = [line(1, hours=hours("1"), labor_kind=LaborKind.REFINISH), line(2, hours=hours("2"))]
    sheet = priced(estimate(*work), american(materials=materials))
    assert (str(sheet.categories["MAPA"]), str(sheet.categories["MASH"])) == ("10.00", "20.00")
