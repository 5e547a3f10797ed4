"""The lists there are. A new list is one query, one document and one line in LISTS."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from teeka.apps.lists import above_sessions as above
from teeka.apps.lists.documents.call_sheet import call_sheet
from teeka.apps.lists.documents.change_slip import change_slip
from teeka.apps.lists.documents.directions import directions_sheet
from teeka.apps.lists.documents.due_list import due_list
from teeka.apps.lists.documents.forms import blank_forms
from teeka.apps.lists.documents.gate_list import gate_list
from teeka.apps.lists.documents.heading import read_heading
from teeka.apps.lists.documents.moments import day_in_both
from teeka.apps.lists.documents.people import in_both
from teeka.apps.lists.documents.standby_list import standby_list
from teeka.apps.lists.documents.verifier_list import verifier_list
from teeka.apps.lists.folder_names import folder_of_code, slug
from teeka.apps.lists.queries import answers, directions, published, standby
from teeka.apps.lists.queries.published import PublishedList
from teeka.apps.lists.wanted import SHEETS, ListKind, Scope, Wanted, grouped
from teeka.apps.notices import queries as notices
from teeka.apps.notices.queries import CallRow
from teeka.formats.outgoing.document import Document
from teeka.rules.form_numbers import FormKind

__all__ = ["LISTS", "ListKind", "Scope", "Wanted", "due_lists"]


def _newest(scope: Scope) -> list[PublishedList]:
    return published.newest_lists(on=scope.on, session_codes=scope.session_codes)


def _changed(scope: Scope) -> list[PublishedList]:
    return published.lists_with_changes(on=scope.on, session_codes=scope.session_codes)


def _in_session_folder(version: PublishedList, document: Document) -> Wanted:
    heading = read_heading(version)
    return Wanted(
        folder=(heading.held_on.isoformat(), slug(heading.district), folder_of_code(version.session_code)),
        crumbs=(
            day_in_both(heading.held_on),
            in_both(heading.district, heading.district_hi),
            f"{in_both(heading.site, heading.site_hi)} ({version.session_code})",
        ),
        document=replace(document, public_key=version.public_key),
        published=version,
    )


def of_versions(
    rows_of: Callable[[Sequence[int]], Sequence[Any]],
    document: Callable[[PublishedList, Sequence[Any]], Document],
) -> Callable[[Sequence[PublishedList]], Iterator[Wanted]]:
    """Lists that are made of a version's own rows alone."""

    def made(versions: Sequence[PublishedList]) -> Iterator[Wanted]:
        rows = _by_list(rows_of([version.id for version in versions]))
        for version in versions:
            yield _in_session_folder(version, document(version, rows.get(version.id, [])))

    return made


due_lists = of_versions(published.published_rows, due_list)
verifier_lists = of_versions(published.published_rows, verifier_list)
_change_slips = of_versions(published.change_rows, change_slip)


def change_slips(versions: Sequence[PublishedList]) -> Iterator[Wanted]:
    """The first version changes nothing."""
    return _change_slips([version for version in versions if version.version > 1])


def forms_of(kind: FormKind) -> Callable[[Sequence[PublishedList]], Iterator[Wanted]]:
    def forms(versions: Sequence[PublishedList]) -> Iterator[Wanted]:
        return (_in_session_folder(version, blank_forms(version, kind)) for version in versions)

    return forms


@dataclass(frozen=True, slots=True)
class _Calls:
    version: PublishedList
    rows: list[CallRow]
    now: datetime


def _calls(scope: Scope) -> list[_Calls]:
    """The published sessions of which somebody must be told by voice."""
    rows: dict[str, list[CallRow]] = {}
    for row in notices.call_sheet(now=scope.now):
        rows.setdefault(row.session_code, []).append(row)
    if not rows:
        return []
    return [
        _Calls(version, rows[version.session_code], scope.now)
        for version in _newest(scope)
        if version.session_code in rows
    ]


def call_sheets(calls: Sequence[_Calls]) -> Iterator[Wanted]:
    for call in calls:
        wanted = _in_session_folder(call.version, call_sheet(call.version, call.rows, now=call.now))
        yield replace(wanted, published=None, is_of_now=True)


@dataclass(frozen=True, slots=True)
class _OfNow:
    version: PublishedList
    now: datetime


def _standby(scope: Scope) -> list[_OfNow]:
    """The published sessions of the next two days for which somebody stands by."""
    found = standby.lists_with_standby(now=scope.now, on=scope.on, session_codes=scope.session_codes)
    return [_OfNow(version, scope.now) for version in found]


def standby_lists(sessions: Sequence[_OfNow]) -> Iterator[Wanted]:
    rows = _by_list(standby.standby_rows([one.version.id for one in sessions]))
    for one in sessions:
        document = standby_list(one.version, rows.get(one.version.id, []), now=one.now)
        yield replace(_in_session_folder(one.version, document), published=None, is_of_now=True)


def _ahead(scope: Scope) -> list[_OfNow]:
    """The published sessions that are not over yet."""
    found = published.lists_ahead(now=scope.now, on=scope.on, session_codes=scope.session_codes)
    return [_OfNow(version, scope.now) for version in found]


def directions_sheets(sessions: Sequence[_OfNow]) -> Iterator[Wanted]:
    found = directions.directions([one.version.id for one in sessions])
    for one in sessions:
        document = directions_sheet(one.version, found[one.version.id], now=one.now)
        yield replace(_in_session_folder(one.version, document), published=None, is_of_now=True)


def _gates(scope: Scope) -> list[_OfNow]:
    """The published sessions, not over yet, whose people were told or have answered."""
    found = answers.answered_lists(now=scope.now, on=scope.on, session_codes=scope.session_codes)
    return [_OfNow(version, scope.now) for version in found]


def gate_lists(gates: Sequence[_OfNow]) -> Iterator[Wanted]:
    rows = _by_list(answers.answer_rows([gate.version.id for gate in gates]))
    for gate in gates:
        document = gate_list(gate.version, rows.get(gate.version.id, []), now=gate.now)
        yield replace(_in_session_folder(gate.version, document), published=None, is_of_now=True)


def _by_list(rows: Sequence[Any]) -> dict[int, list[Any]]:
    return {group[0].list_id: group for group in grouped(rows, lambda row: row.list_id)}


LISTS = (
    ListKind("due-list", _newest, due_lists, (*SHEETS, "json"), is_frozen=True),
    ListKind("change-slip", _changed, change_slips, is_frozen=True),
    ListKind("verifier-list", _newest, verifier_lists, is_frozen=True),
    ListKind("walk-in-forms", _newest, forms_of(FormKind.WALK_IN), ("pdf",), is_frozen=True),
    ListKind("dose-forms", _newest, forms_of(FormKind.DOSE), ("pdf",), is_frozen=True),
    ListKind("call-sheet", _calls, call_sheets),
    ListKind("standby-list", _standby, standby_lists),
    ListKind("gate-list", _gates, gate_lists),
    ListKind("directions", _ahead, directions_sheets, ("pdf", "csv")),
    ListKind(
        "facility-list",
        above.staffed,
        above.facility_lists,
        is_of_a_session=False,
    ),
    ListKind("duty-roster", above.rosters, above.duty_rosters, is_of_a_session=False),
    ListKind("block-register", above.blocks_kept, above.block_registers, is_of_a_session=False),
    ListKind("district-register", above.districts_kept, above.district_registers, is_of_a_session=False),
    ListKind("session-register", above.sessions_kept, above.session_registers, is_of_a_session=False),
    ListKind("change-register", above.changes_kept, above.change_registers, is_of_a_session=False),
    ListKind("state-register", above.state_kept, above.state_registers, is_of_a_session=False),
)
