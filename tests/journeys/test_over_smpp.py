"""Invitations in Hindi over SMPP to an SMSC that throttles and hangs up; receipts and replies back."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.journeys.test_killed_dispatcher import nursery, wait_until
from tests.peers.smsc_process import Smsc, smsc

PEOPLE, WINDOW, HANG_UPS = 150, 10, 3
KILLS, LANES = 8, 3
TAKEN = "SELECT count(*) FROM notices_reply WHERE state = 'taken'"
INVITATION = (
    "आशा देवी, आपका टीका शनि 16 जनवरी सुबह 10:30 बजे प्रा. स्वा. केंद्र बिहटा में लगेगा। "
    "यह जगह आपके लिए आरक्षित है। फोटो पहचान पत्र लाएं। स्वास्थ्य विभाग"
)
PARTS = -(-len(INVITATION) // 67)


@pytest.fixture(scope="module")
def database() -> Iterator[Queue]:
    with queue_of_its_own() as made:
        yield made


@contextmanager
def receipts_applied(queue: Queue) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.steward_process"],
        env={**os.environ, "DATABASE_URL": queue.url, "TEEKA_ROLE": "worker"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
        try:
            yield
        finally:
            process.stdin.close()
            process.wait(20)


def hindi(queue: Queue, peer: Smsc, *, patience: int, **settings: object) -> None:
    queue.sql.execute("RESET ROLE")
    queue.sql.execute(
        "UPDATE notices_message SET text = %s, language = 'hi', segments = %s", (INVITATION, PARTS)
    )
    queue.sql.execute("SET ROLE teeka_worker")
    queue.provider_route("smpp", peer.settings | settings, window=WINDOW, patience=patience)


def has_ended(queue: Queue) -> bool:
    """All are delivered, but for what two hang-ups met: such a one is counted, and on the call sheet."""
    lost_twice = "st.state = 'unconfirmed' AND st.is_possible_duplicate"
    ended = queue.numbers("st.state = 'delivered'") | queue.numbers(lost_twice)
    return ended == queue.numbers()


def test_nobody_is_lost_and_who_may_have_been_told_twice_is_counted(database: Queue, tmp_path: Path) -> None:
    queue = database.fill(PEOPLE, told_in=timedelta(seconds=1))
    drops = "50,170,300"
    with smsc(tmp_path, RATE=50, DROP=drops, MO=45, MO_TEXT="हाँ") as peer, receipts_applied(queue):
        hindi(queue, peer, patience=2)
        queue.dispatch(lambda: has_ended(queue) and queue.one(TAKEN) >= 8, seconds=90)
        taken = peer.taken()

    messages = queue.numbers()
    on_air = Counter(part["to"] for part in taken)
    flagged = queue.numbers("st.is_possible_duplicate")
    doubled = {to for to, parts in on_air.items() if parts > PARTS}
    assert set(on_air) == messages
    assert all(on_air[to] >= PARTS for to in queue.numbers("st.state = 'delivered'"))
    assert doubled <= flagged
    assert 0 < len(flagged) <= HANG_UPS * WINDOW
    assert peer.counts["throttled"] > 0
    assert queue.one("SELECT count(*) FROM notices_reply WHERE text <> 'हाँ' OR to_number <> ''") == 0
    assert queue.one("SELECT count(*) FROM notices_calloutcome WHERE outcome = 'will_come'") == queue.one(
        TAKEN
    )


def test_who_answers_no_has_given_the_seat_back_once_the_smsc_is_told_that_we_have_it(
    database: Queue, tmp_path: Path
) -> None:
    queue = database.fill(20)
    with smsc(tmp_path, MO=5, MO_TEXT="नहीं") as peer, receipts_applied(queue):
        hindi(queue, peer, patience=600, long="payload")
        queue.sql.execute("UPDATE planning_session SET taken = 20")  # made-up lists do not count their seats
        queue.dispatch(lambda: queue.one(TAKEN) == 4, seconds=60)

    assert peer.counts["replies_answered"] == 4
    given_back = "SELECT count(*) FROM allotment_appointment WHERE cancelled_for = 'DECLINED'"
    assert queue.one(given_back) == 4


def test_a_text_of_which_a_part_fails_is_undelivered(database: Queue, tmp_path: Path) -> None:
    queue = database.fill(40)
    with smsc(tmp_path, FAIL=PARTS * 4) as peer, receipts_applied(queue):
        hindi(queue, peer, patience=600)
        queue.dispatch(lambda: set(queue.states()) == {"delivered", "undelivered"}, seconds=60)

    assert queue.states()["undelivered"] >= 40 // 4 - 1
    assert queue.one("SELECT count(*) FROM notices_part") == 40 * PARTS


def test_receipts_that_come_while_the_database_restarts_are_stored_when_it_is_back(
    database: Queue, tmp_path: Path
) -> None:
    """Every connection of the dispatcher is cut, again and again, while receipts come."""
    queue = database.fill(120)
    cut = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = ''"
    )

    def all_delivered() -> bool:
        queue.sql.execute("RESET ROLE")
        if len(cuts) < 20:
            cuts.append(queue.one(cut))
        queue.sql.execute("SET ROLE teeka_worker")
        return set(queue.states()) <= {"delivered"}

    cuts: list[int] = []
    with smsc(tmp_path) as peer, receipts_applied(queue):
        hindi(queue, peer, patience=2, long="payload")
        queue.sql.execute("UPDATE notices_outbox SET must_be_told_by = now() + interval '2 seconds'")
        queue.dispatch(all_delivered, seconds=90, lease_seconds=5.0)

    assert sum(cuts) > 0
    assert set(Counter(part["to"] for part in peer.taken())) == queue.numbers()


def test_what_a_killed_dispatcher_had_answered_is_stored_and_what_it_had_in_hand_is_counted(
    database: Queue, tmp_path: Path
) -> None:
    queue = database.fill(99, told_in=timedelta(seconds=1))
    chance = random.Random(3)
    with smsc(tmp_path) as peer, receipts_applied(queue):
        hindi(queue, peer, patience=1, long="payload")
        queue.sql.execute("UPDATE notices_route SET rate_per_second = 20")
        for _ in range(KILLS):
            with nursery(queue) as born:
                born.start()
                time.sleep(0.4 + chance.random() * 0.6)
                born.kill()
        queue.sql.execute("UPDATE notices_route SET rate_per_second = 0, changed_at = now()")
        with nursery(queue) as born:
            born.start()
            wait_until(lambda: set(queue.states()) <= {"delivered", "unconfirmed"}, queue)
        taken = peer.taken()

    stored = queue.one("SELECT count(*) FROM notices_receipt")
    on_air = Counter(part["to"] for part in taken)
    flagged = queue.numbers("st.is_possible_duplicate")
    assert 0 < peer.counts["receipts_answered"] <= stored
    assert queue.numbers() - set(on_air) <= flagged & queue.numbers("st.state = 'unconfirmed'")
    assert {to for to, times in on_air.items() if times > 1} <= flagged
    assert len(flagged) <= KILLS * LANES * WINDOW
