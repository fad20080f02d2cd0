"""What other rooms ask of estimating: lines in order, current quotes, what was agreed, profiles in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.estimating.betterment import NO_BETTERMENT, BettermentTerms
from claims.estimating.models import DamageLine, RateProfile, Supplement
from claims.estimating.profile_choice import NoRateProfile as NoRateProfile
from claims.estimating.profile_choice import chosen_profile
from claims.estimating.quote_models import NegotiationRound, Quote, QuoteLine
from claims.people.models import Shop

OUT_OF_USE = ("superseded", "withdrawn")


@dataclass(frozen=True)
class SettledLine:
    """A quote line as it goes on the order: who pays it, and what; None is an open price.

    The betterment is what the customer bears of a line that an insurer pays.
    """

    line: QuoteLine
    payer: str
    part_minor: int | None
    labor_minor: int | None
    paint_minor: int | None
    dropped: bool = False
    betterment: BettermentTerms = NO_BETTERMENT

    def betterments(self) -> dict[str, BettermentTerms]:
        """The betterment of part, labor and paint; while their prices are open, as they are quoted."""
        line, parts = self.line, (self.part_minor, self.labor_minor, self.paint_minor)
        quoted = (line.part_amount_minor, line.labor_amount_minor, line.paint_amount_minor)
        amounts = [asked if minor is None else minor for minor, asked in zip(parts, quoted, strict=True)]
        return self.betterment.by_column(dict(zip(("part", "labor", "paint"), amounts, strict=True)))


def damage_lines(session: Session, claim_id: int, supplement_id: int | None = None) -> list[DamageLine]:
    """The lines of the loss sheet, or of one supplement, in order."""
    query = select(DamageLine).where(DamageLine.claim_id == claim_id, DamageLine.supplement_id == supplement_id)
    return list(session.scalars(query.order_by(DamageLine.position, DamageLine.id)))


def quotes_of(session: Session, claim_id: int) -> list[Quote]:
    """All quotes of a claim with their revisions, in order."""
    query = select(Quote).where(Quote.claim_id == claim_id).order_by(Quote.number, Quote.revision)
    return list(session.scalars(query))


def current_quotes(session: Session, claim_id: int) -> list[Quote]:
    """The quotes that count: neither superseded by a revision nor withdrawn."""
    return [quote for quote in quotes_of(session, claim_id) if quote.state not in OUT_OF_USE]


def current_quote(session: Session, claim_id: int, number: int = 0) -> Quote | None:
    """The quote of that number that counts; None where there is none yet or it was withdrawn."""
    return next((quote for quote in current_quotes(session, claim_id) if quote.number == number), None)


def last_quote(session: Session, supplement: Supplement) -> Quote | None:
    """The newest quote of a supplement whatever became of it; None where it was never quoted."""
    quotes = [quote for quote in quotes_of(session, supplement.claim_id) if quote.supplement_id == supplement.id]
    return quotes[-1] if quotes else None


def quote_lines(session: Session, quote_id: int) -> list[QuoteLine]:
    """A quote's lines in order."""
    query = select(QuoteLine).where(QuoteLine.quote_id == quote_id).order_by(QuoteLine.position)
    return list(session.scalars(query))


def asking_lines(session: Session, quote_id: int) -> list[QuoteLine]:
    """The lines of a quote that ask for something, in order: those that give back what was agreed ask nobody."""
    return [line for line in quote_lines(session, quote_id) if line.gives_back_id is None]


def given_back_lines(session: Session, quote_id: int) -> list[QuoteLine]:
    """The lines of a quote that give an insurer back what was agreed before, in order."""
    return [x for x in quote_lines(session, quote_id) if x.gives_back_id is not None and x.payer == "insurer"]


def insurer_lines(session: Session, quote_id: int) -> list[QuoteLine]:
    """The lines of a quote that the insurer is asked to pay, in order."""
    return [line for line in asking_lines(session, quote_id) if line.payer == "insurer"]


def rounds_of(session: Session, quote_id: int) -> list[NegotiationRound]:
    """The rounds of negotiation about a quote, in order."""
    query = select(NegotiationRound).where(NegotiationRound.quote_id == quote_id)
    return list(session.scalars(query.order_by(NegotiationRound.number)))


def supplements_of(session: Session, claim_id: int) -> list[Supplement]:
    """A claim's supplements in order."""
    return list(session.scalars(select(Supplement).where(Supplement.claim_id == claim_id).order_by(Supplement.number)))


def unsurveyed_supplements(session: Session, claim_id: int) -> list[Supplement]:
    """Hidden damage that the insurer has neither seen nor waived: nothing may be reassembled over it."""
    return [one for one in supplements_of(session, claim_id) if one.state in ("found", "survey_requested")]


def profile_for(session: Session, shop_id: int, insurer_id: int | None, brand: str, on: date) -> RateProfile:
    """The profile in force: the most special (insurer and brand, insurer, brand, house), then the newest."""
    return chosen_profile(session, shop_id, insurer_id, brand, on).profile


def settled_lines(session: Session, quote: Quote) -> list[SettledLine]:
    """The quote's lines as they go on the order.

    Accepted lines bear their agreed values; refused ones go as answered: contested with an open price, self-pay and
    borne by the shop at the quoted amounts, dropped ones are dropped. While the quote is not agreed every line that
    the insurer pays has an open price, and nothing is given back; lines of other payers bear the quoted amounts.
    Where the whole supplement became the customer's, he pays what the insurer was asked for, and the earlier lines
    stay as they were.
    """
    supplement = session.get(Supplement, quote.supplement_id) if quote.supplement_id is not None else None
    if supplement is not None and supplement.state == "self_pay":
        return [self_paid(line) for line in asking_lines(session, quote.id)]
    return [settled(line, agreed=quote.state == "agreed") for line in quote_lines(session, quote.id)]


def self_paid(line: QuoteLine) -> SettledLine:
    """A line of a supplement that the customer pays; what the shop or a warranty bears stays so."""
    payer = "customer" if line.payer == "insurer" else line.payer
    return SettledLine(line, payer, line.part_amount_minor, line.labor_amount_minor, line.paint_amount_minor)


def settled(line: QuoteLine, *, agreed: bool) -> SettledLine:
    """One quote line as it goes on the order."""
    quoted = (line.part_amount_minor, line.labor_amount_minor, line.paint_amount_minor)
    if line.gives_back_id is not None and not agreed:
        return SettledLine(line, line.payer, None, None, None)
    if line.gives_back_id is not None or line.payer != "insurer":
        return SettledLine(line, line.payer, *quoted)
    if line.answer == "accepted" and agreed:
        return SettledLine(
            line, "insurer", line.agreed_part_amount_minor, line.agreed_labor_amount_minor,
            line.agreed_paint_amount_minor, betterment=line.last_betterment,
        )  # fmt: skip
    if line.answer == "refused" and agreed:
        match line.refusal_answer:
            case "self_pay":
                return SettledLine(line, "customer", *quoted)
            case "shop":
                return SettledLine(line, "shop", *quoted)
            case "dropped":
                return SettledLine(line, "insurer", None, None, None, dropped=True)
    return SettledLine(line, "insurer", None, None, None, betterment=line.last_betterment)


def needs_part(line: DamageLine | QuoteLine) -> bool:
    """Whether a part goes into the car with this line."""
    return line.operation == "replace" or line.part_kind not in ("", "PAS")


def has_price(line: DamageLine | QuoteLine) -> bool:
    """Whether the line bears a price of its own beside labor and paint: a part, sublet work, an additional cost.

    What the line itself states (a cost of its own, the price of its operation) wants no word of the parts desk, nor
    does what gives back an agreed price.
    """
    if isinstance(line, QuoteLine) and line.gives_back_id is not None:
        return False
    if needs_part(line):
        return True
    stated = line.stated_cost_minor is not None or line.labor_price_minor is not None
    return not stated and (line.operation in ("sublet", "additional") or line.part_kind == "PAS")


def unstated_parts(lines: Sequence[DamageLine] | Sequence[QuoteLine]) -> list[DamageLine | QuoteLine]:
    """Part lines that do not say who supplies the part, or of which kind it is (B3)."""
    return [line for line in lines if needs_part(line) and not (line.supplied_by and line.part_kind)]


def today(session: Session, shop_id: int, now: datetime) -> date:
    """The date at the shop."""
    return now.astimezone(ZoneInfo(session.get_one(Shop, shop_id).time_zone)).date()
