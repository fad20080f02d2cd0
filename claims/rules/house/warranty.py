"""Warranty: of the repair, and what its line must say (S0 §4); of the vehicle (S1 I.5); parts replaced under it."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import day, flag, whole, word
from claims.rules.outcome import Saying, collected, every, first, greatest
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, when

KEY_PART_GROUPS = (
    "steering", "brakes", "airbags_and_belts", "suspension", "engine", "transmission", "frame", "high_voltage_battery",
)  # fmt: skip

policy = Policy(
    "warranty",
    book="house",
    question="Who warrants part, workmanship and vehicle, for how long, and what must be said and kept?",
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
        ],
        "vehicle": [
            day("sold_on", "day on which the vehicle was sold to its first buyer", optional=True),
            day("failed_on", "day on which the fault was reported"),
            whole("odometer_km", "odometer on that day", unit="km", optional=True, most=5_000_000),
            whole(
                "promised_months",
                "what the manufacturer promises for this model",
                unit="months",
                optional=True,
                most=600,
            ),
            whole("promised_km", "what the manufacturer promises for this model", unit="km", optional=True),
            flag("household", "a car bought for a household, not for business", optional=True),
            flag("defect", "the diagnosis: material or manufacture is at fault; left out before it", optional=True),
            flag("excluded", "accident, misuse, alteration or neglect caused it", optional=True),
            whole("repair_days", "how long the repair takes", unit="days", optional=True, most=3650),
        ],
        "replaced_part": [
            flag("under_warranty", "the manufacturer's warranty pays for the new part"),
            flag("work_done", "the station's work on the line is done"),
            flag("with_clerk", "the old part was handed to the warranty clerk"),
        ],
    },
    derived={
        "line": {
            "key_part": Derived("bool", "warranty_key_part@1", "the part belongs to a key group"),
            "promised_days": Derived("int", "warranty_promise@1", "days from completion", given={"measure": "days"}),
            "promised_km": Derived("int", "warranty_promise@1", "km from completion", given={"measure": "km"}),
        },
        "vehicle": {
            "within": Derived("bool", "warranty_vehicle_within@1", "inside the manufacturer's warranty, where known"),
            "in_law_warranty": Derived(
                "bool", "warranty_law_within@1", "inside the least warranty by law", given={"of": "repair"}
            ),
            "in_three_guarantee": Derived(
                "bool", "warranty_law_within@1", "inside the three guarantees", given={"of": "three_guarantee"}
            ),
            "days_without_loan": Derived("int", "warranty_days_without_loan@1", "longest repair without a loan car"),
            "takes_long": Derived("bool", "warranty_takes_long@1", "the repair takes longer than that"),
        },
    },
    says={
        "part": Saying("first", "worst", ("no_part", "warranted", "by_supplier", "not_warranted")),
        "workmanship": first(),
        "days": greatest(),
        "km": greatest(),
        "print_on_line": collected(),
        "vehicle": first(),
        "exchange": first(),
        "loan_car": first(),
        "old_part": first(),
        "sorted": every(),
        "missing": collected(),
    },
    headline="part",
    answers={
        "line": ["part", "workmanship", "days", "km"],
        "vehicle": ["vehicle"],
        "replaced_part": ["old_part", "sorted"],
    },
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


_VEHICLE = "S1 I.5; S3 §2"


@policy.paragraph(_VEHICLE, requirement="B12", on="vehicle")
def caused_by_use(f: Any, p: Any) -> Clause:
    """What an accident, misuse, alteration or neglect caused is the customer's, not the manufacturer's."""
    return when(f.excluded.is_true()).then(vehicle="customer")


@policy.paragraph(_VEHICLE, requirement="B12", on="vehicle")
def manufacturer_pays(f: Any, p: Any) -> Clause:
    """A defect of material or manufacture inside the manufacturer's warranty is the manufacturer's."""
    inside = (f.within.is_true(), f.defect.is_true())
    return when(*inside, f.excluded.is_false()).or_(*inside, f.excluded.is_missing()).then(vehicle="manufacturer")


@policy.paragraph(_VEHICLE, requirement="B12", on="vehicle")
def awaits_diagnosis(f: Any, p: Any) -> Clause:
    """Inside the warranty nobody pays before the diagnosis has found the cause."""
    inside = (f.within.is_true(), f.defect.is_missing())
    return (
        when(*inside, f.excluded.is_false())
        .or_(*inside, f.excluded.is_missing())
        .then(vehicle="pending_diagnosis", missing="diagnosis")
    )


@policy.paragraph(_VEHICLE, requirement="B12", on="vehicle")
def no_defect_found(f: Any, p: Any) -> Clause:
    """Inside the warranty, what is no defect of material or manufacture is the customer's."""
    inside = (f.within.is_true(), f.defect.is_false())
    return when(*inside, f.excluded.is_false()).or_(*inside, f.excluded.is_missing()).then(vehicle="customer")


@policy.paragraph(_VEHICLE, requirement="B12", on="vehicle")
def outside_the_warranty(f: Any, p: Any) -> Clause:
    """Outside the manufacturer's warranty the customer pays."""
    outside = f.within.is_false()
    return when(outside, f.excluded.is_false()).or_(outside, f.excluded.is_missing()).then(vehicle="customer")


@policy.paragraph(_VEHICLE, requirement="B12", on="vehicle")
def manufacturer_is_asked(f: Any, p: Any) -> Clause:
    """Where nobody here knows what the manufacturer promised, or since when, he is asked for his approval."""
    unknown = f.within.is_missing()
    return (
        when(unknown, f.excluded.is_false())
        .or_(unknown, f.excluded.is_missing())
        .then(vehicle="ask_manufacturer", missing="manufacturer_approval")
    )


_THREE = "CN three-guarantee rules for household cars, 2021"


@policy.paragraph(_THREE, requirement="B12", on="vehicle")
def inside_three_guarantees(f: Any, p: Any) -> Clause:
    """Inside the three guarantees a defect may give a right to exchange or return; the manufacturer decides on it."""
    return when(f.in_three_guarantee.is_true(), f.defect.is_true()).then(exchange="may_be_due")


@policy.paragraph(_THREE, requirement="B12", on="vehicle")
def loan_car_is_owed(f: Any, p: Any) -> Clause:
    """A repair under the warranty by law that takes longer than the days named gives a right to a loan car."""
    return (
        when(f.in_law_warranty.is_true(), f.defect.is_true(), f.takes_long.is_true())
        .then(loan_car="owed")
        .saying("The repair takes {repair_days:number} days, more than {days_without_loan:number}: a loan car is owed.")
    )


@policy.paragraph(_THREE, requirement="B12", on="vehicle")
def no_loan_car_is_owed(f: Any, p: Any) -> Clause:
    """A repair that takes no longer, or is not under the warranty by law, gives no right to a loan car."""
    return (
        when(f.in_law_warranty.is_true(), f.takes_long.is_false())
        .or_(f.in_law_warranty.is_false())
        .then(loan_car="not_owed")
    )


_OLD = "S2 repair 4"


@policy.paragraph(_OLD, requirement="B13", on="replaced_part")
def waits_for_the_work(f: Any, p: Any) -> Clause:
    """A part replaced under warranty stays at the station until its work is done."""
    return when(f.under_warranty.is_true(), f.work_done.is_false(), f.with_clerk.is_false()).then(
        old_part="at_station", sorted=False, missing="work"
    )


@policy.paragraph(_OLD, requirement="B13", on="replaced_part")
def goes_to_the_warranty_clerk(f: Any, p: Any) -> Clause:
    """Once the station's work is done, a part replaced under warranty goes to the warranty clerk."""
    return when(f.under_warranty.is_true(), f.work_done.is_true(), f.with_clerk.is_false()).then(
        old_part="owed_to_clerk", sorted=False, missing="warranty_clerk"
    )


@policy.paragraph(_OLD, requirement="B13", on="replaced_part")
def lies_with_the_warranty_clerk(f: Any, p: Any) -> Clause:
    """A part replaced under warranty lies with the warranty clerk, who keeps it for the manufacturer."""
    return when(f.under_warranty.is_true(), f.with_clerk.is_true()).then(old_part="with_clerk", sorted=True)


@policy.paragraph(_OLD, requirement="B13", on="replaced_part")
def no_warranty_part(f: Any, p: Any) -> Clause:
    """A part that nobody's warranty pays for is none of the warranty clerk's."""
    return when(f.under_warranty.is_false()).then(old_part="ordinary", sorted=True)
