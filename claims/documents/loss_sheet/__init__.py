"""The loss sheet: the damage as owner, shop and insurer fixed it together, line by line (A4, A5)."""
