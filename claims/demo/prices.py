"""Second part of the story: the parts quote, the insurer's answer, two rounds of negotiation, the agreed prices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from claims.demo.cast import Cast, ago
from claims.demo.shop import FIXTURES


def confirm_prices(cast: Cast, quote: int) -> None:
    """The parts desk confirms price and stock of every line, from the imported list or with a price of its own."""
    confirmed = []
    for line in cast.parts_clerk.get(f"/quotes/{quote}")["lines"]:
        if not line["part_kind"] or line["gives_back_id"] is not None:
            continue
        offers = cast.parts_clerk.get(f"/prices?part_number={line['part_number'].replace(' ', '%20')}")
        best = offers[0]
        confirmed.append(
            {
                "line_id": line["id"], "price_id": best["id"],
                "stock_x1000": best["stock_x1000"] or 0, "lead_days": best["lead_days"] or 0,
            }
        )  # fmt: skip
    cast.parts_clerk.send(
        f"/quotes/{quote}/confirmations", f"price and stock of {len(confirmed)} lines confirmed", {"lines": confirmed}
    )


def send_quote(cast: Cast, quote: int) -> None:
    """Priced, reviewed by another person, sent; frozen from then on."""
    thing = f"quotes/{quote}"
    cast.parts_clerk.refused(thing, "price")
    confirm_prices(cast, quote)
    cast.parts_clerk.step(thing, "price")
    cast.estimator.refused(thing, "send")
    cast.estimator.refused(thing, "review", status=403)
    cast.parts_supervisor.step(thing, "review")
    cast.estimator.step(thing, "send")


def upload_return(cast: Cast, quote: int, file: Path) -> dict[str, Any]:
    """The insurer's spreadsheet as it came, and what the matching makes of it."""
    rows = cast.estimator.upload(
        f"/{cast.claim}/files", f"the insurer's return {file.name}", [file], {"kind": "return"}
    )
    cast.estimator.step(f"quotes/{quote}", "record_return", {"file_id": rows[0]["id"]})
    found = cast.estimator.get(f"/quotes/{quote}/reconciliation")
    sums = " − ".join(f"{found[key] / 100:,.2f}" for key in ("quoted_minor", "returned_minor"))
    cast.timeline.note(f"quoted − returned = {sums} = {found['gap_minor'] / 100:,.2f}")
    if found["to_confirm"]:
        cast.timeline.note(f"{len(found['to_confirm'])} matches are unsure and wait for a person")
        cast.estimator.send(f"/quotes/{quote}/matches/rest", "unsure matches confirmed")
    return dict(cast.estimator.get(f"/quotes/{quote}/reconciliation"))


def negotiate(cast: Cast) -> None:
    """Q0: a large gap goes to the manager, who talks twice with the insurer."""
    cast.timeline.chapter("Parts quote and negotiation")
    quotes = cast.estimator.get(f"/{cast.claim}/quotes")
    quote = cast.ids["quote"] = quotes[0]["id"]
    send_quote(cast, quote)
    upload_return(cast, quote, FIXTURES / "insurer-return-zh.xlsx")
    cast.parts_supervisor.step(f"quotes/{quote}", "check", {"note": "小差价接受"})
    lines = {line["position"]: line for line in cast.manager.get(f"/quotes/{quote}")["lines"]}
    cast.manager.refused(f"quotes/{quote}", "agree")
    lamp, fog = lines[2], lines[8]
    first = {
        "channel": "telephone", "person": "马骏", "held_at": ago(30), "note": "大灯按原厂价，雾灯在查勘照片中可见",
        "lines": [
            {"line_id": lamp["id"], "offer_minor": lamp["amount_minor"], "answer": "cut",
             "amount_minor": lamp["amount_minor"] - 20000},
            {"line_id": fog["id"], "offer_minor": fog["amount_minor"], "answer": "pending"},
        ],
    }  # fmt: skip
    cast.manager.step(f"quotes/{quote}", "record_round", first)
    cast.manager.refused(f"quotes/{quote}", "agree")
    second = {
        "channel": "meeting", "person": "马骏", "held_at": ago(5), "rest": "as_returned",
        "note": "大灯折中，雾灯按报价，其余按回返价",
        "lines": [
            {"line_id": lamp["id"], "offer_minor": lamp["amount_minor"] - 10000, "answer": "accepted",
             "amount_minor": lamp["amount_minor"] - 10000},
            {"line_id": fog["id"], "offer_minor": fog["amount_minor"], "answer": "accepted",
             "amount_minor": fog["amount_minor"]},
        ],
    }  # fmt: skip
    cast.manager.step(f"quotes/{quote}", "record_round", second)
    cast.manager.step(f"quotes/{quote}", "agree")
