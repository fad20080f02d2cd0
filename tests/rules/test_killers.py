"""Nothing that kills durable-rules, or makes it lie, can be reached from a policy or a fact."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules import killers
from tests.rules.attempts import ATTEMPTS, tried

ROOT = Path(__file__).parents[2]
SMUDGED = {"MALLOC_PERTURB_": "165"}  # memory that was never written to is not zero, so that luck does not help

# What the house can do without harm; all else is refused.
HARMLESS = {
    "amounts_of_zero_where_shares_are_derived",
    "an_empty_batch",
    "a_fact_of_which_no_rule_reads_anything",
    "the_1025th_session",
    "sessions_ended_while_others_live",
    "a_session_ended_in_which_no_action_ran",
    "three_hundred_rules_that_share_a_condition_and_hold_at_once",
    "a_thousand_conditions_on_one_field",
    "a_thousand_conditions_on_one_field_in_one_rule",
    "refs_that_look_alike_to_the_core",
    "identical_facts",
    "the_largest_numbers_there_are",
    "alternatives_that_hold_together",
}


@pytest.fixture(scope="module")
def ends() -> dict[str, str]:
    """How each attempt ended."""
    program = [sys.executable, "-m", killers.__name__]
    ran = subprocess.run(program, cwd=ROOT, env={**os.environ, **SMUDGED}, capture_output=True, check=True)
    return dict(json.loads(ran.stdout))


@pytest.mark.parametrize("name", ATTEMPTS)
def test_what_kills_the_library_does_not_kill_the_house(name: str, ends: dict[str, str]) -> None:
    assert ends[name] == ("harmless" if name in HARMLESS else "refused")


def test_a_killed_process_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ATTEMPTS, "suicide", lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert tried("suicide") == f"killed: {-signal.SIGKILL}"
