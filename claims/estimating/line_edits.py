"""A changed line keeps what stood there before, and says nothing that contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from claims.estimating.models import DamageLine
from claims.estimating.queries import needs_part
from claims.estimating.quote_models import QuoteLine
from claims.kernel.errors import Faults
from claims.people.models import Person

NOT_KEPT = ("note",)
EMPTIED = frozenset({"leg_id", "labor_price_minor", "stated_cost_minor"})  # null takes these away


def refuse_contradictions(line: DamageLine | QuoteLine) -> None:
    """Invalid where cost and kind of cost, cost and part, or prior damage and payer do not go together."""
    faults, where = Faults(), f"line {line.position}"
    faults.check(
        bool(line.cost_kind) == (line.stated_cost_minor is not None),
        "say both what a cost is for (cost_kind) and how much it is (stated_cost_minor)", where,
    )  # fmt: skip
    faults.check(
        line.stated_cost_minor is None or not needs_part(line),
        "a part and a cost of its own cannot stand on one line; list them apart", where,
    )  # fmt: skip
    faults.check(
        not line.prior_damage or line.payer != "insurer",
        "an insurer does not pay for damage from before the accident; say who pays the line", where,
    )  # fmt: skip
    faults.refuse()


def edit(line: DamageLine | QuoteLine, said: Mapping[str, object], *, by: Person, now: datetime) -> dict[str, object]:
    """Write what was said on a line, and keep beside it what stood there before; returns that."""
    before = {name: getattr(line, name) for name in said}
    line.edits = [*line.edits, *(
        {"field": name, "original": "" if before[name] is None else str(before[name]), "by_id": by.id,
         "at": now.isoformat()}
        for name, value in said.items() if value != before[name] and name not in NOT_KEPT
    )]  # fmt: skip
    for name, value in said.items():
        setattr(line, name, value)
    return before
