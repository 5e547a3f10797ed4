"""What is kept of registrations, so that their duplicates among later ones are found without reading them."""

import dataclasses

import polars as pl
import pytest
from django.db import connection

from teeka.apps.people.models import Beneficiary, ComparedRegistration, DuplicateLink
from teeka.apps.people.services import compared
from teeka.apps.people.services.duplicates import link_duplicates
from teeka.rules.duplicates import folded, keys_of, parameters
from tests.apps.people.world import NOW, person, posting, registry

PHONE = "9812345601"


@pytest.fixture
def both(db: None) -> tuple[Beneficiary, Beneficiary]:
    """Asha, and Binod who is her second registration."""
    registry()
    asha = person("Asha Kumari", posting("PHC Phulwari"), mobile=PHONE, home_address="Ward 3")
    return asha, person("KUMARI AASHA", posting("APHC Lari"), mobile=PHONE, employee_id="E7")


def test_the_keys_kept_are_the_rules(both) -> None:
    link_duplicates(now=NOW)

    with connection.cursor() as cursor:
        kept = compared.kept_keys(cursor)
        everybody = compared.registrations_at(cursor, kept["row"])

    assert kept.sort("row").equals(keys_of(folded(everybody)))


def test_what_is_kept_of_who_did_not_change_is_not_written_anew(both) -> None:
    asha, binod = both
    link_duplicates(now=NOW)
    written = versions()
    Beneficiary.objects.filter(pk=binod.pk).update(home_pin_code="801505")

    link_duplicates(now=NOW, is_full=True)

    assert written[asha.pk] == versions()[asha.pk]
    assert written[binod.pk] != versions()[binod.pk]


def versions() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT beneficiary_id, ctid::text FROM people_comparedregistration")
        return dict(cursor.fetchall())


def test_where_nobody_was_compared_no_keys_are_kept(both) -> None:
    with connection.cursor() as cursor:
        assert compared.kept_keys(cursor).is_empty()


def test_another_rule_takes_everybody_for_new_and_keeps_its_own_keys(both, monkeypatch) -> None:
    link_duplicates(now=NOW)
    DuplicateLink.objects.all().delete()
    ComparedRegistration.objects.update(keys=b"of another length")
    another = dataclasses.replace(parameters(), number=parameters().number + 1)
    monkeypatch.setattr(compared, "parameters", lambda: another)

    assert link_duplicates(now=NOW).linked_now == 1
    assert link_duplicates(now=NOW).linked_now == 0


def test_a_later_registration_is_read_with_those_it_touches_and_nobody_else(both, monkeypatch) -> None:
    far = person("Chitra Devi", posting("Sadar Hospital Ara"), birth_year=1961)
    link_duplicates(now=NOW)
    read: list[int] = []

    def watched(cursor, rows: pl.Series, *, really=compared.registrations_at) -> pl.DataFrame:
        read.extend(rows)
        return really(cursor, rows)

    monkeypatch.setattr("teeka.apps.people.services.duplicates.registrations_at", watched)
    later = person("Asha Kri.", both[0].posting, mobile=PHONE)
    found = link_duplicates(now=NOW)

    assert found.linked == 2
    assert set(read) == {one.pk for one in both}
    assert {far.pk, later.pk} <= set(ComparedRegistration.objects.values_list("pk", flat=True))
