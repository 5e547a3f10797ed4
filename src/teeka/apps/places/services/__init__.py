"""Use cases that write places: reference places, facilities."""
