"""Fills the papers from the claim's rows: one function per paper, rows in, frozen form out."""
