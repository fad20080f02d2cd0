"""Paragraphs of the shop's own regulations, one file per policy."""
