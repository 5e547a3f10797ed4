"""The tables of one history and who works on them: dispatchers, a steward, a gateway, some hands."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from teeka.apps.notices.dispatch.open_route import CLAIM_AT_MOST
from teeka.apps.notices.services.callbacks import KnownRoute
from teeka.gateways.sms.simulator.settings import Behaviour
from teeka.rules.messages.states import State
from tests.simulation.air import Air
from tests.simulation.checks import Watch
from tests.simulation.database import Database, Said, StewardsConnection
from tests.simulation.faults import Faults
from tests.simulation.process import BEGAN, PATIENCE_SECONDS, Abilities, Process, Way
from tests.simulation.sql.shape import shape_of_notices
from tests.simulation.sql.statements import Statements
from tests.simulation.sql.tables import Row, Tables
from tests.simulation.steward import Steward

TOLD_BY, USELESS = timedelta(minutes=40), timedelta(hours=2)
SHAPE = shape_of_notices()
STATEMENTS = Statements(SHAPE)
CANCEL = "UPDATE allotment_appointment SET cancelled_at = now() WHERE id = $1 AND cancelled_at IS NULL"
# What brings a person somewhere goes by the same rules, whatever it is called.
PURPOSES = ("change", "invitation", "reminder_morning", "reminder_day_before")
Gateway = tuple[Abilities, Behaviour, int]  # and the weight of its route
STATES = {
    "ENROUTE": State.ACCEPTED,
    "DELIVRD": State.DELIVERED,
    "UNDELIV": State.UNDELIVERED,
    "EXPIRED": State.EXPIRED,
}


@dataclass
class Kept:
    """A history in full: the rows it began and ended with, and every transaction between."""

    first_rows: dict[str, list[Row]] = field(default_factory=dict)
    last_rows: dict[str, list[Row]] = field(default_factory=dict)
    log: list[tuple[datetime, list[Said]]] = field(default_factory=list)


class World:
    def __init__(
        self, chance: random.Random, faults: Faults, gateways: Sequence[Gateway], people: int
    ) -> None:
        self.chance, self.faults = chance, faults
        self._loop = asyncio.get_running_loop()
        self._claim_share = chance.choice((1, 2 / CLAIM_AT_MOST))
        tables = Tables(SHAPE, BEGAN)
        self.watch = Watch(tables)
        self.database = Database(tables, STATEMENTS, self.now, self.watch.committed)
        self.ways = [
            Way(number, abilities, weight, Air(behaviour, self.watch.handed_over))
            for number, (abilities, behaviour, weight) in enumerate(gateways, start=1)
        ]
        self.watch.airs = {way.id: way.air for way in self.ways}
        self.steward = Steward(chance, faults)
        self.connection = StewardsConnection(self.database, self.steward.fails)
        self._routes = {
            way.id: KnownRoute(way.code, "http", way.abilities.settings(), {}) for way in self.ways
        }
        # Workers' clocks are wrong by up to an hour; leases are judged by the database's.
        self._skews = [timedelta(minutes=chance.choice((0, 0, -60, 60))) for _ in range(2)]
        _fill(tables, self.ways, [UUID(int=chance.getrandbits(128)) for _ in range(people)])
        self.watch.begin()

    def now(self) -> datetime:
        return BEGAN + timedelta(seconds=self._loop.time())

    def keep(self, kept: Kept) -> None:
        kept.first_rows, self.database.log = self.database.tables.copy(), kept.log

    def make_process(self) -> Process:
        return Process(self.database, self.ways, self.chance, self.faults, self._claim_share)

    def cancel_a_seat(self) -> None:
        with self.database.transaction("hand"):
            seat = self.chance.choice(list(self.database.tables.stored["allotment_appointment"]))
            self.database.run(CANCEL, (seat,))

    def steward_passes(self) -> None:
        now = self.now() + self.chance.choice(self._skews)
        for way in self.ways:
            self._post_receipts(way, now)
        if self.steward.one_pass(now):
            self.watch.after_a_pass()

    def a_gateway_goes_or_comes(self) -> None:
        if len(self.ways) > 1:
            air = self.chance.choice(self.ways).air
            air.is_away = not air.is_away

    def all_gateways_are_there(self) -> None:
        for way in self.ways:
            way.air.is_away = False

    def _post_receipts(self, way: Way, now: datetime) -> None:
        chance, faults, exchange = self.chance, self.faults, way.air.exchange
        route = self._routes[way.id]
        due = exchange.receipts_due(self._loop.time())
        if chance.random() < faults.receipts_forged:
            stranger = {
                "id": "S999",
                "status": "DELIVRD",
                "reference": str(UUID(int=chance.getrandbits(128))),
            }
            self.steward.store(route, [stranger], now)
        if not due:
            return
        if chance.random() < faults.receipts_shuffled:
            chance.shuffle(due)
        if chance.random() < faults.receipts_late or not self.steward.store(route, due, now):
            exchange.put_back(due, self._loop.time() + chance.choice((0.0, 5.0, 100.0)))
            return
        for entry in due:
            if "reference" in entry:
                self.watch.stored(entry["reference"], STATES[entry["status"]])
        again = [*due] if chance.random() < faults.receipts_twice else []
        if chance.random() < faults.receipts_contradict:
            again += [{**entry, "status": chance.choice(tuple(STATES))} for entry in due]
        exchange.put_back(again, self._loop.time() + chance.choice((0.0, 5.0)))

    def has(self, state: str) -> bool:
        """Whether there is work of that kind: who looks for it in vain changes nothing, and costs time."""
        return any(row["state"] == state for row in self.database.tables.rows("notices_outbox"))

    def is_over(self) -> bool:
        """Nothing is open, nothing on its way, and nobody at work who could still do anything."""
        stored = self.database.tables.stored
        return not (
            stored["notices_outbox"]
            or any(way.air.exchange.receipts_waiting for way in self.ways)
            or len(asyncio.all_tasks()) > 1
            or any(receipt["applied_at"] is None for receipt in stored["notices_receipt"].values())
        )


def _fill(tables: Tables, ways: Sequence[Way], references: list[UUID]) -> None:
    """The routes, and for each reference a seat with a queued message."""
    tables.insert("notices_route", [
        {"id": way.id, "code": way.code, "receipt_patience_seconds": PATIENCE_SECONDS, "is_on": True,
         "is_rehearsal": False}
        for way in ways
    ])  # fmt: skip
    for number, reference in enumerate(references, start=1):
        tables.insert("allotment_appointment", [{"id": number}])
        tables.insert("notices_message", [{
            "id": number, "reference": reference, "purpose": PURPOSES[number % 4],
            "appointment_id": number,
            "district_code": 1, "to_number": "9876500000", "text": "Tomorrow", "language": "en",
            "segments": 1,
        }])  # fmt: skip
        tables.insert("notices_outbox", [{
            "message_id": number, "district_code": 1, "session_id": UUID(int=1), "state": "queued",
            "state_at": BEGAN, "priority": 5, "must_be_told_by": BEGAN + TOLD_BY,
            "useless_from": BEGAN + USELESS,
        }])  # fmt: skip
    tables.commit()
