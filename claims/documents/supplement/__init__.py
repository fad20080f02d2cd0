"""The supplement: hidden damage appraised later, with the running total before and after (A10)."""
