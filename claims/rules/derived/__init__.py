"""What is worked out from raw facts before any paragraph is read: one file of pure functions per policy."""

from claims.rules.derived import cover, deposit, documents, gap, pricing, settlement, total_loss, warranty

__all__ = ["cover", "deposit", "documents", "gap", "pricing", "settlement", "total_loss", "warranty"]
