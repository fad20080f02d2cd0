"""Warranty of the repair: which part carries one, for how long, and what the order line must say (S0 §4)."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import flag, whole, word
from claims.rules.outcome import Saying, collected, first, greatest
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, when

KEY_PART_GROUPS = (
    "steering", "brakes", "airbags_and_belts", "suspension", "engine", "transmission", "frame", "high_voltage_battery",
)  # fmt: skip

policy = Policy(
    "warranty",
    book="house",
    question="Are part and workmanship of this order line warranted, for how long, and what must the line say?",
    governed_by="order",
    facts={
        "line": [
            flag("is_part", "the line has a part (otherwise it is work alone)"),
            word("supplied_by", "who supplies the part", "shop", "customer", "insurer", optional=True),
            word(
                "part_kind",
                "what kind of part it is",
                "original",
                "sub_factory",
                "used",
                "remanufactured",
                optional=True,
            ),
            word("part_group", "which group of the vehicle it belongs to", *KEY_PART_GROUPS, "other", optional=True),
            flag("customer_insisted", "the customer insisted on this kind of part after we explained", optional=True),
            word("work_class", "class of the work", "major_overhaul", "second_level_maintenance", "minor_repair"),
            whole(
                "agreed_days",
                "days promised on the order, where more was agreed",
                unit="days",
                optional=True,
                most=36500,
            ),
            whole("agreed_km", "kilometres promised on the order, where more was agreed", unit="km", optional=True),
        ]
    },
    derived={
        "line": {
            "key_part": Derived("bool", "warranty_key_part@1", "the part belongs to a key group"),
            "promised_days": Derived("int", "warranty_promise@1", "days from completion", given={"measure": "days"}),
            "promised_km": Derived("int", "warranty_promise@1", "km from completion", given={"measure": "km"}),
        }
    },
    says={
        "part": Saying("first", "worst", ("no_part", "warranted", "by_supplier", "not_warranted")),
        "workmanship": first(),
        "days": greatest(),
        "km": greatest(),
        "print_on_line": collected(),
    },
    headline="part",
    answers={"line": ["part", "workmanship", "days", "km"]},
    prints={
        "no_part_warranty": "No warranty on this part; our workmanship stays warranted.",
        "supplier_warrants_part": "This part is warranted by the insurer's supplier; our workmanship stays warranted.",
    },
)


@policy.paragraph("S0 §4", requirement="B1", on="line")
def customer_supplied(f: Any, p: Any) -> Clause:
    """A part that the customer brought carries no quality warranty; the order line says so."""
    return when(f.is_part.is_true(), f.supplied_by == "customer").then(
        part="not_warranted", print_on_line="no_part_warranty"
    )


@policy.paragraph("S0 §4; house default", requirement="B2", on="line")
def insisted_sub_factory_key_part(f: Any, p: Any) -> Clause:
    """A sub-factory part on which the customer insists for a key part carries no quality warranty; the line says so."""
    return when(
        f.is_part.is_true(), f.supplied_by == "shop", f.part_kind == "sub_factory", f.key_part.is_true(),
        f.customer_insisted.is_true(),
    ).then(part="not_warranted", print_on_line="no_part_warranty")  # fmt: skip


@policy.paragraph("house default: direct supply", requirement="B1", on="line")
def supplied_by_insurer(f: Any, p: Any) -> Clause:
    """A part that the insurer supplies directly is warranted by the insurer's supplier, not by us; the line says so."""
    return when(f.is_part.is_true(), f.supplied_by == "insurer").then(
        part="by_supplier", print_on_line="supplier_warrants_part"
    )


@policy.paragraph("S2 order 4", requirement="B11", on="line")
def original_part(f: Any, p: Any) -> Clause:
    """An original part that we supply is warranted with the repair."""
    return when(f.is_part.is_true(), f.supplied_by == "shop", f.part_kind == "original").then(part="warranted")


@policy.paragraph("S2 order 4; S0 §4", requirement="B2 B11", on="line")
def sub_factory_part(f: Any, p: Any) -> Clause:
    """A sub-factory part that we chose, or that is no key part, is warranted with the repair."""
    ours = (f.is_part.is_true(), f.supplied_by == "shop", f.part_kind == "sub_factory")
    return when(*ours, f.key_part.is_false()).or_(*ours, f.customer_insisted.is_false()).then(part="warranted")


@policy.paragraph("S2 order 4", requirement="B11", on="line")
def work_alone(f: Any, p: Any) -> Clause:
    """A line of work alone has no part that could be warranted."""
    return when(f.is_part.is_false()).then(part="no_part")


@policy.paragraph("S2 order 4; CN repair rules", requirement="B11", on="line")
def workmanship(f: Any, p: Any) -> Clause:
    """Our workmanship is warranted for days or kilometres from completion, whichever comes first."""
    return (
        when(f.promised_days.is_given(), f.promised_km.is_given())
        .then(workmanship="warranted", days=f.promised_days, km=f.promised_km)
        .saying(
            "Our workmanship is warranted for {promised_days:number} days or {promised_km:number} km from completion, "
            "whichever comes first."
        )
    )
