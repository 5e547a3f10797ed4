from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import polars as pl
import pytest
from django.db import connections

from teeka.apps.places import queries
from teeka.apps.places.models import District, PinCode, State
from teeka.apps.places.services.reference import load_places
from teeka.rules.districts import closest_place, fold_place

pytestmark = pytest.mark.django_db

OFFICES = pl.DataFrame(
    [
        ("Patna GPO", "800001", "HO", "PATNA", "BIHAR", 25.61, 85.14),
        ("Phulwari", "801505", "PO", "PATNA", "BIHAR", 25.58, 85.08),
        ("Phulwari Wrong", "801505", "BO", "PATNA", "BIHAR", 28.60, 77.20),
        ("Gaya", "823001", "HO", "GAYA", "BIHAR", 24.79, 85.00),
        ("Aurangabad", "824101", "HO", "AURANGABAD", "BIHAR", 24.75, 84.37),
        ("Border", "824101", "BO", "GAYA", "BIHAR", 24.75, 84.60),
        ("Border Two", "824101", "BO", "AURANGABAD", "BIHAR", 24.75, 84.38),
        ("Aurangabad", "431001", "HO", "AURANGABAD", "MAHARASHTRA", 19.88, 75.34),
        ("Nowhere", "999999", "BO", "ATLANTIS", "ATLANTIS", None, None),
    ],
    schema=["office", "pin_code", "kind", "district", "state", "latitude", "longitude"],
    orient="row",
)


def test_the_packaged_list_gives_all_of_india_and_the_38_districts_of_bihar() -> None:
    loaded = load_places()

    assert loaded is not None
    assert loaded.states == 36
    assert loaded.districts > 700
    assert loaded.pin_codes > 19_000
    names = queries.district_names()
    assert len(names) == 38
    assert all(name.name_hi for name in names.values())
    assert set(queries.district_spellings().values()) == set(names)
    assert len(queries.district_points()) == 38


def test_loading_twice_changes_nothing() -> None:
    first = load_places(OFFICES)

    assert first is not None
    assert load_places(OFFICES) is None
    assert District.objects.count() == first.districts == 4


def test_a_spelling_of_two_states_means_the_one_of_the_state_asked_for() -> None:
    load_places(OFFICES)

    here = queries.district_spellings()[fold_place("Aurangabad")]
    there = queries.district_spellings(state_code=27)[fold_place("औरंगाबाद")]

    assert here // 1000 == 10
    assert there // 1000 == 27


def test_hindi_and_headquarters_names_mean_the_district() -> None:
    load_places()
    spellings = queries.district_spellings()
    names = queries.district_names()

    for text, name in [
        ("छपरा", "Saran"),
        ("Arrah", "Bhojpur"),
        ("बक्सर", "Buxar"),
        ("Bhabhua", "Kaimur (Bhabua)"),
    ]:
        code = closest_place(text, spellings)
        assert code is not None
        assert names[code].name == name


def test_a_pin_code_belongs_to_the_district_of_most_of_its_offices() -> None:
    load_places(OFFICES)

    place = queries.pin_places(["824101"])["824101"]

    assert queries.district_names()[place.district_code].name == "Aurangabad"
    assert place.name == "Aurangabad"


def test_an_office_in_the_wrong_place_does_not_move_its_pin_code() -> None:
    load_places(OFFICES)

    place = queries.pin_places(["801505"])["801505"]

    assert (place.latitude, place.longitude) == (25.58, 85.08)


def test_a_post_office_of_no_known_state_is_left_out() -> None:
    load_places(OFFICES)

    assert not PinCode.objects.filter(pk="999999").exists()
    assert not State.objects.filter(name__iexact="Atlantis").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_load_at_once_load_once() -> None:
    start = Barrier(2)

    def load() -> bool:
        try:
            start.wait()
            return load_places(OFFICES) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(load) for _ in range(2)]

    assert sorted(job.result() for job in done) == [False, True]
    assert District.objects.count() == 4
