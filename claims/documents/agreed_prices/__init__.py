"""The agreed prices: the reconciliation as an outsider sees it, without verdicts, people or notes (A9, A17)."""
