"""Tables of issued papers: the frozen data, the bytes and their hash, never edited, and what followed a paper."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base


class IssuedPaper(Base):
    """A document as it was handed out: what it says is frozen at issue, its PDF follows from the worker."""

    __tablename__ = "issued_paper"
    __table_args__ = (UniqueConstraint("shop_id", "form", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    form: Mapped[str]
    about: Mapped[str] = mapped_column(default="")  # "quote:3"
    number: Mapped[str]
    language: Mapped[str]
    data: Mapped[str] = mapped_column(Text)  # canonical JSON of the form's data
    data_hash: Mapped[str]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))  # the PDF, once rendered
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))  # who prints it, and how far that is


class PaperAfter(Base):
    """How a later paper bears on an earlier one, whose own row is never touched: once each way at most."""

    __tablename__ = "paper_after"
    __table_args__ = (UniqueConstraint("earlier_id", "how"),)

    paper_id: Mapped[int] = mapped_column(ForeignKey("issued_paper.id"), primary_key=True)
    earlier_id: Mapped[int] = mapped_column(ForeignKey("issued_paper.id"))
    how: Mapped[str]  # cancels | replaces
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was cancelled
