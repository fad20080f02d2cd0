"""What the duties know: whether a claim still has an open one."""

from __future__ import annotations

from claims.duties.service import open_duties
from claims.kernel.errors import Fault
from claims.kernel.machine import Act


def no_open_duty(act: Act) -> list[Fault]:
    """Every open duty of the claim, each in its own words; none is what is wanted. `act.thing` is the claim."""
    return [Fault(d.text, f"duty:{d.id}", d.said) for d in open_duties(act.session, claim_id=act.thing.id)]
