"""Published lists are what they were, in the database and on disk (invariants 4, 9)."""

from teeka.apps.allotment.queries.frozen import RecomputedList, recompute_hashes
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.readiness.queries.invariants.finding import Found, Offence


def frozen_lists_are_what_was_published() -> Found:
    """Every version's hash, made again from its rows and its heading."""
    made = recompute_hashes()
    return Found.of(
        (Offence(f"list {one.session_code} version {one.version}", _why(one)) for one in made.broken),
        checked=made.checked,
    )


def _why(broken: RecomputedList) -> str:
    if broken.row_count != broken.rows_found:
        return f"was published with {broken.row_count} rows, and has {broken.rows_found}"
    return "is not what was published: its rows give another hash"


def lists_on_disk_are_the_published_ones() -> Found:
    checked = verify_lists()
    return Found.of(
        (Offence(fault.path, fault.sentence().removeprefix(f"{fault.path} ")) for fault in checked.faults),
        checked=checked.files,
    )
