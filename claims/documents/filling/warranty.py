"""What the order grants line by line: as decided when it was signed, before that as the policy stands today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from claims.audit.editions import edition_in_use
from claims.documents.blocks import Said
from claims.documents.filling.common import Desk
from claims.documents.work_order.form import WarrantyTerm
from claims.rules.books import current_edition
from claims.rules.decision import Scope, decide
from claims.shopfloor.lines import WORK_CLASSES, warranty_questions
from claims.shopfloor.models import OrderLine, WorkOrder


@dataclass(frozen=True)
class Promise:
    """What one line is granted; `part` as in `OrderLine.warranty`."""

    part: str
    days: int | None
    km: int | None
    wordings: tuple[str, ...]

    @property
    def printed(self) -> Said | None:
        """What must stand on the line where its part carries no warranty of ours."""
        if self.part not in ("not_warranted", "by_supplier"):
            return None
        return wording(self.wordings[0] if self.wordings else "no_part_warranty")


@lru_cache(maxsize=32)
def wording(name: str) -> Said:
    """A wording of the warranty policy in three languages."""
    edition = current_edition("warranty")
    return Said(zh=edition.printed(name, "zh"), es=edition.printed(name, "es"), en=edition.printed(name, "en"))


def decided(line: OrderLine) -> Promise:
    """What was decided for a line that is signed."""
    return Promise(line.warranty, line.warranty_days, line.warranty_km, tuple(line.wordings))


def promises(at: Desk, order: WorkOrder, lines: Sequence[OrderLine]) -> dict[int, Promise]:
    """The promise of each line, by its id.

    The customer signs the paper that lies before him, so an order to be signed says what will be decided by signing.
    """
    found = {line.id: decided(line) for line in lines if line.warranty}
    unsigned = [line for line in lines if not line.warranty]
    if not unsigned:
        return found
    edition = edition_in_use(at.session, at.shop, "warranty")
    governing = edition.governing({"order": at.day(at.now)})
    scope = Scope(shop=at.shop.code, brand=at.vehicle.brand)
    decision = decide(edition, warranty_questions(at.session, order, unsigned), governing, scope)
    for line in unsigned:
        ref = f"line:{line.id}"
        found[line.id] = Promise(
            str(decision.said(ref, "part", "undecided")),
            decision.said(ref, "days", None),
            decision.said(ref, "km", None),
            tuple(decision.said(ref, "print_on_line", [])),
        )
    return found


def terms(lines: Iterable[OrderLine], promised: dict[int, Promise]) -> tuple[WarrantyTerm, ...]:
    """Days and kilometers of the repair, longest first; with the class of work where there is more than one term."""
    found = set()
    for line in lines:
        one = promised[line.id]
        if one.days and one.km:
            found.add((WORK_CLASSES.get(line.operation, "minor_repair"), one.days, one.km))
    if len({(days, km) for _, days, km in found}) == 1:
        found = {("accident_repair", days, km) for _, days, km in found}
    ordered = sorted(found, key=lambda term: (-term[1], -term[2], term[0]))
    return tuple(WarrantyTerm(work_class=work, days=days, km=km) for work, days, km in ordered)
