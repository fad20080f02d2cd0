"""Measures the house side by side with other ways of doing the same, in one run: `./run bench`."""
