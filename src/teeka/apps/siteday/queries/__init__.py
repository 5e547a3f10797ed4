"""Reads of what happened at the sessions."""
