"""The work order: drafted from the loss sheet, priced by the agreed quote, signed, then changed by amendments only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.estimating.models import DamageLine
from claims.kernel.machine import StepRefused
from claims.people.roles import Role
from claims.shopfloor.amendments import take_agreed_prices
from claims.shopfloor.inputs import OrderTerms, Reason
from claims.shopfloor.lines import decide_warranty
from claims.shopfloor.orders import write_terms
from claims.shopfloor.queries import contract_lines, lines_of, unsigned_amendments
from tests.shopfloor.make import Yard, damage, make_quote, open_order, sign_order


def test_the_order_has_the_damage_lines_in_order_split_into_part_labor_and_paint(yard: Yard) -> None:
    damage(yard, "Front bumper", refinish_hours_x100=230)
    damage(yard, "Bonnet", operation="repair", part_kind="", supplied_by="", agreed_hours_x100=120)
    order = open_order(yard)
    rows = [(x.position, x.text, x.kind, x.state, x.hours_x100) for x in lines_of(yard.session, yard.claim.id)]
    assert rows == [
        (1, "Front bumper", "part", "wanted", 0),
        (2, "Front bumper", "labor", "planned", 100),
        (3, "Front bumper", "paint", "planned", 230),
        (4, "Bonnet", "labor", "planned", 120),
    ]
    assert order.state == "drafted"
    assert order.number == "W2026-000001"


def test_an_order_is_drafted_once_only(yard: Yard) -> None:
    damage(yard, "Front bumper")
    first = open_order(yard)
    assert open_order(yard) is first
    assert len(lines_of(yard.session, yard.claim.id)) == 2


def test_a_drafted_order_takes_the_agreed_prices_as_they_are(yard: Yard) -> None:
    line = damage(yard, "Front bumper", quantity_x1000=2000)
    open_order(yard)
    amounts = {"part_amount_minor": 90000, "labor_amount_minor": 8000, "agreed_part_amount_minor": 80000}
    take_agreed_prices(yard.act(make_quote(yard, [(line, amounts)])))
    part, labor = yard.line("Front bumper"), yard.line("Front bumper", "labor")
    assert (part.amount_minor, part.unit_price_minor, labor.amount_minor) == (80000, 40000, 8000)


def test_an_unsigned_order_with_open_prices_is_refused_and_every_line_is_named(yard: Yard) -> None:
    damage(yard, "Front bumper")
    open_order(yard)
    with pytest.raises(StepRefused) as refusal:
        yard.take(yard.order, "sign", by=Role.ADVISOR)
    missing = {m.sentence: [str(d) for d in m.details] for m in refusal.value.missing}
    assert missing == {
        "promised time, payment method and the wish for the old parts are on the order": [
            "promised time is not told", "way of payment is not told",
            "the customer's wish for the old parts is not told",
        ],
        "every price on the order is agreed, or the manager's go-ahead names the line": [
            "the price of line 1 “Front bumper” is open", "the price of line 2 “Front bumper” is open",
        ],
        "the customer and the advisor signed the work order as it stands": [
            "the customer's signature under the text as it stands is missing",
            "the advisor's signature under the text as it stands is missing",
        ],
    }  # fmt: skip


def test_a_signature_given_before_the_last_change_does_not_count(yard: Yard) -> None:
    line = damage(yard, "Front bumper")
    open_order(yard)
    yard.sign("work_order", "customer", "advisor")
    yard.now += timedelta(hours=1)
    take_agreed_prices(yard.act(make_quote(yard, [(line, {"part_amount_minor": 100, "labor_amount_minor": 1})])))
    with pytest.raises(StepRefused) as refusal:
        yard.take(yard.order, "sign", by=Role.ADVISOR)
    assert "as it stands" in str(refusal.value)


def priced_order(yard: Yard) -> None:
    bumper, lamp = damage(yard, "Front bumper"), damage(yard, "Headlamp", key_part="")
    open_order(yard)
    quote = make_quote(
        yard,
        [
            (bumper, {"part_amount_minor": 90000, "labor_amount_minor": 8000}),
            (lamp, {"part_amount_minor": 50000, "labor_amount_minor": 4000}),
        ],
    )
    take_agreed_prices(yard.act(quote))


def test_signing_fixes_the_amounts_and_decides_the_warranty_of_every_line(yard: Yard) -> None:
    priced_order(yard)
    order = sign_order(yard)
    assert (order.state, order.prices_open) == ("signed", False)
    part, labor = yard.line("Front bumper"), yard.line("Front bumper", "labor")
    assert (part.signed_amount_minor, labor.signed_amount_minor) == (90000, 8000)
    assert (part.warranty, part.part_warranted, part.workmanship_warranted) == ("warranted", True, True)
    assert (labor.warranty, labor.part_warranted) == ("no_part", None)
    assert part.warranty_days
    assert part.warranty_km
    assert part.decision_hash == labor.decision_hash != ""


def test_the_vehicles_warranty_is_asked_about_where_the_manufacturer_is_to_pay_and_only_there(yard: Yard) -> None:
    priced_order(yard)
    order, lines = sign_order(yard), lines_of(yard.session, yard.claim.id)
    yard.claim.odometer_km = 41_000
    asked = {}
    for payer in ("insurer", "warranty"):
        lines[0].payer = payer
        act = yard.act(order, "sign")
        decide_warranty(act, order, lines)
        asked[payer] = ([fact for fact in act.decisions[0].facts if fact["kind"] == "vehicle"], act.notes)
    assert asked["insurer"] == ([], {})
    facts, notes = asked["warranty"]
    assert facts == [{"kind": "vehicle", "ref": "vehicle", "odometer_km": 41_000, "failed_on": "2026-03-02"}]
    assert notes == {"vehicle_warranty": "ask_manufacturer"}
    assert lines[0].warranty == "warranted"


def test_a_sub_factory_key_part_on_which_the_customer_insists_has_no_warranty(yard: Yard) -> None:
    line = damage(yard, "Brake disc", part_kind="PAA", key_part="brakes")
    open_order(yard)
    take_agreed_prices(yard.act(make_quote(yard, [(line, {"part_amount_minor": 100, "labor_amount_minor": 1})])))
    terms = OrderTerms(
        promised_at=yard.now + timedelta(days=1), payment_method="cash", old_parts_wish="customer",
        insisted_line_ids=[yard.line("Brake disc").id],
    )  # fmt: skip
    write_terms(yard.session, yard.claim, terms, by=yard.people[Role.ADVISOR], now=yard.now)
    yard.sign("work_order", "customer", "advisor")
    yard.take(yard.order, "sign", by=Role.ADVISOR)
    part = yard.line("Brake disc")
    assert (part.part_warranted, part.workmanship_warranted, part.wordings) == (False, True, ["no_part_warranty"])


def test_prices_agreed_after_signing_become_an_amendment_that_must_be_signed(yard: Yard) -> None:
    priced_order(yard)
    sign_order(yard)
    part = yard.line("Front bumper")
    quoted = yard.session.get_one(DamageLine, part.damage_line_id)
    later = make_quote(yard, [(quoted, {"part_amount_minor": 70000, "labor_amount_minor": 8000})], number=7)
    take_agreed_prices(yard.act(later))
    (amendment,) = unsigned_amendments(yard.session, yard.claim.id)
    assert amendment.kind == "supplement"
    assert part.amount_minor == 90000
    with pytest.raises(StepRefused):
        yard.take(amendment, "sign", by=Role.ADVISOR)
    yard.sign("amendment", "customer", "advisor", about=amendment.id)
    yard.take(amendment, "sign", by=Role.ADVISOR)
    assert (part.amount_minor, part.signed_amount_minor, part.unit_price_minor) == (70000, 70000, 70000)


def test_a_supplements_lines_bind_the_customer_only_once_its_amendment_is_signed(yard: Yard) -> None:
    priced_order(yard)
    sign_order(yard)
    hidden = damage(yard, "Radiator", refinish_hours_x100=50)
    amounts = {"part_amount_minor": 60000, "labor_amount_minor": 9000, "paint_amount_minor": 2000}
    take_agreed_prices(yard.act(make_quote(yard, [(hidden, amounts)], number=1)))
    (amendment,) = unsigned_amendments(yard.session, yard.claim.id)
    rows = [x for x in lines_of(yard.session, yard.claim.id) if x.text == "Radiator"]
    assert [(x.kind, x.amount_minor, x.amendment_id) for x in rows] == [
        ("part", 60000, amendment.id), ("labor", 9000, amendment.id), ("paint", 2000, amendment.id),
    ]  # fmt: skip
    assert not set(rows) & set(contract_lines(yard.session, yard.claim.id))
    yard.sign("amendment", "customer", "advisor", about=amendment.id)
    yard.take(amendment, "sign", by=Role.ADVISOR)
    assert set(rows) <= set(contract_lines(yard.session, yard.claim.id))
    assert all(x.warranty and x.signed_amount_minor == x.amount_minor for x in rows)


def test_a_withdrawn_amendment_takes_its_new_lines_with_it(yard: Yard) -> None:
    priced_order(yard)
    sign_order(yard)
    hidden = damage(yard, "Radiator")
    take_agreed_prices(yard.act(make_quote(yard, [(hidden, {"part_amount_minor": 60000})], number=1)))
    (amendment,) = unsigned_amendments(yard.session, yard.claim.id)
    with pytest.raises(StepRefused):
        yard.take(amendment, "withdraw", Reason(), by=Role.ADVISOR)
    yard.take(amendment, "withdraw", Reason(reason="repaired elsewhere"), by=Role.ADVISOR)
    assert yard.line("Radiator").state == "dropped"


@pytest.mark.parametrize(
    ("answer", "payer", "state"),
    [("self_pay", "customer", "wanted"), ("shop", "shop", "wanted"), ("dropped", "insurer", "dropped")],
)
def test_a_line_the_insurer_refused_changes_its_payer_or_is_dropped(
    yard: Yard, answer: str, payer: str, state: str
) -> None:
    line = damage(yard, "Badge")
    open_order(yard)
    refused = {"part_amount_minor": 5000, "answer": "refused", "refusal_answer": answer}
    take_agreed_prices(yard.act(make_quote(yard, [(line, refused)])))
    part = yard.line("Badge")
    assert (part.payer, part.state) == (payer, state)
    if state != "dropped":
        assert part.amount_minor == 5000


def test_a_refusal_that_the_shop_contests_leaves_the_price_open(yard: Yard) -> None:
    line = damage(yard, "Badge", labor_hours_x100=0)
    open_order(yard)
    refused = {"part_amount_minor": 5000, "answer": "refused", "refusal_answer": "contested"}
    take_agreed_prices(yard.act(make_quote(yard, [(line, refused)])))
    assert (yard.line("Badge").payer, yard.line("Badge").amount_minor) == ("insurer", None)
    with pytest.raises(StepRefused) as refusal:
        sign_order(yard)
    assert [str(d) for m in refusal.value.missing for d in m.details] == ["the price of line 1 “Badge” is open"]


def test_an_agreed_quote_that_changes_nothing_makes_no_amendment(yard: Yard) -> None:
    line = damage(yard, "Front bumper")
    open_order(yard)
    quote = make_quote(yard, [(line, {"part_amount_minor": 90000, "labor_amount_minor": 8000})])
    take_agreed_prices(yard.act(quote))
    sign_order(yard)
    take_agreed_prices(yard.act(quote))
    assert unsigned_amendments(yard.session, yard.claim.id) == []
