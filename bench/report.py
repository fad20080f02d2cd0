"""What was measured, as a table to read in the terminal and as the page bench/RESULTS.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import groupby

from bench.measure import Row, Table

PEERS = ("weasyprint", "zen-engine", "durable_rules", "litestar", "sqlalchemy")
HOW_TO_READ = (
    "Read the ratios: all contenders of a table took turns in one run, so a busy machine slows all of them. "
    "`ours ÷ this` is our rate divided by the row's, as the median of the rounds; above 1 the house is faster. "
    "Rates are medians, with the slowest and the fastest round in brackets."
)


def machine() -> str:
    """Cores, Python and the versions of what was measured against; nothing that tells one machine from another."""
    found = ", ".join(f"{name} {version(name)}" for name in PEERS)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f"{os.getloadavg()[1]:.1f}"  # of the last five minutes: others at work make the spread wide
    return f"{cores} cores (load average {load}), {platform.system()}, Python {platform.python_version()}; {found}"


def as_text(tables: Sequence[Table]) -> str:
    """One table for the terminal."""
    lines = [f"{'':<44} {'rate':>9}  {'spread':>15}  {'ours ÷ this':>11}"]
    for table in tables:
        lines += ["", f"{table.title} [{table.unit}]"]
        lines += [f"  {row.name:<42} {figure(row.rate):>9}  {spread(row):>15}  {table.ratio(row):>11.2f}"
                  for row in table.rows]  # fmt: skip
        lines += [f"  {note}" for note in table.notes]
        lines += [f"  our time: {shares(table)}"] if table.shares else []
    return "\n".join(lines)


def as_page(tables: Sequence[Table], *, date: str) -> str:
    """The page RESULTS.md; tables that mean the same stand under one explanation."""
    parts = ["# What was measured", f"{date}, `./run bench --write`. {machine()}.", HOW_TO_READ]
    for meaning, group in groupby(tables, key=lambda one: one.meaning):
        parts += list(section(meaning, group))
    return "\n\n".join(parts) + "\n"


def section(meaning: str, tables: Iterable[Table]) -> Iterable[str]:
    """One explanation and the tables under it."""
    for number, table in enumerate(tables):
        yield f"## {table.title}"
        if number == 0:
            yield meaning
        rows = [f"| {row.name} | {figure(row.rate)} ({spread(row)}) | {table.ratio(row):.2f} |" for row in table.rows]
        yield "\n".join([f"| | {table.unit} | ours ÷ this |", "|---|---|---|", *rows])
        if table.notes:
            yield " ".join(table.notes)
        if table.shares:
            yield f"Where our time goes: {shares(table)}."


def figure(rate: float) -> str:
    """A rate with about three digits."""
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}" if rate >= 10 else f"{rate:.2f}"


def spread(row: Row) -> str:
    """The slowest and the fastest round."""
    return f"{figure(min(row.rates))}–{figure(max(row.rates))}"


def shares(table: Table) -> str:
    """Each stage with its percentage, the greatest first."""
    return ", ".join(f"{name} {share:.0%}" for name, share in table.shares)
