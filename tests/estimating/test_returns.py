"""The insurer's return: every line matched once, judged by the house's policy, and taken or handed to the manager."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from claims.estimating.inputs import Acceptance, Confirmed, NewReturn, Pair, TypedLine
from claims.estimating.matching import WrongPairing
from claims.estimating.queries import quote_lines, settled_lines
from claims.estimating.quote_models import AcceptedValue, Quote
from claims.estimating.returns import NotReturned, confirm_matches, open_groups, reconciliation_of
from claims.estimating.told_answers import ReturnRefused
from claims.files.keeping import Upload, check_uploads, keep, put
from claims.files.models import FileKind
from claims.files.store import Store
from claims.kernel.errors import Refusal
from claims.kernel.machine import StepRefused
from claims.people.roles import Role
from tests.estimating.make import BUMPER, OMITTED, World, confirm_open, make_returned, make_sent


def check(world: World, quote: Quote, note: str = "") -> Quote:
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance(note=note))
    return quote


def test_a_return_that_grants_all_is_agreed_by_its_check(world: World) -> None:
    quote = check(world, make_returned(world))
    assert (quote.state, quote.total_verdict) == ("agreed", "accept")
    lines = quote_lines(world.session, quote.id)
    assert [line.answer for line in lines] == ["accepted"] * 3
    assert [line.agreed_minor for line in lines] == [line.amount_minor for line in lines]


def test_every_agreed_value_bears_the_hash_of_the_return_it_came_from(world: World) -> None:
    quote = check(world, make_returned(world))
    kept = reconciliation_of(world.session, quote.id)
    assert kept is not None
    values = world.session.scalars(select(AcceptedValue)).all()
    assert len(values) == 9
    assert {(value.origin, value.origin_hash) for value in values} == {("return", kept.origin_hash)}


def test_a_large_gap_goes_to_the_manager_by_the_same_act(world: World) -> None:
    quote = check(world, make_returned(world, {"unit_price_minor": 50000}))
    assert (quote.state, quote.total_verdict) == ("negotiating", "negotiate")
    lines = quote_lines(world.session, quote.id)
    assert [line.verdict for line in lines] == ["negotiate", "accept", "accept"]
    assert [line.answer for line in lines] == ["cut", "accepted", "accepted"]
    assert [line.agreed_minor for line in lines] == [None, 93000, 223500]


def test_an_omitted_operation_is_always_negotiated(world: World) -> None:
    quote = check(world, make_returned(world, {}, OMITTED))
    assert quote.state == "negotiating"
    assert [line.answer for line in quote_lines(world.session, quote.id)] == ["accepted", "refused", "accepted"]


def test_another_kind_of_part_is_always_negotiated(world: World) -> None:
    assert check(world, make_returned(world, {"part_kind": "PAA"})).state == "negotiating"


def test_a_notable_gap_waits_for_the_supervisors_note(world: World) -> None:
    quote = check(world, make_returned(world, {"unit_price_minor": 78200 - 5000}))
    assert (quote.state, quote.total_verdict) == ("checked", "check")
    with pytest.raises(StepRefused, match="a note says why"):
        world.take(quote, "accept", Role.PARTS_SUPERVISOR, data=Acceptance())
    world.take(quote, "accept", Role.PARTS_SUPERVISOR, data=Acceptance(note="market price fell"))
    line = quote_lines(world.session, quote.id)[0]
    assert (quote.state, line.agreed_part_amount_minor, line.agreed_labor_amount_minor) == ("agreed", 73200, 14400)


def test_a_check_with_its_note_agrees_at_once(world: World) -> None:
    quote = check(world, make_returned(world, {"unit_price_minor": 78200 - 5000}), note="market price fell")
    assert (quote.state, quote.check_note) == ("agreed", "market price fell")


def test_a_return_that_matches_nothing_is_kept_and_waits_for_a_person(world: World) -> None:
    quote = make_sent(world)
    lines = [TypedLine(text="一瓶矿泉水", unit_price_minor=300)]
    world.take(quote, "record_return", Role.ESTIMATOR, data=NewReturn(lines=lines))
    kept = reconciliation_of(world.session, quote.id)
    assert kept is not None
    assert len(open_groups(kept)) == 4
    assert {line.answer for line in quote_lines(world.session, quote.id)} == {"pending"}
    with pytest.raises(StepRefused) as refused:
        check(world, quote)
    assert "confirm the match: our lines -, the insurer's lines 1" in [
        str(fault) for missing in refused.value.missing for fault in missing.details
    ]
    confirm_open(world, quote)
    assert check(world, quote).state == "negotiating"
    assert {line.answer for line in quote_lines(world.session, quote.id)} == {"refused"}


def test_no_line_is_matched_twice(world: World) -> None:
    quote = make_sent(world)
    line = TypedLine(text="一瓶矿泉水", unit_price_minor=300)
    world.take(quote, "record_return", Role.ESTIMATOR, data=NewReturn(lines=[line]))
    pairs = Confirmed(pairs=[Pair(ours=[1], theirs=[1]), Pair(ours=[2], theirs=[1])])
    with pytest.raises(WrongPairing):
        confirm_matches(world.session, quote, pairs, by=world.person(Role.ESTIMATOR), now=world.now)


def test_a_newer_word_on_a_line_replaces_the_older_one(world: World) -> None:
    quote = make_sent(world)
    line = TypedLine(text="整车前部", labor_minor=100000)
    world.take(quote, "record_return", Role.ESTIMATOR, data=NewReturn(lines=[line]))
    by = world.person(Role.ESTIMATOR)
    for pair in (Pair(ours=[1], theirs=[1]), Pair(ours=[1, 2, 3], theirs=[1])):
        kept = confirm_matches(world.session, quote, Confirmed(pairs=[pair]), by=by, now=world.now)
    assert kept.confirmed == [{"ours": [1, 2, 3], "theirs": [1]}]
    assert open_groups(kept) == []
    lines = quote_lines(world.session, quote.id)
    assert sum(line.returned_minor or 0 for line in lines) == 100000
    assert all(line.returned_minor for line in lines)


def test_matches_are_confirmed_only_between_return_and_check(world: World) -> None:
    quote = make_sent(world)
    told = Confirmed(pairs=[Pair(ours=[1])])
    with pytest.raises(NotReturned):
        confirm_matches(world.session, quote, told, by=world.person(Role.ESTIMATOR), now=world.now)


def test_a_return_wants_a_file_of_this_claim_or_typed_lines(world: World) -> None:
    quote = make_sent(world)
    for told in (NewReturn(), NewReturn(file_id=77), NewReturn(file_id=1, lines=[TypedLine(text="x")])):
        with pytest.raises(StepRefused, match="a stored file of this claim, or typed lines"):
            world.take(quote, "record_return", Role.ESTIMATOR, data=told)
    assert quote.state == "sent"


def test_prices_without_tax_are_not_compared_with_prices_with_tax(world: World) -> None:
    quote = make_sent(world)
    told = NewReturn(lines=[TypedLine(text="前保险杠皮", unit_price_minor=100)], prices_include_tax=False)
    with pytest.raises(Refusal, match="tax"):
        world.take(quote, "record_return", Role.ESTIMATOR, data=told)


def uploaded(world: World, quote: Quote, folder: Path, text: str) -> int:
    store = Store(folder)
    world.session.info["files"] = store
    one = check_uploads([Upload("return.csv", text.encode())], FileKind.RETURN, largest=10**6)[0]
    put(store, one)
    by = world.person(Role.ESTIMATOR)
    return keep(world.session, one, shop_id=quote.shop_id, claim_id=quote.claim_id, kind=FileKind.RETURN, by=by,
                now=world.now).id  # fmt: skip


def test_a_return_is_read_from_its_file_and_the_files_hash_is_its_origin(world: World, tmp_path: Path) -> None:
    quote = make_sent(world, BUMPER)
    text = "配件编号,配件名称,数量,单价,工时费\n17G807217GRU,前保险杠皮,1,782.00,144.00\n"
    file_id = uploaded(world, quote, tmp_path, text)
    world.take(quote, "record_return", Role.ESTIMATOR, data=NewReturn(file_id=file_id))
    kept = reconciliation_of(world.session, quote.id)
    assert kept is not None
    assert (kept.file_id, len(kept.origin_hash), kept.gap_minor) == (file_id, 64, 0)
    assert check(world, quote).state == "agreed"


def test_a_return_with_an_unreadable_row_is_not_recorded(world: World, tmp_path: Path) -> None:
    quote = make_sent(world, BUMPER)
    file_id = uploaded(world, quote, tmp_path, "配件编号,配件名称,数量,单价\n17G807217GRU,前保险杠皮,1,面议\n")
    with pytest.raises(ReturnRefused) as refused:
        world.take(quote, "record_return", Role.ESTIMATOR, data=NewReturn(file_id=file_id))
    assert refused.value.faults[0].where == "row 2, column D"
    assert quote.state == "sent"


def test_the_order_gets_agreed_values_only_once_the_quote_is_agreed(world: World) -> None:
    quote = make_returned(world)
    assert {line.part_minor for line in settled_lines(world.session, quote)} == {None}
    check(world, quote)
    assert [line.part_minor for line in settled_lines(world.session, quote)] == [78200, 0, 213900]
