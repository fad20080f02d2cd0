"""The final inspection (form 6-8): every check with its result, the road test, and rounds that failed (C12)."""
