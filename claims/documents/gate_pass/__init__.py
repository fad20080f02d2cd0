"""The gate pass: the permission to drive this car out (C14)."""
