"""Builders of the estimating tests: a shop with its people, a claim in any state, its damage and its quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit import journal
from claims.estimating.answers import ANSWERS
from claims.estimating.confirmations import confirm_prices
from claims.estimating.damage import add_damage_line, agree_labor
from claims.estimating.damage_inputs import AgreedLabor, ConfirmedPrice, ConfirmedPrices, NewDamageLine
from claims.estimating.inputs import Confirmed, DraftQuote, NewReturn, NewRound, Pair, TypedLine
from claims.estimating.life import QUOTE_LIFE, SUPPLEMENT_LIFE
from claims.estimating.models import DamageLine, Supplement
from claims.estimating.profile_inputs import NewRateProfile
from claims.estimating.profiles import add_rate_profile
from claims.estimating.queries import current_quote, has_price, quote_lines
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.reactions import REACTIONS
from claims.estimating.returns import confirm_matches, open_groups, reconciliation_of
from claims.files.models import StoredFile
from claims.kernel.machine import Act, Machine
from claims.lifecycle.life import CLAIM_LIFE, SURVEY_LIFE
from claims.lifecycle.models import Claim, Leg, Survey
from claims.people.models import Customer, Insurer, Person, Shop, User, Vehicle
from claims.people.roles import Role
from claims.rules.books import current_edition
from claims.rules.decision import Decision, Scope, decide

NOW = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 11)


def ask(act: Act, policy: str, facts: Iterable[Mapping[str, object]], **governs: date) -> Decision:
    """The house's own policies decide."""
    edition = current_edition(policy)
    return decide(edition, list(facts), edition.governing(governs), Scope(shop="north", brand="VW"))


def machine() -> Machine:
    """The machine of estimating: what other rooms answer holds."""
    lives = {Claim: CLAIM_LIFE, Survey: SURVEY_LIFE, Quote: QUOTE_LIFE, Supplement: SUPPLEMENT_LIFE}
    asked = {one for life in lives.values() for move in life.moves for one in move.must}
    answers = {one: ANSWERS.get(one, lambda act: True) for one in asked}
    return Machine(lives, answers=answers, reactions=REACTIONS, decide=ask, record=journal.record_step)


@dataclass
class World:
    """A shop in one session, and a clock that goes on by itself."""

    session: Session
    shop: Shop
    insurer: Insurer
    machine: Machine = field(default_factory=machine)
    now: datetime = NOW
    people: dict[tuple[str, ...], Person] = field(default_factory=dict)

    def person(self, *roles: Role, name: str = "") -> Person:
        """Somebody with these roles; the same person each time, another one where a name is given."""
        key = (name, *roles)
        if key not in self.people:
            user = User(login=f"user{len(self.people)}", name=name or "-".join(roles), password_hash="x")
            self.session.add(user)
            self.session.flush()
            self.people[key] = Person(
                id=user.id, login=user.login, name=user.name, shop_id=self.shop.id, roles=frozenset(roles)
            )
        return self.people[key]

    def take(self, thing: Any, step: str, *roles: Role, data: Any = None, by: Person | None = None) -> Any:
        """One step, a minute later."""
        self.now += timedelta(minutes=1)
        return self.machine.take(self.session, thing, step, by=by or self.person(*roles), now=self.now, data=data)


def make_world(session: Session, *, currency: str = "CNY") -> World:
    """A shop with one insurer and its house rates (the demo's)."""
    shop = Shop(code="north", name="North", currency=currency, language="zh", time_zone="Asia/Shanghai")
    session.add(shop)
    session.flush()
    insurer = Insurer(shop_id=shop.id, code="pa", name="Insurer")
    session.add(insurer)
    session.flush()
    return World(session, shop, insurer)


def make_profile(world: World, **more: Any) -> Any:
    """The house's rates: 120.00 body, 130.00 mechanical, 450.00 a panel, 15 % mark-up, tax included."""
    told = {
        "valid_from": date(2024, 1, 1), "rates_minor": {"LAB": 12000, "LAM": 13000, "LAR": 12000},
        "paint_panel_minor": 45000, "part_markup_bp": 1500, "prices_include_tax": True,
    } | more  # fmt: skip
    return add_rate_profile(world.session, NewRateProfile(**told), by=world.person(Role.MANAGER), now=world.now)


def make_claim(world: World, state: str = "quoting", **vehicle: Any) -> Claim:
    """A claim with an insured leg and the customer's, in a state."""
    session = world.session
    owner = Customer(shop_id=world.shop.id, kind="person", name="Li", created_at=NOW)
    session.add(owner)
    session.flush()
    known = {"plate": "京A12345", "vin": "LSVAG2180E2100001", "brand": "VW", "model": "Sagitar"} | vehicle
    car = Vehicle(shop_id=world.shop.id, owner_id=owner.id, **known)
    session.add(car)
    session.flush()
    number = f"2026-{len(session.scalars(select(Claim.id)).all()) + 1:06d}"
    claim = Claim(shop_id=world.shop.id, number=number, vehicle_id=car.id, customer_id=owner.id, opened_at=NOW,
                  third_parties=[], state=state, version=1)  # fmt: skip
    session.add(claim)
    session.flush()
    session.add(Leg(claim_id=claim.id, shop_id=world.shop.id, position=1, cover="own_damage",
                    insurer_id=world.insurer.id))  # fmt: skip
    session.add(Leg(claim_id=claim.id, shop_id=world.shop.id, position=2, cover="customer", customer_id=owner.id))
    session.flush()
    return claim


BUMPER = {"part_name": "前保险杠皮", "operation": "replace", "part_number": "17G 807 217 GRU", "part_kind": "PAN",
          "supplied_by": "shop", "labor_hours_x100": 120, "found_in": "teardown", "found_by": "Wang"}  # fmt: skip
BONNET = {"part_name": "发动机盖", "operation": "repair", "labor_hours_x100": 400, "paint_panels_x1000": 1000,
          "found_in": "teardown", "found_by": "Wang"}  # fmt: skip
LAMP = {"part_name": "左前大灯总成", "operation": "replace", "part_number": "17G 941 005 C", "side": "left_front",
        "part_kind": "PAN", "supplied_by": "shop", "labor_hours_x100": 80, "found_in": "teardown",
        "found_by": "Wang"}  # fmt: skip


def list_damage(world: World, claim: Claim, *lines: dict[str, Any], agree: bool = True) -> list[DamageLine]:
    """Damage lines with their labor agreed; the claim may already be in any state."""
    state, claim.state = claim.state, "teardown"  # the list is written before the state that the test wants
    by = world.person(Role.SUPERVISOR)
    rows = [add_damage_line(world.session, claim, NewDamageLine(**line), by=by, now=world.now) for line in lines]
    if agree:
        agree_labor(world.session, claim, AgreedLabor(assessor="Zhao", rest="as_proposed"), by=by, now=world.now)
    claim.state = state
    world.session.flush()
    return rows


def make_draft(world: World, *lines: dict[str, Any], profile: Mapping[str, Any] | None = None, **vehicle: Any) -> Quote:
    """Q0 as a draft, by an estimator, for a claim with these damage lines."""
    if profile is not None or ("", Role.MANAGER) not in world.people:
        make_profile(world, **(profile or {}))
    claim = make_claim(world, **vehicle)
    list_damage(world, claim, *(lines or (BUMPER, BONNET, LAMP)))
    act = Act(world.machine, world.session, CLAIM_LIFE, claim, "open_order", world.person(Role.ESTIMATOR), world.now)
    quote: Quote = act.follow(Quote, "draft", DraftQuote(claim_id=claim.id))
    return quote


PRICES = {"17G 807 217 GRU": 78200, "17G 941 005 C": 213900}


def confirm_all(world: World, quote: Quote, *, cost_minor: int | None = None) -> None:
    """The parts desk confirms every line that has a price."""
    told = [
        ConfirmedPrice(line_id=line.id, unit_price_minor=PRICES.get(line.part_number, 10000), stock_x1000=2000,
                       lead_days=1, cost_minor=cost_minor)
        for line in quote_lines(world.session, quote.id) if has_price(line)
    ]  # fmt: skip
    if told:
        confirm_prices(world.session, quote, ConfirmedPrices(lines=told), by=world.person(Role.PARTS_CLERK),
                       now=world.now)  # fmt: skip


def make_sent(world: World, *lines: dict[str, Any], **more: Any) -> Quote:
    """Q0, priced, reviewed and sent."""
    return send(world, make_draft(world, *lines, **more))


def send(world: World, quote: Quote) -> Quote:
    """Price, review and send a draft."""
    confirm_all(world, quote)
    world.take(quote, "price", Role.PARTS_CLERK)
    world.take(quote, "review", Role.PARTS_SUPERVISOR)
    world.take(quote, "send", Role.ESTIMATOR)
    return quote


def answer_of(line: QuoteLine, **more: Any) -> TypedLine:
    """The insurer's typed answer to a line, as asked unless said otherwise."""
    told = {
        "text": line.part_name, "part_number": line.part_number, "side": line.side, "operation": line.operation,
        "part_kind": line.part_kind, "quantity_x1000": line.quantity_x1000, "unit_price_minor": line.unit_price_minor,
        "labor_minor": line.labor_amount_minor, "paint_minor": line.paint_amount_minor,
    } | more  # fmt: skip
    return TypedLine(**told)


OMITTED = {"omitted": True}


def make_returned(world: World, *changes: dict[str, Any], quote: Quote | None = None) -> Quote:
    """A quote with its answer recorded: per line what differs from what was asked; every match confirmed."""
    quote = quote or make_sent(world)
    lines = quote_lines(world.session, quote.id)
    differs = [*changes, *({} for _ in lines[len(changes) :])]
    told = [answer_of(line, **how) for line, how in zip(lines, differs, strict=True) if how != OMITTED]
    world.take(quote, "record_return", Role.ESTIMATOR, data=NewReturn(lines=told))
    confirm_open(world, quote)
    return quote


def confirm_open(world: World, quote: Quote) -> None:
    """Confirm every open match as it is shown."""
    kept = reconciliation_of(world.session, quote.id)
    assert kept is not None
    pairs = [Pair(ours=group["ours"], theirs=group["theirs"]) for group in open_groups(kept)]
    if pairs:
        confirm_matches(world.session, quote, Confirmed(pairs=pairs), by=world.person(Role.ESTIMATOR), now=world.now)


def make_round(world: World, quote: Quote, *lines: dict[str, Any], **more: Any) -> NewRound:
    """A round by telephone; lines by their position."""
    ids = {line.position: line.id for line in quote_lines(world.session, quote.id)}
    told = [{"line_id": ids[line["position"]]} | {k: v for k, v in line.items() if k != "position"} for line in lines]
    return NewRound(**({"channel": "telephone", "person": "Surveyor Sun", "held_at": world.now, "lines": told} | more))


def make_photograph(world: World, supplement: Supplement) -> None:
    """A photograph of hidden damage."""
    world.session.add(StoredFile(
        shop_id=world.shop.id, claim_id=supplement.claim_id, kind="photograph", name="p.jpg", media_type="image/jpeg",
        size=1, sha256="0" * 64, facts={}, about=f"supplement:{supplement.id}", created_at=NOW,
        by_id=world.person(Role.WORKSHOP).id,
    ))  # fmt: skip
    world.session.flush()


def q0(world: World, claim: Claim) -> Quote:
    """The claim's Q0."""
    quote = current_quote(world.session, claim.id)
    assert quote is not None
    return quote
