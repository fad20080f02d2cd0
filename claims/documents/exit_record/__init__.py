"""The exit record (form 6-10): what was looked at before the car leaves, and what goes with it (C14)."""
