"""`python -m bench [NAME …]`: measures and prints; `--write --date DAY` renders bench/RESULTS.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench import (
    claim_http,
    decisions,
    history,
    memory,
    papers,
    price_lists,
    quote_pdf,
    reconcile,
    replay,
    search,
    what_if,
)
from bench.measure import Table
from bench.report import as_page, as_text

RESULTS = Path(__file__).with_name("RESULTS.md")

Benches = Mapping[str, Callable[[int | None], list[Table]]]
"""Each bench by name: given the rounds, or None for its own number of them, it gives its tables."""

BENCHES: Benches = {
    "decisions": lambda rounds: decisions.measured(rounds=rounds or 7),
    "memory": lambda rounds: [memory.measured()],
    "replay": lambda rounds: [replay.measured(rounds=rounds or 1)],
    "what-if": lambda rounds: [what_if.measured(rounds=rounds or 1)],
    "claim": lambda rounds: [claim_http.measured(rounds=rounds or 2)],
    "papers": lambda rounds: papers.measured(rounds=rounds or 5),
    "quote": lambda rounds: quote_pdf.measured(rounds=rounds or 4),
    "reconcile": lambda rounds: reconcile.measured(rounds=rounds or 7),
    "search": lambda rounds: search.measured(rounds=rounds or 9),
    "prices": lambda rounds: price_lists.measured(rounds=rounds or 5),
    "history": lambda rounds: history.measured(rounds=rounds or 9),
}


def main(arguments: Sequence[str] | None = None, *, benches: Benches = BENCHES, page: Path = RESULTS) -> int:
    """Run what was named, or all; print the tables and, where asked to, write the page."""
    parser = argparse.ArgumentParser(
        prog="bench", description="Measures the house beside other ways of doing the same."
    )
    parser.add_argument("what", nargs="*", metavar="WHAT", help=f"{', '.join(benches)}; all where none is named")
    parser.add_argument("--rounds", type=int, help="rounds of each bench (default: enough for a steady median)")
    parser.add_argument("--write", action="store_true", help="render bench/RESULTS.md; needs --date")
    parser.add_argument("--date", help="the day that stands on the page, as 2026-03-31")
    said = parser.parse_args(arguments)
    if unknown := sorted(set(said.what) - set(benches)):
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(benches)}")
    if said.rounds is not None and said.rounds < 1:
        parser.error("--rounds is 1 or more")
    if said.write and (said.what or not said.date):
        parser.error("--write renders the whole page: name no bench, and say --date DAY")
    tables: list[Table] = []
    for name in said.what or benches:
        sys.stderr.write(f"measuring {name} ...\n")
        tables += benches[name](said.rounds)
    sys.stdout.write(as_text(tables) + "\n")
    if said.write:
        page.write_text(as_page(tables, date=said.date), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
