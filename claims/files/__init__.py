"""Photographs, papers and signatures: checked, hashed, kept as evidence."""
