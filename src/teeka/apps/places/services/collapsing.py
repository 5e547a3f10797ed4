"""Stores which facilities a registry lists more than once, and lets a person part or join them.

Every row keeps its code and its people; where seats, lists and coverage ask for the place, the row that
stands for it answers (docs/adr/0007). Locks: FACILITIES_LOCK, before any row of facilities is written, to
the end of the transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.places.models import District, Facility
from teeka.rules.posting.collapse import collapse, with_hand
from teeka.rules.posting.named_rows import Join, RegistryRow

FACILITIES_LOCK = 7_304
BY_RULE = "teeka"


class CollapseRefusal(StrEnum):
    NO_SUCH_FACILITY = "no_such_facility"
    NOT_JOINED = "not_joined"
    ITSELF = "itself"
    OTHER_DISTRICT = "other_district"


COLLAPSE_REFUSAL_WORDS: dict[CollapseRefusal, tuple[str, str]] = {
    CollapseRefusal.NO_SUCH_FACILITY: (
        "There is no facility with the code {code} in your area.",
        "आपके क्षेत्र में कोड {code} का कोई संस्थान नहीं है।",
    ),
    CollapseRefusal.NOT_JOINED: (
        "The facility {code} stands by itself already, perhaps because somebody parted it.",
        "संस्थान {code} पहले से अलग है; शायद किसी ने उसे अलग किया है।",
    ),
    CollapseRefusal.ITSELF: (
        "The facility {code} is this one already.",
        "संस्थान {code} पहले से यही है।",
    ),
    CollapseRefusal.OTHER_DISTRICT: (
        "The facility {code} lies in another district, so it is another one.",
        "संस्थान {code} दूसरे ज़िले में है, इसलिए वह दूसरा संस्थान है।",
    ),
}


class CollapseRefused(Exception):
    def __init__(self, refusal: CollapseRefusal, code: str) -> None:
        super().__init__(refusal.value)
        self.refusal, self.code = refusal, code

    def sentence(self, language: str = "en") -> str:
        return COLLAPSE_REFUSAL_WORDS[self.refusal][language == "hi"].format(code=self.code)


@dataclass(frozen=True, slots=True)
class Collapsed:
    facilities: int  # that are listed more than once
    rows: int  # that list one of them again


def lock_facilities() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FACILITIES_LOCK])


def collapse_districts(districts: Collection[int], *, now: datetime) -> Collapsed:
    """Join the rows of one facility in these districts, and part those that are no longer alike.

    What a person joined or parted stays so. The caller holds FACILITIES_LOCK and an open transaction.
    """
    rows = list(Facility.objects.filter(district_code__in=districts).select_related("block").order_by("id"))
    joins, mains = _meant(rows)
    by_code = {row.code: row for row in rows}
    changed = []
    for row in rows:
        main = by_code.get(mains.get(row.code, ""))
        is_said = _is_by_hand(row) and (main is not None or row.one_with_id is None)
        by = row.one_with_by if is_said else BY_RULE if main else ""
        found = [] if by != BY_RULE else [[e.sign.value, list(e.texts)] for e in joins[row.code].evidence]
        if (row.one_with_id, row.one_with_by, row.one_with_evidence) != (
            main.pk if main else None,
            by,
            found,
        ):
            row.one_with, row.one_with_by, row.one_with_evidence = main, by, found
            row.one_with_at = row.one_with_at if is_said else now if main else None
            changed.append(row)
    fields = ["one_with", "one_with_by", "one_with_evidence", "one_with_at"]
    Facility.objects.bulk_update(changed, fields, batch_size=2000)
    return Collapsed(len(set(mains.values())), len(mains))


@transaction.atomic
def part_facility(code: str, *, by: str, now: datetime) -> None:
    """A person says that this row is another facility; no later import joins it. Raises CollapseRefused."""
    lock_facilities()
    row = _active(code)
    if row.one_with_id is None:
        raise CollapseRefused(CollapseRefusal.NOT_JOINED, code)
    main = row.one_with
    _say(row, None, by, now)
    record_event(
        action="facility.parted", subject_type="facility", subject_id=row.pk, by=by, now=now,
        district_code=row.district_code, detail={"from": main.pk if main else None},
    )  # fmt: skip


@transaction.atomic
def join_facility(code: str, *, main_code: str, by: str, now: datetime) -> None:
    """A person says that this row lists another facility again. Raises CollapseRefused."""
    lock_facilities()
    row, main = _active(code), _active(main_code)
    main = main.one_with or main
    if row.district_code != main.district_code:
        raise CollapseRefused(CollapseRefusal.OTHER_DISTRICT, main_code)
    if main.pk in (row.pk, row.one_with_id):
        raise CollapseRefused(CollapseRefusal.ITSELF, main_code)
    _say(row, main, by, now)
    record_event(
        action="facility.joined", subject_type="facility", subject_id=row.pk, by=by, now=now,
        district_code=row.district_code, detail={"to": main.pk},
    )  # fmt: skip


def _say(row: Facility, main: Facility | None, by: str, now: datetime) -> None:
    row.one_with, row.one_with_by, row.one_with_at, row.one_with_evidence = main, by, now, []
    row.save(update_fields=["one_with", "one_with_by", "one_with_at", "one_with_evidence"])
    collapse_districts({row.district_code}, now=now)


def _active(code: str) -> Facility:
    row = Facility.objects.filter(code=code, is_active=True).first()
    if row is None:
        raise CollapseRefused(CollapseRefusal.NO_SUCH_FACILITY, code)
    return row


def _is_by_hand(row: Facility) -> bool:
    return row.one_with_by not in ("", BY_RULE)


def _meant(rows: Collection[Facility]) -> tuple[Mapping[str, Join], Mapping[str, str]]:
    """What the rule finds in rows that nobody parted; and which row stands for which, people's word first."""
    by_id = {row.pk: row for row in rows if row.is_active}
    parted = {row.code for row in by_id.values() if _is_by_hand(row) and row.one_with_id is None}
    names = District.objects.filter(code__in={row.district_code for row in rows})
    joins = collapse(
        (_as_row(row) for row in by_id.values() if row.code not in parted),
        {
            str(code): tuple(filter(None, said))
            for code, *said in names.values_list("code", "name", "name_hi")
        },
    )
    said = {
        row.code: main.code
        for row in by_id.values()
        if _is_by_hand(row)
        and (main := by_id.get(row.one_with_id or 0))
        and main.district_code == row.district_code
    }
    return joins, with_hand({code: join.main_code for code, join in joins.items()}, said)


def _as_row(row: Facility) -> RegistryRow:
    block = row.block.name if row.block else row.block_name
    has_point = row.coordinates_from == Facility.CoordinatesFrom.FILE
    return RegistryRow(
        row.code, row.name, str(row.district_code), row.type, block, row.pin_code,
        row.latitude if has_point else None, row.longitude if has_point else None,
    )  # fmt: skip
