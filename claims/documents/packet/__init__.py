"""The claim packet: all papers of a claim that an outsider may see, and the hashes of what is left out (A17)."""
