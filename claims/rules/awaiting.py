"""Policies, or kinds of their facts, that stand ready before the house has the step at which they are to be asked."""

from __future__ import annotations

from claims.rules.house.routing import AWAITED_EVENTS

AWAITING: dict[str, tuple[str, str]] = {
    "complaint": ("opening a complaint", "B15 D5"),
    "cover": ("pay-out of a claim by cover; the paper of a prepayment", "A17 B4"),
    "pricing.service": ("appointment and order of a service", "B17"),
}
"""{policy, or policy.kind: (the step that is to ask it, requirement)}; a test compares it with what is asked."""


def awaited(policy: str) -> dict[str, str]:
    """What of a policy waits, and for which step: the policy itself, kinds of its facts as policy.kind, its events."""
    found = {key: step for key, (step, _) in AWAITING.items() if key.split(".")[0] == policy}
    events = AWAITED_EVENTS if policy == "routing" else {}
    return found | {f"{policy}.{event}": step for event, (step, _) in events.items()}
