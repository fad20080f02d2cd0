"""The decision report: what the house's rules decided for a claim, why, and the hashes that prove it."""
