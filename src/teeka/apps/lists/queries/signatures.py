"""Which keys sign, which versions are not signed yet, and which manifests were written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from teeka.apps.lists.queries.rows import rows_of
from teeka.rules.signing.chain import Link
from teeka.rules.signing.keys import PublicKey


@dataclass(frozen=True, slots=True)
class KnownKey:
    id: int
    public_key: str
    before: str
    began_at: datetime
    reason: str
    made_by: str
    signed_before: str
    signed_itself: str

    @property
    def public(self) -> PublicKey:
        return PublicKey.read(self.public_key)


@dataclass(frozen=True, slots=True)
class Unsigned:
    list_id: int
    district_code: int
    session_code: str
    version: int
    sha256: str
    row_count: int
    frozen_at: datetime


@dataclass(frozen=True, slots=True)
class NewestList:
    """A session's newest version. `copies`: JSON, place → when its copy was read back, as moment() says."""

    session_code: str
    version: int
    frozen_at: datetime
    copies: str


@dataclass(frozen=True, slots=True)
class Counters:
    here: int
    anywhere: int


def known_keys() -> list[KnownKey]:
    """Every key this installation ever signed with, oldest first; the last is in force."""
    statement = """
        SELECT id, public_key, before, began_at, reason, made_by, signed_before, signed_itself
        FROM lists_signingkey ORDER BY id
    """
    return rows_of(KnownKey, statement, {})


def key_in_force() -> PublicKey | None:
    """None before set-up has stored the first."""
    keys = known_keys()
    return keys[-1].public if keys else None


def links_of(keys: Sequence[KnownKey]) -> tuple[Link, ...]:
    """How each key was handed on, as manifests tell it; the first key followed none."""
    return tuple(
        Link(
            key.before, key.public_key, moment(key.began_at), key.reason, key.signed_before, key.signed_itself
        )
        for key in keys
        if key.before
    )


def moment(at: datetime) -> str:
    """As in statements and pack.json: UTC, to the second."""
    return at.isoformat(timespec="seconds")


def unsigned_versions(list_ids: Sequence[int] | None = None) -> list[Unsigned]:
    """Of these versions, or of all there are."""
    statement = """
        SELECT list.id, list.district_code, session.code, list.version, list.sha256, list.row_count,
               list.frozen_at
        FROM allotment_frozenlist list
        JOIN planning_session session ON session.id = list.session_id
        WHERE (%(ids)s::bigint[] IS NULL OR list.id = ANY (%(ids)s))
          AND NOT EXISTS (SELECT FROM lists_versionsignature signed WHERE signed.frozen_list_id = list.id)
        ORDER BY list.id
    """
    return rows_of(Unsigned, statement, {"ids": None if list_ids is None else list(list_ids)})


def newest_copies() -> list[NewestList]:
    """One row a session; a place counts with the file that was read back longest ago."""
    statement = """
        WITH lies AS (
            SELECT frozen_list_id, place, to_char(
                       min(verified_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"') AS read_back_at
            FROM lists_packcopy GROUP BY frozen_list_id, place
        ), copies AS (
            SELECT frozen_list_id, json_object_agg(place, read_back_at ORDER BY place)::text AS copies
            FROM lies GROUP BY frozen_list_id
        ), newest AS (
            SELECT DISTINCT ON (session_id) id, session_id, version, frozen_at
            FROM allotment_frozenlist ORDER BY session_id, version DESC
        )
        SELECT session.code, newest.version, newest.frozen_at, coalesce(copies.copies, '{}')
        FROM newest JOIN planning_session session ON session.id = newest.session_id
        LEFT JOIN copies ON copies.frozen_list_id = newest.id
        ORDER BY session.code
    """
    return rows_of(NewestList, statement, {})


def newest_counters(place: str) -> Counters:
    """The newest manifest written at a place, and at any: their counters, 0 for none."""
    statement = """
        SELECT coalesce(max(counter) FILTER (WHERE place = %(place)s), 0), coalesce(max(counter), 0)
        FROM lists_manifestissue
    """
    (counters,) = rows_of(Counters, statement, {"place": place})
    return counters
