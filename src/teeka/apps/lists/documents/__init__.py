"""How each list reads: rows of queries become documents, with the words of both languages."""
