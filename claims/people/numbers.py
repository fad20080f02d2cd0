"""Numbers without gaps, per shop, kind of paper and year."""

from __future__ import annotations

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from claims.kernel.database import Base
from claims.people.models import Shop


class Counter(Base):
    """The last number given out for one kind in one year of one shop."""

    __tablename__ = "counter"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_number(session: Session, *, shop_id: int, kind: str, year: int) -> int:
    """The next number; it is taken for good only when the transaction commits, so none is ever skipped."""
    session.execute(select(Shop.id).where(Shop.id == shop_id).with_for_update())
    counter = session.get(Counter, (shop_id, kind, year), populate_existing=True)
    if counter is None:
        counter = Counter(shop_id=shop_id, kind=kind, year=year, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return counter.last
