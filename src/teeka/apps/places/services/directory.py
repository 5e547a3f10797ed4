"""Takes over the codes and blocks of the Local Government Directory, whatever its spelling of a district."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction

from teeka.apps.places import queries
from teeka.apps.places.models import Block, District, DistrictSpelling, State
from teeka.apps.places.services.blocks import settle_block_names
from teeka.apps.places.services.reference import DISTRICTS_A_STATE, PLACES_LOCK, shown_name
from teeka.formats.incoming.lgd import LgdFile, LgdKind, LgdRow
from teeka.rules.districts import fold_place, reconcile_districts


@dataclass(slots=True)
class DirectoryLoaded:
    """What became of one file. A district is named as "State: District"."""

    kind: LgdKind
    rows: int
    reconciled: int = 0
    blocks: int = 0
    facilities: int = 0  # whose block was only a name before
    added: list[str] = field(default_factory=list)
    unreconciled: list[str] = field(default_factory=list)


def load_directory(file: LgdFile) -> DirectoryLoaded:
    """Reconcile the file's districts with ours, and store its codes and blocks. Safe to repeat.

    A district that we do not have is added only from the list of districts, and only where all of
    ours in that state found their match: else it may be one of those under a new name, which a
    person must say (district_names.csv). Locks places against a second load.
    """
    result = DirectoryLoaded(file.kind, len(file.rows))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLACES_LOCK])
        codes = _district_codes(file, result)
        if file.kind is LgdKind.BLOCKS:
            result.blocks = _store_blocks(file.rows, codes)
            result.facilities = settle_block_names()
    return result


def _district_codes(file: LgdFile, result: DirectoryLoaded) -> dict[int, int]:
    """The directory's district code → ours."""
    states = {fold_place(name): code for code, name in State.objects.values_list("code", "name")}
    named: dict[str, dict[str, int]] = defaultdict(dict)
    for row in file.rows:
        named[row.state][row.district] = row.district_code
    codes: dict[int, int] = {}
    for state, districts in sorted(named.items()):
        state_code = states.get(fold_place(state))
        if state_code is None:
            result.unreconciled += [f"{state}: {name}" for name in sorted(districts)]
        else:
            codes |= _reconcile_state(file.kind, state, state_code, districts, result)
    result.reconciled = len(codes) - len(result.added)
    return codes


def _reconcile_state(
    kind: LgdKind, state: str, state_code: int, districts: dict[str, int], result: DirectoryLoaded
) -> dict[int, int]:
    ours = dict(District.objects.filter(state_id=state_code).values_list("code", "lgd_code"))
    by_lgd = {lgd: code for code, lgd in ours.items() if lgd is not None}
    known = {lgd: by_lgd[lgd] for lgd in districts.values() if lgd in by_lgd}
    names = [name for name, lgd in districts.items() if lgd not in known]
    free = {
        spelling: code
        for spelling, code in queries.district_spellings(state_code).items()
        if code not in known.values()
    }
    found = reconcile_districts(names, free)
    fresh = {districts[name]: code for name, code in found.matched.items()}
    _store_codes(found.matched, districts)
    is_whole_state = kind is LgdKind.DISTRICTS and set(ours) == {*known.values(), *fresh.values()}
    for name in found.unmatched:
        if is_whole_state:
            fresh[districts[name]] = _add_district(state_code, name, districts[name])
            result.added.append(f"{state}: {name}")
        else:
            result.unreconciled.append(f"{state}: {name}")
    return known | fresh


def _store_codes(matched: dict[str, int], lgd: dict[str, int]) -> None:
    stored = District.objects.in_bulk(matched.values())
    for name, code in matched.items():
        stored[code].lgd_code = lgd[name]
        DistrictSpelling.objects.get_or_create(folded=fold_place(name), district_id=code)
    District.objects.bulk_update(stored.values(), ["lgd_code"])


def _add_district(state_code: int, name: str, lgd_code: int) -> int:
    last = (
        District.objects.filter(state_id=state_code).order_by("-code").values_list("code", flat=True).first()
    )
    code = (last or state_code * DISTRICTS_A_STATE) + 1
    District.objects.create(code=code, state_id=state_code, name=shown_name(name), lgd_code=lgd_code)
    DistrictSpelling.objects.create(folded=fold_place(name), district_id=code)
    return code


def _store_blocks(rows: Iterable[LgdRow], codes: dict[int, int]) -> int:
    blocks = {  # the directory names a block twice when its district was split: the later line is newer
        row.code: Block(code=row.code, district_id=codes[row.district_code], name=shown_name(row.name))
        for row in rows
        if row.district_code in codes
    }
    Block.objects.bulk_create(
        blocks.values(),
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["district", "name"],
    )
    return len(blocks)
