"""The bill as data: lines with everybody's portion and an account per payer; it exists only where they add up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from claims.kernel.amounts import half_up
from claims.kernel.errors import Fault
from claims.kernel.money import Money
from claims.lifecycle.models import Cover

WHOLE_BP = 10_000


@dataclass(frozen=True)
class Charge:
    """One order line as it is billed: its amount (minor units) and who it is charged to."""

    line_id: int
    text: str
    payer: str  # insurer | customer | shop | warranty
    amount_minor: int
    leg_id: int | None = None  # None: an insurer line that the insured legs share
    kind: str = ""  # part | labor | paint | fee
    betterment_minor: int = 0  # of an insurer line: what the customer bears of it, without any tax on top


@dataclass(frozen=True)
class Terms:
    """What a leg pays under: share, limit, deductible; `taken_over` when the customer pays it after all."""

    leg_id: int
    cover: str
    share_bp: int = WHOLE_BP
    limit_minor: int | None = None
    deductible_minor: int = 0
    taken_over: bool = False


@dataclass(frozen=True)
class Concession:
    """An approved discount for one payer, in minor units."""

    leg_id: int | None  # None: the customer
    amount_minor: int


@dataclass(frozen=True)
class Tax:
    """One tax that the amounts contain, as a rate in basis points of the amount without tax."""

    name: str
    rate_bp: int
    on: frozenset[str] = frozenset()  # kinds of lines it is on; empty: all

    def applies(self, charge: Charge) -> bool:
        """Whether a line bears this tax."""
        return not self.on or charge.kind in self.on


@dataclass(frozen=True, order=True)
class Party:
    """Who pays: a leg, or the shop, the manufacturer or the customer where no leg was opened for them."""

    cover: str
    leg_id: int | None = None


@dataclass(frozen=True)
class Portion:
    """What one party pays of one line, before and after its discount."""

    party: Party
    gross_minor: int
    discount_minor: int
    deductible_minor: int = 0  # within gross: moved here by deductibles (+), or away from here (-)
    betterment_minor: int = 0  # customer, within gross: the wear that a new part makes good

    @property
    def net_minor(self) -> int:
        """What is left to pay."""
        return self.gross_minor - self.discount_minor


@dataclass(frozen=True)
class BillLine:
    """One line with everybody's portion of it."""

    charge: Charge
    portions: tuple[Portion, ...]


@dataclass(frozen=True)
class Account:
    """One party's side of the bill: how its amount came about, and what it has to pay."""

    party: Party
    own_minor: int  # lines charged to it, or its part of the shared ones, before its deductible
    uncovered_minor: int = 0  # customer: beyond limits and shares
    taken_over_minor: int = 0  # customer: legs that became the customer's
    deductible_minor: int = 0  # customer: moved here (+); insurer: moved away (-)
    discount_minor: int = 0
    betterment_minor: int = 0  # customer: the wear that new parts make good

    @property
    def gross_minor(self) -> int:
        """Before discount."""
        moved = self.uncovered_minor + self.taken_over_minor + self.deductible_minor + self.betterment_minor
        return self.own_minor + moved

    @property
    def due_minor(self) -> int:
        """What the party has to pay."""
        return self.gross_minor - self.discount_minor


@dataclass(frozen=True)
class Bill:
    """Lines and accounts of one bill; it refuses to exist when they do not add up."""

    currency: str
    lines: tuple[BillLine, ...]
    accounts: tuple[Account, ...]
    taxes: tuple[Tax, ...] = ()
    faults: tuple[Fault, ...] = ()  # what must be cleared before the bill can be settled

    def __post_init__(self) -> None:
        for line in self.lines:
            if sum(p.gross_minor for p in line.portions) != line.charge.amount_minor:
                raise ValueError(f"the portions of line {line.charge.line_id} do not add up to it")
            if sum(p.betterment_minor for p in line.portions) != line.charge.betterment_minor:
                raise ValueError(f"the betterment of line {line.charge.line_id} is not with one payer")
            if any(not 0 <= p.discount_minor <= p.gross_minor for p in line.portions):
                raise ValueError(f"a portion of line {line.charge.line_id} is negative")
        for account in self.accounts:
            mine = [p for line in self.lines for p in line.portions if p.party == account.party]
            if sum(p.gross_minor for p in mine) != account.gross_minor:
                raise ValueError(f"the lines of {account.party} do not add up to its account")
            if sum(p.betterment_minor for p in mine) != account.betterment_minor:
                raise ValueError(f"the betterments of {account.party} do not add up")
            if sum(p.discount_minor for p in mine) != account.discount_minor:
                raise ValueError(f"the discounts of {account.party} do not add up")
        if {p.party for line in self.lines for p in line.portions} - {a.party for a in self.accounts}:
            raise ValueError("somebody pays a line and has no account")

    @property
    def gross_minor(self) -> int:
        """The whole bill before discounts."""
        return sum(line.charge.amount_minor for line in self.lines)

    @property
    def discount_minor(self) -> int:
        """All discounts."""
        return sum(account.discount_minor for account in self.accounts)

    @property
    def total_minor(self) -> int:
        """The whole bill after discounts: what all parties together pay."""
        return self.gross_minor - self.discount_minor

    def account(self, leg_id: int | None = None, *, cover: str = Cover.CUSTOMER) -> Account:
        """The account of a leg, or of a party without one; an empty account where it pays nothing."""
        for found in self.accounts:
            if found.party.leg_id == leg_id if leg_id is not None else found.party.cover == cover:
                return found
        return Account(Party(cover, leg_id), 0)

    def money(self, minor: int) -> Money:
        """An amount of this bill as money."""
        return Money(minor, self.currency)

    def contained_taxes(self, party: Party | None = None) -> list[tuple[str, int]]:
        """Each tax that a party's net amount (or the whole bill's) contains, rounded once on its own, half up."""
        found = {tax.name: Fraction(0) for tax in self.taxes}
        for line in self.lines:
            mine = [tax for tax in self.taxes if tax.applies(line.charge)]
            net = sum(p.net_minor for p in line.portions if party is None or p.party == party)
            for tax in mine:
                found[tax.name] += Fraction(net * tax.rate_bp, WHOLE_BP + sum(one.rate_bp for one in mine))
        return [(name, half_up(exact.numerator, exact.denominator)) for name, exact in found.items()]
