"""HTML doors and their pages."""
