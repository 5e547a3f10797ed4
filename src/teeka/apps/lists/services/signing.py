"""Signs frozen versions with the key in force, whose private half lies in TEEKA_HOME.

The file is read when something is signed and not kept. The public keys are rows, the newest in force.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from teeka.apps.lists.queries.published import PublishedList
from teeka.apps.lists.queries.signatures import (
    KnownKey,
    Unsigned,
    known_keys,
    links_of,
    moment,
    unsigned_versions,
)
from teeka.rules.signing.chain import Link
from teeka.rules.signing.keys import KEY_BYTES, PrivateKey, PublicKey
from teeka.rules.signing.statements import SignedVersion, VersionMark, version_statement

NEXT = ".next"  # beside the key: the one that follows it, until it takes its place
KEY_LOST_WORDS = (
    "The file signing.key in TEEKA_HOME is gone or is not the key in force, so nothing can be signed. Bring "
    "it back from the backup of TEEKA_HOME; if there is none, run "
    "`teeka packs rotate-key --key-is-lost --reason …`.",
    "TEEKA_HOME की फ़ाइल signing.key नहीं है या लागू कुंजी नहीं है, इसलिए हस्ताक्षर नहीं हो सकते। उसे TEEKA_HOME के "
    "बैकअप से लौटाएँ; बैकअप न हो तो `teeka packs rotate-key --key-is-lost --reason …` चलाएँ।",
)
ENROL = """
    INSERT INTO lists_signingkey
        (public_key, before, began_at, reason, made_by, signed_before, signed_itself)
    VALUES (%(key)s, '', %(now)s, 'set-up', 'teeka', '', '') ON CONFLICT DO NOTHING
"""
STORE = """
    INSERT INTO lists_versionsignature (frozen_list_id, district_code, key_id, signature, signed_at)
    SELECT list, district, %(key)s, signature, %(now)s
    FROM unnest(%(lists)s::bigint[], %(districts)s::int[], %(signatures)s::text[])
         AS signed (list, district, signature)
    ON CONFLICT DO NOTHING
"""


class SigningKeyLost(Exception):
    """The private half of the key in force is not there."""

    def sentence(self, language: str = "en") -> str:
        return KEY_LOST_WORDS[language == "hi"]


@dataclass(frozen=True, slots=True)
class Signer:
    """The key in force with its private half, and how it came to be in force."""

    private: PrivateKey
    known: KnownKey
    links: tuple[Link, ...]


def signer_in_force(*, now: datetime) -> Signer:
    """Raises SigningKeyLost. In a new installation the key made at set-up becomes the first."""
    keys = known_keys()
    if not keys:
        enrol_first_key(now=now)
        keys = known_keys()
    private = private_key_of(keys[-1])
    if private is None:
        raise SigningKeyLost
    return Signer(private, keys[-1], links_of(keys))


def enrol_first_key(*, now: datetime) -> None:
    """The public half of the key made at set-up becomes a row, unless there is one already."""
    if known_keys() or (private := _read(Path(settings.TEEKA_SIGNING_KEY))) is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(ENROL, {"key": private.public.text, "now": now})


def private_key_of(known: KnownKey) -> PrivateKey | None:
    """From its file; a rotation that was killed before its last step is ended here."""
    path = Path(settings.TEEKA_SIGNING_KEY)
    private = _read(path)
    if private is not None and private.public.text == known.public_key:
        return private
    following = path.with_name(path.name + NEXT)
    private = _read(following)
    if private is None or private.public.text != known.public_key:
        return None
    with suppress(FileNotFoundError):  # another process was quicker
        following.replace(path)
    return private


def sign_versions(list_ids: Sequence[int] | None = None, *, now: datetime) -> int:
    """Give each of these versions (or of all) its signature, once; returns how many had none.

    Adds rows, changes none: of two who sign at once both make the same signature, and one is kept.
    """
    if not (unsigned := unsigned_versions(list_ids)):
        return 0
    signer = signer_in_force(now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            STORE,
            {
                "key": signer.known.id,
                "now": now,
                "lists": [one.list_id for one in unsigned],
                "districts": [one.district_code for one in unsigned],
                "signatures": [signer.private.sign(version_statement(_mark(one))) for one in unsigned],
            },
        )
    return len(unsigned)


def signed_version(published: PublishedList) -> SignedVersion:
    """As files and manifests carry it."""
    key = PublicKey.read(published.public_key)
    return SignedVersion(_mark(published), key.key_id, published.signature)


def _mark(one: Unsigned | PublishedList) -> VersionMark:
    frozen_at = moment(one.frozen_at)
    return VersionMark(one.session_code, one.version, one.sha256, one.row_count, frozen_at)


def _read(path: Path) -> PrivateKey | None:
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    return PrivateKey(raw) if len(raw) == KEY_BYTES else None
