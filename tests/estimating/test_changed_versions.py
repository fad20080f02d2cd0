"""Versions of a claim whose supplements change agreed lines: changed, removed, and worths that add up to the cent."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from claims.estimating.claim_versions import compared_claim_versions, versions_of
from claims.estimating.inputs import SelfPay
from claims.estimating.queries import current_quotes, quote_lines, settled_lines
from claims.kernel.machine import StepRefused
from claims.lifecycle.models import Claim
from claims.people.roles import Role
from tests.estimating.changes import RENEWED, REPAIRED, agree_supplement, agreed_claim, drafted, found, ids_of, seen
from tests.estimating.make import BONNET, BUMPER, LAMP, OMITTED, World, make_profile
from tests.estimating.talks import faults

TAXED = {"taxes": [{"name": "VAT", "rate_bp": 1300, "on": ["part", "labor", "paint", "material", "other"]}],
         "prices_include_tax": False}  # fmt: skip
Told = tuple[list[tuple[int, int | None, int | None, int]], list[tuple[str, int]]]


def told(world: World, claim: Claim, before: str, after: str) -> Told:
    """The lines that differ (id, before, after, worth), and the rest; the worths are always the difference."""
    found = compared_claim_versions(world.session, claim.id, before, after)
    assert sum(one.worth.minor for one in [*found.lines, *found.rest]) == found.after.net.minor - found.before.net.minor
    amounts = [tuple(side.amount_minor if side else None for side in (x.before, x.after)) for x in found.lines]
    ids = [int((x.after or x.before).key.removeprefix("line:")) for x in found.lines]  # type: ignore[union-attr]
    lines = [(i, *pair, x.worth.minor) for i, pair, x in zip(ids, amounts, found.lines, strict=True)]
    return lines, [(one.kind, one.worth.minor) for one in found.rest]  # type: ignore[return-value]


def nets(world: World, claim: Claim) -> list[tuple[str, int, int]]:
    return [(x.label, x.priced.net.minor, x.net_supplement.minor) for x in versions_of(world.session, claim.id)]


def agreed_total(world: World, claim: Claim) -> int:
    """All that was agreed in the newest version, whoever pays, without tax."""
    lines = [one for quote in current_quotes(world.session, claim.id) for one in settled_lines(world.session, quote)]
    return sum((one.part_minor or 0) + (one.labor_minor or 0) + (one.paint_minor or 0) for one in lines)


def test_a_replaced_line_is_a_changed_one_worth_the_difference(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED)
    _, fender = ids_of(world, claim)
    q1 = agree_supplement(world, drafted(world, claim, {**RENEWED, "replaces_id": fender}, LAMP))
    lamp = ids_of(world, claim, 1)[1]
    assert told(world, claim, "E01", "S01") == ([(fender, 81000, 79000, -2000), (lamp, None, 223500, 223500)], [])
    assert nets(world, claim) == [("E01", 173600, 173600), ("S01", 173600 + 221500, 221500)]
    assert q1.total_minor == 221500
    changed = compared_claim_versions(world.session, claim.id, "E01", "S01").changed
    assert {"operation", "part_number", "part_kind", "hours_x100"} <= set(changed[0].fields)
    assert agreed_total(world, claim) == 92600 + 79000 + 223500


def test_a_removed_line_is_gone_and_a_chain_of_changes_is_one_line(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED, BONNET)
    _, fender, bonnet = ids_of(world, claim)
    agree_supplement(world, drafted(world, claim, {**RENEWED, "replaces_id": fender}, LAMP, removes=[bonnet]))
    assert told(world, claim, "E01", "S01")[0][0] == (bonnet, 93000, None, -93000)
    renewed = ids_of(world, claim, 1)[0]
    again = {**RENEWED, "labor_hours_x100": 250, "replaces_id": renewed}
    agree_supplement(world, drafted(world, claim, again, {**BONNET, "side": "left"}))
    assert told(world, claim, "S01", "S02")[0][0] == (fender, 79000, 85000, 6000)
    assert told(world, claim, "E01", "S02")[0][:2] == [(bonnet, 93000, None, -93000), (fender, 81000, 85000, 4000)]
    last = ids_of(world, claim, 2)[0]
    drafted(world, claim, {**LAMP, "side": "right_front"}, removes=[last])
    assert told(world, claim, "E01", "S03")[0][:2] == [(fender, 81000, None, -81000), (bonnet, 93000, None, -93000)]


def test_what_an_insurer_had_cut_of_a_line_that_fell_away_stands_below_the_lines(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED, answers=[{"unit_price_minor": 50000}])  # 926.00 cut to 644.00
    bumper, _ = ids_of(world, claim)
    quote = drafted(world, claim, {**BUMPER, "part_kind": "PAA", "replaces_id": bumper})
    assert told(world, claim, "E01", "S01") == ([(bumper, 92600, 92600, 0)], [("cut", 28200)])
    assert quote.total_minor == 28200


@pytest.mark.parametrize("profile", [None, TAXED])
def test_payers_and_taxes_come_out_too(world: World, profile: dict[str, object] | None) -> None:
    claim = agreed_claim(
        world, BUMPER, {**REPAIRED, "payer": "customer"}, LAMP, answers=[{}, OMITTED, OMITTED], profile=profile
    )
    _, fender, lamp = ids_of(world, claim)
    insured = {**RENEWED, "replaces_id": fender}  # the insurer pays it after all
    quote = drafted(world, claim, insured, removes=[lamp])
    payers = [(x.payer, x.amount_minor) for x in quote_lines(world.session, quote.id)]
    assert payers == [("customer", -81000), ("insurer", 79000), ("shop", -223500)]
    assert quote.subtotal_minor == 79000
    told(world, claim, "E01", "S01")
    assert versions_of(world.session, claim.id)[1].net_supplement.minor == quote.total_minor


def test_newer_rates_speak_of_what_stands_and_not_of_what_falls_away(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED)  # 4.20 h of body work at 120.00
    _, fender = ids_of(world, claim)
    make_profile(world, valid_from=date(2026, 5, 1), rates_minor={"LAB": 13000, "LAM": 13000, "LAR": 12000})
    quote = drafted(world, claim, {**RENEWED, "replaces_id": fender}, step="quote_at_newer_rates")
    amounts = [(x.labor_amount_minor, x.part_amount_minor) for x in quote_lines(world.session, quote.id)]
    assert amounts == [(-36000, 0), (26000, 10000), (1200, 0)]  # 1.20 h × 10.00 of the bumper alone
    told(world, claim, "E01", "S01")


def test_newer_rates_wait_for_another_supplement_that_changes_lines(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED)
    make_profile(world, valid_from=date(2026, 5, 1), rates_minor={"LAB": 13000, "LAM": 13000, "LAR": 12000})
    found(world, claim, removes=ids_of(world, claim)[1:])
    supplement = seen(world, claim, LAMP)
    with pytest.raises(StepRefused) as refused:
        world.take(supplement, "quote_at_newer_rates", Role.ESTIMATOR)
    assert faults(refused) == ["supplement S01 is about to change what was quoted before; let it end first"]


def test_what_newer_rates_raised_is_not_changed_behind_their_back(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED)
    bumper, _ = ids_of(world, claim)
    make_profile(world, valid_from=date(2026, 5, 1), rates_minor={"LAB": 13000, "LAM": 13000, "LAR": 12000})
    agree_supplement(world, drafted(world, claim, LAMP, step="quote_at_newer_rates"))
    with pytest.raises(StepRefused) as refused:
        found(world, claim, removes=[bumper])
    assert faults(refused) == [
        "E01 line 1, 前保险杠皮: S01 raised its rates on lines of their own, which do not say how much of them is this "
        "line's; change those lines instead"
    ]
    _, rise = ids_of(world, claim, 1)
    quote = drafted(world, claim, removes=[rise])
    assert quote.total_minor == -4200


def test_what_the_customer_paid_himself_took_nobodys_place(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED)
    _, fender = ids_of(world, claim)
    early = found(world, claim, {**RENEWED, "replaces_id": fender})
    world.take(early, "move_to_self_pay", Role.ADVISOR, data=SelfPay(consent="Li"))
    agree_supplement(world, drafted(world, claim, {**RENEWED, "labor_hours_x100": 250, "replaces_id": fender}))
    (own,) = ids_of(world, claim, 1)
    assert told(world, claim, "E01", "S02")[0] == [(fender, 81000, 85000, 4000), (own, None, 69000, 69000)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("profile", [None, TAXED])
def test_whatever_is_changed_and_removed_the_worths_and_the_totals_add_up(
    world: World, seed: int, profile: dict[str, object] | None
) -> None:
    chance = Random(seed)
    lines = [{**BUMPER, "labor_hours_x100": chance.randint(1, 400)} for _ in range(4)] + [REPAIRED, BONNET]
    cuts = [{"labor_minor": chance.randint(0, 100)} if chance.random() < 0.5 else {} for _ in lines]
    claim = agreed_claim(world, *lines, answers=cuts, profile=profile)
    standing = ids_of(world, claim)
    for number in range(1, 4):
        chance.shuffle(standing)
        replaced, removed, standing = standing[:2], standing[2 : 2 + chance.randint(0, 1)], standing[3:]
        new = [{**RENEWED, "labor_hours_x100": chance.randint(401, 900), "replaces_id": one} for one in replaced]
        quote = drafted(world, claim, *new, {**LAMP, "labor_hours_x100": number}, removes=removed)
        before = agreed_total(world, claim)
        agree_supplement(world, quote)
        assert agreed_total(world, claim) == before + quote.subtotal_minor
        standing += ids_of(world, claim, number)
    labels = [label for label, _, _ in nets(world, claim)]
    for left in labels:
        for right in labels:
            told(world, claim, left, right)
    assert [supplement for _, _, supplement in nets(world, claim)] == [
        quote.total_minor for quote in current_quotes(world.session, claim.id)
    ]
