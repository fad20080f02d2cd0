"""Customer file, follow-ups, letters, complaints, campaigns."""
