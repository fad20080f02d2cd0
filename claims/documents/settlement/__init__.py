"""The settlement sheet (form 6-9): the bill against the order, and who pays which part of it (C14, C15, B9)."""
