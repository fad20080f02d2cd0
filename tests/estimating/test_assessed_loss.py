"""The assessed loss, and what the covers pay of it by the edition of the clauses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.estimating.assessed_loss import (
    AssessedLoss,
    ClauseEdition,
    LossFaulty,
    NoPlaceInLoss,
    OwnDamageCover,
    TaxOutside,
    assessed,
    own_damage_payout,
    third_party_payout,
)
from claims.estimating.estimate import CostKind, Payer, PriorDamage
from claims.estimating.pricing import Tax
from claims.estimating.sheets import PartKind
from claims.estimating.worksheet import priced
from claims.kernel.amounts import Quantity, Share
from claims.kernel.money import Money
from tests.estimating.estimates import american, chinese, estimate, hours, line, usd

OLD, NEW = ClauseEdition.OF_2014, ClauseEdition.OF_2020
NONE = Money(0)


def yuan(text: str) -> Money:
    return Money.of(text)


def percent(text: str) -> Share:
    return Share.percent(text)


def test_the_assessed_loss_is_what_is_replaced_done_and_rescued_less_salvage() -> None:
    work = estimate(
        line(1, unit_price=yuan("2000.00"), part_kind=PartKind.ORIGINAL, hours=hours("1.5")),
        line(2, paint_panels=Quantity.of("2")),
        line(3, cost=yuan("80.00"), cost_kind=CostKind.AUXILIARY),
        line(4, cost=yuan("300.00"), cost_kind=CostKind.TOWING),
        line(5, cost=yuan("500.00"), cost_kind=CostKind.SUBLET),
        line(6, unit_price=yuan("999.00"), payer=Payer.CUSTOMER),
        line(7, unit_price=yuan("999.00"), prior_damage=PriorDamage.RELATED),
        line(8, unit_price=yuan("999.00"), prior_damage=PriorDamage.UNRELATED),
        currency="CNY",
    )
    loss = assessed(work, priced(work, chinese()), rescue=yuan("100.00"), salvage=yuan("150.00"))
    assert loss == AssessedLoss(
        parts=yuan("2000.00"), labor=yuan("1580.00"), auxiliary=yuan("80.00"), management_fee=NONE,
        rescue=yuan("400.00"), salvage=yuan("150.00"),
    )  # fmt: skip
    assert str(loss.total) == "3910.00"


def test_the_management_fee_is_part_of_the_loss() -> None:
    work = estimate(line(1, unit_price=yuan("1000.00"), hours=hours("2")), currency="CNY")
    loss = assessed(work, priced(work, chinese(management_fee=percent("5"))), rescue=NONE, salvage=NONE)
    assert (str(loss.management_fee), str(loss.total)) == ("62.00", "1302.00")


def test_costs_that_have_no_place_in_a_loss_are_named() -> None:
    work = estimate(
        line(1, cost=yuan("1.00"), cost_kind=CostKind.STORAGE), line(2, cost=yuan("1.00"), cost_kind=CostKind.OTHER),
        currency="CNY",
    )  # fmt: skip
    with pytest.raises(NoPlaceInLoss, match="no place for other, storage;"):
        assessed(work, priced(work, chinese()), rescue=NONE, salvage=NONE)


def test_prices_without_tax_are_no_assessed_loss() -> None:
    work = estimate(line(1, unit_price=usd("1.00")))
    sheet = priced(work, american(taxes=(Tax("state", percent("7")),)))
    with pytest.raises(TaxOutside):
        assessed(work, sheet, rescue=Money(0, "USD"), salvage=Money(0, "USD"))


def test_a_salvage_below_zero_or_in_another_currency_is_refused() -> None:
    work = estimate(line(1, unit_price=yuan("1.00")), currency="CNY")
    with pytest.raises(LossFaulty) as refused:
        assessed(work, priced(work, chinese()), rescue=usd("1.00"), salvage=Money(-1))
    assert [(fault.where, str(fault)) for fault in refused.value.faults] == [
        ("rescue", "USD stands in an estimate in CNY; convert it first"),
        ("salvage", "an amount cannot be below zero"),
    ]


@pytest.mark.parametrize(
    ("repair", "recovered", "liability", "absolute", "amount", "pays"),
    [
        ("10000.00", "0", "0", [], "0", "10000.00"),
        ("10000.00", "2000.00", "0", [], "0", "8000.00"),
        ("10000.00", "0", "5", [], "0", "9500.00"),
        ("10000.00", "0", "10", [], "0", "9000.00"),
        ("10000.00", "0", "15", [], "0", "8500.00"),
        ("10000.00", "0", "20", [], "0", "8000.00"),
        ("10000.00", "0", "30", [], "0", "7000.00"),  # the third party is unknown
        ("10000.00", "2000.00", "20", ["5", "10"], "500.00", "4940.00"),  # 8000 × 0.80 × 0.85 − 500
        ("333.33", "0", "15", ["5"], "0", "269.16"),  # 269.163975
        ("100.01", "0", "5", ["10"], "0.01", "85.50"),  # 85.50855 − 0.01 = 85.49855
        ("100.00", "0", "20", [], "80.01", "0.00"),
        ("100.00", "100.01", "0", [], "0", "0.00"),
    ],
)
def test_own_damage_by_the_2014_clauses(
    repair: str, recovered: str, liability: str, absolute: list[str], amount: str, pays: str
) -> None:
    cover = OwnDamageCover(
        edition=OLD, liability_deductible=percent(liability), absolute_rates=[percent(each) for each in absolute],
        absolute_amount=yuan(amount),
    )  # fmt: skip
    assert str(own_damage_payout(yuan(repair), yuan(recovered), cover)) == pays


@pytest.mark.parametrize(
    ("repair", "recovered", "rider", "amount", "pays"),
    [
        ("10000.00", "0", [], None, "10000.00"),
        ("10000.00", "2000.00", [], "500.00", "7500.00"),
        ("10000.00", "2000.00", ["10"], "500.00", "6750.00"),  # the amount first, then the rate
        ("333.33", "0", ["15"], None, "283.33"),  # 283.3305
        ("100.00", "0", ["5"], "100.01", "0.00"),
    ],
)
def test_own_damage_by_the_2020_clauses(
    repair: str, recovered: str, rider: list[str], amount: str | None, pays: str
) -> None:
    cover = OwnDamageCover(
        edition=NEW, absolute_rates=[percent(each) for each in rider],
        absolute_amount=yuan(amount) if amount is not None else None,
    )  # fmt: skip
    assert str(own_damage_payout(yuan(repair), yuan(recovered), cover)) == pays


@pytest.mark.parametrize(
    ("loss", "compulsory", "fault", "pays"),
    [
        ("10000.00", "2000.00", "70", "5600.00"),
        ("10000.00", "2000.00", "100", "8000.00"),
        ("2333.33", "2000.00", "50", "166.67"),  # 166.665
        ("1500.00", "2000.00", "100", "0.00"),
        ("10000.00", "100.00", "0", "0.00"),
    ],
)
def test_third_party(loss: str, compulsory: str, fault: str, pays: str) -> None:
    assert str(third_party_payout(yuan(loss), yuan(compulsory), percent(fault))) == pays


def test_everything_that_cannot_be_is_told_at_once() -> None:
    cover = OwnDamageCover(edition=NEW, liability_deductible=percent("5"),
                           absolute_rates=[percent("60"), percent("-1"), percent("101")],
                           absolute_amount=usd("1.00"))  # fmt: skip
    with pytest.raises(LossFaulty) as refused:
        own_damage_payout(Money(-1), NONE, cover)
    assert [(fault.where, str(fault)) for fault in refused.value.faults] == [
        ("repair", "an amount cannot be below zero"),
        ("absolute_amount", "USD stands in an estimate in CNY; convert it first"),
        ("absolute_rates[1]", "a share must be from 0 to 100 percent"),
        ("absolute_rates[2]", "a share must be from 0 to 100 percent"),
        ("absolute_rates", "the absolute rates come to more than 100 percent"),
        ("liability_deductible",
         "the 2020 clauses know no deductible by fault; leave it out or choose the 2014 edition"),
    ]  # fmt: skip


def test_a_share_of_fault_above_all_is_refused() -> None:
    with pytest.raises(LossFaulty):
        third_party_payout(NONE, NONE, Share(10_001))


AMOUNTS = st.builds(Money, st.integers(0, 10**9))
SHARES = st.builds(Share, st.integers(0, 5_000))


@st.composite
def covers(draw: st.DrawFn) -> OwnDamageCover:
    edition = draw(st.sampled_from(ClauseEdition))
    told: dict[str, Any] = {"absolute_rates": draw(st.lists(SHARES, max_size=2)), "absolute_amount": draw(AMOUNTS)}
    if edition is OLD:
        told["liability_deductible"] = draw(SHARES)
    return OwnDamageCover(edition=edition, **told)


@given(repair=AMOUNTS, recovered=AMOUNTS, cover=covers())
def test_no_more_is_paid_than_the_loss_less_what_was_recovered(
    repair: Money, recovered: Money, cover: OwnDamageCover
) -> None:
    pays = own_damage_payout(repair, recovered, cover)
    assert 0 <= pays.minor <= max(0, repair.minor - recovered.minor)


@given(repair=AMOUNTS, recovered=AMOUNTS, cover=covers(), more=st.integers(0, 10**8), rate=SHARES)
def test_more_deductible_never_pays_more(
    repair: Money, recovered: Money, cover: OwnDamageCover, more: int, rate: Share
) -> None:
    pays = own_damage_payout(repair, recovered, cover)
    amount = Money((cover.absolute_amount or NONE).minor + more)
    dearer = OwnDamageCover(edition=cover.edition, liability_deductible=cover.liability_deductible,
                            absolute_rates=cover.absolute_rates, absolute_amount=amount)  # fmt: skip
    assert own_damage_payout(repair, recovered, dearer) <= pays
    stricter = OwnDamageCover(edition=cover.edition, liability_deductible=cover.liability_deductible,
                              absolute_rates=[*cover.absolute_rates[:1], rate] if not cover.absolute_rates[1:]
                              else cover.absolute_rates, absolute_amount=cover.absolute_amount)  # fmt: skip
    assert own_damage_payout(repair, recovered, stricter) <= pays


@given(loss=AMOUNTS, compulsory=AMOUNTS, fault=st.integers(0, 10_000), less=st.integers(0, 10_000))
def test_third_parties_get_no_more_than_their_loss_and_less_for_less_fault(
    loss: Money, compulsory: Money, fault: int, less: int
) -> None:
    pays = third_party_payout(loss, compulsory, Share(fault))
    assert 0 <= pays.minor <= loss.minor
    assert third_party_payout(loss, compulsory, Share(max(0, fault - less))) <= pays
