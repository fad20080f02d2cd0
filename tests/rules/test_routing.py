"""The policy routing as a whole: every event is asked somewhere or awaited, and everybody it names exists."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

import claims
from claims.duties.calendar import Unit
from claims.kernel.texts import translated
from claims.people.roles import Role
from claims.rules.books import current_edition, policy
from claims.rules.decision import Scope, decide
from claims.rules.house.complaint import policy as complaint
from claims.rules.house.routing import ASKED_EVENTS, AWAITED_EVENTS

CODE = Path(claims.__file__).parent
ASKING = "\n".join(path.read_text() for path in CODE.rglob("*.py") if path.relative_to(CODE).parts[0] != "rules")
EFFECTS = [clause["then"] for one in current_edition("routing").bundle()["paragraphs"] for clause in one["clauses"]]


def test_every_event_is_asked_somewhere_or_awaited_and_none_is_both() -> None:
    declared = policy("routing").kinds["event"]["event"].values
    assert sorted(declared) == sorted([*ASKED_EVENTS, *AWAITED_EVENTS])
    assert len(set(declared)) == len(declared)
    assert [event for event in ASKED_EVENTS if f'"{event}"' not in ASKING] == []
    assert [event for event in AWAITED_EVENTS if f'"{event}"' in ASKING] == []


def test_every_event_is_decided_by_some_paragraph() -> None:
    named = {
        term[2] for one in current_edition("routing").bundle()["paragraphs"] for clause in one["clauses"]
        for terms in clause["when"] for term in terms if term[:2] == ["event", "eq"]
    }  # fmt: skip
    assert named == {*ASKED_EVENTS, *AWAITED_EVENTS}


def test_whoever_is_told_is_a_role_and_every_deadline_has_a_unit_of_the_calendar() -> None:
    assert {word for effect in EFFECTS for key in ("who", "also") if (word := effect.get(key))} <= {*Role, "nobody"}
    counted = [effect for effect in EFFECTS if "count" in effect]
    assert {effect["unit"] for effect in counted} == set(get_args(Unit)) - {"hours"}
    assert {effect["direction"] for effect in counted} == {"before", "after"}


def test_a_complaint_is_routed_by_events_that_routing_knows() -> None:
    asked = {
        clause["then"]["ask_routing"] for one in current_edition("complaint").bundle()["paragraphs"]
        for clause in one["clauses"] if "ask_routing" in clause["then"]
    }  # fmt: skip
    assert asked <= set(AWAITED_EVENTS)
    assert complaint.name == "complaint"


@pytest.mark.parametrize(
    ("event", "days", "paragraphs"),
    [
        ("claim_submitted", 30, ["insurer_is_asked"]),
        ("amount_agreed", 10, ["money_is_chased"]),
        ("advance_awaited", 60, ["advance_is_asked"]),
        ("refusal_notice_awaited", 3, ["refusal_notice_is_asked"]),
        ("papers_asked", 3, ["paper_list_is_asked"]),
    ],
)
def test_where_no_legal_pack_is_loaded_only_the_house_speaks(event: str, days: int, paragraphs: list[str]) -> None:
    edition = current_edition("routing", legal=())
    fact = {"kind": "event", "ref": "e:1", "event": event, "cover": "compulsory"}
    decision = decide(edition, [fact], date(2026, 3, 2), Scope("madrid"))
    assert decision.said("e:1", "count") == days
    assert [one["paragraph"] for one in decision.fired] == paragraphs


def test_every_duty_says_in_every_language_what_is_to_be_done() -> None:
    from claims.estimating import reactions as estimates
    from claims.lifecycle import reactions as file
    from claims.lifecycle import standing
    from claims.settlement import reactions as money
    from claims.shopfloor import clocks

    said = {
        text for room in (estimates, file, standing, money, clocks)
        for name, text in vars(room).items() if name.isupper() and isinstance(text, str)
    }  # fmt: skip
    assert len(said) == 15
    assert [text for text in said for language in ("zh", "es") if not translated(text, language)] == []
