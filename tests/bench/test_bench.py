"""The benches in a tiny size: they run, their contenders agree, and what they print is fit to be kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench import __main__ as command
from bench import claim_http, decisions, quote_pdf
from bench.by_hand import BY_HAND
from bench.measure import Row, Table, percentile, shares_of, turned
from bench.report import as_page, as_text
from claims.documents.render import render_pdf
from claims.rules.decision import decide


def make_table(title: str = "A table", meaning: str = "What it means.") -> Table:
    """Two contenders over three rounds; the house does twice as much in most of them."""
    rows = (Row("claims", (20.0, 22.0, 18.0)), Row("peer", (10.0, 11.0, 18.0)))
    return Table(title, "things/s", meaning, rows, ("A note.",), (("work", 0.75), ("rest", 0.25)))


BENCHES: command.Benches = {
    "first": lambda rounds: [make_table(f"first {rounds}")],
    "second": lambda rounds: [make_table(f"second {rounds}")],
}


@pytest.mark.parametrize("name", decisions.LINES)
@pytest.mark.parametrize("lines", [1, 40])
def test_all_ways_of_deciding_come_to_the_same_effects_and_are_timed(name: str, lines: int) -> None:
    table = decisions.compared(name, lines, rounds=1, times=1)
    assert len(table.rows) == 6
    assert all(row.rate > 0 for row in table.rows)
    assert sum(share for _, share in table.shares) == pytest.approx(1)


@pytest.mark.parametrize("name", decisions.LINES)
def test_the_lines_measured_fire_every_paragraph_of_the_policy(name: str) -> None:
    edition = decisions.edition_of(name)
    lines = decisions.LINES[name](200)
    fired = {one[0] for one in decisions.said_by(decide(edition, lines, decisions.DAY, decisions.SCOPE))}
    on = {one["id"]: one["on"] for one in edition.bundle()["paragraphs"]}
    asked = {fact["kind"] for fact in lines}  # the lines of an order ask nothing of its vehicle
    rules = edition.in_force(decisions.DAY, decisions.SCOPE).rules
    all_of_them = {rule.paragraph for rule in rules if on[rule.paragraph] in asked}
    assert all_of_them - fired <= {"total_accepted", "total_loss", "claim_cut_deeply"}, "a claim is one or the other"


def test_the_bench_has_a_policy_of_forty_rules_beside_those_of_the_house() -> None:
    assert len(decisions.edition_of("forty").in_force(decisions.DAY, decisions.SCOPE).rules) == 40


def test_a_peer_with_other_effects_is_not_timed() -> None:
    raw = decisions.LINES["gap"](20)
    ours = BY_HAND["gap"](raw)
    with pytest.raises(decisions.PeersDiffer, match="half"):
        decisions.check(ours, {"half": lambda: ours[::2]})


def test_our_quote_and_bare_weasyprint_have_the_same_pages_and_words() -> None:
    table = quote_pdf.measured(rounds=1, sizes=(9,))[0]  # beside a browser only where one is installed
    assert [row.name.split(",")[0] for row in table.rows] == ["claims", "bare WeasyPrint"]
    assert dict(table.shares)["styles cascaded and pages laid out"] > 0


def test_papers_with_other_words_are_not_timed() -> None:
    short, long = (render_pdf(quote_pdf.long_quote(lines), "zh") for lines in (3, 4))
    with pytest.raises(quote_pdf.PapersDiffer):
        quote_pdf.check(short, long)


def test_the_claim_is_played_against_a_real_server_beside_the_floor() -> None:
    table = claim_http.measured(rounds=1, requests=5)
    ours, steps, floor = table.rows
    assert 0 < ours.rate < floor.rate
    assert 0 < steps.rate < floor.rate
    assert "steps" in dict(table.shares)
    assert re.search(r"(\d+) requests, (\d+) of them steps", table.notes[0])


def test_ratios_are_taken_round_by_round_and_the_median_counts() -> None:
    table = make_table()
    assert table.ratio(table.rows[0]) == 1
    assert table.ratio(table.rows[1]) == 2


def test_everybody_takes_the_first_turn_once() -> None:
    items = [(name, lambda: None) for name in "abc"]
    assert ["".join(name for name, _ in turned(items, number)) for number in range(4)] == ["abc", "bca", "cab", "abc"]


def test_percentiles_are_values_that_were_seen() -> None:
    values = [float(value) for value in range(1, 201)]
    assert (percentile(values, 50), percentile(values, 99), percentile([7.0], 99)) == (100.0, 198.0, 7.0)


def test_shares_add_up_to_one_with_the_greatest_first() -> None:
    assert shares_of({"small": 1.0, "great": 3.0}) == (("great", 0.75), ("small", 0.25))


def test_the_page_explains_tables_of_one_meaning_once_and_names_no_machine() -> None:
    page = as_page([make_table("One"), make_table("Two"), make_table("Three", "Another.")], date="2026-03-31")
    assert page.count("What it means.") == 1
    assert page.count("Where our time goes: work 75%, rest 25%.") == 3
    assert "| peer | 11.0 (10.0–18.0) | 2.00 |" in page
    assert "2026-03-31" in page
    assert "/home" not in page
    assert "ours ÷ this" in as_text([make_table()])


@pytest.mark.parametrize("arguments", [["other"], ["--write"], ["quote", "--write", "--date", "x"], ["--rounds", "0"]])
def test_a_wrong_command_is_explained(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(arguments)
    assert "error:" in capsys.readouterr().err


def test_one_bench_can_be_named_and_nothing_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert command.main(["first", "--rounds", "2"], benches=BENCHES, page=tmp_path / "page.md") == 0
    assert "first 2" in capsys.readouterr().out
    assert not (tmp_path / "page.md").exists()


def test_the_page_is_written_with_all_benches_on_the_day_that_was_said(tmp_path: Path) -> None:
    assert command.main(["--write", "--date", "2026-03-31"], benches=BENCHES, page=tmp_path / "page.md") == 0
    page = (tmp_path / "page.md").read_text("utf-8")
    assert page.startswith("# What was measured\n\n2026-03-31")
    assert "first None" in page
    assert "second None" in page
