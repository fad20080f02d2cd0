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
EMPTIED = frozenset({  # null takes these away
    "leg_id", "labor_price_minor", "stated_cost_minor", "betterment_bp", "betterment_minor",
})  # fmt: skip


def refuse_contradictions(line: DamageLine | QuoteLine) -> None:
    """Invalid where cost and kind of cost, cost and part, prior damage and payer, or betterment do not go together."""
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
    check_betterment(line, faults, where)
    faults.refuse()


def check_betterment(line: DamageLine | QuoteLine, faults: Faults, where: str) -> None:
    """One share or one amount, with its kind and its reason, on a line that an insurer pays; a share is of a part."""
    share, amount = line.betterment_bp is not None, line.betterment_minor is not None
    if not share and not amount:
        faults.check(
            not (line.betterment_kind or line.betterment_reason),
            "say how much the betterment is, as a share of the part (betterment_bp) or as an amount (betterment_minor)",
            where,
        )  # fmt: skip
        return
    faults.check(not (share and amount), "say the betterment as a share or as an amount, not as both", where)
    faults.check(bool(line.betterment_kind), "say what is worn, and so what kind of betterment it is (betterment_kind)",
                 where)  # fmt: skip
    faults.check(bool(line.betterment_reason), "say why there is a betterment (betterment_reason)", where)
    faults.check(
        line.payer == "insurer",
        "betterment is taken off what an insurer pays, and no insurer pays this line; leave it out", where,
    )  # fmt: skip
    billed = needs_part(line) and line.supplied_by not in ("customer", "insurer")
    faults.check(
        billed or not share,
        "a share of betterment is of the part, and no part of this line is billed; say it as an amount", where,
    )  # fmt: skip


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
