"""Use cases that look at everything below and keep what they saw."""
