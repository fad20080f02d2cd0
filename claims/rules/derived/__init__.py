"""What is worked out from raw facts before any paragraph is read: one file of pure functions per policy."""

from claims.rules.derived import complaint, deposit, documents, gap, routing, settlement, warranty

__all__ = ["complaint", "deposit", "documents", "gap", "routing", "settlement", "warranty"]
