"""Decides whether two decisions were made by the same rule."""

from functools import lru_cache
from hashlib import sha256
from importlib import resources


@lru_cache
def rule_print(package: str) -> str:
    """Of all files of a package, grown trees too: with another print a decision may be another."""
    held = sha256()
    for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
        if file.is_file():
            held.update(file.name.encode() + file.read_bytes())
    return held.hexdigest()
