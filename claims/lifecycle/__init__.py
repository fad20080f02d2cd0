"""The claim file: its tables, legs and surveys, and the whole life of a claim."""
