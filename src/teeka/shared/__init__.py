"""Words and values that every storey uses."""
