"""The steward's own services, over tables in memory: only Django's connection is another."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError

from teeka.apps.notices.services import receipts, sending, withdrawing
from teeka.apps.notices.services.callbacks import KnownRoute
from tests.simulation.database import StewardsConnection
from tests.simulation.faults import Faults


@contextmanager
def works_on(connection: StewardsConnection) -> Iterator[None]:
    """Lets the services of this process write into the tables of one history."""
    others = {
        (sending, "connection"): connection,
        (withdrawing, "connection"): connection,
        (receipts, "connection"): connection,
        (receipts, "transaction"): connection,
    }
    own = {(module, name): getattr(module, name) for module, name in others}
    try:
        for (module, name), other in others.items():
            setattr(module, name, other)
        yield
    finally:
        for (module, name), value in own.items():
            setattr(module, name, value)


class Steward:
    """What `working.Steward` does in a pass, in its order; a fault of the database ends the pass."""

    def __init__(self, chance: random.Random, faults: Faults) -> None:
        self.faults = faults
        self._chance = chance

    def fails(self) -> None:
        if self.faults.database_gone and self._chance.random() < self.faults.database_gone / 4:
            raise OperationalError

    def one_pass(self, now: datetime) -> bool:
        """False when a fault of the database ended it."""
        try:
            while receipts.apply_receipts(now=now).taken:
                pass
            sending.reap_lapsed_leases(now=now)
            withdrawing.settle_useless(now=now)
            sending.settle_unconfirmed(now=now)
            withdrawing.withdraw_cancelled(now=now)
        except OperationalError:
            return False
        return True

    def store(self, route: KnownRoute, entries: list[dict[str, str]], now: datetime) -> bool:
        """As the callback's door does; False when the gateway has to come again."""
        try:
            receipts.store_receipts(
                route=route, body=json.dumps({"receipts": entries}).encode(),
                content_type="application/json", now=now,
            )  # fmt: skip
        except OperationalError:
            return False
        return True

    def stop(self, now: datetime) -> None:
        try:
            withdrawing.withdraw_stopped(session_id=None, district_code=1, now=now)
        except OperationalError:
            return
