"""Betterment on the order: known before it is signed, agreed with the insurer, and the customer's on the bill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.documents.filling.common import desk
from claims.documents.filling.evidence import fill_loss_sheet
from claims.documents.filling.money import fill_settlement
from claims.documents.filling.orders import fill_work_order
from claims.documents.render import render_html
from claims.documents.work_order.form import OrderPart, WorkOrder
from claims.estimating.claim_versions import compared_claim_versions, versions_of
from claims.estimating.inputs import Acceptance, SelfPay
from claims.estimating.queries import damage_lines
from claims.kernel.database import Database
from claims.people.roles import Role
from claims.settlement.billing import bill_of, customer_leg
from claims.settlement.corrections import change_billed
from claims.settlement.inputs import NewBilledChange
from claims.settlement.invoices import invoice_lines
from claims.shopfloor.inputs import SupplierChange
from claims.shopfloor.models import Amendment
from claims.shopfloor.orders import give_go_ahead
from claims.shopfloor.queries import lines_of
from claims.shopfloor.yard_inputs import NewGoAhead
from tests.estimating.make import BONNET, BUMPER, OMITTED, confirm_all, make_returned, make_round, q0, send
from tests.estimating.test_betterment import FIXED, WORN
from tests.shopfloor.house import House, agree, insurers_leg, open_house, quote_supplement, sign_order, start_repair


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    """An order just drafted: a tire with 30 % of betterment and a bumper; nothing is kept after the test."""
    with database.reading() as session:
        session.autoflush = True
        yield open_house(session, database, tmp_path, WORN, BUMPER)


def paper(house: House) -> WorkOrder:
    return fill_work_order(desk(house.session, house.claim, house.now), "W-1")


def tire_on(form: WorkOrder) -> OrderPart:
    return next(part for part in form.parts if part.name == "tire")


def borne(house: House) -> int:
    leg = customer_leg(house.session, house.claim.id)
    assert leg is not None
    return bill_of(house.session, house.claim).account(leg.id).betterment_minor


def test_owner_and_customer_read_the_share_before_any_price_is_known(house: House) -> None:
    sheet = fill_loss_sheet(desk(house.session, house.claim, house.now), "L-1")
    for said in (sheet.lines[0].betterment, tire_on(paper(house)).betterment):
        assert said is not None
        assert (said.kind, said.reason, said.share_bp, said.amount) == ("tires", "3 mm of tread left", 3_000, None)
    assert "tires, 3 mm of tread left, 30%" in render_html(paper(house), "en")


def test_the_customer_signs_the_agreed_amount_and_owes_it(house: House) -> None:
    quote = q0(house, house.claim)
    make_returned(house, {"unit_price_minor": 9_990}, quote=send(house, quote))
    house.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance(note="small"))
    assert quote.state == "agreed"
    form = paper(house)  # 30 % of the 99.90 that were agreed
    assert (str(tire_on(form).amount), str(form.betterment), str(form.self_pay_total)) == ("99.90", "29.97", "0.00")
    page = render_html(form, "en")
    assert 'of which betterment, borne by the customer</td><td class="r">29.97' in page
    sign_order(house)
    assert house.due() == borne(house) == 2_997
    bill = bill_of(house.session, house.claim)
    insurer = bill.account(insurers_leg(house).id)
    assert insurer.due_minor + house.due() == bill.total_minor == 9_990 + 6_000 + 92_600
    customer = bill.account(next(x.party.leg_id for x in bill.accounts if x.betterment_minor))
    part = house.rows("tire")["part"]
    assert invoice_lines(bill, customer) == [
        {"line_id": part.id, "text": "tire", "minor": 2_997, "betterment_minor": 2_997}
    ]
    settlement = fill_settlement(desk(house.session, house.claim, house.now), "S-1")
    assert [str(one.betterment) for one in settlement.bills] == ["None", "29.97"]
    assert "Betterment, borne by the customer: tires, 3 mm of tread left, 30% = 29.97" in render_html(settlement, "en")


def test_a_share_that_the_insurer_wants_otherwise_is_signed_as_an_amendment(house: House) -> None:
    quote = q0(house, house.claim)
    give_go_ahead(house.session, house.claim, NewGoAhead(
        line_ids=[x.id for x in lines_of(house.session, house.claim.id)], at_risk_minor=1, reason="stranded abroad"
    ), by=house.person(Role.MANAGER), now=house.now)  # fmt: skip
    sign_order(house)
    make_returned(house, {"unit_price_minor": 5_000}, quote=send(house, quote))
    house.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    said = {"position": 1, "answer": "accepted", "part_minor": 10_000, "labor_minor": 6_000, "betterment_bp": 4_000}
    house.take(quote, "record_round", Role.MANAGER, data=make_round(house, quote, said))
    house.take(quote, "agree", Role.MANAGER)
    assert house.due() == 0, "a price that nobody signed is billed to nobody"
    amendment = house.sign_amendment()
    part = house.rows("tire")["part"]
    changes = {one["field"]: (one["before"], one["after"]) for one in amendment.changes if one["line_id"] == part.id}
    assert changes["betterment_bp"] == (3_000, 4_000)
    assert house.due() == borne(house) == 4_000


def test_an_amount_follows_the_part_and_then_the_labor(database: Database, tmp_path: Path) -> None:
    with database.reading() as session:
        session.autoflush = True
        house = open_house(session, database, tmp_path, {**FIXED, "betterment_minor": 12_500})
        assert [x.betterment_minor for x in lines_of(session, house.claim.id)] == [12_500, None]
        assert str(paper(house).betterment) == "125.00", "known before any price is"
        agree(house, q0(house, house.claim))
        assert [(x.kind, x.betterment_minor) for x in lines_of(session, house.claim.id)] == [
            ("part", 10_000), ("labor", 2_500),
        ]  # fmt: skip
        sign_order(house)
        assert house.due() == 12_500


def test_a_supplement_brings_its_betterment_with_its_amendment_and_the_versions_add_up(house: House) -> None:
    start_repair(house)
    assert house.due() == 3_000
    quote_supplement(house, {**WORN, "part_name": "spare tire"})
    agree(house, house.quote(1))
    assert house.due() == 3_000
    house.sign_amendment()
    assert house.due() == borne(house) == 6_000
    found = compared_claim_versions(house.session, house.claim.id, "E01", "S01")
    assert [(each.kind.value, each.worth.minor) for each in found.rest] == [("betterment", -3_000)]
    assert (found.total_difference.minor, found.net_difference.minor) == (16_000, 13_000)
    assert [one.net_supplement.minor for one in versions_of(house.session, house.claim.id)] == [105_600, 13_000]


def test_who_pays_a_whole_supplement_bears_no_betterment_of_it(house: House) -> None:
    start_repair(house)
    supplement = quote_supplement(house, {**WORN, "part_name": "spare tire"})
    confirm_all(house, house.quote(1))
    house.take(house.quote(1), "price", Role.PARTS_CLERK)
    house.take(house.quote(1), "review", Role.PARTS_SUPERVISOR)
    house.take(supplement, "move_to_self_pay", Role.ADVISOR, data=SelfPay(consent="Li, by telephone, 10:00"))
    (line,) = damage_lines(house.session, house.claim.id, supplement.id)
    assert (line.payer, line.betterment_bp, line.betterment_kind) == ("customer", None, "")
    house.sign_amendment()
    assert (borne(house), house.due()) == (3_000, 3_000 + 16_000)


def test_a_part_that_the_customer_brings_after_all_has_no_betterment(house: House) -> None:
    agree(house, q0(house, house.claim))
    sign_order(house)
    part = house.rows("tire")["part"]
    told = SupplierChange(claim_id=house.claim.id, line_ids=[part.id], supplied_by="customer", reason="has one")
    amendment = house.take(Amendment, "draft", Role.ADVISOR, data=told)
    house.sign("amendment", "customer", "advisor", about=amendment.id)
    house.take(amendment, "sign", Role.ADVISOR)
    assert (part.betterment_amount_minor, house.due()) == (0, 0)


def test_a_line_billed_for_less_bears_its_share_of_less(house: House) -> None:
    agree(house, q0(house, house.claim))
    sign_order(house)
    told = NewBilledChange(line_id=house.rows("tire")["part"].id, billed_minor=8_000, reason="cheaper supplier")
    change_billed(house.session, house.claim, told, by=house.person(Role.ADVISOR), now=house.now)
    assert house.due() == 2_400


def test_prior_damage_is_billed_to_the_customer_and_to_no_insurer(database: Database, tmp_path: Path) -> None:
    with database.reading() as session:
        session.autoflush = True
        old = {**BONNET, "payer": "customer"}  # 4 h at 120.00 and a panel of 450.00
        house = open_house(session, database, tmp_path, BUMPER, {**old, "prior_damage": "related"},
                           {**old, "prior_damage": "unrelated"})  # fmt: skip
        quote = q0(house, house.claim)
        make_returned(house, {}, OMITTED, OMITTED, quote=send(house, quote))
        house.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
        sign_order(house)
        assert (house.due(), bill_of(session, house.claim).account(insurers_leg(house).id).due_minor) == (
            2 * 93_000, 92_600,
        )  # fmt: skip
