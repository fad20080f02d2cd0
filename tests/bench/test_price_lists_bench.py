"""The bench of price lists in a tiny size: every contender brings the same rows, and all searches are timed."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from bench import price_lists
from bench.price_import import most_held, ours


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prices")
    price_lists.write_lists(folder, 2_000)
    price_lists.made_empty(folder / "empty.sqlite")
    return folder


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ours_takes_the_good_rows_with_the_prices_that_the_library_reads(place: Path, kind: str) -> None:
    target = place / f"ours-{kind}.sqlite"
    target.write_bytes((place / "empty.sqlite").read_bytes())
    ours(place / f"list.{kind}", target)
    frame = pd.read_csv(place / "list.csv", thousands=",")
    wanted = pd.to_numeric(frame["单价"].str.replace(",", ""), errors="coerce").dropna().mul(100).round().astype(int)
    with sqlite3.connect(target) as connection:
        found = [minor for (minor,) in connection.execute("SELECT unit_price_minor FROM price ORDER BY row")]
        assert found == wanted.tolist()
        assert connection.execute("SELECT rows_refused FROM price_list").fetchone() == (1,)


def test_the_bare_way_brings_every_row(place: Path) -> None:
    target = place / "bare.sqlite"
    target.write_bytes((place / "empty.sqlite").read_bytes())
    price_lists.bare(partial(pd.read_csv, place / "list.csv"), target)
    with sqlite3.connect(target) as connection:
        assert connection.execute("SELECT count(*) FROM price").fetchone() == (2_002,)


def test_the_tables_are_made(place: Path) -> None:
    csv, xlsx, memory, search = price_lists.measured(rounds=1, rows=2_000)
    assert [len(table.rows) for table in (csv, xlsx, memory, search)] == [2, 3, 3, 2]
    assert all(row.rate > 0 for table in (csv, xlsx, memory, search) for row in table.rows)
    assert "ms at the median" in search.notes[0]
    assert most_held() > 10
