"""Ed25519 keys in the forms that people see: base64 to copy, a fingerprint to compare by eye."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES = 32
KEY_LETTERS = 44  # of a key in base64
ID_LETTERS = 20  # of A-Z and 2-7: a hundred bits of the key's hash


class KeyUnreadable(ValueError):
    """The text holds no key, or more than one."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half that anybody may have."""

    raw: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The one key in a text: alone, or among the words that stand around it. Raises KeyUnreadable."""
        found = {raw for word in text.split() if (raw := _raw(word.strip("\"',;"))) is not None}
        if len(found) != 1:
            raise KeyUnreadable
        return cls(found.pop())

    @property
    def text(self) -> str:
        return base64.b64encode(self.raw).decode()

    @property
    def key_id(self) -> str:
        return base64.b32encode(hashlib.sha256(self.raw).digest()).decode()[:ID_LETTERS]

    @property
    def fingerprint(self) -> str:
        """Five groups of four signs, as printed on paper and shown on the board."""
        return " ".join(self.key_id[start : start + 4] for start in range(0, ID_LETTERS, 4))

    def has_signed(self, statement: bytes, signature: object) -> bool:
        """Whether `signature`, base64 as found somewhere, is this key's over `statement`."""
        try:
            raw = base64.b64decode(str(signature).encode(), validate=True)
            Ed25519PublicKey.from_public_bytes(self.raw).verify(raw, statement)
        except (ValueError, InvalidSignature):
            return False
        # base64 can be written in several ways; only ours counts, so that no byte can be changed unseen.
        return base64.b64encode(raw).decode() == signature


class PrivateKey:
    """The half that only the installation has. Never printed: it has no text."""

    def __init__(self, raw: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(raw)

    @property
    def public(self) -> PublicKey:
        return PublicKey(self._key.public_key().public_bytes_raw())

    def sign(self, statement: bytes) -> str:
        """Base64. The same statement always gets the same signature."""
        return base64.b64encode(self._key.sign(statement)).decode()


def _raw(word: str) -> bytes | None:
    if len(word) != KEY_LETTERS:
        return None
    try:
        raw = base64.b64decode(word.encode(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == KEY_BYTES and base64.b64encode(raw).decode() == word else None
