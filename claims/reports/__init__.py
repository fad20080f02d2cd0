"""One file per question: a DataFrame out."""
