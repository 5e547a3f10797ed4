"""Published versions: what is hashed of them, which sessions are due for one, and whether the hashes hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef

from teeka.apps.allotment.models import FrozenList
from teeka.apps.planning.models import Session

# When a session's list is published by itself.
DUE_AT = ExpressionWrapper(
    F("starts_at") - F("campaign__freeze_hours") * timedelta(hours=1), output_field=DateTimeField()
)

# What is hashed: the version and the heading on the first line, then a line a person in printed order,
# each line a JSON array. {0} is the alias of the row or list.
LINE = """json_build_array({0}.position, {0}.appointment_id, {0}.beneficiary_id,
    extract(epoch FROM {0}.slot_at)::bigint, {0}.reference, {0}.full_name, {0}.name_hi, {0}.gender,
    {0}.birth_year, {0}.mobile, {0}.mobile_state, {0}.language, {0}.category, {0}.designation,
    {0}.facility_code, {0}.facility_name, {0}.facility_name_hi, {0}.photo_id_type, {0}.photo_id_last4,
    {0}.origin)::text"""
LINES = f"coalesce(string_agg({LINE.format('line')}, E'\\n' ORDER BY line.position), '')"
SHA256 = """encode(sha256(convert_to(
    json_build_array({version}, {heading}::text)::text || E'\\n' || {lines}, 'UTF8')), 'hex')"""

RECOMPUTED = f"""
    SELECT list.id, session.code, list.version, list.row_count, content.row_count, list.sha256,
           {SHA256.format(version="list.version", heading="list.heading", lines="content.lines")}
    FROM allotment_frozenlist list
    JOIN planning_session session ON session.id = list.session_id
    CROSS JOIN LATERAL (
        SELECT count(*)::int AS row_count, {LINES} AS lines
        FROM allotment_frozenrow line WHERE line.frozen_list_id = list.id
    ) content
    WHERE list.id > %(after)s ORDER BY list.id LIMIT %(limit)s
"""
LISTS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RecomputedList:
    frozen_list_id: int
    session_code: str
    version: int
    row_count: int
    rows_found: int
    sha256: str
    sha256_found: str

    @property
    def holds(self) -> bool:
        return self.row_count == self.rows_found and self.sha256 == self.sha256_found


@dataclass(frozen=True, slots=True)
class Recomputed:
    checked: int
    broken: list[RecomputedList]


def recompute_hashes() -> Recomputed:
    """Hash every published version again from its rows; those that differ are broken."""
    checked, last, broken = 0, 0, list[RecomputedList]()
    with connection.cursor() as cursor:
        while True:
            cursor.execute(RECOMPUTED, {"after": last, "limit": LISTS_AT_ONCE})
            lists = [RecomputedList(*row) for row in cursor.fetchall()]
            if not lists:
                return Recomputed(checked, broken)
            broken += [found for found in lists if not found.holds]
            checked += len(lists)
            last = lists[-1].frozen_list_id


@dataclass(frozen=True, slots=True)
class Freezable:
    """Sessions to publish, in the order in which they are held; and codes that cannot be."""

    session_ids: list[UUID]
    unknown: list[str]
    over: list[str]


@dataclass(frozen=True, slots=True)
class Due:
    never_published: list[UUID]
    published_before: list[UUID]


def sessions_to_freeze(*, now: datetime, codes: Sequence[str] = (), every: bool = False) -> Freezable:
    """The named sessions, or every one to come, or those whose hour to be published has come."""
    sessions = Session.objects.order_by("held_on", "code").values_list("id", "code", "ends_at")
    if codes:
        found = list(sessions.filter(code__in=codes))
        return Freezable(
            [session_id for session_id, _, ends_at in found if ends_at > now],
            sorted(set(codes) - {code for _, code, _ in found}),
            [code for _, code, ends_at in found if ends_at <= now],
        )
    due = sessions.filter(ends_at__gt=now, campaign__is_running=True)
    if not every:
        due = due.alias(due_at=DUE_AT).filter(due_at__lte=now)
    return Freezable([session_id for session_id, _, _ in due], [], [])


def sessions_due_by_themselves(*, now: datetime) -> Due:
    """Whose hour has come: with people and no version, or published only before it."""
    due = Session.objects.annotate(due_at=DUE_AT).filter(
        campaign__is_running=True, cancelled_at=None, ends_at__gt=now, due_at__lte=now
    )
    listed = FrozenList.objects.filter(session=OuterRef("pk"))
    never = due.filter(~Exists(listed), taken__gt=0)
    since = listed.filter(frozen_at__gte=OuterRef("due_at"))
    before = due.filter(Exists(listed), ~Exists(since))
    ordered = [rows.order_by("held_on", "code").values_list("pk", flat=True) for rows in (never, before)]
    return Due(*(list(ids) for ids in ordered))
