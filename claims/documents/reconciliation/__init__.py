"""The reconciliation sheet: what we quoted, what the insurer returned, the gap and what was agreed (A9)."""
