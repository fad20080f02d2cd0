"""Paragraphs of Chinese law, one file per policy; asked only where the legal pack `cn` is in force."""
