"""JSON doors, one file per room."""
