"""pack.json is what its schema says, for every kind of session that is published."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from teeka.apps.lists.queries.published import newest_lists
from teeka.apps.lists.services.remaking import remake
from teeka.apps.lists.services.signing import sign_versions
from teeka.apps.people.models import Beneficiary
from tests.apps.lists import publishing
from tests.make import NOW

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).parents[3] / "docs/how-to/pack.schema.json").read_text())


def faults(pack: dict[str, object]) -> list[str]:
    checked = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    return [error.message for error in checked.iter_errors(pack)]


def packs() -> list[dict[str, object]]:
    sign_versions([published.id for published in newest_lists()], now=NOW)
    return [json.loads(remake(published, "json")) for published in newest_lists()]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_pack_is_as_its_schema_says() -> None:
    publishing.published_state(people=12)

    (pack,) = packs()

    assert faults(pack) == []
    assert (pack["head"]["walk_in_forms"], pack["head"]["dose_forms"]) == (90, 112)  # type: ignore[index]


def test_people_with_hardly_anything_known_keep_the_schema() -> None:
    here = publishing.ground()
    bare = publishing.person(here, 1, ("محمد", ""))
    values = {"birth_year": 0, "photo_id_type": None, "photo_id_last4": "", "designation": "", "gender": ""}
    Beneficiary.objects.filter(pk=bare.pk).update(**values)
    where = publishing.session(here, "../sür la place")
    publishing.frozen(here, where, publishing.placed(here, where, [Beneficiary.objects.get(pk=bare.pk)]))
    empty = publishing.session(here, "EMPTY", day=1)
    publishing.frozen(here, empty, [])

    assert [faults(pack) for pack in packs()] == [[], []]


def test_what_the_schema_does_not_know_is_found() -> None:
    publishing.published_state(people=1)
    (pack,) = packs()

    assert faults({**pack, "mobile": "9876500000"})
    pack["rows"][0]["mobile"] = "9876500000"  # type: ignore[index]
    assert faults(pack)
