"""The parts quote as paper: sublet work, towing, a management fee and half a piece add up beside the parts."""

from __future__ import annotations

from claims.documents.filling.common import desk
from claims.documents.filling.estimates import fill_quote
from claims.kernel.database import Database
from claims.lifecycle.models import Claim
from tests.estimating.make import BUMPER, make_sent, make_world
from tests.estimating.test_quote_work import TOWING, WHEELS


def test_costs_without_a_part_and_the_fee_on_parts_stand_below_parts_and_labor(database: Database) -> None:
    with database.writing() as session:
        world = make_world(session)
        half = {**BUMPER, "quantity_x1000": 1500, "labor_kind": ""}
        quote = make_sent(world, half, WHEELS, TOWING, profile={"management_fee_bp": 500, "sublet_markup_bp": 2500})
        form = fill_quote(desk(session, session.get_one(Claim, quote.claim_id), world.now), quote, "Q-1")
    # 782.00 × 1.5, 1.2 h at 120.00, 200.00 with a quarter on top, 380.00, and 5 % of parts and labor
    assert (str(form.parts_total), str(form.labor_total)) == ("1173.00", "144.00")
    assert (str(form.other_total), form.other_text) == ("695.85", "alignment, towing")
    assert (str(form.total), [str(line.amount) for line in form.lines]) == ("2012.85", ["1173.00"])


def test_a_quote_of_towing_alone_can_be_printed(database: Database) -> None:
    with database.writing() as session:
        world = make_world(session)
        quote = make_sent(world, TOWING)
        form = fill_quote(desk(session, session.get_one(Claim, quote.claim_id), world.now), quote, "Q-1")
    assert (form.lines, form.work, str(form.other_total), str(form.total)) == ((), (), "380.00", "380.00")
