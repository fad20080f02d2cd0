"""The meeting sheet: what is still open with the insurer, what it approved before, and what to offer."""
