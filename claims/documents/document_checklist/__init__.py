"""The checklist of papers that a claim needs: which are there, which are missing, and from whom (A18)."""
