"""Supplements that replace or remove what was agreed: what is refused, given back, quoted, answered and remembered."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from claims.estimating.changed_lines import CannotChange
from claims.estimating.confirmations import confirm_prices
from claims.estimating.damage import SupplementClosed, add_damage_line, remove_lines
from claims.estimating.damage_inputs import (
    ChangeQuoteLine,
    ConfirmedPrice,
    ConfirmedPrices,
    NewDamageLine,
    RemovedLines,
)
from claims.estimating.inputs import Reason, SelfPay
from claims.estimating.models import Supplement
from claims.estimating.queries import current_quote, damage_lines, quote_lines, settled_lines
from claims.estimating.quotes import AgreedBefore, change_quote_line
from claims.kernel.errors import Invalid
from claims.kernel.machine import StepRefused
from claims.lifecycle.models import Claim
from claims.people.roles import Role
from tests.estimating.changes import (
    RENEWED,
    REPAIRED,
    agree,
    agree_supplement,
    agreed_claim,
    drafted,
    found,
    ids_of,
    seen,
    shown,
)
from tests.estimating.make import (
    BONNET,
    BUMPER,
    LAMP,
    OMITTED,
    World,
    make_sent,
)
from tests.estimating.talks import faults


def why_not(world: World, *lines: dict[str, Any], claim: Claim, removes: list[int] | None = None) -> list[str]:
    with pytest.raises(StepRefused) as refused:
        found(world, claim, *lines, removes=removes or [])
    return faults(refused)


def test_a_repair_becomes_a_replacement_and_what_was_agreed_is_given_back(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED)
    fender = ids_of(world, claim)[1]
    quote = drafted(world, claim, {**RENEWED, "replaces_id": fender}, LAMP)
    assert shown(world, quote) == [
        ("左前翼子板", "insurer", -1000, 0, -36000, -45000),  # 3.00 h at 120.00 and a panel, as agreed
        ("左前翼子板", "insurer", 1000, 10000, 24000, 45000),
        ("左前大灯总成", "insurer", 1000, 213900, 9600, 0),
    ]
    assert quote.total_minor == -81000 + 79000 + 223500
    assert [line.gives_back_id is not None for line in quote_lines(world.session, quote.id)] == [True, False, False]


def test_what_is_given_back_is_what_was_agreed_and_not_what_was_asked(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED, answers=[{"unit_price_minor": 50000}])  # 926.00 cut to 644.00
    (bumper, _) = ids_of(world, claim)
    quote = drafted(world, claim, {**BUMPER, "quantity_x1000": 2000, "replaces_id": bumper})
    back, new = quote_lines(world.session, quote.id)
    assert (back.part_amount_minor, back.labor_amount_minor, back.agreed_minor) == (-50000, -14400, -64400)
    assert (back.unit_price_minor, back.quantity_x1000, back.hours_x100) == (50000, -1000, -120)
    assert new.amount_minor == 2 * 78200 + 14400
    assert quote.total_minor == -64400 + new.amount_minor


def test_an_amount_agreed_as_a_whole_is_given_back_as_one_piece(world: World) -> None:
    clips = {**BUMPER, "quantity_x1000": 3000, "labor_hours_x100": 0}
    claim = agreed_claim(world, clips, REPAIRED, answers=[{"unit_price_minor": 200000, "quantity_x1000": 1000}])
    quote = drafted(world, claim, removes=ids_of(world, claim)[:1])
    (back,) = quote_lines(world.session, quote.id)
    assert (back.quantity_x1000, back.unit_price_minor, back.part_amount_minor) == (-1000, 200000, -200000)


@pytest.mark.parametrize("change", [
    {"labor_hours_x100": 350}, {"operation": "overhaul"}, {"paint_panels_x1000": 2000}, {"side": "left"},
    {"payer": "customer"}, {"labor_kind": "LAM"}, {"included": True}, {"quantity_x1000": 2000},
    {"part_number": "17G 1"},
])  # fmt: skip
def test_every_change_of_work_part_or_payer_is_one(world: World, change: dict[str, Any]) -> None:
    claim = agreed_claim(world)
    (fender,) = ids_of(world, claim)
    assert found(world, claim, {**REPAIRED, **change, "replaces_id": fender}).state == "found"


def test_another_name_or_note_alone_changes_nothing(world: World) -> None:
    claim = agreed_claim(world)
    (fender,) = ids_of(world, claim)
    line = {**REPAIRED, "part_name": "wing", "note": "x", "found_in": "repair", "replaces_id": fender}
    assert why_not(world, line, claim=claim) == [
        "E01 line 1, 左前翼子板: the new line says the same, so nothing would change"
    ]


def test_hours_that_the_assessor_agrees_back_to_the_old_ones_change_nothing_either(world: World) -> None:
    claim = agreed_claim(world)
    (fender,) = ids_of(world, claim)
    supplement = seen(world, claim, {**REPAIRED, "labor_hours_x100": 350, "replaces_id": fender})
    damage_lines(world.session, claim.id, supplement.id)[0].agreed_hours_x100 = 300
    with pytest.raises(StepRefused) as refused:
        world.take(supplement, "quote", Role.ESTIMATOR)
    assert faults(refused) == ["E01 line 1, 左前翼子板: the new line says the same, so nothing would change"]


def test_every_reason_against_a_change_is_told_at_once(world: World) -> None:
    other = agreed_claim(world, BUMPER)
    claim = agreed_claim(world, BUMPER, REPAIRED, LAMP, BONNET, answers=[{}, {}, OMITTED])
    bumper, fender, lamp, bonnet = ids_of(world, claim)
    (foreign,) = ids_of(world, other)
    found(world, claim, removes=[bumper])
    told = why_not(world, {**RENEWED, "replaces_id": fender}, {**RENEWED, "replaces_id": foreign},
                   {**BONNET, "replaces_id": bonnet}, claim=claim, removes=[fender, bumper, lamp, 999])  # fmt: skip
    assert sorted(told) == sorted([
        f"line {foreign} stands on no damage list of this claim",
        "line 999 stands on no damage list of this claim",
        "E01 line 2, 左前翼子板: the supplement names it twice",
        "E01 line 1, 前保险杠皮: supplement S01 replaces or removes it already",
        "E01 line 4, 发动机盖: the new line says the same, so nothing would change",
    ])  # fmt: skip


def test_a_line_that_the_insurer_left_out_and_the_shop_bears_can_be_changed(world: World) -> None:
    claim = agreed_claim(world, BUMPER, LAMP, answers=[{}, OMITTED])
    lamp = ids_of(world, claim)[1]
    quote = drafted(world, claim, removes=[lamp])
    assert shown(world, quote) == [("左前大灯总成", "shop", -1000, -213900, -9600, 0)]
    assert quote.total_minor == 0  # the insurer never paid it


def test_only_what_is_agreed_can_be_changed(world: World) -> None:
    quote = make_sent(world, REPAIRED, LAMP)
    claim = world.session.get_one(Claim, quote.claim_id)
    fender, lamp = ids_of(world, claim)
    text = "E01 line 1, 左前翼子板: its quote Q0 is not agreed yet; wait for it, or change it there"
    assert why_not(world, {**RENEWED, "replaces_id": fender}, claim=claim) == [text]
    agree(world, quote)
    line = quote_lines(world.session, quote.id)[1]
    line.answer, line.refusal_answer = "refused", "contested"
    text = "E01 line 2, 左前大灯总成: no agreed quote has it with a price, so there is nothing to give back"
    assert why_not(world, claim=claim, removes=[lamp]) == [text]
    line.refusal_answer = "dropped"
    assert why_not(world, claim=claim, removes=[lamp]) == [text]


def test_a_line_with_betterment_stays(world: World) -> None:
    worn = {"betterment_bp": 3000, "betterment_kind": "battery", "betterment_reason": "four years old"}
    claim = agreed_claim(world, {**BUMPER, **worn})
    text = (
        "E01 line 1, 前保险杠皮: it bears a betterment, which a supplement cannot give back; "
        "leave the line and add what is new"
    )
    assert why_not(world, claim=claim, removes=ids_of(world, claim)) == [text]


def test_lines_are_added_to_a_supplement_and_taken_away_until_it_is_quoted(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED)
    bumper, fender = ids_of(world, claim)
    supplement, by = found(world, claim, LAMP), world.person(Role.WORKSHOP)

    def add(**more: Any) -> Any:
        return add_damage_line(world.session, claim, NewDamageLine(**{**RENEWED, **more}), by=by, now=world.now,
                               supplement=supplement, touched={bumper})  # fmt: skip

    def remove(*ids: int) -> None:
        remove_lines(world.session, claim, supplement, RemovedLines(line_ids=list(ids)), by=by, now=world.now,
                     touched={bumper})  # fmt: skip

    assert add(replaces_id=fender).replaces_id == fender
    with pytest.raises(CannotChange) as refused:
        add(replaces_id=fender)
    assert list(map(str, refused.value.faults)) == ["E01 line 2, 左前翼子板: the supplement names it twice"]
    with pytest.raises(CannotChange) as refused:
        remove(bumper)
    text = "E01 line 1, 前保险杠皮: it is done, handed out or returned on the work order already"
    assert list(map(str, refused.value.faults)) == [text]
    with pytest.raises(CannotChange, match="mend every point"):
        add_damage_line(world.session, claim, NewDamageLine(**RENEWED, replaces_id=fender), by=by, now=world.now,
                        supplement=found(world, claim))  # fmt: skip
    claim.state = "teardown"
    with pytest.raises(CannotChange):
        add_damage_line(world.session, claim, NewDamageLine(**RENEWED, replaces_id=fender), by=by, now=world.now)
    supplement.state = "quoted"
    with pytest.raises(SupplementClosed):
        remove()


def test_a_supplement_may_do_nothing_but_remove_and_no_insurer_is_asked(world: World) -> None:
    claim = agreed_claim(world, BUMPER, REPAIRED)
    quote = drafted(world, claim, removes=ids_of(world, claim)[1:])
    assert (quote.subtotal_minor, quote.total_minor) == (-81000, -81000)
    world.take(quote, "price", Role.PARTS_CLERK)
    world.take(quote, "review", Role.PARTS_SUPERVISOR)
    world.take(quote, "agree_unsent", Role.ESTIMATOR)
    assert [one.state for one in world.session.scalars(select(Supplement))] == ["agreed"]
    assert [one.labor_minor for one in settled_lines(world.session, quote)] == [-36000]


def test_a_line_that_gives_back_is_not_priced_changed_or_confirmed(world: World) -> None:
    claim = agreed_claim(world, BUMPER)
    quote = drafted(world, claim, removes=ids_of(world, claim))
    (line,) = quote_lines(world.session, quote.id)
    with pytest.raises(AgreedBefore):
        change_quote_line(world.session, quote, line, ChangeQuoteLine(hours_x100=1), by=world.person(Role.ESTIMATOR),
                          now=world.now)  # fmt: skip
    told = ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, unit_price_minor=1)])
    with pytest.raises(Invalid):
        confirm_prices(world.session, quote, told, by=world.person(Role.PARTS_CLERK), now=world.now)


def test_a_withdrawn_supplement_leaves_the_earlier_lines_and_frees_them(world: World) -> None:
    claim = agreed_claim(world)
    (fender,) = ids_of(world, claim)
    quote = drafted(world, claim, {**RENEWED, "replaces_id": fender})
    supplement = world.session.get_one(Supplement, quote.supplement_id)
    world.take(supplement, "withdraw", Role.WORKSHOP, data=Reason(reason="not so"))
    assert found(world, claim, removes=[fender]).label == "S02"


def test_a_supplement_that_the_customer_pays_gives_nothing_back(world: World) -> None:
    claim = agreed_claim(world)
    (fender,) = ids_of(world, claim)
    early = found(world, claim, {**RENEWED, "replaces_id": fender})
    world.take(early, "move_to_self_pay", Role.ADVISOR, data=SelfPay(consent="Li"))
    q1 = current_quote(world.session, claim.id, 1)
    assert q1 is not None
    assert [x.gives_back_id for x in quote_lines(world.session, q1.id)] == [None]
    quote = drafted(world, claim, {**RENEWED, "replaces_id": fender})
    world.take(quote, "price", Role.PARTS_CLERK)
    world.take(quote, "review", Role.PARTS_SUPERVISOR)
    late = world.session.get_one(Supplement, quote.supplement_id)
    world.take(late, "move_to_self_pay", Role.ADVISOR, data=SelfPay(consent="Li"))
    assert [(one.payer, one.part_minor) for one in settled_lines(world.session, quote)] == [("customer", 10000)]
    assert found(world, claim, removes=[fender]).label == "S03"


def test_nobody_pays_himself_for_what_only_falls_away(world: World) -> None:
    claim = agreed_claim(world)
    quote = drafted(world, claim, removes=ids_of(world, claim))
    supplement = world.session.get_one(Supplement, quote.supplement_id)
    with pytest.raises(StepRefused) as refused:
        world.take(supplement, "move_to_self_pay", Role.ADVISOR, data=SelfPay(consent="Li"))
    text = "quote Q1 only gives back what was agreed before; there is nothing that the customer could pay"
    assert faults(refused) == [text]


def test_a_replacement_can_be_replaced_in_its_turn(world: World) -> None:
    claim = agreed_claim(world)
    (fender,) = ids_of(world, claim)
    agree_supplement(world, drafted(world, claim, {**RENEWED, "replaces_id": fender}))
    (renewed,) = ids_of(world, claim, 1)
    text = "E01 line 1, 左前翼子板: supplement S01 replaces or removes it already"
    assert why_not(world, claim=claim, removes=[fender]) == [text]
    quote = drafted(world, claim, removes=[renewed])
    assert shown(world, quote) == [("左前翼子板", "insurer", -1000, -10000, -24000, -45000)]
