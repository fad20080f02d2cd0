"""The quality certificate: what of the repair is warranted, how long, and what is excluded, line by line (C14, B11)."""
