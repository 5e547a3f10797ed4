"""PostgreSQL's SQL, as far as the notices use it, over tables that are dicts.

The simulator runs the very statements of the product: each text is parsed once and turned into a Python
function. What is not understood is refused aloud, never guessed; `test_same_as_postgres.py` runs the same
statements in PostgreSQL and compares.
"""
