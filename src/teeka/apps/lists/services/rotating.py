"""Begins a new signing key: the old one hands it on, and its private half is destroyed.

Lock: ROTATION_LOCK, for the transaction, so that of two who rotate at once one waits and then follows
the other; a unique index stands behind it. The private half lies beside the old one before the row is
stored, and takes its place after: whoever finds the file between the two ends that last step
(signing.private_key_of).
"""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.lists.queries.signatures import KnownKey, known_keys, moment
from teeka.apps.lists.services.signing import NEXT, SigningKeyLost, private_key_of, signer_in_force
from teeka.rules.signing.keys import KEY_BYTES, PrivateKey
from teeka.rules.signing.statements import key_statement

ROTATION_LOCK = 7_610
# A version that a wrong clock froze later than now is still of the old key.
BEGINS_AT = """
    SELECT greatest(%(now)s, max(list.frozen_at))
    FROM lists_versionsignature signed
    JOIN allotment_frozenlist list ON list.id = signed.frozen_list_id
    WHERE signed.key_id = %(before)s
"""
ADD = """
    INSERT INTO lists_signingkey
        (public_key, before, began_at, reason, made_by, signed_before, signed_itself)
    VALUES (%(key)s, %(before)s, %(began_at)s, %(reason)s, %(by)s, %(signed_before)s, %(signed_itself)s)
"""


class KeyNotLost(Exception):
    """The key was said to be lost, but it is here: it can hand on the new one itself."""


def rotate_key(*, reason: str, by: str, now: datetime, is_lost: bool = False) -> KnownKey:
    """The new key, in force from now on. Raises SigningKeyLost, or KeyNotLost when it is not."""
    path = Path(settings.TEEKA_SIGNING_KEY)
    following = path.with_name(path.name + NEXT)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROTATION_LOCK])
        before = _in_force(now=now, is_lost=is_lost)
        old = private_key_of(before)
        if old is None and not is_lost:
            raise SigningKeyLost
        if old is not None and is_lost:
            raise KeyNotLost
        new = _make(following)
        cursor.execute(BEGINS_AT, {"now": now.replace(microsecond=0), "before": before.id})
        (began_at,) = cursor.fetchone()
        statement = key_statement(
            before=before.public_key, key=new.public.text, began_at=moment(began_at), reason=reason
        )
        cursor.execute(
            ADD,
            {
                "key": new.public.text,
                "before": before.public_key,
                "began_at": began_at,
                "reason": reason,
                "by": by,
                "signed_before": old.sign(statement) if old else "",
                "signed_itself": new.sign(statement),
            },
        )
        detail = {"before": before.public.fingerprint, "key": new.public.fingerprint, "reason": reason}
        record_event(
            action="signing_key_rotated",
            subject_type="signing_key",
            subject_id=new.public.key_id,
            by=by,
            now=now,
            detail={**detail, "is_lost": is_lost},
        )
    known = known_keys()[-1]
    private_key_of(known)  # puts the new private half in the old one's place
    return known


def _in_force(*, now: datetime, is_lost: bool) -> KnownKey:
    return known_keys()[-1] if is_lost and known_keys() else signer_in_force(now=now).known


def _make(path: Path) -> PrivateKey:
    raw = secrets.token_bytes(KEY_BYTES)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return PrivateKey(raw)
