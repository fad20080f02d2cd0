"""Figures read as people write them: an amount as 1000.00, a share as 60%, a count, true or false, words, none."""

from __future__ import annotations

from claims.kernel.amounts import Share, plain, scaled
from claims.kernel.errors import Fault, Invalid
from claims.kernel.money import places
from claims.rules.figures import MONEY_UNIT
from claims.rules.vocabulary import Value

SHARE_UNIT, FLAG_UNIT, WORDS_UNIT = "basis points", "true or false", "words"
NONE = "none"


def read_figure(name: str, unit: str, text: str, currency: str) -> Value | None:
    """The exact value of a figure from what somebody typed; Invalid says how it is written."""
    text = text.strip()
    if text == NONE:
        return None
    try:
        if unit == MONEY_UNIT:
            return scaled(text, places(currency), name)
        if unit == SHARE_UNIT:
            if not text.endswith("%"):
                raise ValueError
            return Share.percent(text.removesuffix("%").strip()).basis_points
        if unit == FLAG_UNIT:
            return {"true": True, "false": False}[text]
        return text if unit == WORDS_UNIT else scaled(text, 0, name)
    except (ValueError, KeyError):
        values = {"name": name, "unit": unit, "text": text[:60], "example": example(unit, currency)}
        fault = Fault("{name} (unit: {unit}) is written like {example}, not like {text}", f"figures.{name}", values)
        raise Invalid(faults=[fault]) from None


def example(unit: str, currency: str) -> str:
    """How a figure of this unit is written."""
    amount = plain(100 * 10 ** places(currency), places(currency))
    return {MONEY_UNIT: amount, SHARE_UNIT: "60%", FLAG_UNIT: "true", WORDS_UNIT: "brakes steering"}.get(unit, "30")
