"""Papers filled from a claim's own data carry what forms.md says they must, at the step where they are handed out."""

from __future__ import annotations

from typing import Any

import pytest

from claims.documents import archive
from claims.documents.cancelling import CANCELLATION, SPREADSHEETS
from claims.documents.filling.common import desk
from claims.documents.filling.estimates import fill_quote
from claims.documents.filling.evidence import fill_loss_sheet
from claims.documents.filling.money import fill_transfer
from claims.documents.filling.supplements import SupplementNotSent, fill_supplement, need_locked
from claims.documents.forms import FORMS
from claims.documents.render import render_html
from claims.documents.words import PAPERS
from claims.estimating.claim_versions import versions_of
from claims.estimating.damage_inputs import ChangeQuoteLine
from claims.estimating.inputs import Reason
from claims.estimating.models import Supplement
from claims.estimating.queries import current_quote, quote_lines
from claims.estimating.quotes import change_quote_line
from claims.files.models import Signature
from claims.kernel.clock import SystemClock
from claims.kernel.database import Database
from claims.lifecycle.models import Claim
from claims.people.roles import Role
from claims.settlement.accounts import transfers_of
from claims.shopfloor.queries import old_parts_of
from tests.documents.desk import data_of, fetch, issue, issued, pages_of
from tests.estimating.make import BONNET, BUMPER, World, make_sent, make_world, send
from tests.estimating.test_claim_versions import supplemented
from tests.stories.make import House
from tests.stories.stage import At


def money(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "CNY"}


def line_of(lines: list[dict[str, Any]], text: str) -> dict[str, Any]:
    return next(line for line in lines if text in line["text"])


def order_lines(house: House) -> list[dict[str, Any]]:
    return list(house.call("advisor", "GET", f"/{house.cast.claim}/order").json()["lines"])


def test_every_paper_that_can_be_issued_has_its_word_where_papers_are_named() -> None:
    can_be_cancelled = set(archive.PREFIX) - {CANCELLATION}
    assert can_be_cancelled <= set(PAPERS), "add the paper's title to words.PAPERS"
    assert all(PAPERS[kind] == FORMS[kind].title for kind in can_be_cancelled - set(SPREADSHEETS))
    assert len(set(archive.PREFIX.values())) == len(archive.PREFIX), "two kinds of paper share their letters"


def test_the_certificate_waits_for_the_final_inspection(at: At) -> None:
    house = at("repairing")
    answer = issue(house, "quality_certificate", "advisor")
    assert answer.status_code == 409
    assert "the repair has not passed its final inspection" in answer.text


def test_the_certificate_says_line_by_line_what_is_warranted_how_long_and_what_is_excluded(at: At) -> None:
    house = at("passed")
    paper = issued(house, "quality_certificate", "advisor")
    data, order = data_of(house, paper["id"]), order_lines(house)
    standing = [line for line in order if line["state"] not in ("dropped", "returned")]
    told = {line["position"]: line for line in data["lines"]}
    assert {line["position"] for line in standing if line["warranty"]} == set(told)
    for line in standing:
        if line["position"] in told:
            mine = told[line["position"]]
            assert (mine["days"], mine["km"], mine["decision"]) == (
                line["warranty_days"], line["warranty_km"], line["decision_hash"],
            )  # fmt: skip
            assert len(mine["excluded"]) == len(line["wordings"])
    own = [line for line in data["lines"] if line["warranty"] == "not_warranted"]
    assert own, "the customer brought a part of his own"
    assert all("no part warranty" not in one["excluded"][0]["en"] for one in own)
    assert "No warranty on this part; our workmanship stays warranted." in own[0]["excluded"][0]["en"]
    assert data["not_done"], "the customer refused an extra"
    page = "".join(pages_of(fetch(house, paper["id"]).content))
    assert "Nowarrantyonthispart;ourworkmanshipstayswarranted." in page
    assert "Thevehiclepassedthefinalinspection." in page
    assert [box["role"] for box in data["signatures"]] == ["manager", "inspector"]


def test_the_supplement_prints_what_the_compared_versions_say(at: At) -> None:
    house = at("passed")
    paper = issued(house, "supplement", "estimator")
    data = data_of(house, paper["id"])
    versions = house.call("estimator", "GET", f"/{house.cast.claim}/versions").json()
    labels = [one["label"] for one in versions]
    before, after = versions[labels.index(data["before_version"])], versions[labels.index(data["version"])]
    assert labels.index(data["version"]) == labels.index(data["before_version"]) + 1
    assert (data["total_before"], data["total_after"]) == (money(before["total_minor"]), money(after["total_minor"]))
    assert (data["insurers_before"], data["insurers_after"]) == (money(before["net_minor"]), money(after["net_minor"]))
    assert {line["change"] for line in data["lines"]} >= {"new"}
    worth = sum(line["worth"]["minor"] for line in [*data["lines"], *data["rest"]])
    assert worth == after["total_minor"] - before["total_minor"]
    assert data["surveyor"] or data["waiver"]


def test_a_claim_without_a_supplement_has_no_such_paper(at: At) -> None:
    assert issue(at("signed"), "supplement", "estimator").status_code == 404


def test_a_supplement_is_printed_once_its_figures_are_locked(database: Database) -> None:
    with database.writing() as session:
        world = make_world(session)
        claim = session.get_one(Claim, make_sent(world, BUMPER).claim_id)
        quote = supplemented(world, claim)
        supplement = session.get_one(Supplement, quote.supplement_id)
        at = desk(session, claim, world.now)
        with pytest.raises(SupplementNotSent):
            need_locked(at, supplement)
        send(world, quote)
        need_locked(at, supplement)
        form = fill_supplement(at, supplement, "SU-1")
        first, second = versions_of(session, claim.id)
    assert (form.version, form.before_version, form.quote) == ("S01", "E01", "Q1")
    assert (form.total_before, form.total_after) == (first.priced.total, second.priced.total)
    assert [(line.change, line.text, line.after == line.worth) for line in form.lines] == [("new", "radiator", True)]
    assert {one.field for one in form.lines[0].fields} >= {"operation", "quantity_x1000", "part_kind", "supplied_by"}
    assert form.waiver == "A-7, small"


def revised(world: World) -> Any:
    """Q0 sent, revised: the bumper's number changed, its price with it; sent again."""
    quote = make_sent(world, BUMPER, BONNET)
    world.take(quote, "revise", Role.ESTIMATOR, data=Reason(reason="wrong number"))
    revision = current_quote(world.session, quote.claim_id)
    assert revision is not None
    line = quote_lines(world.session, revision.id)[0]
    change_quote_line(world.session, revision, line, ChangeQuoteLine(part_number="17G 941 005 C"),
                      by=world.person(Role.ESTIMATOR), now=world.now)  # fmt: skip
    return send(world, revision)


def test_a_revised_quote_says_what_changed_since_the_revision_before(database: Database) -> None:
    with database.writing() as session:
        world = make_world(session)
        revision = revised(world)
        form = fill_quote(desk(session, session.get_one(Claim, revision.claim_id), world.now), revision, "Q-2")
    (changed,) = form.changes
    assert (form.revision, form.changes_from, changed.change) == (1, "Q0", "changed")
    fields = {one.field: (one.before, one.after) for one in changed.fields}
    assert {"part_number", "unit_price_minor"} <= set(fields)
    before, after = fields["unit_price_minor"]
    assert before is not None
    assert after is not None
    assert (before.es, after.es) == ("782,00", "2.139,00")
    assert [line.change for line in form.lines] == ["changed"]
    assert form.total_before is None
    assert form.valid_until > form.head.issued_on
    assert form.lines[0].lead_days == 1


def test_a_supplements_quote_bears_the_running_total(database: Database) -> None:
    with database.writing() as session:
        world = make_world(session)
        first = make_sent(world, BUMPER)
        claim = session.get_one(Claim, first.claim_id)
        quote = send(world, supplemented(world, claim))
        form = fill_quote(desk(session, claim, world.now), quote, "Q-2")
        total, asked = versions_of(session, claim.id)[-1].priced.net, first.total_minor
    assert form.total_before is not None
    assert form.total_before.minor == asked
    assert form.total_before + form.total == total
    assert (form.changes_from, form.changes) == ("", ())


def test_the_settlement_bears_discount_deposit_advice_and_what_was_not_done(at: At) -> None:
    house = at("delivered")
    data = data_of(house, issued(house, "settlement", "cashier")["id"])
    (discount,) = data["discounts"]
    assert (discount["amount"]["minor"], discount["approved_by"]) == (5000, house.cast.manager.name)
    deposits = house.call("cashier", "GET", f"/{house.cast.claim}/deposits").json()
    applied = sum(one["amount_minor"] for one in deposits if one["state"] == "applied")
    assert sum(bill["prepaid"]["minor"] for bill in data["bills"]) == applied > 0
    assert (data["advice"], data["next_service_km"]) == ("建议更换左前轮胎", 90000)
    assert data["next_service_on"]
    assert len(data["not_done"]) == 1
    assert data["prices_include_tax"] is True


def test_the_transfer_names_its_kind_its_notice_and_what_revoking_means(at: At) -> None:
    house = at("delivered")
    rows = house.call("coordinator", "GET", f"/{house.cast.claim}/transfers").json()
    kinds = {}
    for row in rows:
        paper = issued(house, "transfer_authorization", "coordinator", about_id=row["id"])
        data, page = data_of(house, paper["id"]), "".join(pages_of(fetch(house, paper["id"]).content))
        kinds[data["transfer"]] = page
        assert data["account_number"]
        assert bool(data["notified_on"]) == (data["transfer"] == "assignment")
    assert "Thenoticecannotbewithdrawnwithouttheshop'sconsent." in kinds["assignment"]
    assert "Thesignermayrevokethisauthorityatanytime" in kinds["authority_to_collect"]


def test_a_transfer_that_nobody_authorized_has_no_paper(at: At) -> None:
    assert issue(at("signed"), "transfer_authorization", "coordinator").status_code == 409


def test_the_loss_sheet_stands_in_order_with_hours_finder_and_three_boxes(at: At) -> None:
    house = at("passed")
    data = data_of(house, issued(house, "loss_sheet", "coordinator")["id"])
    assert [line["position"] for line in data["lines"]] == list(range(1, len(data["lines"]) + 1))
    assert all(line["found_by"] and line["found_on"] and line["hours"] is not None for line in data["lines"])
    assert [box["role"] for box in data["signatures"]] == ["owner", "advisor", "assessor"]
    assert all(box["signed_at"] for box in data["signatures"])


def test_the_loss_sheet_bears_what_the_old_parts_are_worth_once_they_are_sorted(at: At) -> None:
    house = at("delivered")
    with house.database.reading() as session:
        place = desk(session, session.get_one(Claim, house.cast.ids["claim"]), SystemClock().now())
        assert fill_loss_sheet(place, "L-1").residual_value is None
        parts = old_parts_of(session, place.claim.id)
        parts[0].salvage_minor, parts[1].salvage_minor = 12_000, 3_050
        session.flush()
        assert str(fill_loss_sheet(place, "L-1").residual_value) == "150.50"


def test_an_agent_is_named_with_his_power_of_attorney(at: At) -> None:
    house = at("delivered")
    with house.database.reading() as session:
        place = desk(session, session.get_one(Claim, house.cast.ids["claim"]), SystemClock().now())
        transfer = transfers_of(session, place.claim.id)[0]
        transfer.agent = True
        session.add(
            Signature(
                shop_id=place.shop.id, claim_id=place.claim.id, paper="transfer", about_id=transfer.id,
                capacity="authorized_person", signer_name="王代理", method="typed", by_id=1,
                signed_at=place.now, recorded_at=place.now,
            )
        )  # fmt: skip
        session.flush()
        form = fill_transfer(place, transfer, "T-1")
    assert form is not None
    assert (form.agent, form.agent_proof) == ("王代理", "power_of_attorney")
    assert form.signer.name != form.agent
    assert "授权委托书" in render_html(form, "zh")
