"""What changes staff and the trail of their work."""
