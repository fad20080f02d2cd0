"""Memory over many decisions: what a process of its own holds after the first thousand, and at the end."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

from bench.decisions import DAY, LINES, SCOPE, edition_of
from bench.measure import Row, Table
from claims.rules.decision import decide

POLICIES = ("forty", "gap", "warranty")
MEANING = (
    "A process of its own takes so many complete decisions of 20 lines, policy after policy, each on other lines with "
    "other refs, and keeps none. Counted is the memory it holds (resident set). Flat memory is a ratio of 1."
)


def measured(*, decisions: int = 50_000, early: int = 1_000) -> Table:
    """What is held after `early` decisions, and after all."""
    program = [sys.executable, "-m", "bench.memory", str(decisions), str(early)]
    ran = subprocess.run(program, capture_output=True, text=True, check=True)
    held = json.loads(ran.stdout)
    rows = (Row(f"claims, after {decisions:,} decisions", (held["end"],)),
            Row(f"after the first {early:,}", (held["early"],)))  # fmt: skip
    return Table("Memory over many decisions", "MiB held", MEANING, rows)


def held_after(decisions: int, early: int) -> dict[str, float]:
    """Take the decisions in this process."""
    editions = [(edition_of(name), LINES[name]) for name in POLICIES]
    found = {"early": 0.0}
    for number in range(decisions):
        edition, lines = editions[number % len(editions)]
        decide(edition, renamed(lines(20, seed=number % 97), Random(number)), DAY, SCOPE)
        if number + 1 == early:
            found["early"] = held()
    return {**found, "end": held()}


def renamed(facts: list[dict[str, Any]], chance: Random) -> list[dict[str, Any]]:
    """The facts with refs that never came before, as rows of a database have them."""
    return [{**fact, "ref": f"line:{chance.randrange(10**12)}"} for fact in facts]


def held() -> float:
    """MiB that this process holds now; where the system does not tell, the most it ever held."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


if __name__ == "__main__":
    json.dump(held_after(*map(int, sys.argv[1:])), sys.stdout)
