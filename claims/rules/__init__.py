"""The rule books: the house's policy as dated, cited paragraphs, and decisions that can be replayed byte for byte."""
