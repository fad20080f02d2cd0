"""Tables of policy drafts: what is to change, what a trial over the past found, and what was activated from when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base, HasLife


class PolicyDraft(Base, HasLife):
    """Changed figures and switched paragraphs of one policy, for one shop or (`everywhere`) for every shop.

    `figures` are {figure, value, currency, brand, source}, `switches` {paragraph, on, brand, source}; the day from
    which they count is given when the draft is activated.
    """

    __tablename__ = "policy_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    policy: Mapped[str]
    everywhere: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text)
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    switches: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    drafted_at: Mapped[datetime]
    from_day: Mapped[date | None]
    activated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    activated_at: Mapped[datetime | None]
    edition: Mapped[str] = mapped_column(default="")  # the hash of what the shop decided under after the activation


class PolicyTrial(Base):
    """One run of recorded decisions under a draft: over which period, how far it came, and the counts so far.

    `counts` holds one row per month, shop and insurer: how many stayed the same, changed or could not be decided, and
    the amounts at stake before and after, in minor units.
    """

    __tablename__ = "policy_trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("policy_draft.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    draft_text: Mapped[str]  # the fingerprint of what the draft changed when it was tried
    edition: Mapped[str]  # the hash of the edition that was tried in the draft's shop
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    since: Mapped[date]
    until: Mapped[date]  # the first day that is not looked at
    only_shop: Mapped[str] = mapped_column(default="")
    insurer: Mapped[str] = mapped_column(default="")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    last_decision_id: Mapped[int] = mapped_column(default=0)
    newest_decision_id: Mapped[int] = mapped_column(default=0)  # later decisions are not looked at
    counts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    finished_at: Mapped[datetime | None]


class PolicyTrialChange(Base):
    """One recorded decision that comes out otherwise under a draft, or cannot be decided there."""

    __tablename__ = "policy_trial_change"
    __table_args__ = (Index("ix_policy_trial_change_claim", "trial_id", "claim_id"),)

    trial_id: Mapped[int] = mapped_column(ForeignKey("policy_trial.id"), primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    claim_id: Mapped[int | None]
    kind: Mapped[str]  # changed | undecidable
    before: Mapped[str]  # the headline as recorded and as it would have been
    after: Mapped[str]
    currency: Mapped[str] = mapped_column(default="")
    money_before_minor: Mapped[int | None] = mapped_column(BigInteger)
    money_after_minor: Mapped[int | None] = mapped_column(BigInteger)
    without_draft: Mapped[bool] = mapped_column(default=False)  # the book of today says so without the draft too
    detail: Mapped[str] = mapped_column(Text, default="")
