"""Papers check themselves: sums to the cent, nothing missing, and their data come back as they were stored."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

import pytest

from claims.documents import words
from claims.documents.blocks import Owner, Photo, Signature
from claims.documents.filling.packet import OUTSIDE_POLICIES
from claims.documents.form import Form, PaperIncomplete, PaperUnreadable
from claims.documents.forms import FORMS, read_form
from claims.documents.packet.form import Packet, UploadedPaper, Withheld
from claims.kernel import texts
from claims.kernel.amounts import Quantity
from claims.kernel.money import Money
from claims.rules.books import facts_of
from tests.documents import make


def wrongs(form: Form, **changes: Any) -> list[tuple[str, str]]:
    """Where and what a paper is refused for, once some of its fields are changed."""
    with pytest.raises(PaperIncomplete) as refused:
        replace(form, **changes)
    return [(fault.where, str(fault)) for fault in refused.value.faults]


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_there_is_a_sample_of_every_paper_and_it_survives_storage(kind: str) -> None:
    form = make.FORMS[kind]
    stored = form.to_json()
    again = read_form(json.loads(stored))
    assert again == form
    assert again.to_json() == stored


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_every_field_that_is_missing_in_stored_data_is_named(kind: str) -> None:
    data = make.FORMS[kind].to_data()
    for field in fields(make.FORMS[kind]):
        less = {key: value for key, value in data.items() if key != field.name}
        with pytest.raises(PaperUnreadable) as refused:
            read_form(less)
        assert (field.name, "this field is missing") in [(fault.where, fault.text) for fault in refused.value.faults]


def test_stored_data_with_a_field_too_many_are_refused() -> None:
    with pytest.raises(PaperUnreadable) as refused:
        read_form({**make.make_quote().to_data(), "our_cost": {"minor": 1, "currency": "CNY"}})
    assert [fault.where for fault in refused.value.faults] == ["our_cost"]


def test_stored_data_of_an_unknown_paper_are_refused() -> None:
    with pytest.raises(PaperUnreadable):
        read_form({"kind": "love_letter"})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("total",), {"minor": 1.5, "currency": "CNY"}),
        (("total",), {"minor": 1, "currency": "CNY", "note": ""}),
        (("total",), {"minor": 1, "currency": "XXQ"}),
        (("total",), 100),
        (("lines",), {"0": {}}),
        (("lines", 0, "quantity"), "1"),
        (("valid_until",), "tomorrow"),
        (("head",), "x"),
        (("revision",), True),
    ],
)
def test_a_value_that_is_not_what_it_should_be_is_named(path: tuple[str | int, ...], value: object) -> None:
    data = json.loads(make.make_quote().to_json())
    inner: Any = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(PaperUnreadable) as refused:
        read_form(data)
    assert refused.value.faults


def test_a_quote_without_plate_model_owner_or_vin_is_refused_with_all_four_named() -> None:
    quote = make.make_quote()
    vehicle = replace(quote.vehicle, plate="", model=" ", vin="")
    found = wrongs(quote, vehicle=vehicle, owner=Owner(name=""))
    assert [where for where, _ in found] == ["vehicle.plate", "vehicle.model", "vehicle.vin", "owner.name"]


def test_a_line_that_does_not_multiply_is_named_with_both_figures() -> None:
    quote = make.make_quote()
    line = replace(quote.lines[4], quantity=Quantity.of(3))
    found = wrongs(quote, lines=(*quote.lines[:4], line, *quote.lines[5:]))
    assert found == [("lines[5].amount", "674.00 is stated, but the lines add up to 505.50")]


def test_a_total_that_is_a_cent_off_is_refused() -> None:
    quote = make.make_quote()
    assert [where for where, _ in wrongs(quote, total=quote.total + Money(1))] == ["total"]


def test_all_faults_are_shown_at_once() -> None:
    quote = make.make_quote()
    assert len(wrongs(quote, insurer="", lines=(), parts_total=Money(5))) >= 3


def test_a_revision_without_a_word_on_what_changed_is_refused() -> None:
    assert wrongs(make.make_quote(), revision=1) == [("changes_from", "a revision says what changed")]


def test_two_currencies_on_one_paper_are_refused() -> None:
    quote = make.make_quote()
    found = wrongs(quote, total=Money(quote.total.minor, "EUR"))
    assert found == [("", "amounts of more than one currency stand on one paper")]


def test_a_float_or_a_list_of_the_wrong_kind_is_refused_before_any_sum() -> None:
    assert wrongs(make.make_quote(), total=12.5) == [("total", "a value of another type stands here: float")]
    assert wrongs(make.make_quote(), lines=["x"])[0][0] == "lines"


def test_a_time_without_a_zone_is_refused() -> None:
    found = wrongs(make.make_order(), received_at=datetime(2024, 3, 4, 9))  # noqa: DTZ001
    assert found == [("received_at", "the time has no time zone")]


def test_a_text_beyond_all_measure_is_refused() -> None:
    assert wrongs(make.make_order(), wish="长" * 8_001)[0][0] == "wish"


def test_a_part_without_warranty_must_say_so_on_its_line() -> None:
    order = make.make_order()
    silent = replace(order.parts[4], no_warranty=None)
    found = wrongs(order, parts=(*order.parts[:4], silent, *order.parts[5:]))
    assert found[0][0] == "parts[5].no_warranty"


def test_a_warranted_part_must_not_carry_the_wording() -> None:
    order = make.make_order()
    loud = replace(order.parts[0], no_warranty=order.parts[4].no_warranty)
    assert wrongs(order, parts=(loud, *order.parts[1:]))[0][0] == "parts[1].no_warranty"


def test_an_answered_extra_names_who_answered_and_when() -> None:
    order = make.make_order()
    extra = replace(order.extras[0], answered_by="", answered_at=None)
    assert [where for where, _ in wrongs(order, extras=(extra,))] == ["extras[1].answered_by", "extras[1].answered_at"]


def test_the_payers_shares_of_a_settlement_add_up_to_the_bill() -> None:
    bill = make.make_settlement()
    wrong = replace(bill.bills[0], amount=bill.bills[0].amount + Money(1), due=bill.bills[0].due + Money(1))
    assert [where for where, _ in wrongs(bill, bills=(wrong, *bill.bills[1:]))] == ["bills[1].amount"]


def test_a_deductible_that_nobody_bears_is_refused() -> None:
    bill = make.make_settlement()
    third = bill.bills[2]
    free = replace(third, deductible=Money(0), due=third.due - third.deductible)
    assert [where for where, _ in wrongs(bill, bills=(*bill.bills[:2], free))] == ["bills"]


def test_a_difference_from_the_order_without_a_reason_is_refused() -> None:
    bill = make.make_settlement()
    silent = replace(bill.differences[0], reason="")
    assert ("differences[1].reason", "this must not be empty") in wrongs(
        bill, differences=(silent, *bill.differences[1:])
    )


def test_the_gap_is_quoted_less_returned_and_an_omitted_line_counts_in_full() -> None:
    lines = make.make_reconciliation().lines
    assert (str(lines[1].gap), lines[1].gap_bp) == ("860.00", 10_000)
    assert (str(lines[2].gap), lines[2].gap_bp) == ("125.00", 643)
    assert (str(lines[7].gap), lines[7].gap_bp) == ("-50.00", None)


def test_a_loss_sheet_has_boxes_for_three_parties() -> None:
    sheet = make.make_loss_sheet()
    assert wrongs(sheet, signatures=(Signature(role="owner"), Signature(role="advisor")))[0][0] == "signatures"


def test_a_packet_of_two_claims_is_refused() -> None:
    packet = make.make_packet()
    other = replace(make.make_quote(), head=replace(make.make_quote().head, claim_number="SZ-2024-0999"))
    assert wrongs(packet, quotes=(other,))[0][0] == "head.claim_number"


def test_two_files_of_one_name_are_refused_in_a_packet() -> None:
    packet = make.make_packet()
    assert isinstance(packet, Packet)
    twice = Photo(file=packet.photos[0].file, caption="x", sha256="0" * 64)
    assert wrongs(packet, photos=(*packet.photos, twice))[0][0] == "photos"


def test_the_packet_has_no_field_for_what_outsiders_must_not_see() -> None:
    data = make.make_packet().to_data()
    assert data["proof"].pop("records"), "what may stand in these is judged below"
    named = {name for path in make.texts_of(data) for name in path if isinstance(name, str)}
    assert not named & {"cost", "margin", "threshold", "verdict", "negotiation", "offered", "answered", "facts", "by"}
    withheld = Withheld(what="costs", sha256="0" * 64)
    assert [field.name for field in fields(withheld)] == ["what", "sha256"]


def test_the_policies_whose_records_are_handed_out_know_no_figure_of_ours() -> None:
    inside = re.compile("cost|margin|threshold|limit|discount|deposit|gap|negotiat|purchase|markup|risk|note")
    for policy in OUTSIDE_POLICIES:
        assert [one["fact"] for one in facts_of(policy) if inside.search(str(one["fact"]))] == [], policy


def test_a_record_that_belongs_to_no_decision_shown_is_refused() -> None:
    packet = make.make_packet()
    assert isinstance(packet, Packet)
    assert packet.proof is not None
    more = replace(packet.proof, records=(*packet.proof.records, {"policy": "gap"}))
    changed = replace(packet.proof, records=({**packet.proof.records[0], "as_of": "2024-01-01"},))
    for proof in (more, changed, replace(packet.proof, records=())):
        assert wrongs(packet, proof=proof)[0][0] == "proof.records"


def test_a_hash_that_is_none_is_refused() -> None:
    paper = UploadedPaper(file="a.pdf", title="x", sha256="beef")
    assert wrongs(make.make_packet(), papers=(paper,))[0] == ("papers[1].sha256", "this is not a SHA-256 hash")


def test_a_shop_in_a_zone_that_is_none_is_refused() -> None:
    quote = make.make_quote()
    head = replace(quote.head, shop=replace(quote.head.shop, zone="../../etc/passwd"))
    assert wrongs(quote, head=head)[0][0] == "head.shop.zone"


def test_a_decision_does_not_point_at_figures_that_do_not_stand_on_the_paper() -> None:
    report = make.make_decisions()
    lost = replace(report.decisions[1], figures=(), figures_as=7)
    found = wrongs(report, decisions=(report.decisions[0], lost))
    assert found == [("decisions", "the figures of a decision are said to stand where they do not")]


def test_papers_are_frozen() -> None:
    with pytest.raises(AttributeError):
        make.make_quote().valid_until = date(2030, 1, 1)  # type: ignore[misc]


@pytest.mark.parametrize("lang", ["zh", "es"])
def test_every_coded_word_and_title_is_translated(lang: str) -> None:
    labels = {label for table in words.ALL.values() for label in table.values() if label}
    labels |= {form.title for form in FORMS.values()}
    assert not sorted(label for label in labels if texts.translated(label, lang) is None)
