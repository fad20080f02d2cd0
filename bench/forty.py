"""A policy of forty rules for measuring, twenty-six on lines and fourteen on the claim; what it says binds nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

from claims.rules.derivations import Figures, derivation
from claims.rules.edition import FORMAT, Edition
from claims.rules.facts import currency, flag, money, whole, word
from claims.rules.outcome import Saying, collected, greatest, worst
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, when

EveryFact = Sequence[Mapping[str, Any]]
Raw = Mapping[str, Any]  # amounts among words: every function knows which it takes
BASIS = 10_000
CATEGORIES, PART_KINDS = ("part", "labor", "paint", "sublet"), ("original", "sub_factory", "used", "customer")
COSTLY_MINOR = 300_000
LIMITS_BP = {
    "shortfall_bp": 1_000, "part_markup_bp": 3_500, "used_markup_bp": 6_000, "sublet_markup_bp": 1_500,
    "claim_shortfall_bp": 1_500, "claim_large_shortfall_bp": 3_000, "loss_bp": 7_000, "loss_review_bp": 5_500,
}  # fmt: skip


@derivation("bench_lost")
def lost(fact: Raw, every: EveryFact, figures: Figures) -> int:
    """What did not come back of a line."""
    return fact["price_minor"] - fact.get("returned_minor", 0)


@derivation("bench_lost_in_all")
def lost_in_all(fact: Raw, every: EveryFact, figures: Figures) -> int:
    """What did not come back of all lines."""
    return sum([one["price_minor"] - one.get("returned_minor", 0) for one in every if one["kind"] == "line"])


@derivation("bench_quoted")
def quoted(fact: Raw, every: EveryFact, figures: Figures) -> int:
    """The price of all lines."""
    return sum([one["price_minor"] for one in every if one["kind"] == "line"])


@derivation("bench_over")
def over(fact: Raw, every: EveryFact, figures: Figures, *, limit: str, of: str) -> int | None:
    """How far a share lies above a limit, exactly: the one amount × 10,000 minus the limit × the other."""
    share = figures.whole(limit)
    if share is None:
        return None
    if of == "markup":
        cost = fact["cost_minor"]
        return (fact["price_minor"] - cost) * BASIS - share * cost
    if of == "lost":
        return lost(fact, every, figures) * BASIS - share * fact["price_minor"]
    if of == "lost in all":
        return lost_in_all(fact, every, figures) * BASIS - share * quoted(fact, every, figures)
    return quoted(fact, every, figures) * BASIS - share * fact["value_minor"]


@derivation("bench_parts")
def parts(fact: Raw, every: EveryFact, figures: Figures, *, which: str) -> int:
    """How many parts are costly, or came with the customer."""
    if which == "customer":
        return sum([one.get("part_kind") == "customer" for one in every])
    return sum([one.get("category") == "part" and one["price_minor"] >= COSTLY_MINOR for one in every])


@derivation("bench_labor")
def labor(fact: Raw, every: EveryFact, figures: Figures) -> int:
    """The price of all labor."""
    return sum([one["price_minor"] for one in every if one.get("category") == "labor"])


def over_limit(limit: str, of: str) -> Derived:
    """The distance from one limit."""
    return Derived("int", "bench_over@1", "distance from the limit", given={"limit": limit, "of": of})


POLICY = Policy(
    "forty", book="bench", question="What is said of these lines and of this claim?", governed_by="quote",
    facts={
        "line": [
            currency(), word("category", "what is sold", *CATEGORIES), money("price_minor", "quoted"),
            word("part_kind", "of which kind", *PART_KINDS, optional=True), money("cost_minor", "what it costs us"),
            money("returned_minor", "returned", optional=True), flag("safety", "keeps people safe", optional=True),
            whole("hours_x100", "time", unit="hours", optional=True), money("rate_minor", "an hour", optional=True),
            whole("wear_bp", "worn", unit="basis points", optional=True), flag("hidden", "found later"),
            flag("approved", "by the insurer", optional=True), flag("imported", "from abroad", optional=True),
            whole("age_months", "of the vehicle", unit="months"),
        ],
        "claim": [
            currency(), money("value_minor", "of the vehicle"), whole("age_months", "of the vehicle", unit="months"),
            whole("rental_days", "of a rental car", unit="days"), word("party", "whose insurer", "own", "third"),
            flag("answered", "by the insurer", optional=True), money("deposit_minor", "paid"), flag("papers", "all in"),
            whole("airbags", "opened", unit="pieces"), word("region", "where"),
            whole("earlier", "claims before", unit="claims"), whole("suspicion", "of fraud", unit="points"),
        ],
    },
    derived={
        "line": {
            "lost_minor": Derived("int", "bench_lost@1", "not returned", unit="minor units"),
            "lost_over": over_limit("shortfall_bp", "lost"), "part_over": over_limit("part_markup_bp", "markup"),
            "used_over": over_limit("used_markup_bp", "markup"),
            "sublet_over": over_limit("sublet_markup_bp", "markup"),
        },
        "claim": {
            "quoted_minor": Derived("int", "bench_quoted@1", "quoted in all", unit="minor units"),
            "lost_minor": Derived("int", "bench_lost_in_all@1", "not returned in all", unit="minor units"),
            "lost_over": over_limit("claim_shortfall_bp", "lost in all"),
            "lost_far_over": over_limit("claim_large_shortfall_bp", "lost in all"),
            "loss_over": over_limit("loss_bp", "value"), "loss_near": over_limit("loss_review_bp", "value"),
            "customer_parts": Derived("int", "bench_parts@1", "brought along", given={"which": "customer"}),
            "costly_parts": Derived("int", "bench_parts@1", "costly", given={"which": "costly"}),
            "labor_minor": Derived("int", "bench_labor@1", "labor in all", unit="minor units"),
        },
    },
    says={
        "months": greatest(), "refused": collected(), "deposit_bp": greatest(), "cap_bp": Saying("min"),
        "review": worst("estimator", "manager", "director"), "held": collected(), "hint": collected(),
        "loss": worst("review", "total"), "lost_minor": greatest(overall="sum"),
    },
    answers={"line": ["review"]},
)  # fmt: skip

Writes = Callable[[Any, Any], Clause]
# fmt: off
ON_LINES: dict[str, Writes] = {
    "customer_part": lambda f, p: when(f.part_kind == "customer").then(months=0),
    "used_and_safe": lambda f, p: when(f.part_kind == "used", f.safety.is_true()).then(refused="used_safety_part"),
    "sub_factory_months": lambda f, p: when(f.part_kind == "sub_factory").then(months=6),
    "original_months": lambda f, p: when(f.part_kind == "original").then(months=24),
    "used_months": lambda f, p: when(f.part_kind == "used", f.safety.is_false()).then(months=3),
    "paint_months": lambda f, p: when(f.category == "paint").then(months=36),
    "costly": lambda f, p: when(f.category == "part", f.price_minor >= COSTLY_MINOR,
                                f.part_kind != "customer").then(deposit_bp=5_000),
    "very_costly": lambda f, p: when(f.category == "part", f.price_minor >= 1_000_000,
                                     f.part_kind == "original").then(deposit_bp=7_000),
    "imported": lambda f, p: when(f.part_kind == "original", f.imported.is_true()).then(deposit_bp=6_000),
    "cut": lambda f, p: when(f.lost_minor > 20_000, f.lost_over > 0).then(review="estimator", lost_minor=f.lost_minor),
    "cut_deeply": lambda f, p: when(f.lost_minor > 100_000).then(review="manager", lost_minor=f.lost_minor),
    "raised": lambda f, p: when(f.lost_minor < 0).then(hint="raised", lost_minor=f.lost_minor),
    "not_approved": lambda f, p: when(f.approved.is_false(), f.price_minor > 50_000).then(held="not_approved"),
    "unanswered": lambda f, p: when(f.approved.is_missing()).then(held="unanswered"),
    "part_cap": lambda f, p: when(f.category == "part", f.part_over > 0).then(cap_bp=p.part_markup_bp),
    "used_cap": lambda f, p: when(f.part_kind == "used", f.used_over > 0).then(cap_bp=p.used_markup_bp),
    "sublet_cap": lambda f, p: when(f.category == "sublet", f.sublet_over > 0).then(cap_bp=p.sublet_markup_bp),
    "returned_whole": lambda f, p: when(f.lost_minor == 0).then(review="estimator"),
    "rate": lambda f, p: when(f.category == "labor", f.rate_minor > 18_000).then(hint="rate", cap_bp=0),
    "long_work": lambda f, p: when(f.category == "labor", f.hours_x100 > 4_000).then(review="estimator"),
    "no_time": lambda f, p: when(f.category == "labor", f.hours_x100 <= 500).then(refused="no_time"),
    "worn": lambda f, p: when(f.wear_bp > 0, f.age_months > 36).then(hint="worn"),
    "aged": lambda f, p: when(f.category == "part", f.part_kind == "original", f.age_months > 120).then(hint="aged"),
    "cheaper": lambda f, p: when(f.category == "part", f.part_kind == "original", f.age_months > 96,
                                 f.safety.is_false()).or_(f.part_kind == "original", f.price_minor > 2_000_000)
                            .then(hint="sub_factory"),
    "safer": lambda f, p: when(f.part_kind == "sub_factory", f.safety.is_true()).then(hint="original"),
    "found_later": lambda f, p: when(f.hidden.is_true()).then(held="supplement"),
}
ON_CLAIM: dict[str, Writes] = {
    "brought_along": lambda f, p: when(f.customer_parts > 0).then(hint="no_warranty"),
    "claim_cut": lambda f, p: when(f.lost_over > 0).or_(f.lost_minor > 500_000)
                              .then(review="manager", lost_minor=f.lost_minor),
    "claim_cut_deeply": lambda f, p: when(f.lost_far_over > 0).then(review="director", lost_minor=f.lost_minor),
    "total_loss": lambda f, p: when(f.loss_over >= 0).then(loss="total"),
    "near_total_loss": lambda f, p: when(f.loss_near >= 0, f.loss_over < 0).then(loss="review"),
    "airbags": lambda f, p: when(f.airbags > 2, f.age_months > 96).then(loss="review"),
    "deposit": lambda f, p: when(f.costly_parts > 0, f.deposit_minor < 1).then(held="deposit"),
    "papers": lambda f, p: when(f.papers != True).then(held="papers"),  # noqa: E712
    "rental": lambda f, p: when(f.rental_days > 14).then(review="manager"),
    "silent_insurer": lambda f, p: when(f.party == "third", f.answered.is_missing()).then(held="insurer"),
    "much_labor": lambda f, p: when(f.labor_minor > 2_000_000).then(review="manager"),
    "regional": lambda f, p: when(f.region == "广东", f.quoted_minor > 5_000_000).then(review="director"),
    "many_claims": lambda f, p: when(f.earlier >= 3).then(held="earlier"),
    "suspicious": lambda f, p: when(f.suspicion > 800).then(held="suspicion"),
}
# fmt: on
for kind, writers in (("line", ON_LINES), ("claim", ON_CLAIM)):
    for name, writes in writers.items():
        writes.__name__, writes.__doc__ = name, f"The rule {name}."
        POLICY.paragraph("the bench", requirement="speed", on=kind)(writes)


@cache
def forty_edition() -> Edition:
    """The policy as an edition, with its limits as figures."""
    since = {"book": "bench", "since": "2020-01-01", "source": "the bench"}
    figures = {name: {"label": name, "unit": "basis points", "values": [{**since, "value": value}]}
               for name, value in LIMITS_BP.items()}  # fmt: skip
    data = POLICY.data(figures)
    return Edition({"format": FORMAT, "legal": [], **data, "figures": figures, "wording": {}, "switches": []})


def forty_lines(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """`count` lines and their claim: parts of all kinds and prices, labor, paint and sublet work."""
    chance = Random(seed)
    facts: list[dict[str, Any]] = []
    age = chance.randrange(121, 160)
    for place in range(1, count + 1):
        category = chance.choices(CATEGORIES, (60, 25, 10, 5))[0]
        dear = category == "part"
        cost = chance.choice([chance.randrange(500, 40_000), chance.randrange(40_000, 2_500_000 if dear else 200_000)])
        price = cost + cost * chance.choice([500, 1_000, 2_500, 4_000, 7_000]) // BASIS
        fact = {
            "kind": "line", "ref": f"line:{place}", "label": f"第{place}行", "currency": "CNY", "category": category,
            "price_minor": price, "cost_minor": cost, "hidden": chance.random() < 0.03, "age_months": age,
            "returned_minor": price - min(chance.choice([0, 0, 0, 500, 30_000, 150_000, -100]), price),
            "approved": None if chance.random() < 0.05 else chance.random() > 0.1,
        }  # fmt: skip
        if category == "part":
            fact |= {
                "part_kind": chance.choices(PART_KINDS, (50, 30, 12, 8))[0], "safety": chance.random() < 0.15,
                "wear_bp": chance.choice([0, 0, 0, 800, 2_000]), "imported": chance.random() < 0.5,
            }  # fmt: skip
        if category == "labor":
            fact |= {"hours_x100": chance.randrange(5_000), "rate_minor": chance.choice([12_000, 15_000, 22_000])}
        facts.append(fact)
    claim = {
        "kind": "claim", "ref": "claim", "currency": "CNY", "age_months": age, "rental_days": 20, "party": "third",
        "value_minor": sum(fact["price_minor"] for fact in facts) * 5 // 3, "deposit_minor": 0, "papers": False,
        "airbags": 4, "region": "广东", "earlier": 3, "suspicion": 900,
    }  # fmt: skip
    return [*facts, claim]
