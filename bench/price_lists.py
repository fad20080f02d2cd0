"""Price lists of a hundred thousand rows: imported beside a bare reader with a bare insert, and searched."""

from __future__ import annotations

import csv
import gc
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pandas as pd
from openpyxl import Workbook
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.measure import Row, Table, cpu_seconds, rates, turned
from bench.price_import import ours
from claims import migrations
from claims.estimating.price_models import Price
from claims.estimating.price_search import search_prices
from claims.kernel.database import Database
from claims.people.accounts import add_shop
from claims.people.inputs import NewShop
from claims.people.models import User

ROWS = 100_000
HEADER = ("配件编号", "配件名称", "适用车型", "品牌", "价格类型", "单价", "库存", "到货天数")
MODELS = (
    "速腾", "迈腾", "朗逸", "途观", "宝来", "帕萨特", "高尔夫", "Golf", "Passat", "Tiguan", "León", "Octavia", "Ibiza",
)  # fmt: skip
NAMES = (
    "前保险杠皮", "后保险杠皮", "左前大灯总成", "右前大灯总成", "发动机盖", "左前翼子板", "右前翼子板", "水箱框架",
    "faro delantero izquierdo", "faro delantero derecho", "paragolpes trasero", "capó", "aleta delantera derecha",
    "headlamp left", "headlamp right", "front bumper cover", "radiator grille", "fog lamp right", "door mirror left",
)  # fmt: skip
SEARCHES = (
    "faro", "大灯", "headlamp left", "faro izquierdo golf", "左前大灯 速腾", "parragolpes", "bumpr cover",
    "前保险缸皮 迈腾", "5GG 042", "5GG042917C", "5GG042971C", "leon 2019",
)  # fmt: skip
READ = (
    "A list of 100,000 rows, as a parts desk gets them, made into checked prices that are kept and indexed in one "
    "transaction on SQLite: reading, refusing, journal and search index with it. Beside it the least that brings the "
    "same rows into the same table: the library's own reading and one `executemany` of the bare driver, which checks "
    "nothing. Counted is CPU time. `ours ÷ this` is to be at least 0.40 for csv (2.5 times) and 0.67 for xlsx (1.5 "
    "times the calamine read)."
)
HELD = (
    "The most memory that a process of its own ever holds (resident set) which imports the list, the Python "
    "interpreter and all libraries with it; at most 300 MiB are allowed."
)
FOUND = (
    "Searches a second among 100,000 prices, as the door asks: SQL made and run, offers of fifty parts read, in three "
    "languages and with slips. Beside it the scan of names and vehicles for the same letters, which knows neither "
    "slips nor languages."
)


def measured(*, rounds: int = 5, rows: int = ROWS) -> list[Table]:
    """The tables, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_lists(place, rows)
        made_empty(template := place / "empty.sqlite")
        return [
            Table("A price list as csv", "lists/s", READ, imported(place, "csv", template, rounds)),
            Table("A price list as xlsx", "lists/s", READ, imported(place, "xlsx", template, rounds)),
            Table("Memory of an import", "MiB", HELD, held(place, template)),
            searched(place, template, rounds),
        ]


def write_lists(place: Path, rows: int) -> None:
    """The same list as csv and as xlsx; a heading every thousand rows, and a price that is none every ten thousand."""
    chance, book = Random(20), Workbook(write_only=True)
    page = book.create_sheet("prices")
    page.append(HEADER)
    with (place / "list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            if number % 1000 == 500:
                writer.writerow([f"组 {number // 1000}"])
                page.append([f"组 {number // 1000}"])
            cents = chance.randrange(500, 900_000)
            row = [
                f"{chance.choice(('5GG', '17G', '1K0', '6R0', 'L1D'))} {number // 1000:03d} {number % 1000:03d} "
                f"{chance.choice('ABCDEFG')}",
                f"{chance.choice(NAMES)} {chance.choice('ABCDEFGHJK')}{chance.randrange(100)}",
                f"{chance.choice(MODELS)} {chance.randrange(2008, 2026)}",
                chance.choice(("一汽", "VW", "SEAT", "Bosch")), chance.choice(("4S价", "品牌价", "市场原厂价")),
            ]  # fmt: skip
            told = f"{cents // 100:,}.{cents % 100:02d}" if number % 10_000 != 7 else "面议"
            figures = (chance.randrange(50), chance.randrange(9))
            writer.writerow([*row, told, *figures])
            page.append([*row, cents / 100 if number % 10_000 != 7 else told, *figures])
    book.save(place / "list.xlsx")


def made_empty(path: Path) -> None:
    """A migrated database with one shop and one person."""
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    with database.writing() as session:
        add_shop(session, NewShop(code="bench", name="Bench"))
        session.add(User(login="bench", name="Bench", password_hash="x"))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()


def imported(place: Path, kind: str, template: Path, rounds: int) -> tuple[Row, ...]:
    """Ours and the bare ways, taking turns, each into an empty database."""
    file = place / f"list.{kind}"
    works: dict[str, Callable[[Path], None]] = {"claims": partial(ours, file)}
    if kind == "csv":
        works["pandas.read_csv and executemany"] = partial(bare, lambda: pd.read_csv(file))
    else:
        works["python-calamine and executemany"] = partial(bare, lambda: calamine_rows(file))
        works["pandas.read_excel (calamine) and executemany"] = partial(
            bare, lambda: pd.read_excel(file, engine="calamine")
        )
    found: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in turned(list(works.items()), number):
            for left in place.glob("target.sqlite*"):
                left.unlink()
            shutil.copy(template, target := place / "target.sqlite")
            gc.collect()
            seconds = cpu_seconds(partial(work, target))
            if number:  # the first round warms up
                found[name].append(1 / seconds)
    return tuple(Row(name, tuple(seen)) for name, seen in found.items())


def calamine_rows(file: Path) -> list[list[Any]]:
    """The sheet's rows as the library gives them."""
    return CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[1:]


def bare(read: Callable[[], Any], target: Path) -> None:
    """Whatever the reader gives, inserted by the driver into the same table in one transaction."""
    frame = read()
    rows: Iterable[Any] = frame.itertuples(index=False) if isinstance(frame, pd.DataFrame) else frame
    connection = sqlite3.connect(target, isolation_level=None)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):  # as the house has them
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT INTO price_list (shop_id, supplier, valid_from, currency, prices_include_tax, file_name, file_sha256,"
        " imported_at, imported_by_id, rows_taken, rows_refused, refused, columns)"
        " VALUES (1, 'A', '2026-01-01', 'CNY', 1, '', '', '2026-01-01', 1, 0, 0, '[]', '{}')"
    )
    connection.executemany(
        "INSERT INTO price (shop_id, list_id, valid_from, row, part_number, clean_number, name, fits, brand,"
        " price_kind, unit_price_minor, stock_x1000, lead_days)"
        " VALUES (1, 1, '2026-01-01', ?, ?, ?, ?, ?, ?, ?, coalesce(?, 0), ?, ?)",
        ((number, row[0], row[0], str(row[1]), str(row[2]), str(row[3]), str(row[4]), row[5], row[6], row[7])
         for number, row in enumerate(rows, 2)),
    )  # fmt: skip
    connection.execute("COMMIT")
    connection.close()


def held(place: Path, template: Path) -> tuple[Row, ...]:
    """The most memory of a process that imports each kind of file."""
    found = []
    for kind in ("xlsx", "csv"):
        shutil.copy(template, target := place / f"held-{kind}.sqlite")
        program = [sys.executable, "-m", "bench.price_import", str(place / f"list.{kind}"), str(target)]
        ran = subprocess.run(program, capture_output=True, text=True, check=True)
        found.append(Row(f"claims, from {kind}", (float(json.loads(ran.stdout)),)))
    return (*found, Row("allowed", (300.0,)))


def searched(place: Path, template: Path, rounds: int) -> Table:
    """Searches of one imported list."""
    shutil.copy(template, target := place / "searched.sqlite")
    ours(place / "list.csv", target)
    database = Database(f"sqlite:///{target}")
    with database.reading() as session:
        looks: Mapping[str, Callable[[str], object]] = {
            "claims": lambda words: search_prices(session, 1, words, date(2026, 2, 1)),
            "a scan for the same letters": lambda words: scan(session, words),
        }
        works = {name: partial(lambda look: [look(words) for words in SEARCHES], look) for name, look in looks.items()}
        rows = rates(works, times=1, rounds=rounds)
        each = {
            words: median(cpu_seconds(partial(looks["claims"], words)) for _ in range(rounds)) * 1000
            for words in SEARCHES
        }
    database.dispose()
    rows = tuple(Row(row.name, tuple(rate * len(SEARCHES) for rate in row.rates)) for row in rows)
    worst = max(each, key=each.__getitem__)
    note = (
        f"A search takes {median(each.values()):.1f} ms at the median of {len(SEARCHES)} searches, the slowest, "
        f"“{worst}”, {each[worst]:.1f} ms."
    )
    return Table("Searching prices", "searches/s", FOUND, rows, notes=(note,))


def scan(session: Session, words: str) -> object:
    """Fifty rows whose name or vehicle has these letters."""
    piece = words.lower()
    found = func.lower(Price.name).contains(piece) | func.lower(Price.fits).contains(piece)
    return session.execute(select(Price).where(Price.shop_id == 1, found).limit(50)).all()
