"""Part numbers that begin as one was typed, or differ from it by one slip."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from claims.estimating.price_index import rows_kept
from claims.estimating.price_models import Price, PriceWord
from claims.estimating.search_words import end_of_number, end_word

SHORTEST_PREFIX, SHORTEST_SLIP = 3, 5
LAST = "\U0010ffff"
LOOKED_AT = 5_000  # numbers that begin alike and are compared sign by sign


def numbers_like(session: Session, shop_id: int, clean: str, limit: int) -> list[str]:
    """Clean numbers that begin with what was typed; where none does, those that one slip of a sign makes of it."""
    if len(clean) < SHORTEST_PREFIX or not any(sign.isdigit() for sign in clean):
        return []
    found = list(session.scalars(beginning(shop_id, clean).limit(limit)))
    if found or len(clean) < SHORTEST_SLIP:
        return found
    near = {one for one in candidates(session, shop_id, clean) if OSA.distance(one, clean) <= 1}
    return sorted(near)[:limit]


def beginning(shop_id: int, clean: str) -> Select[str]:
    """Numbers that begin so, ascending."""
    query = select(Price.clean_number).where(Price.shop_id == shop_id)
    return (
        query.where(Price.clean_number >= clean, Price.clean_number < clean + LAST)
        .distinct()
        .order_by(Price.clean_number)
    )


def candidates(session: Session, shop_id: int, clean: str) -> Iterator[str]:
    """Numbers that may be one slip away: one half of theirs stands in what was typed, or two neighbors are swapped."""
    half = (len(clean) - 1) // 2
    yield from session.scalars(beginning(shop_id, clean[:half]).limit(LOOKED_AT))
    swapped = [clean[:at] + clean[at + 1] + clean[at] + clean[at + 2 :] for at in range(len(clean) - 1)]
    yield from session.scalars(
        select(Price.clean_number).where(Price.shop_id == shop_id, Price.clean_number.in_(swapped)).distinct()
    )
    ends = {end_word(end_of_number(clean, len(clean) + more)) for more in (-1, 0, 1)}
    query = select(PriceWord.list_id, PriceWord.rows).where(PriceWord.shop_id == shop_id, PriceWord.word.in_(ends))
    for list_id, rows in session.execute(query).all():
        standing = rows_kept(rows).tolist()[:LOOKED_AT]
        yield from session.scalars(
            select(Price.clean_number).where(Price.list_id == list_id, Price.row.in_(standing)).distinct()
        )
