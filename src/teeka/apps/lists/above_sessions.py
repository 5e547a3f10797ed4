"""The lists above the sessions: of facilities, blocks, districts and the state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from teeka.apps.lists.documents.change_register import change_register
from teeka.apps.lists.documents.duty_roster import duty_roster
from teeka.apps.lists.documents.facility_list import facility_list
from teeka.apps.lists.documents.heading import read_heading
from teeka.apps.lists.documents.people import in_both
from teeka.apps.lists.documents.registers import Register, count_of, register, summed
from teeka.apps.lists.documents.session_register import session_register
from teeka.apps.lists.folder_names import folder_of_code, slug
from teeka.apps.lists.queries import facilities, published, registers
from teeka.apps.lists.queries.published import PublishedList
from teeka.apps.lists.queries.registers import FacilityCount, SessionRow
from teeka.apps.lists.queries.rosters import away_rows
from teeka.apps.lists.wanted import Scope, Wanted, grouped
from teeka.formats.outgoing.document import Document, Fact, Words
from teeka.shared.clock import today_in_india

AHEAD = timedelta(days=14)  # a duty roster is planned no further


@dataclass(frozen=True, slots=True)
class _Roster:
    facility: facilities.FacilityKey
    today: date


def staffed(_scope: Scope) -> list[facilities.FacilityKey]:
    return facilities.facilities_with_staff()


def rosters(scope: Scope) -> list[_Roster]:
    today = today_in_india(scope.now)
    return [_Roster(facility, today) for facility in facilities.facilities_with_staff()]


def duty_rosters(keys: Sequence[_Roster]) -> Iterator[Wanted]:
    """Of facilities from which somebody will be away."""
    today = keys[0].today
    away = away_rows([key.facility.id for key in keys], today=today, until=today + AHEAD)
    rows = {group[0].facility_id: group for group in grouped(away, lambda row: row.facility_id)}
    for key in keys:
        if key.facility.id in rows:
            yield _of_facility(key.facility, duty_roster(key.facility, rows[key.facility.id]))


def _of_facility(key: facilities.FacilityKey, document: Document) -> Wanted:
    return Wanted(
        folder=("facilities", slug(key.district), folder_of_code(key.code)),
        crumbs=(
            "Facilities · संस्थान",
            in_both(key.district, key.district_hi),
            f"{in_both(key.name, key.name_hi)} ({key.code})",
        ),
        document=document,
    )


def facility_lists(keys: Sequence[facilities.FacilityKey]) -> Iterator[Wanted]:
    staff = facilities.staff_rows([key.id for key in keys])
    rows = {group[0].facility_id: group for group in grouped(staff, lambda row: row.facility_id)}
    for key in keys:
        yield _of_facility(key, facility_list(key, rows.get(key.id, [])))


def blocks_kept(_scope: Scope) -> list[list[FacilityCount]]:
    return grouped(registers.facility_counts(), lambda row: (row.district_code, row.block))


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


def districts_kept(_scope: Scope) -> list[list[FacilityCount]]:
    return grouped(registers.facility_counts(), lambda row: row.district_code)


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
            for counts in grouped(rows, lambda row: row.block)
        ]
        yield Wanted(
            folder=("districts", slug(first.district)),
            crumbs=("Districts · ज़िले", district),
            document=register(kind, blocks),
        )


def state_kept(_scope: Scope) -> list[list[FacilityCount]]:
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
            for counts in grouped(rows, lambda row: row.district_code)
        ]
        yield Wanted(folder=("state",), crumbs=("State · राज्य",), document=register(kind, districts))


def sessions_kept(_scope: Scope) -> list[list[SessionRow]]:
    return grouped(registers.session_rows(), lambda row: row.district_code)


def session_registers(districts: Sequence[list[SessionRow]]) -> Iterator[Wanted]:
    for rows in districts:
        first = rows[0]
        yield Wanted(
            folder=("districts", slug(first.district)),
            crumbs=("Districts · ज़िले", in_both(first.district, first.district_hi)),
            document=session_register(rows),
        )


def changes_kept(_scope: Scope) -> list[list[PublishedList]]:
    by_district = sorted(published.lists_with_changes(), key=lambda version: version.district_code)
    return grouped(by_district, lambda version: version.district_code)


def change_registers(districts: Sequence[list[PublishedList]]) -> Iterator[Wanted]:
    rows = published.change_rows([version.id for versions in districts for version in versions])
    for versions in districts:
        ids = {version.id for version in versions}
        heading = read_heading(versions[0])
        yield Wanted(
            folder=("districts", slug(heading.district)),
            crumbs=("Districts · ज़िले", in_both(heading.district, heading.district_hi)),
            document=change_register(versions, [row for row in rows if row.list_id in ids]),
        )
