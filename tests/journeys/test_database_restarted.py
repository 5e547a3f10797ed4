"""The database restarts three times under running dispatchers, twice without warning; they go on."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teeka.apps.notices.services.sending import REAP
from teeka.config.postgres_binaries import find_binaries, reachable, run_as
from tests.apps.notices.dispatching import Queue
from tests.gateways.sms.simulated import simulated
from tests.homes import Home, own_home
from tests.journeys.night import database_held
from tests.journeys.test_killed_dispatcher import nursery

PEOPLE = 400
PATIENCE = 60.0
MIGRATE = "from teeka.config import schema; schema.bring_up_to_date()"


@pytest.fixture
def home() -> Iterator[Home]:
    with own_home() as made, database_held(made):
        migrated = made.python(MIGRATE, DJANGO_SETTINGS_MODULE="teeka.config.settings")
        assert migrated.returncode == 0, migrated.stderr
        yield made


def own_queue(home: Home) -> Queue:
    secrets = json.loads((home.folder / "secrets.json").read_text())
    port = home.noted("database")["port"]
    return Queue(f"postgresql://teeka_superuser:{secrets['superuser']}@127.0.0.1:{port}/teeka")


def restart(home: Home, mode: str) -> None:
    runner, folder = run_as(), Path(str(home.noted("database")["folder"]))
    binaries = reachable(find_binaries(wanted_major=int(float((folder / "PG_VERSION").read_text()))), runner)
    command = [
        str(binaries.folder / "pg_ctl"),
        "-D",
        str(folder),
        "-m",
        mode,
        "-w",
        "-l",
        str(folder / "server.log"),
    ]
    done = runner.run([*command, "restart"])
    assert done.returncode == 0, done.stderr


def test_dispatchers_live_through_restarts_of_the_database(home: Home, tmp_path: Path) -> None:
    queue = own_queue(home).fill(PEOPLE, told_in=timedelta(seconds=1))
    with simulated(tmp_path, removes_doubles=False, answer_seconds=0.05) as gateway:
        queue.single_route(gateway.port, rate=60, patience=1, removes_doubles=False, query=None)
        with nursery(queue) as first, nursery(queue) as second:
            first.start()
            second.start()
            for mode in ("fast", "immediate", "immediate"):
                before = len(gateway.on_air())
                wait_until(lambda _, before=before: len(gateway.on_air()) > before + 20, queue)
                queue.sql.close()
                restart(home, mode)
                queue = own_queue(home)
            wait_until(lambda states: set(states) <= {"accepted", "unconfirmed"}, queue)
            first.kill()
            second.kill()
        on_air = gateway.on_air()

    doubled = {reference for reference, times in on_air.items() if times > 1}
    never = queue.references() - set(on_air)
    assert never <= queue.references("st.state = 'unconfirmed' AND st.is_perhaps_sent")
    assert doubled <= queue.references("st.is_possible_duplicate")
    assert max(on_air.values()) <= 2
    queue.sql.close()


def wait_until(is_so: Callable[[dict[str, int]], bool], queue: Queue) -> None:
    """Wait, and reap what dispatchers that lost the database left claimed, as the steward does."""
    deadline = time.monotonic() + PATIENCE
    while not is_so(queue.states()):
        assert time.monotonic() < deadline, queue.states()
        queue.sql.execute(REAP, {"now": datetime.now(UTC)})
        time.sleep(0.1)
