"""Rate profiles: everything that the worksheet prices with is kept; the most special one in force prices a quote."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from claims.estimating import profile_inputs
from claims.estimating.estimate import ClearCoat, EstimateProfile, Material, MaterialRate, Stages
from claims.estimating.models import RateProfile
from claims.estimating.pricing import EVERYTHING, Tax
from claims.estimating.profile_choice import WHY, NoRateProfile, chosen_profile, gaps, holds_on
from claims.estimating.profile_inputs import NewRateProfile
from claims.estimating.profiles import Days, ProfileStands, estimate_profile
from claims.estimating.queries import profile_for
from claims.estimating.sheets import LaborKind, PartKind
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.errors import Invalid, Refusal
from claims.kernel.findings import faults_of
from claims.kernel.money import Money
from claims.kernel.texts import translated
from tests.estimating.make import World, make_profile

JANUARY, MARCH, JUNE = date(2024, 1, 1), date(2024, 3, 31), date(2024, 6, 1)
WHOLE: dict[str, Any] = {
    "rates_minor": {"LAB": 12000, "LAR": 11000, "LAM": 13000, "LAA": 16000}, "paint_panel_minor": 45000,
    "materials": {"MAPA": {"rate_minor": 4300, "cap_minor": 75000}, "MASH": {"rate_minor": 300},
                  "MA2S": {"rate_minor": 2100}, "MAHW": {"rate_minor": 55, "cap_minor": 500}},
    "overlap_adjacent_x100": 50, "overlap_non_adjacent_x100": 30,
    "clear_coat": {"first_bp": 3000, "further_bp": 1000, "cap_x100": 300, "step_x100": 5},
    "blend_bp": {"two": 4500, "three": 6500}, "panel_discounts": [{"from_panels_x1000": 3000, "discount_bp": 500}],
    "part_markup_bp": 1500, "markups_bp": {"PAL": 2500, "PAG": 0, "PAM": -1000}, "sublet_markup_bp": 2000,
    "management_fee_bp": 375, "prices_include_tax": False, "rounding": "per_line",
    "taxes": [{"name": "state", "rate_bp": 625}, {"name": "parts", "rate_bp": 150, "on": ["part", "MASH"]}],
}  # fmt: skip


def yuan(text: str) -> Money:
    return Money.of(text)


def test_a_profile_keeps_everything_that_the_worksheet_prices_with(world: World) -> None:
    kept = make_profile(world, **WHOLE)
    world.session.expire(kept)
    rest = [kind for kind in PartKind if kind not in (PartKind.USED, PartKind.GLASS, PartKind.REMANUFACTURED)]
    assert estimate_profile(kept) == EstimateProfile(
        currency="CNY",
        rates={LaborKind.BODY: yuan("120.00"), LaborKind.REFINISH: yuan("110.00"), LaborKind.MECHANICAL: yuan("130.00"),
               LaborKind.ALUMINUM: yuan("160.00")},
        materials={
            Material.PAINT: MaterialRate(rate=yuan("43.00"), cap=yuan("750.00")),
            Material.SHOP: MaterialRate(rate=yuan("3.00")), Material.CLEAR_COAT: MaterialRate(rate=yuan("21.00")),
            Material.HAZARDOUS_WASTE: MaterialRate(rate=yuan("0.55"), cap=yuan("5.00")),
        },
        overlap_adjacent=Hours(50), overlap_non_adjacent=Hours(30),
        clear_coat=ClearCoat(first=Share(3000), further=Share(1000), cap=Hours(300), step=Hours(5)),
        blend={Stages.TWO: Share(4500), Stages.THREE: Share(6500)},
        panel_price=yuan("450.00"), panel_discounts=((Quantity(3000), Share(500)),),
        markups={PartKind.USED: Share(2500), PartKind.REMANUFACTURED: Share(-1000)} | dict.fromkeys(rest, Share(1500)),
        sublet_markup=Share(2000), management_fee=Share(375),
        taxes=(Tax("state", Share(625), EVERYTHING), Tax("parts", Share(150), ("part", "MASH"))),
        prices_include_tax=False, rounding="per_line",
    )  # fmt: skip


def test_a_profile_that_says_little_has_the_usual_rules(world: World) -> None:
    told = {"paint_material_rate_minor": 4300, "paint_material_cap_minor": 75000, "rates_minor": {"LAB": 9000}}
    profile = estimate_profile(make_profile(world, **told, paint_panel_minor=0, part_markup_bp=0))
    usual = EstimateProfile(
        currency="CNY", rates={LaborKind.BODY: yuan("90.00")}, prices_include_tax=True,
        materials={Material.PAINT: MaterialRate(rate=yuan("43.00"), cap=yuan("750.00"))},
    )  # fmt: skip
    assert profile == usual


def test_a_profile_from_before_keeps_its_meaning() -> None:
    old = RateProfile(
        currency="CNY", rates_minor={"LAB": 9000}, paint_material_rate_minor=0, paint_material_cap_minor=None,
        materials={}, overlap_adjacent_x100=40, overlap_non_adjacent_x100=20, clear_coat=None, blend_bp={},
        paint_panel_minor=0, panel_discounts=[], part_markup_bp=0, markups_bp={}, sublet_markup_bp=0,
        management_fee_bp=0, prices_include_tax=True, taxes=[], rounding="per_category",
    )  # fmt: skip
    wanted = EstimateProfile(currency="CNY", rates={LaborKind.BODY: yuan("90.00")}, prices_include_tax=True,
                             clear_coat=None, blend={})  # fmt: skip
    assert estimate_profile(old) == wanted


def test_the_most_specific_profile_in_force_is_taken_then_the_newest(world: World) -> None:
    house = make_profile(world)
    newer = make_profile(world, valid_from=date(2026, 1, 1))
    brand = make_profile(world, brand="VW")
    insurer = make_profile(world, insurer_id=world.insurer.id)
    both = make_profile(world, insurer_id=world.insurer.id, brand="VW", valid_from=date(2026, 6, 1))

    def chosen(insurer_id: int | None, brand_name: str, on: date) -> int:
        return profile_for(world.session, world.shop.id, insurer_id, brand_name, on).id

    assert chosen(None, "Audi", date(2025, 12, 31)) == house.id
    assert chosen(None, "Audi", date(2026, 1, 1)) == newer.id
    assert chosen(None, "VW", date(2026, 5, 11)) == brand.id
    assert chosen(world.insurer.id, "VW", date(2026, 5, 31)) == insurer.id
    assert chosen(world.insurer.id, "VW", date(2026, 6, 1)) == both.id


def test_the_answer_says_why_a_profile_was_taken_and_which_were_passed_over(world: World) -> None:
    house, brand = make_profile(world), make_profile(world, brand="VW")
    insurer = make_profile(world, insurer_id=world.insurer.id)
    found = chosen_profile(world.session, world.shop.id, world.insurer.id, "VW", date(2026, 5, 11))
    assert (found.profile.id, [row.id for row in found.passed_over]) == (insurer.id, [brand.id, house.id])
    assert str(found.why) == (
        "it is for this insurer and every brand; of those it is the newest that began by 2026-05-11"
    )


def test_a_profile_that_ended_leaves_the_day_to_a_less_special_one_and_never_to_an_older_one(world: World) -> None:
    house = make_profile(world)
    make_profile(world, insurer_id=world.insurer.id)
    last = make_profile(world, insurer_id=world.insurer.id, valid_from=date(2024, 2, 1), valid_until=MARCH)

    def chosen(on: date) -> int:
        return profile_for(world.session, world.shop.id, world.insurer.id, "", on).id

    assert (chosen(MARCH), chosen(date(2024, 4, 1))) == (last.id, house.id)


def test_before_its_first_profile_nothing_can_be_priced(world: World) -> None:
    first = make_profile(world)
    with pytest.raises(NoRateProfile, match="on 2023-12-31") as refused:
        profile_for(world.session, world.shop.id, None, "VW", date(2023, 12, 31))
    assert [str(fault) for fault in refused.value.faults] == [
        f"the next one after that day, number {first.id}, begins on 2024-01-01"
    ]


def test_a_day_without_a_profile_is_refused_naming_the_gap_and_its_neighbours(world: World) -> None:
    insurer = make_profile(world, insurer_id=world.insurer.id, valid_until=MARCH)
    house = make_profile(world, valid_from=JUNE)
    with pytest.raises(NoRateProfile) as refused:
        profile_for(world.session, world.shop.id, world.insurer.id, "VW", date(2024, 5, 1))
    assert [str(fault) for fault in refused.value.faults] == [
        "none holds from 2024-04-01 to 2024-05-31",
        f"the last one before that day, number {insurer.id}, ended on 2024-03-31",
        f"the next one after that day, number {house.id}, begins on 2024-06-01",
    ]


def test_a_profile_is_never_overwritten(world: World) -> None:
    make_profile(world)
    with pytest.raises(ProfileStands):
        make_profile(world)


def refused(world: World, **told: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as found:
        make_profile(world, **told)
    return [(fault.where, str(fault)) for fault in found.value.faults]


@pytest.mark.parametrize(
    ("stands", "new", "where"),
    [
        ({"valid_until": MARCH}, {"valid_from": JUNE}, "valid_from"),
        ({"valid_from": JUNE}, {"valid_until": MARCH}, "valid_until"),
    ],
    ids=["after it", "before it"],
)
def test_a_gap_beside_a_neighbour_is_refused(
    world: World, stands: dict[str, date], new: dict[str, date], where: str
) -> None:
    make_profile(world, **stands)
    gap = (
        "no profile would hold from 2024-04-01 to 2024-05-31, between the one that begins on 2024-01-01 and the one "
        "that begins on 2024-06-01; let the earlier one end later, or the later one begin earlier"
    )
    assert refused(world, **new) == [(where, gap)]
    make_profile(world, **new, brand="VW")  # another brand's days are its own


@pytest.mark.parametrize("begins", [date(2024, 4, 1), date(2024, 3, 1)])
def test_the_next_profile_begins_on_the_day_after_the_last_or_before(world: World, begins: date) -> None:
    make_profile(world, valid_until=MARCH)
    assert make_profile(world, valid_from=begins).valid_from == begins


def test_days_currency_and_gap_are_told_together(world: World) -> None:
    make_profile(world, valid_until=MARCH)
    found = refused(world, currency="EUR", valid_from=JUNE)
    assert [where for where, _ in found] == ["currency", "valid_from"]
    assert found[0][1] == "the shop's currency is CNY, not EUR; a shop has one currency"
    assert refused(world, currency="EUR")[1][1].startswith("There is already a rate profile")


def test_every_fault_of_what_is_said_is_told_at_once() -> None:
    told = {
        "valid_from": "2024-01-02", "valid_until": "2024-01-01", "rates_minor": {"LAB": -1}, "prices_include_tax": True,
        "paint_material_rate_minor": 100, "materials": {"MAPA": {"rate_minor": 1}}, "markups_bp": {"": 5},
        "blend_bp": {"two": 10_001}, "taxes": [{"name": "a", "rate_bp": 1, "on": ["everything"]}],
        "panel_discounts": [{"from_panels_x1000": 1000, "discount_bp": 1}] * 2, "clear_coat": {"step_x100": 0},
        "management_fee_bp": 1.5, "currency": "yuan", "sublet_markup_bp": -10_001,
    }  # fmt: skip
    with pytest.raises(ValidationError) as found:
        NewRateProfile.model_validate(told)
    assert {fault.where: str(fault) for fault in faults_of(found.value.errors())} == {
        "valid_until": profile_inputs.ENDS_BEFORE, "rates_minor.LAB": "this must be at least 0",
        "currency": "this has not the form that is wanted here", "materials": profile_inputs.MATERIAL_TWICE,
        "clear_coat.step_x100": "this must be more than 0", "blend_bp.two": "this must be at most 10000",
        "panel_discounts": profile_inputs.DISCOUNT_TWICE, "markups_bp": profile_inputs.UNSTATED_KIND,
        "sublet_markup_bp": "this must be at least -10000", "management_fee_bp": "a whole number is wanted here",
        "taxes[0].on[0]": profile_inputs.UNKNOWN_TAX_BASE,
    }  # fmt: skip


def test_two_taxes_of_one_name_are_refused() -> None:
    tax = {"name": "VAT", "rate_bp": 100}
    with pytest.raises(ValidationError, match=profile_inputs.TAX_TWICE):
        NewRateProfile(valid_from=JANUARY, rates_minor={}, prices_include_tax=True, taxes=[tax, tax])


@pytest.mark.parametrize("lang", ["zh", "es"])
def test_what_a_profile_is_refused_for_and_why_one_is_taken_is_translated(lang: str) -> None:
    texts = [text for name, text in vars(profile_inputs).items() if name.isupper() and isinstance(text, str)]
    assert [text for text in [*texts, *WHY.values()] if translated(text, lang) is None] == []


DAYS = st.dates(date(2024, 1, 1), date(2024, 3, 1))
LASTING = st.tuples(DAYS, st.none() | st.integers(0, 40)).map(
    lambda told: Days(told[0], None if told[1] is None else told[0] + timedelta(days=told[1]))
)
SERIES = st.lists(LASTING, max_size=6, unique_by=lambda one: one.valid_from).map(
    lambda told: sorted(told, key=lambda one: one.valid_from)
)


@given(series=SERIES, on=DAYS)
def test_without_a_gap_a_profile_holds_on_every_day_between_the_first_and_the_last(
    series: list[Days], on: date
) -> None:
    held = holds_on(series, on)
    assert held is None or held.valid_from <= on <= (held.valid_until or on)
    open_days = bool(series) and series[0].valid_from <= on <= series[-1].valid_from
    if open_days and not list(gaps(series)):
        assert held is not None
    if open_days and held is None:
        assert list(gaps(series))


def test_a_strange_insurer_is_not_there(world: World) -> None:
    with pytest.raises(Refusal, match="no such insurer"):
        make_profile(world, insurer_id=999)
