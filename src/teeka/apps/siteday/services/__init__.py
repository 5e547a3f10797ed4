"""Writes of what happened at the sessions."""
