"""What the policy `pricing` says of a quote: labor and parts apart, work found later diagnosed first, mark-ups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.estimating.queries import asking_lines, damage_lines, given_back_lines, today
from claims.estimating.quote_models import Quote, QuoteLine
from claims.kernel.errors import Fault
from claims.kernel.machine import Act

LABEL_LENGTH = 60
MISSING = {  # what the policy `pricing` finds missing in a quote, as people read it
    "split": Fault("labor and parts do not add up to the total of the quote; have its lines priced anew", "price"),
    "diagnosis": Fault("the work found later is not diagnosed: say where each line was found and by whom", "price"),
}


def price_may_stand(act: Act) -> list[Fault]:
    """As the policy decides on the quote as a whole (B5, B7)."""
    quote: Quote = act.thing
    decision = act.ask("pricing", price_facts(act, quote), quote=today(act.session, quote.shop_id, act.now))
    faults = [Fault("the house's policy does not decide this; the manager must", ref) for ref in decision.undecided]
    return faults + [MISSING[one] for one in decision.overall("missing", [])]


def price_facts(act: Act, quote: Quote) -> list[dict[str, Any]]:
    """One estimate for what the insurer is asked for, one for what others pay, and the diagnosis of found work.

    What is given back of what was agreed before is no price of this quote.

    Nobody chooses a way of pricing here yet, so none is told.
    """
    lines = asking_lines(act.session, quote.id)
    back = sum(line.amount_minor for line in given_back_lines(act.session, quote.id))
    asked = [line for line in lines if line.payer == "insurer"]
    others = [line for line in lines if line.payer != "insurer"]
    facts = []
    if asked:
        facts.append(estimate("insurer", quote, asked, quote.subtotal_minor - back))
    if others:
        facts.append(estimate("others", quote, others, sum(line.amount_minor for line in others)))
    if quote.supplement_id is not None:
        found = damage_lines(act.session, quote.claim_id, quote.supplement_id)
        diagnosed = all(line.found_in and line.found_by for line in found)
        facts.append({"kind": "found_work", "ref": f"supplement:{quote.supplement_id}", "diagnosed": diagnosed})
    return facts


def estimate(ref: str, quote: Quote, lines: Sequence[QuoteLine], total: int) -> dict[str, Any]:
    """What the policy needs to know of the lines that one side pays; labor stands with its paint."""
    return {
        "kind": "estimate", "ref": f"estimate:{ref}", "currency": quote.currency, "total_minor": total,
        "parts_minor": sum(line.part_amount_minor for line in lines),
        "labor_minor": sum(line.labor_amount_minor + line.paint_amount_minor for line in lines),
    }  # fmt: skip


def judge_markups(act: Act) -> None:
    """Note which prices the policy wants looked at by the parts supervisor, who reviews the quote next."""
    quote: Quote = act.thing
    facts = [markup_facts(quote, line) for line in asking_lines(act.session, quote.id)
             if line.cost_minor and line.unit_price_minor is not None]  # fmt: skip
    if facts:
        decision = act.ask("pricing", facts, quote=today(act.session, quote.shop_id, act.now))
        refs = [str(fact["ref"]) for fact in facts]
        act.notes["markup_above_limit"] = [ref for ref in refs if decision.said(ref, "markup", "") == "above_limit"]


def markup_facts(quote: Quote, line: QuoteLine) -> dict[str, Any]:
    """What one piece costs us and is sold for."""
    return {
        "kind": "line", "ref": f"line:{line.position}", "currency": quote.currency,
        "label": "".join(filter(str.isprintable, line.part_name))[:LABEL_LENGTH] or str(line.position),
        "cost_minor": line.cost_minor, "price_minor": line.unit_price_minor,
    }  # fmt: skip
