"""What the warranty policy works out: key parts, the promise of the repair, and whether a vehicle is inside its own."""

from __future__ import annotations

from datetime import date

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.derived.months import same_day
from claims.rules.vocabulary import Raw


@derivation("warranty_key_part")
def key_part(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """Whether the part's group is a key group of the house; nothing where the group was not said."""
    groups = figures.words("key_part_groups")
    return None if groups is None or "part_group" not in fact else fact["part_group"] in groups


@derivation("warranty_promise")
def promise(fact: Raw, every: EveryFact, figures: Figures, *, measure: str) -> int | None:
    """Days or kilometres promised for the class of work: the greatest of house figure, law and what was agreed."""
    work = fact["work_class"]
    figures_known = (figures.whole(f"{work}_{measure}"), figures.whole(f"law_{work}_{measure}"))
    known = [one for one in figures_known if one is not None]
    return max(*known, int(fact.get(f"agreed_{measure}", 0))) if known else None


@derivation("warranty_law_within")
def law_within(fact: Raw, every: EveryFact, figures: Figures, *, of: str) -> bool | None:
    """Whether a household car is inside the least months and kilometres by law; nothing where that is not known."""
    since, sold = figures.whole("law_sold_since"), str(fact.get("sold_on", ""))
    if since is None or "household" not in fact:
        return None
    if not fact["household"]:
        return False
    if not sold or int(sold.replace("-", "")) < since:  # sold under older rules, which this pack does not know
        return None
    return _inside(fact, figures.whole(f"law_{of}_months"), figures.whole(f"law_{of}_km"))


@derivation("warranty_vehicle_within")
def vehicle_within(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """Whether the vehicle is inside what its manufacturer promised, or the law in his place; nothing if unknown.

    The promise for the model counts before the one that the brand's figures name.
    """
    by_law = law_within(fact, every, figures, of="repair")
    months, km = (
        int(fact[f"promised_{unit}"]) if f"promised_{unit}" in fact else figures.whole(f"manufacturer_{unit}")
        for unit in ("months", "km")
    )
    return True if by_law else _inside(fact, months, km)


@derivation("warranty_days_without_loan")
def days_without_loan(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """The days of repair that the law allows before a loan car is owed."""
    return figures.whole("loan_car_after_days")


@derivation("warranty_takes_long")
def takes_long(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """Whether the repair takes longer than those days."""
    most = figures.whole("loan_car_after_days")
    return None if most is None or "repair_days" not in fact else int(fact["repair_days"]) > most


def _inside(fact: Raw, months: int | None, km: int | None) -> bool | None:
    """Both limits kept; either one passed is enough to be outside; nothing where neither can be said."""
    in_time = in_km = None
    if months is not None and "sold_on" in fact:
        sold, failed = date.fromisoformat(str(fact["sold_on"])), date.fromisoformat(str(fact["failed_on"]))
        in_time = failed <= same_day(sold, max(months, 0))
    if km is not None and "odometer_km" in fact:
        in_km = int(fact["odometer_km"]) <= km
    if in_time is False or in_km is False:
        return False
    return True if in_time and in_km else None
