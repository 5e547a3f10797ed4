"""The thirteen promises of teeka, each with the check that tries to break it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from teeka.apps.readiness.queries.invariants import access, audit, lists, notices, people, seats, site_day
from teeka.apps.readiness.queries.invariants.finding import Found, Invariant

INVARIANTS = (
    Invariant(1, "Each row of each file has exactly one fate", people.rows_add_up),
    Invariant(
        2, "Each person is placed, standby, unplaced, done or excluded", people.each_person_has_one_answer
    ),
    Invariant(3, "No seat is given twice", seats.no_seat_is_given_twice),
    Invariant(4, "A frozen list never changes", lists.frozen_lists_are_what_was_published),
    Invariant(5, "Each listed person has exactly one notice", notices.each_listed_person_has_a_notice),
    Invariant(6, "Nobody else has a notice", notices.nobody_else_has_a_notice),
    Invariant(7, "Each message is in one known state", notices.each_message_is_in_one_state),
    Invariant(8, "Each message is handed over once", notices.each_message_is_handed_over_once),
    Invariant(9, "Lists on disk are the published ones", lists.lists_on_disk_are_the_published_ones),
    Invariant(10, "Each dose has its session and its batch", site_day.each_dose_has_its_session),
    Invariant(11, "Nobody reads another jurisdiction", access.nobody_reads_another_jurisdiction),
    Invariant(12, "The audit chain is unbroken", audit.audit_chain_is_unbroken),
    Invariant(13, "Totals add up from block to state", seats.totals_add_up),
)


def findings(*, told: Callable[[int, int], None] | None = None) -> Iterator[tuple[Invariant, Found]]:
    """Each invariant with what its check found, all of them of one moment of the database."""
    with _one_moment():
        for number, invariant in enumerate(INVARIANTS, start=1):
            yield invariant, invariant.check()
            if told:
                told(number, len(INVARIANTS))


@contextmanager
def _one_moment() -> Iterator[None]:
    """A snapshot: messages go on being sent meanwhile. Inside a caller's transaction it is the caller's."""
    is_ours = not connection.in_atomic_block
    with transaction.atomic():
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
