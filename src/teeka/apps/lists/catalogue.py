"""The lists there are. A new list is one query, one document and one line in LISTS."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, TypeVar

from teeka.apps.lists.documents.call_sheet import call_sheet
from teeka.apps.lists.documents.change_slip import change_slip
from teeka.apps.lists.documents.due_list import due_list
from teeka.apps.lists.documents.facility_list import facility_list
from teeka.apps.lists.documents.gate_list import gate_list
from teeka.apps.lists.documents.heading import read_heading
from teeka.apps.lists.documents.moments import day_in_both
from teeka.apps.lists.documents.people import in_both
from teeka.apps.lists.documents.registers import Register, count_of, register, summed
from teeka.apps.lists.documents.session_register import session_register
from teeka.apps.lists.documents.standby_list import standby_list
from teeka.apps.lists.folder_names import folder_of_code, slug
from teeka.apps.lists.queries import answers, facilities, published, registers, standby
from teeka.apps.lists.queries.published import PublishedList
from teeka.apps.lists.queries.registers import FacilityCount, SessionRow
from teeka.apps.notices import queries as notices
from teeka.apps.notices.queries import CallRow
from teeka.formats.outgoing.document import Document, Fact, Words

Row = TypeVar("Row")
SHEETS = ("pdf", "xlsx", "csv")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which sessions are asked for; empty means all, and then the lists above the sessions too."""

    now: datetime  # who must be called is a question of the hour; the other lists ignore it
    on: date | None = None
    session_codes: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        return self.on is None and not self.session_codes


@dataclass(frozen=True, slots=True)
class Wanted:
    """One document, and the folder in which it must lie. `crumbs` say each folder's name to people.

    `is_of_now`: dated by when it was asked for; while its rows stay the same it is not made anew.
    """

    folder: tuple[str, ...]
    crumbs: tuple[str, ...]
    document: Document
    published: PublishedList | None = None
    is_of_now: bool = False


@dataclass(frozen=True, slots=True)
class ListKind:
    """`keys` asks which there are; `make` turns some of them into documents, in one statement."""

    name: str
    keys: Callable[[Scope], Sequence[Any]]
    make: Callable[[Sequence[Any]], Iterator[Wanted]]
    formats: tuple[str, ...] = SHEETS
    is_of_a_session: bool = True
    is_frozen: bool = False  # made of frozen words alone: the same bytes for ever


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


def due_lists(versions: Sequence[PublishedList]) -> Iterator[Wanted]:
    rows = _by_list(published.published_rows([version.id for version in versions]))
    for version in versions:
        yield _in_session_folder(version, due_list(version, rows.get(version.id, [])))


def change_slips(versions: Sequence[PublishedList]) -> Iterator[Wanted]:
    rows = _by_list(published.change_rows([version.id for version in versions]))
    for version in versions:
        if version.version > 1:
            yield _in_session_folder(version, change_slip(version, rows.get(version.id, [])))


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


def _gates(scope: Scope) -> list[_OfNow]:
    """The published sessions, not over yet, about which somebody has answered."""
    found = answers.answered_lists(now=scope.now, on=scope.on, session_codes=scope.session_codes)
    return [_OfNow(version, scope.now) for version in found]


def gate_lists(gates: Sequence[_OfNow]) -> Iterator[Wanted]:
    rows = _by_list(answers.answer_rows([gate.version.id for gate in gates]))
    for gate in gates:
        document = gate_list(gate.version, rows.get(gate.version.id, []), now=gate.now)
        yield replace(_in_session_folder(gate.version, document), published=None, is_of_now=True)


def facility_lists(keys: Sequence[facilities.FacilityKey]) -> Iterator[Wanted]:
    staff = facilities.staff_rows([key.id for key in keys])
    rows = {group[0].facility_id: group for group in _grouped(staff, lambda row: row.facility_id)}
    for key in keys:
        yield Wanted(
            folder=("facilities", slug(key.district), folder_of_code(key.code)),
            crumbs=(
                "Facilities · संस्थान",
                in_both(key.district, key.district_hi),
                f"{in_both(key.name, key.name_hi)} ({key.code})",
            ),
            document=facility_list(key, rows.get(key.id, [])),
        )


def _blocks(_scope: Scope) -> list[list[FacilityCount]]:
    return _grouped(registers.facility_counts(), lambda row: (row.district_code, row.block))


def block_registers(blocks: Sequence[list[FacilityCount]]) -> Iterator[Wanted]:
    for rows in blocks:
        first = rows[0]
        block = in_both(first.block, first.block_hi) or "Block not known · प्रखंड ज्ञात नहीं"
        kind = Register(
            "block-register",
            Words("Block register", "प्रखंड पंजी"),
            Fact(Words("Block", "प्रखंड"), f"{block}, {in_both(first.district, first.district_hi)}", True),
            Words("Facility", "संस्थान"),
        )
        yield Wanted(
            folder=("blocks", slug(first.district), slug(first.block)),
            crumbs=("Blocks · प्रखंड", in_both(first.district, first.district_hi), block),
            document=register(kind, [count_of(row) for row in rows]),
        )


def _districts(_scope: Scope) -> list[list[FacilityCount]]:
    return _grouped(registers.facility_counts(), lambda row: row.district_code)


def district_registers(districts: Sequence[list[FacilityCount]]) -> Iterator[Wanted]:
    for rows in districts:
        first = rows[0]
        district = in_both(first.district, first.district_hi)
        kind = Register(
            "district-register",
            Words("District register", "ज़िला पंजी"),
            Fact(Words("District", "ज़िला"), district, is_large=True),
            Words("Block", "प्रखंड"),
        )
        blocks = [
            summed(
                counts[0].block or "Block not known",
                counts[0].block_hi or ("" if counts[0].block else "प्रखंड ज्ञात नहीं"),
                [count_of(row) for row in counts],
            )
            for counts in _grouped(rows, lambda row: row.block)
        ]
        yield Wanted(
            folder=("districts", slug(first.district)),
            crumbs=("Districts · ज़िले", district),
            document=register(kind, blocks),
        )


def _state(_scope: Scope) -> list[list[FacilityCount]]:
    rows = registers.facility_counts()
    return [rows] if rows else []


def state_registers(states: Sequence[list[FacilityCount]]) -> Iterator[Wanted]:
    for rows in states:
        kind = Register(
            "state-register",
            Words("State register", "राज्य पंजी"),
            Fact(Words("Districts", "ज़िले"), str(len({row.district_code for row in rows})), is_large=True),
            Words("District", "ज़िला"),
        )
        districts = [
            summed(counts[0].district, counts[0].district_hi, [count_of(row) for row in counts])
            for counts in _grouped(rows, lambda row: row.district_code)
        ]
        yield Wanted(folder=("state",), crumbs=("State · राज्य",), document=register(kind, districts))


def _sessions(_scope: Scope) -> list[list[SessionRow]]:
    return _grouped(registers.session_rows(), lambda row: row.district_code)


def session_registers(districts: Sequence[list[SessionRow]]) -> Iterator[Wanted]:
    for rows in districts:
        first = rows[0]
        yield Wanted(
            folder=("districts", slug(first.district)),
            crumbs=("Districts · ज़िले", in_both(first.district, first.district_hi)),
            document=session_register(rows),
        )


def _by_list(rows: Sequence[Any]) -> dict[int, list[Any]]:
    return {group[0].list_id: group for group in _grouped(rows, lambda row: row.list_id)}


def _grouped(rows: Sequence[Row], key: Callable[[Row], Any]) -> list[list[Row]]:
    """Neighbours of one key together; the queries order by it."""
    return [list(group) for _, group in groupby(rows, key=key)]


LISTS = (
    ListKind("due-list", _newest, due_lists, (*SHEETS, "json"), is_frozen=True),
    ListKind("change-slip", _changed, change_slips, is_frozen=True),
    ListKind("call-sheet", _calls, call_sheets),
    ListKind("standby-list", _standby, standby_lists),
    ListKind("gate-list", _gates, gate_lists),
    ListKind(
        "facility-list", lambda _: facilities.facilities_with_staff(), facility_lists, is_of_a_session=False
    ),
    ListKind("block-register", _blocks, block_registers, is_of_a_session=False),
    ListKind("district-register", _districts, district_registers, is_of_a_session=False),
    ListKind("session-register", _sessions, session_registers, is_of_a_session=False),
    ListKind("state-register", _state, state_registers, is_of_a_session=False),
)
