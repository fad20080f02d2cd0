"""Rate profiles: the most specific one in force prices a quote, and none is ever overwritten."""

from __future__ import annotations

from datetime import date

import pytest

from claims.estimating.profiles import ProfileStands
from claims.estimating.queries import NoRateProfile, profile_for
from tests.estimating.make import World, make_profile


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


def test_before_its_first_profile_nothing_can_be_priced(world: World) -> None:
    make_profile(world)
    with pytest.raises(NoRateProfile, match="on 2023-12-31"):
        profile_for(world.session, world.shop.id, None, "VW", date(2023, 12, 31))


def test_a_profile_is_never_overwritten(world: World) -> None:
    make_profile(world)
    with pytest.raises(ProfileStands):
        make_profile(world)
