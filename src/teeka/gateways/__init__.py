"""Outside services, in our words; no tables."""
