"""Read-only lists: one function is one list, one SQL statement, one row type."""
