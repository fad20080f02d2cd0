"""The rates of EMS exports: labor, materials with their caps, mark-ups, taxes; what does not fit is told."""

from __future__ import annotations

from typing import Any

import pytest

from claims.estimating.categories import ORDER
from claims.estimating.estimate import EstimateProfile, Material, MaterialRate
from claims.estimating.exchange.ems_taxes import words_of
from claims.estimating.pricing import Tax
from claims.estimating.sheets import LaborKind, PartKind
from claims.kernel.amounts import Share
from tests.estimating.estimates import usd
from tests.estimating.exchange.ems_make import labor, line, lines_of, on, one_line, part, read, sheet, told_of

NINES = 99999.99


def profile(**tables: Any) -> EstimateProfile:
    found = read(**tables).profile
    assert found is not None
    return found


def material(code: str = "MAPA", rate: float = 43, **more: Any) -> dict[str, Any]:
    return {"MATL_TYPE": code, "CAL_LBRRTE": rate} | more


def taxed(rate: float = 6, **more: Any) -> dict[str, Any]:
    return {"TAX_TYPE1": "LS", "TY1_TIER1": 1, "TY1_THRES1": 9999.99, "TY1_RATE1": rate} | more


def test_labor_rates_by_kind() -> None:
    assert profile().rates == {
        LaborKind.BODY: usd("60"), LaborKind.REFINISH: usd("50"), LaborKind.MECHANICAL: usd("110"),
    }  # fmt: skip


def test_a_rate_of_zero_counts_where_a_line_is_of_its_kind() -> None:
    rates = [{"LBR_TYPE": kind, "LBR_RATE": 0} for kind in ("LAB", "LAE", "LAG")]
    found = profile(PFL=rates, LIN=[line(1, "Wire", **labor("LAE", 1))])
    assert found.rates == {LaborKind.ELECTRICAL: usd("0")}


def test_labor_of_a_kind_of_the_shop_s_own_is_billed_at_its_own_rate_and_told() -> None:
    tables = {"PFL": [{"LBR_TYPE": "LAB", "LBR_RATE": 60}, {"LBR_TYPE": "LA1", "LBR_RATE": 95}]}
    records = [line(1, "Panel", **labor("LA1", 1.5)), line(2, "Panel", **labor("LAB", 1))]
    found = read(LIN=records, **tables)
    assert [str(each.labor_price) for each in found.lines] == ["142.50", "None"]
    assert found.reported == (
        "labor LA1 is no kind here; line 1 bills it as body labor at a price of its own, $142.50",
    )
    told = sheet(
        LIN=records, STL=[{"TTL_TYPECD": "LA1", "TTL_AMT": 142.5}, {"TTL_TYPECD": "LAB", "TTL_AMT": 60}], **tables
    )
    assert {code: str(amount) for code, amount in told.categories.items()} == {"LAB": "202.50"}
    assert told_of(LIN=[line(1, "Panel", **labor("LA2", 1))]) == [
        "the file has no rate for labor LA2; line 1 bills it as body labor"
    ]


def test_materials_and_their_caps() -> None:
    tables = [material(CAL_MAXDLR=400), material("MAHW", 0.5, CAL_MAXDLR=NINES), material("MASH", 0)]
    assert profile(PFM=tables).materials == {
        Material.PAINT: MaterialRate(rate=usd("43"), cap=usd("400")),
        Material.HAZARDOUS_WASTE: MaterialRate(rate=usd("0.50")),
    }


@pytest.mark.parametrize(
    ("dollars", "most", "cap"),
    [(0, 0, None), (NINES, 999.9, None), (999999.99, 99.9, None), (750, 0, "750"), (0, 10, "430"), (300, 10, "300"),
     (500, 10, "430")],
)  # fmt: skip
def test_a_cap_in_hours_is_one_in_money_and_the_lower_one_counts(dollars: float, most: float, cap: str | None) -> None:
    if most > 99.9:
        most = 99.9  # the column has one digit less
    found = profile(PFM=[material(CAL_MAXDLR=dollars, CAL_LBRMAX=most)]).materials[Material.PAINT]
    assert found.cap == (None if cap is None else usd(cap))


def test_material_that_is_not_hours_by_rate_is_told() -> None:
    assert told_of(PFM=[material("MAPA", 0, MAT_CALP=40), material("MASH", 0)]) == [
        "material MAPA is not worked out by hours and rate, which is not read; compare its amount"
    ]
    assert told_of(PFM=[material(CAL_LBRMIN=2)]) == ["PFM[1].CAL_LBRMIN: material for at least 2.0 hours is not kept"]
    assert told_of(PFM=[material(), material("MABL", 43), material("MA2S", 20)]) == [
        "material MA2S has a rate of $20.00 of its own; its hours are billed with MAPA here"
    ]


@pytest.mark.parametrize(
    ("said", "share", "told"),
    [(25, "25", 0), (0.25, "25", 1), (12.5, "12.5", 0), (0.125, "12.5", 1), (1, "100", 1), (1.01, "1.01", 0)],
)
def test_a_mark_up_in_percent_or_as_a_fraction(said: float, share: str, told: int) -> None:
    found = read(PFP=[{"PRT_TYPE": "PAL", "PRT_MKUPP": said}])
    assert found.profile is not None
    assert found.profile.markups == {PartKind.USED: Share.percent(share)}
    assert len(found.reported) == told


def test_discounts_are_below_zero() -> None:
    parts = [
        {"PRT_TYPE": "PAN", "PRT_DISCP": 5}, {"PRT_TYPE": "PAA", "PRT_MKUPP": 10, "PRT_DISCP": 3},
        {"PRT_TYPE": "PAS", "PRT_MKUPP": 25}, {"PRT_TYPE": "PAM", "PRT_DISCP": 120},
        {"PRT_TYPE": "PAX", "PRT_MKUPP": 9},
    ]  # fmt: skip
    found = read(PFP=parts)
    assert found.profile is not None
    assert found.profile.markups == {
        PartKind.ORIGINAL: Share(-500), PartKind.SUB_FACTORY: Share(700), PartKind.SUBLET: Share(2500),
    }  # fmt: skip
    assert found.profile.sublet_markup == Share(2500)
    assert found.reported == (
        "PFP[2].PRT_MKUPP: a mark-up and a discount stand together and were read as 7%",
        "PFP[4].PRT_DISCP: a discount of more than the price was not read",
        "the mark-up of 9% that the rates give parts PAX is not kept",
    )


def test_two_mark_ups_for_what_is_one_kind_here_are_told() -> None:
    parts = [{"PRT_TYPE": "PAO", "PRT_MKUPP": 10}, {"PRT_TYPE": "PAE", "PRT_MKUPP": 12}]
    assert profile(PFP=parts).markups == {PartKind.UNSTATED: Share(1000)}
    assert told_of(PFP=parts) == ["the mark-up of 12% that the rates give parts PAE is not kept"]


def test_a_line_s_own_mark_up_goes_before_that_of_the_rates() -> None:
    rates = {"PFP": [{"PRT_TYPE": "PAL", "PRT_MKUPP": 25}]}
    assert one_line(line(1, "Lamp", **part("1", 100, "PAL", PRT_DSMK_P=-10)), **rates).markup == Share(-1000)
    assert one_line(line(1, "Lamp", **part("1", 100, "PAL")), **rates).markup is None


def test_whether_the_mark_up_of_the_rates_is_billed_is_what_the_totals_say() -> None:
    rates = {"PFP": [{"PRT_TYPE": "PAL", "PRT_MKUPP": 25}], "LIN": [line(1, "Lamp", **part("1", 100, "PAL"))]}
    billed = [{"TTL_TYPECD": "PAL", "TTL_AMT": 125, "T_MKUPAMT": 25}]
    assert str(sheet(STL=billed, **rates).total) == "125.00"
    not_billed = [{"TTL_TYPECD": "PAL", "TTL_AMT": 100}]
    assert str(sheet(STL=not_billed, **rates).total) == "100.00"
    assert told_of(STL=not_billed, **rates) == [
        "the rates give parts PAL a mark-up of 25%, and the file bills none; it is billed on no line here"
    ]


def test_a_discount_in_money_is_a_line_of_its_own() -> None:
    first, second = lines_of(line(1, "Hood", **part("1", 100, count=3, PRT_DSMK_M=-10)))
    assert (first.unit_price, first.markup) == (usd("100"), Share(0))
    assert (second.text, second.unit_price, second.part_kind) == (
        "Hood: discount or mark-up", usd("-10"), PartKind.ORIGINAL,
    )  # fmt: skip
    assert str(sheet(LIN=[line(1, "Hood", **part("1", 100, count=3, PRT_DSMK_M=-10))]).total) == "290.00"


def test_a_discount_in_money_that_contradicts_its_percent_is_told() -> None:
    record = line(1, "Hood", **part("1", 100, PRT_DSMK_P=10, PRT_DSMK_M=9))
    assert told_of(LIN=[record]) == [
        "line 1: the file states $9.00 as discount or mark-up, and 10% comes to $10.00, which is billed"
    ]
    assert told_of(LIN=[line(1, "Hood", **part("1", 100, PRT_DSMK_P=10, PRT_DSMK_M=10))]) == []


def test_adjustments_that_are_not_kept_are_told() -> None:
    rates = [{"LBR_TYPE": "LAB", "LBR_RATE": 60, "LBR_ADJP": -5}]
    assert told_of(PFL=rates, PFM=[material(MAT_ADJP=2)], PFH={"ADJ_G_DISC": 3}) == [
        "PFL[1].LBR_ADJP: an adjustment of -5.0000 percent is not kept, and rates and prices stand without it",
        "PFH[1].ADJ_G_DISC: an adjustment of 3.0000 percent is not kept, and rates and prices stand without it",
        "PFM[1].MAT_ADJP: an adjustment of 2.0000 percent is not kept, and rates and prices stand without it",
    ]


def test_taxes_of_several_types_are_on_what_is_marked_with_them() -> None:
    found = profile(
        PFT=taxed(6, TAX_TYPE2="CT", TY2_RATE1=1.25, TAX_TYPE3="MP", TY3_RATE1=0),
        PFP=[{"PRT_TYPE": "PAN"} | on("PRT_TX", "Y", "Y"), {"PRT_TYPE": "PAO"} | on("PRT_TX", "Y", "N")],
        PFL=[{"LBR_TYPE": "LAB", "LBR_RATE": 60} | on("LBR_TX", "N", "Y")],
        PFM=[material() | on("MAT_TX", "Y", "N")],
        PFO=on("TOW_T", "N", "Y") | on("STOR_T", "Y", "N"),
    )
    assert found.taxes == (
        Tax("sales tax", Share(600), ("PAN", "parts", "MAPA", "storage", "other_costs")),
        Tax("sales tax", Share(125), ("PAN", "LAB", "towing", "other_costs")),
    )


def test_a_tax_that_is_marked_nowhere_is_on_everything_and_told() -> None:
    assert profile(PFT=taxed()).taxes == (Tax("sales tax", Share(600), words_of(ORDER)),)
    assert told_of(PFT=taxed()) == ["the file does not say what tax LS is on; it was read as on everything"]


def test_a_rate_finer_than_a_basis_point_is_told() -> None:
    tables = {"PFT": taxed(8.875), "PFP": [{"PRT_TYPE": "PAN"} | on("PRT_TX", "Y", "N")]}
    assert profile(**tables).taxes[0].rate == Share(888)
    assert told_of(**tables) == ["PFT[1].TY1_RATE1: 8.8750 is finer than an estimate keeps it; it was read as 8.88%"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, 0), ({"TY1_RATE2": 6}, 0), ({"TY1_THRES1": 0}, 0), ({"TY1_RATE2": 7}, 1), ({"TY1_RATE2": 60}, 1),
        ({"TY1_SUR1": 1.5}, 1), ({"TY1_THRES1": 5000}, 1), ({"TY1_THRES1": 5000, "TY1_RATE2": 6}, 0),
    ],
)  # fmt: skip
def test_a_tax_in_tiers_or_with_a_surcharge_is_told(more: dict[str, Any], told: int) -> None:
    tables = {"PFT": taxed(6, **more), "PFP": [{"PRT_TYPE": "PAN"} | on("PRT_TX", "Y", "N")]}
    assert profile(**tables).taxes[0].rate == Share(600)
    assert len(told_of(**tables)) == told


def test_rates_beside_the_codes_count_where_no_types_of_tax_are_named() -> None:
    found = profile(
        PFP=[{"PRT_TYPE": "PAN", "PRT_TAX_IN": True, "PRT_TAX_RT": 6}, {"PRT_TYPE": "PAL", "PRT_TAX_IN": False,
                                                                        "PRT_TAX_RT": 6}],
        PFL=[{"LBR_TYPE": "LAB", "LBR_RATE": 60, "LBR_TAX_IN": True, "LBR_TAXP": 4}],
        PFM=[material(TAX_IND=True, MAT_TAXP=6)],
        PFH={"TAX_TOW_IN": True, "TAX_TOW_RT": 4, "TAX_STR_IN": False, "TAX_STR_RT": 4, "TAX_PRETHR": 6,
             "TAX_THRAMT": 999999.99},
    )  # fmt: skip
    assert found.taxes == (
        Tax("sales tax", Share(600), ("PAN", "MAPA", "other_costs")), Tax("sales tax", Share(400), ("LAB", "towing")),
    )  # fmt: skip


def test_a_threshold_of_the_tax_is_told() -> None:
    assert told_of(PFH={"TAX_PRETHR": 6, "TAX_THRAMT": 1000, "TAX_PSTTHR": 4}) == [
        "tax PFH changes with the amount that it is on, or has a surcharge; its first rate of 6% alone was read"
    ]


def test_the_federal_tax_has_its_own_name_and_is_on_everything() -> None:
    assert profile(PFH={"TAX_GST_IN": True, "TAX_GST_RT": 5}).taxes == (Tax("GST", Share(500), ORDER),)
    assert profile(PFH={"TAX_GST_IN": False, "TAX_GST_RT": 5}).taxes == ()


def test_what_is_billed_as_something_that_is_taxed_otherwise_is_told() -> None:
    tables = {
        "PFT": taxed(),
        "PFP": [{"PRT_TYPE": "PAO"} | on("PRT_TX", "Y", "N"), {"PRT_TYPE": "PAE"} | on("PRT_TX", "N", "N"),
                {"PRT_TYPE": "PAP"} | on("PRT_TX", "N", "N")],
    }  # fmt: skip
    assert told_of(LIN=[line(1, "Clip", **part("1", 5, "PAE"))], **tables) == [
        "PAE is taxed otherwise than parts, which it is billed as here; compare the tax"
    ]


def test_paint_material_that_goes_untaxed_with_its_labor_is_told() -> None:
    tables = {
        "PFT": taxed(), "PFM": [material() | on("MAT_TX", "Y", "N")],
        "PFL": [{"LBR_TYPE": "LAR", "LBR_RATE": 50} | on("LBR_TX", "Y", "N")],
    }  # fmt: skip
    assert told_of(LIN=[line(1, "Hood", **labor("LAR", 1, LBR_TAX=False))], **tables) == [
        "line 1: its paint material is left untaxed with its labor"
    ]
    assert told_of(LIN=[line(1, "Hood", **labor("LAR", 1, LBR_TAX=True))], **tables) == []
