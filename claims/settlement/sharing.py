"""Who pays what: order lines and legs in, the bill out; pure arithmetic, exact in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from claims.kernel.amounts import half_up, largest_remainder
from claims.kernel.errors import Fault
from claims.kernel.money import Money
from claims.lifecycle.models import INSURED, Cover
from claims.settlement.bill import WHOLE_BP, Account, Bill, BillLine, Charge, Concession, Party, Portion, Tax, Terms

COVER_OF = {"customer": Cover.CUSTOMER, "shop": Cover.SHOP, "warranty": Cover.MANUFACTURER}


def with_taxes(charges: Sequence[Charge], taxes: Iterable[Tax]) -> list[Charge]:
    """Charges without tax as charges with it: each tax on the lines that bear it, rounded once, spread over them."""
    amounts = [charge.amount_minor for charge in charges]
    for tax in taxes:
        places = [i for i, charge in enumerate(charges) if tax.applies(charge)]
        bases = [charges[i].amount_minor for i in places]
        if sum(bases) == 0:
            continue
        for i, part in zip(places, largest_remainder(half_up(sum(bases) * tax.rate_bp, WHOLE_BP), bases), strict=True):
            amounts[i] += part
    return [replace(charge, amount_minor=amount) for charge, amount in zip(charges, amounts, strict=True)]


Row = dict[int, int]  # line id → minor units of one party


class Sheet:
    """The bill while it is being worked out: for every party what it pays of which line."""

    def __init__(self, charges: Sequence[Charge], legs: Sequence[Terms]) -> None:
        self.charges, self.legs = charges, legs
        self.rows: dict[Party, Row] = {Party(str(leg.cover), leg.leg_id): {} for leg in legs}
        self.faults: list[Fault] = []
        self.customer = self.party("customer")
        self.moved: dict[str, dict[Party, int]] = {"uncovered": {}, "taken_over": {}, "deductible": {}}
        self.betterments: Row = {x.line_id: x.betterment_minor for x in charges if x.betterment_minor}
        self.deductibles: dict[Party, Row] = {}  # by line: what moved to the customer (+) and away from insurers (-)

    def party(self, payer: str) -> Party:
        """The party that stands for customer, shop or warranty; made where no leg was opened for it."""
        cover = COVER_OF[payer]
        party = next((p for p in self.rows if p.cover == cover), Party(str(cover)))
        self.rows.setdefault(party, {})
        return party

    def leg(self, leg_id: int) -> Party:
        """The party of a leg."""
        return next(p for p in self.rows if p.leg_id == leg_id)

    def give(self, party: Party, amounts: Mapping[int, int]) -> None:
        """Add amounts by line to a party's row."""
        row = self.rows[party]
        for line_id, minor in amounts.items():
            if minor:
                row[line_id] = row.get(line_id, 0) + minor

    def move(self, source: Party, minor: int, why: str) -> None:
        """Move so much from a party to the customer, spread over the party's lines."""
        taken = take(self.rows[source], minor)
        self.give(self.customer, taken)
        self.moved[why][source] = self.moved[why].get(source, 0) + minor
        if why == "deductible":
            for line_id, part in taken.items():
                for party, signed in ((self.customer, part), (source, -part)):
                    row = self.deductibles.setdefault(party, {})
                    row[line_id] = row.get(line_id, 0) + signed

    def leave_uncovered(self, source: Party, rest: Row) -> None:
        """What no cover pays of an insured line is the customer's."""
        self.give(self.customer, rest)
        self.moved["uncovered"][source] = self.moved["uncovered"].get(source, 0) + sum(rest.values())


def take(row: Row, minor: int) -> Row:
    """Take so much out of a row, in proportion to its lines; returns what was taken of each. The row keeps the rest."""
    if not 0 <= minor <= sum(row.values()):
        raise ValueError(f"{minor} cannot be taken from {sum(row.values())}")
    if minor == 0:
        return {}
    lines = list(row)
    parts = largest_remainder(minor, [row[line] for line in lines])
    for line, part in zip(lines, parts, strict=True):
        row[line] -= part
    return dict(zip(lines, parts, strict=True))


def make_bill(
    charges: Sequence[Charge],
    legs: Sequence[Terms],
    concessions: Sequence[Concession] = (),
    *,
    currency: str,
    taxes: Sequence[Tax] = (),
) -> Bill:
    """The bill of a claim; ValueError for a negative amount or a line charged to a leg that is no insurer's.

    Insurer lines: their betterment is the customer's and no insurer is asked for it; of the rest the compulsory cover
    pays first, up to its limit; then it goes by share over the other insured legs; what is beyond limits and shares is
    the customer's. Then each deductible moves to the customer, then discounts.
    """
    check(charges, legs, concessions)
    sheet = Sheet(charges, legs)
    pool, room = place_direct_lines(sheet)
    share_pool(sheet, pool, room)
    own = {party: sum(row.values()) for party, row in sheet.rows.items()}
    own[sheet.customer] -= sum(sheet.moved["uncovered"].values()) + sum(sheet.betterments.values())
    for leg in legs:
        party = sheet.leg(leg.leg_id)
        if leg.taken_over:
            sheet.move(party, own[party], "taken_over")
        elif party != sheet.customer:
            sheet.move(party, min(leg.deductible_minor, own[party]), "deductible")
    return finish(sheet, own, concessions, currency=currency, taxes=taxes)


def check(charges: Sequence[Charge], legs: Sequence[Terms], concessions: Sequence[Concession]) -> None:
    """ValueError for what no bill can be made of."""
    insured = {leg.leg_id for leg in legs if leg.cover in INSURED}
    if len({c.line_id for c in charges}) != len(charges):
        raise ValueError("a line is billed twice")
    for charge in charges:
        if charge.amount_minor < 0:
            raise ValueError(f"line {charge.line_id} is negative")
        if not 0 <= charge.betterment_minor <= (charge.amount_minor if charge.payer == "insurer" else 0):
            raise ValueError(f"the betterment of line {charge.line_id} is absurd")
        if charge.payer not in COVER_OF and charge.payer != "insurer":
            raise ValueError(f"nobody is called {charge.payer!r}")
        if charge.payer == "insurer" and charge.leg_id is not None and charge.leg_id not in insured:
            raise ValueError(f"line {charge.line_id} is charged to a leg that no insurer pays")
    if any(c.amount_minor < 0 for c in concessions):
        raise ValueError("a discount is negative")
    if any(not 0 <= leg.share_bp <= WHOLE_BP or leg.deductible_minor < 0 for leg in legs):
        raise ValueError("a leg's share or deductible is absurd")


def place_direct_lines(sheet: Sheet) -> tuple[Row, dict[int, int | None]]:
    """Put lines that name their payer where they belong; returns the shared pool and the room each leg has left."""
    pool: Row = {}
    direct: dict[int, Row] = {leg.leg_id: {} for leg in sheet.legs}
    for charge in sheet.charges:
        if charge.payer != "insurer":
            sheet.give(sheet.party(charge.payer), {charge.line_id: charge.amount_minor})
            continue
        sheet.give(sheet.customer, {charge.line_id: charge.betterment_minor})
        asked = pool if charge.leg_id is None else direct[charge.leg_id]
        asked[charge.line_id] = charge.amount_minor - charge.betterment_minor
    room: dict[int, int | None] = {}
    for leg in sheet.legs:
        mine, party = direct[leg.leg_id], sheet.leg(leg.leg_id)
        total, limit = sum(mine.values()), known_limit(sheet, leg)
        paid = total if limit is None else min(total, limit)
        sheet.give(party, take(mine, paid))
        room[leg.leg_id] = None if limit is None else limit - paid
        if leg.cover == Cover.COMPULSORY_OTHER:
            pool.update(mine)  # beyond the compulsory cover the other insured legs come next
        else:
            sheet.leave_uncovered(party, mine)
    return pool, room


def known_limit(sheet: Sheet, leg: Terms) -> int | None:
    """A leg's limit; a compulsory cover whose limit nobody stated pays nothing yet, and the bill says so."""
    if leg.cover != Cover.COMPULSORY_OTHER or leg.limit_minor is not None:
        return leg.limit_minor
    text = "the limit of the compulsory cover on leg {leg} is not known; state it among the leg's terms"
    number = [one.leg_id for one in sheet.legs].index(leg.leg_id) + 1
    sheet.faults.append(Fault(text, f"leg:{leg.leg_id}", {"leg": number}))
    return 0


def share_pool(sheet: Sheet, pool: Row, room: Mapping[int, int | None]) -> None:
    """Share the insured lines that name no leg: compulsory cover first, then by share, the rest to the customer."""
    for leg in sheet.legs:
        if leg.cover == Cover.COMPULSORY_OTHER:
            sheet.give(sheet.leg(leg.leg_id), take(pool, min(room[leg.leg_id] or 0, sum(pool.values()))))
    others = [leg for leg in sheet.legs if leg.cover in INSURED and leg.cover != Cover.COMPULSORY_OTHER]
    shares = [leg.share_bp for leg in others]
    open_share = max(0, WHOLE_BP - sum(shares))
    parts = largest_remainder(sum(pool.values()), [*shares, open_share]) if others else []
    for leg, part in zip(others, parts, strict=False):
        left = room[leg.leg_id]
        sheet.give(sheet.leg(leg.leg_id), take(pool, part if left is None else min(part, left)))
    sheet.leave_uncovered(sheet.customer, pool)


def finish(
    sheet: Sheet, own: Mapping[Party, int], concessions: Sequence[Concession], *, currency: str, taxes: Sequence[Tax]
) -> Bill:
    """Take the discounts off and write lines and accounts."""
    discounts: dict[Party, Row] = {}
    asked: dict[Party, int] = {}
    for one in concessions:
        party = sheet.customer if one.leg_id is None else sheet.leg(one.leg_id)
        asked[party] = asked.get(party, 0) + one.amount_minor
    for party, minor in asked.items():
        gross = sum(sheet.rows[party].values())
        if minor > gross:
            text = "the discounts of {discount} are more than the {gross} they are taken from"
            values = {"discount": Money(minor, currency), "gross": Money(gross, currency)}
            sheet.faults.append(Fault(text, f"leg:{party.leg_id}", values))
        discounts[party] = take(dict(sheet.rows[party]), min(minor, gross))
    lines = tuple(
        BillLine(
            charge,
            tuple(
                Portion(
                    party,
                    row.get(charge.line_id, 0),
                    discounts.get(party, {}).get(charge.line_id, 0),
                    sheet.deductibles.get(party, {}).get(charge.line_id, 0),
                    sheet.betterments.get(charge.line_id, 0) if party == sheet.customer else 0,
                )
                for party, row in sheet.rows.items()
                if row.get(charge.line_id) or sheet.deductibles.get(party, {}).get(charge.line_id)
            ),
        )
        for charge in sheet.charges
    )
    moved = sheet.moved
    accounts = tuple(
        Account(
            party,
            own_minor=own.get(party, 0) - (moved["taken_over"].get(party, 0)),
            uncovered_minor=sum(moved["uncovered"].values()) if party == sheet.customer else 0,
            taken_over_minor=sum(moved["taken_over"].values()) if party == sheet.customer else 0,
            deductible_minor=(
                sum(moved["deductible"].values()) if party == sheet.customer else -moved["deductible"].get(party, 0)
            ),
            discount_minor=sum(discounts.get(party, {}).values()),
            betterment_minor=sum(sheet.betterments.values()) if party == sheet.customer else 0,
        )
        for party in sheet.rows
    )
    return Bill(currency, lines, accounts, tuple(taxes), tuple(sheet.faults))
