"""Which keys count for somebody who trusts one of them: each key is handed on by a link signed by both.

Forward, a key counts when the one before it signed the link and itself did. Backward, the word of
the later key is enough: it names the one before, and when that one ended. So a key that was lost
leaves a link without its signature: whoever trusts the new key may still read what the lost one
signed, but who has only the lost one is told to compare the new fingerprint by eye.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from teeka.rules.signing.keys import KeyUnreadable, PublicKey
from teeka.rules.signing.statements import key_statement


@dataclass(frozen=True, slots=True)
class Link:
    """One handing on. Keys and signatures in base64; `signed_before` is empty when that key was lost."""

    before: str
    key: str
    began_at: str  # ISO with seconds: from here on the earlier key signs nothing
    reason: str
    signed_before: str
    signed_itself: str

    @property
    def statement(self) -> bytes:
        return key_statement(before=self.before, key=self.key, began_at=self.began_at, reason=self.reason)


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key that counts. `ended_at` is None for the one in force, as far as is known."""

    key: PublicKey
    ended_at: str | None


def trusted_keys(own: PublicKey, links: Sequence[Link]) -> dict[str, Trusted]:
    """Key id → key, for somebody who trusts `own`. Links that prove nothing are left out.

    What an earlier key handed on does not count for who trusts a later one: it may have been stolen.
    """
    found, ends = {own.key_id: own}, {}
    proven = _proven(links)
    later, earlier = own, own
    is_walking = True
    while is_walking:
        is_walking = False
        for before, key, link in proven:
            if (
                before == later
                and key.key_id not in found
                and before.has_signed(link.statement, link.signed_before)
            ):
                found[key.key_id], ends[before.key_id], later, is_walking = key, link.began_at, key, True
            elif key == earlier and before.key_id not in found:
                found[before.key_id], ends[before.key_id], earlier, is_walking = (
                    before,
                    link.began_at,
                    before,
                    True,
                )
    return {key_id: Trusted(key, ends.get(key_id)) for key_id, key in found.items()}


def _proven(links: Sequence[Link]) -> list[tuple[PublicKey, PublicKey, Link]]:
    """The links that the later key signed."""
    proven = []
    for link in links:
        try:
            before, key = PublicKey.read(link.before), PublicKey.read(link.key)
        except KeyUnreadable:
            continue
        if key.has_signed(link.statement, link.signed_itself):
            proven.append((before, key, link))
    return proven
