"""Bytes to rows and rows to bytes; no database, no network."""
