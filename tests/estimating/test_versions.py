"""E01 and its supplements: locks, lines shown negative and positive, corrections, newer rates, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from claims.estimating.estimate import Betterment, CostKind, Estimate, EstimateLine, Payer, PriorDamage
from claims.estimating.pricing import RateMissing, Tax
from claims.estimating.sheets import LaborKind
from claims.estimating.version_differences import Rest
from claims.estimating.versions import (
    Chain,
    Correction,
    Supplement,
    VersionFaulty,
    VersionLocked,
    VersionOpen,
    corrected,
    label_after,
    locked,
    opened,
    supplemented,
)
from claims.estimating.worksheet import priced
from claims.estimating.worksheet_faults import EstimateFaulty
from claims.kernel.amounts import Share
from claims.kernel.errors import NotFound
from claims.kernel.money import Money
from tests.estimating.estimates import american, chinese, estimate, full, hours, line, usd

BUMPER = line(1, text="bumper", unit_price=usd("400.00"), hours=hours("2"))
FENDER = line(2, text="fender", hours=hours("3"), refinish_hours=hours("2"))
LAMP = line(3, text="lamp", unit_price=usd("250.00"), hours=hours("0.5"))
TAXED = american(taxes=(Tax("state", Share.percent("6")), Tax("county", Share.percent("2"))))


def e01(*lines: EstimateLine, **more: Any) -> Chain:
    """A locked first version: 400.00 + 180.00, and 270.00 + 120.00 for the fender."""
    told = estimate(*(lines or (BUMPER, FENDER)), **more)
    return locked(opened(told, TAXED))


def s01(chain: Chain | None = None, **told: Any) -> Chain:
    return supplemented(chain or e01(), Supplement(**told))


def rows(chain: Chain, label: str) -> list[tuple[str, str, str]]:
    return [(one.mark, one.line.text, str(one.amount)) for one in chain.entries(label)]


def faults(chain: Chain, **told: Any) -> list[str]:
    with pytest.raises(VersionFaulty) as refused:
        supplemented(chain, Supplement(**told))
    return [str(fault) for fault in refused.value.faults]


def test_the_first_version_is_open_until_it_is_sent_and_its_net_is_its_own_supplement() -> None:
    chain = opened(estimate(BUMPER, FENDER), TAXED)
    assert (chain.newest.label, chain.newest.locked, str(chain.newest.net)) == ("E01", False, "1047.60")
    assert (locked(chain).newest.locked, chain.entries("E01"), str(chain.net_supplement("E01"))) == (
        True, (), "1047.60",
    )  # fmt: skip
    with pytest.raises(VersionLocked, match="E01"):
        locked(locked(chain))


def test_a_supplement_adds_a_line_and_its_net_is_the_difference_to_the_net_before() -> None:
    chain = s01(added=[LAMP])
    assert rows(chain, "S01") == [("S01", "lamp", "295.00")]
    assert [each.version for each in chain.newest.estimate.lines] == ["", "", "S01"]
    assert (str(chain.newest.net), str(chain.net_supplement("S01"))) == ("1366.20", "318.60")
    compared = chain.compare("E01", "S01")
    assert [(each.kind, each.name, str(each.worth)) for each in compared.rest] == [
        (Rest.TAX, "state", "17.70"), (Rest.TAX, "county", "5.90"),
    ]  # fmt: skip
    assert str(compared.net_difference) == "318.60"


def test_a_changed_line_is_shown_negative_and_then_positive_with_its_mark() -> None:
    chain = s01(changed=[replace(BUMPER, hours=hours("3"))], removed=[2])
    assert rows(chain, "S01") == [
        ("S01", "fender", "-390.00"), ("S01", "bumper", "-580.00"), ("S01", "bumper", "670.00"),
    ]  # fmt: skip
    compared = chain.compare("E01", "S01")
    assert [(one.fields, str(one.worth)) for one in compared.lines] == [((), "-390.00"), (("hours",), "90.00")]
    assert str(chain.net_supplement("S01")) == "-324.00"
    assert [(one.position, one.version) for one in chain.newest.estimate.lines] == [(1, "S01")]


def test_the_versions_before_stay_as_they_were_and_any_two_can_be_compared() -> None:
    first = e01()
    chain = s01(locked(s01(first, added=[LAMP])), removed=[3])
    assert [version.label for version in chain.versions] == ["E01", "S01", "S02"]
    assert chain.version("E01") == first.newest
    assert chain.compare("E01", "S02").net_difference == usd("0.00")
    assert chain.compare("E01", "S02").lines == ()
    assert str(chain.compare("S02", "S01").net_difference) == "318.60"
    with pytest.raises(NotFound, match="version"):
        chain.compare("E01", "S09")


def test_the_rates_of_the_first_version_stay_in_force() -> None:
    chain = s01(added=[LAMP])
    assert (chain.newest.rates, chain.newest.newer_rates) == (TAXED, None)


def test_newer_rates_stand_on_lines_of_their_own_and_move_no_other_line() -> None:
    newer = replace(TAXED, rates=TAXED.rates | {LaborKind.BODY: usd("95.00"), LaborKind.REFINISH: usd("58.00")})
    chain = s01(added=[LAMP], newer_rates=newer)
    assert rows(chain, "S01") == [
        ("S01", "lamp", "295.00"), ("S01", "LAB", "27.50"), ("S01", "LAR", "-4.00"),  # 5.5 h × 5.00, 2 h × −2.00
    ]  # fmt: skip
    assert chain.newest.priced.lines[3].said["rate"] == usd("90.00")
    assert chain.newest.priced.lines[3].said["newer_rate"] == usd("95.00")
    assert chain.newest.net == priced(chain.newest.estimate, newer).net
    later = s01(locked(chain), removed=[2])  # they hold from then on
    assert rows(later, "S02") == [
        ("S02", "fender", "-390.00"), ("S02", "LAR", "4.00"), ("S02", "LAB", "-27.50"), ("S02", "LAB", "12.50"),
    ]  # fmt: skip


def test_work_for_which_the_first_version_had_no_rate_takes_the_newer_one() -> None:
    aluminum = line(4, text="rail", hours=hours("1"), labor_kind=LaborKind.ALUMINUM)
    with pytest.raises(RateMissing):
        s01(added=[aluminum])
    newer = replace(TAXED, rates={LaborKind.ALUMINUM: usd("140.00")})  # and none for body work, whose old one holds
    assert rows(s01(added=[aluminum], newer_rates=newer), "S01") == [("S01", "rail", "140.00")]


def test_taxes_caps_and_what_others_bear_have_rows_of_their_own() -> None:
    gain = Betterment(amount=usd("50.00"))
    chain = locked(opened(estimate(replace(BUMPER, betterment=gain), FENDER, deductible=usd("100.00")), full()))
    chain = supplemented(chain, Supplement(
        added=[line(3, refinish_hours=hours("20")), line(4, cost=usd("9.00"), cost_kind=CostKind.OTHER,
               payer=Payer.CUSTOMER), line(5, unit_price=usd("5.00"), prior_damage=PriorDamage.RELATED),
               line(6, unit_price=usd("7.00"), prior_damage=PriorDamage.UNRELATED)],
        changed=[BUMPER], deductible=usd("150.00"), customer_share=usd("10.00"),
    ))  # fmt: skip
    compared = chain.compare("E01", "S01")
    found = {each.kind for each in compared.rest}
    assert found == set(Rest) - {Rest.OTHERS_SHARE, Rest.CUT}
    assert {each.name for each in compared.rest if each.kind is Rest.SHARED} >= {"MAPA", "MAHW"}
    assert compared.net_difference == chain.net_supplement("S01")
    assert compared.total_difference == chain.newest.worksheet.total - chain.version("E01").worksheet.total
    assert compared.added[3].worth == usd("0.00")  # unrelated damage is a bill of its own


def test_a_correction_mends_names_and_numbers_of_every_version_and_no_figure() -> None:
    chain = locked(s01(added=[LAMP]))
    mended = corrected(chain, Correction(
        plate="京A12345", vin="LSVAG2180E2100001", claim_number="C-7", names={1: "bumper cover"}, reason="misread",
        by="Li", at=datetime(2026, 5, 11, tzinfo=UTC),
    ))  # fmt: skip
    assert mended.versions == chain.versions
    assert [label for label, _ in mended.corrections] == ["S01"]
    for label in ("E01", "S01"):
        shown = mended.shown(label)
        assert (shown.plate, shown.vin, shown.claim_number) == ("京A12345", "LSVAG2180E2100001", "C-7")
        assert shown.lines[0].text == "bumper cover"
        assert priced(shown, TAXED).net == chain.version(label).net
    assert mended.shown("E01").lines[1].text == "fender"
    later = supplemented(mended, Supplement(removed=[3]))
    assert str(later.net_supplement("S02")) == "-318.60"
    with pytest.raises(VersionFaulty) as refused:
        corrected(chain, Correction(names={9: "x"}))
    assert [str(fault) for fault in refused.value.faults] == ["line 9 does not stand in S01"]


def test_an_unlocked_version_is_not_supplemented() -> None:
    with pytest.raises(VersionOpen, match="E01 is not locked"):
        supplemented(opened(estimate(BUMPER), TAXED), Supplement(added=[LAMP]))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"added": [BUMPER]}, "line 1 stands in E01 already; change it instead of adding it"),
        ({"added": [LAMP, LAMP]}, "line 3 is named twice"),
        ({"changed": [replace(BUMPER, hours=hours("1"))], "removed": [1]}, "line 1 is named twice"),
        ({"changed": [LAMP]}, "line 3 does not stand in E01"),
        ({"removed": [3]}, "line 3 does not stand in E01"),
        ({"added": [replace(LAMP, version="S02")]},
         "line 3 is marked as of version S02 and cannot stand in S01 as well"),
        ({"changed": [replace(BUMPER, text="x")]},
         "line 1 changes nothing that money hangs on; record a correction instead"),
        ({}, "a supplement changes money; for a name, a plate or a number record a correction"),
        ({"newer_rates": chinese()}, "the newer rates are in CNY, the versions in USD"),
        ({"newer_rates": american(prices_include_tax=True)},
         "the newer rates and those in force disagree on whether prices include tax; convert one of them first"),
    ],
)  # fmt: skip
def test_what_cannot_become_a_version_is_refused(told: dict[str, Any], said: str) -> None:
    assert said in faults(e01(), **told)


def test_every_fault_is_told_at_once_and_a_removed_line_leaves_its_position_for_good() -> None:
    chain = locked(s01(removed=[2]))
    assert faults(chain, added=[FENDER, BUMPER], removed=[7]) == [
        "line 2 stood in an earlier version; give the new one another position",
        "line 1 stands in S01 already; change it instead of adding it", "line 7 does not stand in S01",
    ]  # fmt: skip


def test_a_line_in_another_currency_is_refused() -> None:
    with pytest.raises(EstimateFaulty) as refused:
        s01(added=[line(3, unit_price=Money(100, "EUR"))])
    assert "EUR" in str(refused.value.faults[0])


def test_two_lines_of_one_position_are_no_version() -> None:
    with pytest.raises(VersionFaulty):
        opened(estimate(BUMPER, BUMPER), TAXED)


def test_supplements_are_numbered_on() -> None:
    assert [label_after(label) for label in ("E01", "S01", "S09", "S99")] == ["S01", "S02", "S10", "S100"]


def test_a_supplement_no_longer_bears_what_a_file_printed_for_the_version_before() -> None:
    printed = Estimate(currency="USD", lines=(BUMPER,), reported=("tenths",))
    assert s01(locked(opened(printed, TAXED)), added=[LAMP]).newest.estimate.reported == ()
