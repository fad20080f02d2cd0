"""The append-only past: steps and decisions in hash chains; verify and replay."""
