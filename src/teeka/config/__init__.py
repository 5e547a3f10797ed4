"""Wiring: settings, the embedded database, the command's entry."""
