"""The bill: worked examples to the cent, and that lines and accounts add up whatever comes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.kernel.money import Money
from claims.lifecycle.models import INSURED, Cover
from claims.settlement.bill import Bill, Charge, Concession, Tax, Terms
from claims.settlement.sharing import make_bill, with_taxes

OWN, OTHER, CUSTOMER = 1, 2, 3
VAT = Tax("VAT", 1300)


def legs(*, deductible: int = 0, limit: int | None = 200_000, share: int = 10_000) -> list[Terms]:
    """Own damage, the other party's compulsory cover, and the customer."""
    return [
        Terms(OWN, Cover.OWN_DAMAGE, share_bp=share, deductible_minor=deductible),
        Terms(OTHER, Cover.COMPULSORY_OTHER, limit_minor=limit),
        Terms(CUSTOMER, Cover.CUSTOMER),
    ]


def lines(*amounts: int, payer: str = "insurer", leg_id: int | None = None, first: int = 1) -> list[Charge]:
    return [Charge(first + i, f"line {first + i}", payer, amount, leg_id, "part") for i, amount in enumerate(amounts)]


def bill(charges: list[Charge], terms: list[Terms] | None = None, *concessions: Concession) -> Bill:
    return make_bill(charges, legs() if terms is None else terms, concessions, currency="CNY")


def portions(found: Bill, line_id: int) -> dict[int | None, int]:
    line = next(x for x in found.lines if x.charge.line_id == line_id)
    return {p.party.leg_id: p.net_minor for p in line.portions}


def test_the_compulsory_cover_pays_first_and_the_own_damage_cover_the_rest() -> None:
    found = bill(lines(500_000, 333_333))
    assert found.account(OTHER).due_minor == 200_000
    assert found.account(OWN).due_minor == 633_333
    assert found.account(CUSTOMER).due_minor == 0
    # 2,000.00 over 5,000.00 and 3,333.33 is 1,200.00048 and 799.99952: the largest remainder gets the odd cent
    assert portions(found, 1) == {OWN: 380_000, OTHER: 120_000}
    assert portions(found, 2) == {OWN: 253_333, OTHER: 80_000}


def test_a_bill_below_the_compulsory_limit_leaves_nothing_for_the_other_covers() -> None:
    found = bill(lines(150_000))
    assert (found.account(OTHER).due_minor, found.account(OWN).due_minor) == (150_000, 0)


def test_a_deductible_moves_to_the_customer_and_stays_visible() -> None:
    found = bill(lines(500_000, 300_000), legs(deductible=50_000))
    own, customer = found.account(OWN), found.account(CUSTOMER)
    assert (own.own_minor, own.deductible_minor, own.due_minor) == (600_000, -50_000, 550_000)
    assert (customer.own_minor, customer.deductible_minor, customer.due_minor) == (0, 50_000, 50_000)
    assert portions(found, 1) == {OWN: 343_750, OTHER: 125_000, CUSTOMER: 31_250}


def test_a_deductible_takes_no_more_than_the_leg_pays() -> None:
    found = bill(lines(210_000), legs(deductible=50_000))
    assert found.account(OWN).due_minor == 0
    assert found.account(CUSTOMER).due_minor == 10_000


def bettered(amount: int, betterment: int, **more: Any) -> Charge:
    return replace(lines(amount, **more)[0], betterment_minor=betterment)


def test_betterment_is_the_customers_before_any_cover_pays_and_is_named_so() -> None:
    # a tire of 1,000.00 with 30 % of betterment: 700.00 are asked for, of which the deductible is 500.00
    found = bill([bettered(100_000, 30_000)], legs(deductible=50_000, limit=0))
    own, customer = found.account(OWN), found.account(CUSTOMER)
    assert (own.own_minor, own.deductible_minor, own.due_minor) == (70_000, -50_000, 20_000)
    assert (customer.own_minor, customer.betterment_minor, customer.deductible_minor) == (0, 30_000, 50_000)
    assert (customer.due_minor, found.total_minor) == (80_000, 100_000)
    assert {p.party.leg_id: p.betterment_minor for p in found.lines[0].portions} == {OWN: 0, CUSTOMER: 30_000}


def test_a_limit_is_used_up_by_what_is_asked_for_only() -> None:
    found = bill([bettered(250_000, 60_000), *lines(20_000, first=2)])
    assert (found.account(OTHER).due_minor, found.account(OWN).due_minor) == (200_000, 10_000)
    assert (found.account(CUSTOMER).betterment_minor, found.account(CUSTOMER).uncovered_minor) == (60_000, 0)


def test_no_tax_is_put_on_a_betterment() -> None:
    (charge,) = with_taxes([bettered(100_000, 30_000)], [VAT])
    found = bill([charge], legs(limit=0))
    # as in the worksheet: 1,130.00 − 300.00
    assert (found.account(OWN).due_minor, found.account(CUSTOMER).due_minor) == (83_000, 30_000)


def test_a_betterment_stays_apart_from_a_leg_that_the_customer_took_over_and_may_be_the_whole_line() -> None:
    terms = [Terms(1, Cover.OWN_DAMAGE, taken_over=True), Terms(3, Cover.CUSTOMER)]
    found = bill([bettered(10_000, 4_000), bettered(500, 500, first=2)], terms)
    customer = found.account(3)
    assert (customer.betterment_minor, customer.taken_over_minor, customer.due_minor) == (4_500, 6_000, 10_500)
    assert found.account(1).due_minor == 0


def test_shares_below_the_whole_leave_the_rest_to_the_customer() -> None:
    terms = [Terms(1, Cover.THIRD_PARTY, share_bp=7_000), Terms(3, Cover.CUSTOMER)]
    found = bill(lines(99_999), terms)
    assert found.account(1).due_minor == 69_999  # 69,999.3
    assert found.account(3).uncovered_minor == 30_000


def test_two_covers_share_by_the_largest_remainder() -> None:
    terms = [Terms(1, Cover.OWN_DAMAGE, 6_667), Terms(2, Cover.THIRD_PARTY, 3_333), Terms(3, Cover.CUSTOMER)]
    found = bill(lines(100), terms)
    assert (found.account(1).due_minor, found.account(2).due_minor) == (67, 33)


def test_two_covers_that_both_pay_everything_share_evenly() -> None:
    terms = [Terms(1, Cover.OWN_DAMAGE), Terms(2, Cover.SUBROGATION), Terms(3, Cover.CUSTOMER)]
    found = bill(lines(101), terms)
    assert (found.account(1).due_minor, found.account(2).due_minor) == (51, 50)


def test_what_is_beyond_a_policy_limit_is_the_customers() -> None:
    terms = [Terms(1, Cover.OWN_DAMAGE, limit_minor=40_000), Terms(3, Cover.CUSTOMER)]
    found = bill(lines(100_000), terms)
    assert found.account(1).due_minor == 40_000
    assert found.account(3).uncovered_minor == found.account(3).due_minor == 60_000


def test_a_line_named_for_the_compulsory_cover_uses_its_limit_first_and_overflows_to_the_others() -> None:
    found = bill([*lines(250_000, leg_id=OTHER), *lines(100_000, first=2)])
    assert portions(found, 1) == {OTHER: 200_000, OWN: 50_000}
    assert portions(found, 2) == {OWN: 100_000}


def test_self_pay_lines_the_shops_lines_and_warranty_lines_go_to_whom_they_belong() -> None:
    charges = [*lines(100), *lines(70, payer="customer", first=2), *lines(50, payer="shop", first=3),
               *lines(30, payer="warranty", first=4)]  # fmt: skip
    found = bill(charges)
    assert found.account(CUSTOMER).own_minor == 70
    assert found.account(cover=Cover.SHOP).due_minor == 50
    assert found.account(cover=Cover.MANUFACTURER).due_minor == 30
    assert found.total_minor == 250


def test_a_leg_that_the_customer_took_over_is_paid_by_him_without_deductible() -> None:
    terms = [Terms(1, Cover.OWN_DAMAGE, deductible_minor=500, taken_over=True), Terms(3, Cover.CUSTOMER)]
    found = bill(lines(10_000), terms)
    assert found.account(1).due_minor == 0
    assert (found.account(3).taken_over_minor, found.account(3).due_minor) == (10_000, 10_000)


def test_an_approved_discount_is_taken_off_its_payer_only() -> None:
    charges = [*lines(300_000), *lines(10_000, 5_000, payer="customer", first=2)]
    found = bill(charges, None, Concession(None, 1_000))
    customer = found.account(CUSTOMER)
    assert (customer.gross_minor, customer.discount_minor, customer.due_minor) == (15_000, 1_000, 14_000)
    assert portions(found, 2) == {CUSTOMER: 9_333}
    assert portions(found, 3) == {CUSTOMER: 4_667}
    assert found.account(OTHER).due_minor + found.account(OWN).due_minor == 300_000
    assert found.total_minor == 314_000


def test_a_discount_beyond_what_the_payer_owes_is_a_fault_and_never_makes_money_negative() -> None:
    found = bill(lines(1_000, payer="customer"), None, Concession(CUSTOMER, 1_500))
    assert found.account(CUSTOMER).due_minor == 0
    assert [fault.values["discount"] for fault in found.faults] == [Money(1_500)]


def test_a_compulsory_cover_without_a_known_limit_is_a_fault() -> None:
    found = bill(lines(100_000), legs(limit=None))
    assert found.account(OTHER).due_minor == 0
    assert [fault.where for fault in found.faults] == ["leg:2"]


def test_contained_taxes_of_the_payers() -> None:
    found = make_bill(lines(113_00, 226_00), legs(limit=100_00), currency="CNY", taxes=[VAT])
    assert found.contained_taxes() == [("VAT", 39_00)]
    assert found.contained_taxes(found.account(OTHER).party) == [("VAT", 11_50)]  # 100.00 × 13 / 113 = 11.504…


def test_taxes_on_top_are_spread_over_the_lines_that_bear_them() -> None:
    charges = [*lines(100_00, 0, 33_33), Charge(9, "work", "customer", 50_00, None, "labor")]
    taxed = with_taxes(charges, [Tax("on parts", 700, frozenset({"part"}))])
    assert [c.amount_minor for c in taxed] == [107_00, 0, 35_66, 50_00]  # 7 % of 133.33 is 9.3331


@pytest.mark.parametrize(
    "wrong",
    [
        lines(-1),
        lines(5, payer="nobody"),
        lines(5, leg_id=CUSTOMER),
        lines(5, leg_id=99),
        [*lines(5), *lines(5)],
        [bettered(5, 6)],
        [bettered(5, -1)],
        [bettered(5, 1, payer="customer")],
    ],
)
def test_no_bill_is_made_of_absurd_lines(wrong: list[Charge]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        bill(wrong)


def test_a_bill_that_does_not_add_up_cannot_exist() -> None:
    good = bill(lines(1_000))
    with pytest.raises(ValueError, match="has no account"):
        Bill(good.currency, good.lines, tuple(a for a in good.accounts if a.party.leg_id != OTHER))
    with pytest.raises(ValueError, match="add up to its account"):
        Bill(good.currency, good.lines, tuple(replace(a, own_minor=a.own_minor + 1) for a in good.accounts))
    with pytest.raises(ValueError, match="betterment of line 1"):
        Bill(good.currency, tuple(replace(x, charge=bettered(1_000, 1)) for x in good.lines), good.accounts)
    worse = tuple(replace(a, own_minor=a.own_minor - 1, betterment_minor=1) for a in good.accounts)
    with pytest.raises(ValueError, match="betterments of"):
        Bill(good.currency, good.lines, worse)
    with pytest.raises(ValueError, match="add up to it"):
        Bill(good.currency, tuple(replace(x, portions=()) for x in good.lines), good.accounts)


COVERS = st.sampled_from([Cover.OWN_DAMAGE, Cover.COMPULSORY_OTHER, Cover.THIRD_PARTY, Cover.SUBROGATION])
AMOUNTS = st.integers(0, 10**9)
INSURED_TERMS: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    cover=COVERS,
    share_bp=st.integers(0, 10_000),
    limit_minor=st.none() | st.integers(0, 10**7),
    deductible_minor=st.integers(0, 10**6),
    taken_over=st.booleans(),
)


@given(data=st.data(), terms=st.lists(INSURED_TERMS, max_size=4))
def test_lines_and_accounts_add_up_in_both_directions(data: st.DataObject, terms: list[dict[str, Any]]) -> None:
    all_legs = [Terms(leg_id=i + 1, **one) for i, one in enumerate(terms)] + [Terms(9, Cover.CUSTOMER)]
    insured = [leg.leg_id for leg in all_legs if leg.cover in INSURED]
    charges = []
    for i, amount in enumerate(data.draw(st.lists(AMOUNTS, max_size=8))):
        payer = data.draw(st.sampled_from(["insurer", "customer", "shop", "warranty"]))
        leg = data.draw(st.sampled_from([None, *insured])) if payer == "insurer" else None
        kind = data.draw(st.sampled_from(["part", "labor"]))
        betterment = data.draw(st.integers(0, amount)) if payer == "insurer" else 0
        charges.append(Charge(i, "line", payer, amount, leg, kind, betterment))
    given_legs = st.sampled_from([None, *(leg.leg_id for leg in all_legs)])
    less = data.draw(st.lists(st.builds(Concession, given_legs, st.integers(0, 10**7)), max_size=3))
    found = make_bill(charges, all_legs, less, currency="CNY", taxes=[VAT])

    assert found.gross_minor == sum(c.amount_minor for c in charges)
    assert sum(a.due_minor for a in found.accounts) == found.total_minor
    assert sum(p.net_minor for x in found.lines for p in x.portions) == found.total_minor
    assert all(a.due_minor >= 0 for a in found.accounts)
    assert found.account(9).betterment_minor == sum(c.betterment_minor for c in charges)
    for one in all_legs:
        if one.limit_minor is not None and one.cover in INSURED:
            assert found.account(one.leg_id).own_minor <= one.limit_minor
