"""Which paper goes before which: what somebody waits for first, long ones last, and nobody waits for ever."""

from __future__ import annotations

from datetime import timedelta

RENDER = "render paper"  # the kind of job
LONG = frozenset({"packet", "decisions"})  # may have hundreds of pages
# How long each kind of wish lets others go before it; older than that, it goes before everything that comes anew.
BEHIND = {
    # (somebody waits for it, it is long)
    (True, False): timedelta(0),
    (True, True): timedelta(minutes=5),
    (False, False): timedelta(minutes=10),
    (False, True): timedelta(minutes=20),
}


def behind(form: str, *, waited_for: bool) -> timedelta:
    """What a paper lets go before it."""
    return BEHIND[waited_for, form in LONG]
