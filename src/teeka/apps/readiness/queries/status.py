"""Where the whole job stands, counted from rows: the same counts as the board's, for everybody at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from teeka.apps.lists.queries.links import SeenCounts, seen_counts
from teeka.apps.notices.queries import call_sheet_counts, possible_duplicate_count, state_counts
from teeka.apps.readiness.queries.board import PlaceCounts, board
from teeka.apps.readiness.queries.rows import number_of, rows_of
from teeka.apps.readiness.queries.whole_state import whole_state
from teeka.rules.messages.states import State
from teeka.shared.clock import today_in_india

FATES = ("created", "updated", "unchanged", "held", "rejected")
KINDS = ("facilities", "roster", "sessions")


class _Counted(NamedTuple):
    what: str
    number: int


class _OfKind(NamedTuple):
    kind: str
    received: int
    created: int
    updated: int
    unchanged: int
    held: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Status:
    """All counts of one moment. `road` is the board's total; a person with two registrations is one."""

    as_of: datetime
    rows: dict[str, dict[str, int]]
    road: PlaceCounts
    postings: dict[str, int]
    duplicates: dict[str, int]
    unplaced: dict[str, int]
    excluded: int
    unanswered: int
    packs_verified: int
    tomorrow: SeenCounts
    notices: dict[str, int]
    call_sheet: dict[str, int]  # reason -> people
    possible_duplicates: int

    @property
    def people(self) -> int:
        return self.road.received - self.road.duplicates

    @property
    def to_call(self) -> int:
        return sum(self.call_sheet.values())

    @property
    def all_rows(self) -> dict[str, int]:
        return {key: sum(of_kind[key] for of_kind in self.rows.values()) for key in ("received", *FATES)}


# Fates are counted where they stand; only what was received is the file's own number, so that a row
# that got lost shows.
ROWS = """
    SELECT kind, sum(row_count), sum(created), sum(updated), sum(unchanged), sum(held), sum(rejected)
    FROM (
        SELECT upload.kind, upload.row_count,
               count(*) FILTER (WHERE line.fate = 'created') AS created,
               count(*) FILTER (WHERE line.fate = 'updated') AS updated,
               count(*) FILTER (WHERE line.fate = 'unchanged') AS unchanged,
               count(*) FILTER (WHERE line.fate = 'held') AS held,
               count(*) FILTER (WHERE line.fate = 'rejected') AS rejected
        FROM intake_upload upload LEFT JOIN intake_uploadrow line ON line.upload_id = upload.id
        WHERE upload.state = 'committed' GROUP BY upload.id
    ) upload GROUP BY kind
"""
POSTINGS = """
    SELECT decision, count(*) FROM people_posting posting
    WHERE EXISTS (SELECT FROM people_beneficiary person WHERE person.posting_id = posting.id) GROUP BY 1
"""
DUPLICATES_HELD = """
    SELECT count(*) FROM people_duplicatelink WHERE decision = 'hold' AND undone_at IS NULL
"""
UNPLACED = """
    SELECT reason, count(*) FROM allotment_unplaced unplaced
    JOIN planning_campaign campaign ON campaign.id = unplaced.campaign_id AND campaign.is_running
    WHERE standby_session_id IS NULL GROUP BY 1 ORDER BY 2 DESC, 1
"""
EXCLUDED = """
    SELECT count(*) FROM allotment_exclusion exclusion
    JOIN planning_campaign campaign ON campaign.id = exclusion.campaign_id AND campaign.is_running
"""
# Who got the dose without a place needs none any more.
DONE_UNPLACED = """
    SELECT count(*) FROM allotment_done done
    JOIN planning_campaign campaign ON campaign.id = done.campaign_id AND campaign.is_running
    JOIN people_beneficiary person ON person.id = done.beneficiary_id AND person.stands_for_id IS NULL
    WHERE NOT EXISTS (SELECT FROM allotment_appointment live
                      WHERE live.beneficiary_id = done.beneficiary_id AND live.campaign_id = done.campaign_id
                        AND live.dose = done.dose AND live.cancelled_at IS NULL)
"""
# The newest version of each session's list, when read back in as many places as its campaign asks.
PACKS_VERIFIED = """
    SELECT count(*) FROM (
        SELECT DISTINCT ON (list.session_id) list.id, greatest(campaign.pack_places, 1) AS needed
        FROM allotment_frozenlist list
        JOIN planning_session session ON session.id = list.session_id
        JOIN planning_campaign campaign ON campaign.id = session.campaign_id
        ORDER BY list.session_id, list.version DESC
    ) newest
    WHERE needed <= (
        SELECT count(DISTINCT copy.place) FROM lists_packcopy copy
        JOIN lists_place place ON place.code = copy.place AND place.is_on
        WHERE copy.frozen_list_id = newest.id)
"""


def status(*, now: datetime) -> Status:
    """A dozen statements, however many people."""
    road = board(whole_state(), now=now, on=None).total
    unplaced = dict(rows_of(_Counted, UNPLACED, {}))
    excluded = number_of(EXCLUDED, {})
    answered = road.placed + road.waiting + sum(unplaced.values()) + excluded + number_of(DONE_UNPLACED, {})
    by_decision = dict(rows_of(_Counted, POSTINGS, {}))
    by_state = state_counts()
    return Status(
        as_of=now,
        rows=_rows_by_kind(),
        road=road,
        postings={
            "accepted": by_decision.get("accept", 0),
            "confirm": by_decision.get("confirm", 0),
            "review": by_decision.get("review", 0),
            "unresolved": by_decision.get("unresolved", 0),
        },
        duplicates={"linked": road.duplicates, "held": number_of(DUPLICATES_HELD, {})},
        unplaced=unplaced,
        excluded=excluded,
        unanswered=max(road.received - road.duplicates - answered, 0),
        packs_verified=number_of(PACKS_VERIFIED, {}),
        tomorrow=seen_counts(today_in_india(now) + timedelta(days=1)),
        notices={"due": road.listed, **{state.value: by_state.get(state, 0) for state in State}},
        call_sheet={reason.value: count for reason, count in call_sheet_counts(now=now).items()},
        possible_duplicates=possible_duplicate_count(),
    )


def _rows_by_kind() -> dict[str, dict[str, int]]:
    found = {row.kind: row for row in rows_of(_OfKind, ROWS, {})}
    nothing = (0,) * (len(FATES) + 1)
    return {
        kind: dict(
            zip(("received", *FATES), map(int, found[kind][1:] if kind in found else nothing), strict=True)
        )
        for kind in KINDS
    }


def as_json(status: Status, alarms: list[dict[str, Any]]) -> dict[str, Any]:
    """The contract's object: every key is there, also when its count is 0."""
    road = status.road
    return {
        "as_of": status.as_of.isoformat(),
        "rows": status.all_rows,
        "rows_by_kind": status.rows,
        "people": status.people,
        "registrations": road.received,
        "postings": status.postings,
        "duplicates": status.duplicates,
        "sessions": road.sessions,
        "capacity": road.capacity,
        "placed": road.placed,
        "unplaced": status.unplaced,
        "standby": road.waiting,
        "excluded": status.excluded,
        "not_yet_allotted": status.unanswered,
        "frozen_sessions": road.lists,
        "packs_verified": status.packs_verified,
        "lists_of_tomorrow": status.tomorrow._asdict(),
        "notices": status.notices,
        "possible_duplicates": status.possible_duplicates,
        "told_by_voice": road.by_voice,
        "not_told_call_sheet": status.to_call,
        "call_sheet": status.call_sheet,
        "confirmed": road.will_come,
        "declined": road.will_not_come,
        "checked_in": road.arrived,
        "vaccinated": road.vaccinated,
        "came_without_dose": road.not_given,
        "absent": road.absent,
        "sessions_to_close": road.to_close,
        "alarms": alarms,
    }
