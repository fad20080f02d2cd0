"""What is worked out from raw facts before any paragraph is read: one file of pure functions per policy."""

from claims.rules.derived import (
    complaint,
    cover,
    deposit,
    documents,
    gap,
    pricing,
    routing,
    settlement,
    total_loss,
    warranty,
)  # fmt: skip

__all__ = [
    "complaint",
    "cover",
    "deposit",
    "documents",
    "gap",
    "pricing",
    "routing",
    "settlement",
    "total_loss",
    "warranty",
]
