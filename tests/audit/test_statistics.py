"""How often paragraphs fired, for how much money and how often overruled: as counting by hand says."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select, update

from bench.search import BEGIN, SHOP, STEP, filled
from claims.audit.models import DecisionParagraph, DecisionRow, Overruling
from claims.audit.statistics import Count, statistics
from claims.kernel.database import Database
from claims.people.models import Shop


def by_name(found: list[Count]) -> dict[tuple[str, str], Count]:
    return {(one.policy, one.paragraph): one for one in found}


def test_counts_sums_and_shares_are_those_of_counting_by_hand(database: Database) -> None:
    filled(database, 500)
    since, until = BEGIN + STEP * 100, BEGIN + STEP * 400
    with database.reading() as session:
        shop = session.get_one(Shop, SHOP)
        found = by_name(statistics(session, shop, since=since, until=until))
        rows = {row.id: row for row in session.scalars(select(DecisionRow)) if since <= row.taken_at < until}
        overruled = set(session.scalars(select(Overruling.decision_id)))
        fired = [one for one in session.scalars(select(DecisionParagraph)) if one.decision_id in rows]
        each = Counter((one.policy, one.paragraph) for one in fired)
        assert {key: one.count for key, one in found.items() if key[1] and one.count} == each
        gap = [row for row in rows.values() if row.policy == "gap"]
        whole = found["gap", ""]
        assert (whole.count, whole.of) == (len(gap), len(rows))
        assert whole.minor == {"CNY": sum(row.money_minor or 0 for row in gap)}
        assert whole.overruled == sum(row.id in overruled for row in gap)
        one = found["gap", "gap_2"]
        of_paragraph = [rows[each.decision_id] for each in fired if each.paragraph == "gap_2"]
        assert one.minor == {"CNY": sum(row.money_minor or 0 for row in of_paragraph)}
        assert one.of == len(gap)
        assert one.share_bp == (one.count * 20_000 + one.of) // (2 * one.of)


def test_paragraphs_of_the_book_that_never_fired_are_counted_as_never(database: Database) -> None:
    filled(database, 50)
    with database.reading() as session:
        found = statistics(session, session.get_one(Shop, SHOP), policy="gap")
    assert {one.policy for one in found} == {"gap"}
    assert found[0].paragraph == ""
    never = by_name(found)["gap", "large_gap_in_total"]
    assert (never.count, never.share_bp, never.overruled_bp, never.money) == (0, 0, 0, {})


def test_a_shop_abroad_has_statistics_without_the_law_of_another_country(database: Database) -> None:
    filled(database, 50)
    with database.writing() as session:
        session.get_one(Shop, SHOP).country = "ES"
    with database.reading() as session:
        shop = session.get_one(Shop, SHOP)
        found = by_name(statistics(session, shop))
        assert ("gap", "large_gap_in_total") in found
        assert "cover" not in {policy for policy, _ in found}
        assert [one.count for one in statistics(session, shop, policy="cover")] == [0]


def test_a_sum_beyond_64_bits_is_exact(database: Database) -> None:
    filled(database, 60)
    with database.writing() as session:
        session.execute(update(DecisionRow).values(policy="gap", money_minor=2**62 + 1))
    with database.reading() as session:
        whole = statistics(session, session.get_one(Shop, SHOP), policy="gap")[0]
    assert whole.minor == {"CNY": 60 * (2**62 + 1)}
    assert whole.money == {"CNY": f"{60 * (2**62 + 1) // 100}.{60 * (2**62 + 1) % 100:02d}"}


def test_an_empty_period_counts_nothing(database: Database) -> None:
    filled(database, 10)
    with database.reading() as session:
        late = BEGIN + timedelta(days=10_000)
        found = statistics(session, session.get_one(Shop, SHOP), since=late)
    assert {one.count for one in found} == {0}
    assert {one.share_bp for one in found} == {0}
