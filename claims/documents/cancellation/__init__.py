"""The opposite paper that cancels one that was handed out."""
