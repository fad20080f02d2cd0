"""Who owes what by when: deadlines that people and policies set, and which of them are still open."""
