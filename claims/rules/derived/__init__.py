"""What is worked out from raw facts before any paragraph is read: one file of pure functions per policy."""

from claims.rules.derived import deposit, documents, gap, settlement, warranty

__all__ = ["deposit", "documents", "gap", "settlement", "warranty"]
