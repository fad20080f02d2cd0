"""Reconciliation of two sheets of two hundred lines, and ten times as many; a worksheet beside a bare sum."""

from __future__ import annotations

import io
import random
from decimal import Decimal
from time import process_time

from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook
from rapidfuzz import fuzz, process

from bench.measure import Row, Table, rates
from claims.estimating.estimate import Estimate, EstimateLine, EstimateProfile
from claims.estimating.exchange.any_file import read_file
from claims.estimating.pricing import Tax
from claims.estimating.sheets import LaborKind, Operation, PartKind
from claims.estimating.two_files import two_files
from claims.estimating.worksheet import priced
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.money import Money

LINES = 200
PLACES = ("左前", "右前", "左后", "右后")
PARTS = (
    "大灯", "雾灯", "翼子板", "车门", "门锁块", "轮眉", "减震器", "转向拉杆", "制动盘", "轮毂", "玻璃升降器",
    "门把手", "后视镜", "防擦条", "裙边", "挡泥板", "保险杠支架", "尾灯", "门铰链", "密封条",
)  # fmt: skip
OPERATIONS = ("更换", "修复", "拆装", "喷漆")
HEADINGS = ("序号", "配件编号", "名称", "操作", "数量", "单价", "工时", "工时单价", "金额")


def sheets(count: int, *, numbered: bool, seed: int = 11) -> tuple[bytes, bytes, list[str], list[str]]:
    """Two workbooks of so many lines: the second renamed, reordered, cut here and there; and the names in both."""
    chance = random.Random(seed)
    ours: list[tuple[object, ...]] = []
    theirs: list[tuple[object, ...]] = []
    for place in range(count):
        part = f"{PLACES[place % 4]}{PARTS[place // 4 % 20]}{place // 80 or ''}"
        number = f"17G{place:06d}" if numbered else ""
        hours, price = chance.randrange(5, 60), chance.randrange(50, 3000)
        rows = [(number, part, OPERATIONS[place % 4], 1, f"{price}.00", f"{hours / 10}", "120")]
        rows.append((number, f"{part}总成", OPERATIONS[place % 4], 1, f"{price - place % 3 * 10}.00",
                     f"{max(hours - place % 4, 1) / 10}", "110"))  # fmt: skip
        for line, sheet in zip(rows, (ours, theirs), strict=True):
            whole = Decimal(line[4]) + Decimal(line[5]) * Decimal(line[6])
            sheet.append((*line, f"{whole:.2f}"))
    chance.shuffle(theirs)
    names = [[str(line[1]) for line in sheet] for sheet in (ours, theirs)]
    return workbook(ours), workbook(theirs), names[0], names[1]


def workbook(rows: list[tuple[object, ...]]) -> bytes:
    """The rows under headings, as xlsx."""
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(list(HEADINGS))
    for place, row in enumerate(rows, 1):
        page.append([place, *row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bare(files: tuple[bytes, bytes], names: tuple[list[str], list[str]]) -> object:
    """Both files read as they are, and every name against every other."""
    for data in files:
        CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return process.cdist(names[0], names[1], scorer=fuzz.ratio)


def with_openpyxl(files: tuple[bytes, bytes], names: tuple[list[str], list[str]]) -> object:
    """Both files read by openpyxl, and every name against every other."""
    for data in files:
        page = load_workbook(io.BytesIO(data), read_only=True).active
        assert page is not None
        list(page.iter_rows(values_only=True))
    return process.cdist(names[0], names[1], scorer=fuzz.ratio)


def read_and_cdist(files: tuple[bytes, bytes], names: tuple[list[str], list[str]]) -> object:
    """Both files read into lines with exact amounts, and every name against every other."""
    for data in files:
        read_file(data)
    return process.cdist(names[0], names[1], scorer=fuzz.ratio)


def ours(files: tuple[bytes, bytes]) -> object:
    """Both files read, matched and compared."""
    return two_files(read_file(files[0], asked=True), read_file(files[1]))


def of_two_sheets(rounds: int) -> Table:
    """Two hundred lines a side, matched by their names alone."""
    left, right, mine, yours = sheets(LINES, numbered=False)
    return Table(
        title="Reconciliation of two sheets of 200 lines",
        unit="pairs of files per second",
        meaning="Both files read, every line matched by its words and compared; against reading them and a bare cdist.",
        rows=rates({
            "claims reconcile": lambda: ours((left, right)),
            "the same reading and rapidfuzz cdist": lambda: read_and_cdist((left, right), (mine, yours)),
            "openpyxl and rapidfuzz cdist": lambda: with_openpyxl((left, right), (mine, yours)),
            "calamine alone and rapidfuzz cdist": lambda: bare((left, right), (mine, yours)),
        }, times=3, rounds=rounds),
    )  # fmt: skip


def of_ten_times(rounds: int) -> Table:
    """Two thousand lines with sure part numbers against two hundred of them; rates are lines per second."""
    files = {count: sheets(count, numbered=True)[:2] for count in (10 * LINES, LINES)}
    seen: dict[int, list[float]] = {count: [] for count in files}
    for pair in files.values():
        ours(pair)
    for _ in range(rounds):
        for count, pair in files.items():
            began = process_time()
            ours(pair)
            seen[count].append(count / (process_time() - began))
    return Table(
        title="Reconciliation with part numbers, ten times the lines",
        unit="lines per second",
        meaning="2,000 lines a side against 200; from 0.67 on, ten times the lines take at most fifteen times as long.",
        rows=tuple(Row(f"{count:,} lines", tuple(found)) for count, found in seen.items()),
    )


def estimate() -> Estimate:
    """Two hundred lines of parts, labor and refinish in dollars."""
    chance = random.Random(5)
    kinds = (PartKind.ORIGINAL, PartKind.SUB_FACTORY, PartKind.USED)
    labor = (LaborKind.BODY, LaborKind.MECHANICAL)
    lines = tuple(
        EstimateLine(
            position=place, text=f"line {place}", operation=Operation.REPLACE, part_kind=kinds[place % 3],
            unit_price=Money(chance.randrange(1000, 99_999), "USD"), quantity=Quantity(1000 * (1 + place % 3)),
            labor_kind=labor[place % 2], hours=Hours(chance.randrange(20, 500)),
            refinish_hours=Hours(chance.randrange(0, 300)),
        )
        for place in range(1, LINES + 1)
    )  # fmt: skip
    return Estimate(currency="USD", lines=lines)


def profile() -> EstimateProfile:
    """Three labor rates and two taxes."""
    names = (LaborKind.BODY, LaborKind.MECHANICAL, LaborKind.REFINISH)
    return EstimateProfile(
        currency="USD", prices_include_tax=False,
        rates={kind: Money(rate, "USD") for kind, rate in zip(names, (9000, 11_000, 6000), strict=True)},
        taxes=(Tax("state", Share(625)), Tax("parts", Share(150), ("part",))),
    )  # fmt: skip


def summed(told: Estimate) -> tuple[int, int, int]:
    """The same totals in whole numbers by one loop, as of somebody who needs the totals and nothing else."""
    parts = body = mechanical = refinish = 0
    for line in told.lines:
        if line.unit_price is not None:
            parts += (line.unit_price.minor * line.quantity.thousandths + 500) // 1000
        if line.labor_kind is LaborKind.BODY:
            body += line.hours.hundredths
        else:
            mechanical += line.hours.hundredths
        refinish += line.refinish_hours.hundredths
    labor = (body * 9000 + 50) // 100 + (mechanical * 11_000 + 50) // 100 + (refinish * 6000 + 50) // 100
    subtotal = parts + labor
    state, of_parts = (subtotal * 625 + 5000) // 10_000, (parts * 150 + 5000) // 10_000
    return subtotal, state + of_parts, subtotal + state + of_parts


def of_a_worksheet(rounds: int) -> Table:
    """An estimate of 200 lines with the rule behind each figure."""
    told, rules = estimate(), profile()
    assert priced(told, rules).total.minor == summed(told)[2]
    return Table(
        title="Totals of an estimate of 200 lines, with its worksheet",
        unit="estimates per second",
        meaning="Every line, category, tax and net with the sentence that made each figure, against one loop of sums.",
        rows=rates({"priced": lambda: priced(told, rules), "a loop of sums": lambda: summed(told)},
                   times=40, rounds=rounds),
    )  # fmt: skip


def measured(rounds: int) -> list[Table]:
    """All three tables."""
    return [of_two_sheets(rounds), of_ten_times(rounds), of_a_worksheet(rounds)]
