"""Resolved in worker processes, every posting gets the decision that it gets in one."""

import pytest

from teeka.apps.people.services import resolving
from teeka.apps.people.services.resolving import WORTH_WORKERS, resolve_apart
from teeka.rules.posting import Alias, FacilityName, PostingClaim
from teeka.rules.posting.decisions import resolve_postings

REGISTRY = [
    FacilityName(f"F{number}", f"{kind} {place}", district, kind)
    for number, (kind, place, district) in enumerate(
        (kind, place, district)
        for district in ("Patna", "Gaya", "Nalanda")
        for place in ("Phulwari", "Danapur", "Maner", "Barh", "Bihta")
        for kind in ("PHC", "HSC")
    )
]
ALIASES = [Alias("the old one 7", "Gaya", "F3")]


def claims(count: int) -> list[PostingClaim]:
    """Twice each, districts mixed."""
    kinds = ("PHC Fulwari", "H.S.C. Danapoor", "the old one", "Maner")
    once = [
        PostingClaim(
            f"{kinds[number % 4]} {number}", ("Patna", "Gaya", "Nalanda", "Elsewhere")[number % 7 % 4]
        )
        for number in range(count)
    ]
    return once + once[::-1]


@pytest.mark.parametrize("count", [3, WORTH_WORKERS + 500])
def test_workers_decide_as_one_process_does(count: int) -> None:
    asked, told = claims(count), []

    apart = resolve_apart(asked, REGISTRY, aliases=ALIASES, progress=lambda *done: told.append(done))

    assert apart == resolve_postings(asked, REGISTRY, aliases=ALIASES)
    assert told[-1] == (count, count)


def test_where_there_is_one_processor_none_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolving, "worker_count", lambda: 1)
    monkeypatch.setattr(resolving, "worker_pool", None)
    asked = claims(WORTH_WORKERS)

    assert len(resolve_apart(asked, REGISTRY)) == len(asked)
