"""Builders of supplements over the real doors: found, surveyed, quoted, answered, signed, and what is billed then."""

from __future__ import annotations

from typing import Any

from claims.audit.verify import replay_all, verify
from claims.demo import closing, prices, repair
from claims.demo.cast import Cast
from tests.stories.make import House

BONNET = {"part_name": "发动机盖", "operation": "replace", "part_number": "17G 823 031 G", "part_kind": "PAN",
          "supplied_by": "shop", "labor_hours_x100": 250, "paint_panels_x1000": 1000, "found_by": "何军"}  # fmt: skip


def damage(house: House) -> dict[str, int]:
    """The damage lines of E01 by name."""
    found = house.call("estimator", "GET", f"/{house.cast.claim}/damage-lines").json()
    return {line["part_name"]: line["id"] for line in found["lines"]}


def find(house: House, *lines: dict[str, Any], removes: list[int] | None = None) -> Any:
    """A supplement is told; the answer as it came."""
    said = {"claim_id": house.cast.ids["claim"], "text": "x", "lines": list(lines), "removes": removes or []}
    return house.call("workshop", "POST", "/supplements", json=said)


def opened_with(house: House, *lines: dict[str, Any], removes: list[int] | None = None) -> dict[str, Any]:
    """A supplement as it was opened, with its lines."""
    answer = find(house, *lines, removes=removes)
    assert answer.status_code == 200, answer.text
    return dict(house.call("workshop", "GET", f"/supplements/{answer.json()['id']}").json())


def details(answer: Any) -> list[str]:
    """What exactly a refused step lacked."""
    assert answer.status_code in (400, 409), answer.text
    return [text for one in answer.json()["missing"] for text in one["details"]] + [
        one["text"] for one in answer.json()["errors"]
    ]


def surveyed(house: House, supplement: int) -> str:
    """Photographed, waived, its labor agreed."""
    cast, thing = house.cast, f"supplements/{supplement}"
    cast.photograph("workshop", ["radiator.jpg"], "hidden_damage", f"supplement:{supplement}")
    cast.manager.step(thing, "waive_survey", {"reference": "YT-9", "reason": "small"})
    agreed = {"assessor": "马骏", "rest": "as_proposed", "supplement_id": supplement}
    cast.supervisor.send(f"/{cast.claim}/agreed-labor", "labor agreed", agreed)
    return thing


def quote_of(cast: Cast, supplement: int) -> dict[str, Any]:
    """The newest quote of a supplement with its lines."""
    rows = [x for x in cast.estimator.get(f"/{cast.claim}/quotes") if x["supplement_id"] == supplement]
    return dict(cast.estimator.get(f"/quotes/{rows[-1]['id']}"))


def answered(house: House, quote: dict[str, Any], *, less: int = 0) -> None:
    """Sent, answered line by line as asked (the first one with so much less), and agreed."""
    cast, thing = house.cast, f"quotes/{quote['id']}"
    prices.send_quote(cast, quote["id"])
    told = []
    for line in (x for x in cast.estimator.get(f"/{thing}")["lines"] if x["amount_minor"] > 0):
        same = {name: line[name] for name in ("part_number", "side", "operation", "part_kind", "quantity_x1000")}
        price = (line["unit_price_minor"] or 0) - (0 if told else less)
        told.append({"text": line["part_name"], "unit_price_minor": max(price, 0), **same,
                     "labor_minor": line["labor_amount_minor"], "paint_minor": line["paint_amount_minor"]})  # fmt: skip
    cast.estimator.step(thing, "record_return", {"lines": told})
    if cast.estimator.get(f"/{thing}/reconciliation")["to_confirm"]:
        cast.estimator.send(f"/{thing}/matches/rest", "confirmed")
    cast.parts_supervisor.step(thing, "check", {"note": "fine"})
    assert cast.manager.get(f"/{thing}")["state"] == "agreed"


def amendment_of(cast: Cast, quote: dict[str, Any]) -> dict[str, Any]:
    """The amendment that a quote brought."""
    found = repair.order_of(cast)["amendments"]
    return dict(next(one for one in found if one["quote_id"] == quote["id"]))


def signed(house: House, amendment: dict[str, Any]) -> None:
    """Both sign, and it is in force."""
    cast = house.cast
    cast.sign("advisor", "amendment", "customer", repair.OWNER, amendment["id"])
    cast.sign("advisor", "amendment", "advisor", cast.advisor.name, amendment["id"])
    cast.advisor.step(f"amendments/{amendment['id']}", "sign")


def living(cast: Cast, damage_line: int) -> list[tuple[str, str, int]]:
    """The order lines of a damage line that are not dropped: kind, state, amount."""
    lines = [x for x in repair.order_of(cast)["lines"] if x["damage_line_id"] == damage_line]
    return [(x["kind"], x["state"], x["amount_minor"]) for x in lines if x["state"] != "dropped"]


def agreed_total(cast: Cast) -> int:
    """All that the insurers agreed to, in the newest version."""
    rows = [x for x in cast.estimator.get(f"/{cast.claim}/quotes") if x["state"] == "agreed"]
    lines = [line for row in rows for line in cast.estimator.get(f"/quotes/{row['id']}")["lines"]]
    return sum(line["agreed_minor"] or 0 for line in lines if line["payer"] == "insurer")


def billed_to_insurers(cast: Cast) -> int:
    """What the bill charges to insurers before deductibles and limits."""
    return sum(x["amount_minor"] for x in cast.cashier.get(f"/{cast.claim}/bill")["lines"] if x["payer"] == "insurer")


def finish(house: House) -> None:
    """Inspected, reviewed, settled; the past is whole and replays true."""
    cast = house.cast
    repair.fetch_parts(cast)
    repair.inspect(cast)
    closing.review(cast)
    closing.settle(cast)
    assert house.standing(cast.claim)[0] == "settled"
    with house.database.reading() as session:
        assert verify(session)[1] == []
        assert not any(replay_all(session))
