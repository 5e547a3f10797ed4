from teeka.apps.places.models import Block, Facility, PinCode
from teeka.apps.planning.services.uploads import undo_import
from tests import make
from tests.apps.intake.conftest import Upload as Run

HEADER = ["facility_code", "name", "type", "district"]
FULL = [*HEADER, "block", "pincode", "latitude", "longitude", "parent_facility_code", "sms_name"]
PHC = ["F1", "Phulwari Sharif Primary Health Centre", "PHC", "Patna"]


def counts(outcome) -> dict[str, int]:
    return {fate: n for fate, n in outcome.counts.items() if n}


def test_a_registry_of_four_columns_comes_in_as_it_stands(upload: Run) -> None:
    outcome = upload(PHC, ["f2", "IGIMS", "", "GAYA"], kind="facilities", header=HEADER)

    first, second = Facility.objects.order_by("code")
    assert counts(outcome) == {"created": 2}
    assert (first.type, first.district_code, first.coordinates_from) == ("PHC", make.PATNA, "district")
    assert (second.code, second.district_code) == ("F2", make.GAYA)


def shut(code: str, *, is_active: bool = False) -> tuple[bool, str]:
    """Closed by an officer; then what is stored of it."""
    if not is_active:
        values = {"is_active": False, "closed_by": "rekha", "closed_at": make.NOW, "closed_reason": "wrong"}
        Facility.objects.filter(code=code).update(**values)
    return Facility.objects.values_list("is_active", "closed_by").get(code=code)


def test_a_closed_facility_that_a_registry_names_counts_again_until_that_is_taken_back(upload: Run) -> None:
    upload(PHC, kind="facilities", header=HEADER)
    shut("F1")

    outcome = upload(PHC, kind="facilities", header=HEADER, name="later.csv")

    assert counts(outcome) == {"updated": 1}
    assert shut("F1", is_active=True) == (True, "")
    undo_import(outcome.upload_id, by="clerk", now=make.NOW)
    assert shut("F1", is_active=True) == (False, "rekha")


def test_what_was_closed_after_an_import_stays_closed_when_that_is_taken_back(upload: Run) -> None:
    upload(PHC, kind="facilities", header=HEADER)
    outcome = upload(["F1", "PHC Phulwari", *PHC[2:]], kind="facilities", header=HEADER, name="later.csv")
    shut("F1")

    undo_import(outcome.upload_id, by="clerk", now=make.NOW)

    assert shut("F1", is_active=True) == (False, "rekha")
    assert Facility.objects.get().name == PHC[1]


def test_a_name_too_long_for_a_message_gets_a_short_one_and_a_corrected_one_stays(upload: Run) -> None:
    upload(PHC, kind="facilities", header=HEADER)
    assert Facility.objects.get().sms_name == "Phulwari Sharif PHC"
    Facility.objects.update(sms_name="PHC Phulwari")

    assert counts(upload(PHC, kind="facilities", header=HEADER)) == {"unchanged": 1}
    assert Facility.objects.get().sms_name == "PHC Phulwari"


def test_the_point_is_the_files_then_the_pin_codes_then_the_districts(upload: Run) -> None:
    PinCode.objects.create(
        pin_code="801505", district_id=make.PATNA, name="Phulwari", latitude=25.5, longitude=85.0
    )
    rest = ["", "", "", "", "", ""]
    own = [*PHC, "", "801505", "25.7", "85.2", "", ""]
    by_pin = ["F2", *PHC[1:], "", "801505", "", "", "", ""]
    elsewhere = ["F3", "PHC", "PHC", "Gaya", "", "801505", "", "", "", ""]

    upload(own, by_pin, ["F4", *PHC[1:], *rest], elsewhere, kind="facilities", header=FULL)

    found = dict(Facility.objects.values_list("code", "coordinates_from"))
    assert found == {"F1": "file", "F2": "pin_code", "F3": "district", "F4": "district"}


def test_parents_are_found_in_the_file_or_the_registry_and_blocks_by_name(upload: Run) -> None:
    Block.objects.create(code=1, district_id=make.PATNA, name="Phulwari")
    child = ["F2", "HSC Nadauli", "HSC", "Patna", "phulwari", "", "", "", "F1", ""]

    upload(child, [*PHC, *[""] * 6], kind="facilities", header=FULL)

    made = Facility.objects.get(code="F2")
    assert made.parent.code == "F1"
    assert made.block_id == 1


def test_bad_rows_are_rejected_and_the_others_taken(upload: Run) -> None:
    none = [""] * 6
    outcome = upload(
        [*PHC, *none],
        ["F2", "", "PHC", "Patna", *none],
        ["F3", "PHC", "PHC", "Atlantis", *none],
        ["F4", "PHC", "PHC", "Patna", "", "", "85.1", "25.6", "", ""],
        ["F5", "PHC", "PHC", "Patna", "", "", "", "", "F5", ""],
        ["F6", "PHC", "PHC", "Patna", "", "", "", "", "NOWHERE", ""],
        ["F1", "Another name", "PHC", "Patna", *none],
        [*PHC, *none],
        kind="facilities",
        header=FULL,
    )

    assert counts(outcome) == {"created": 1, "unchanged": 1, "rejected": 6}
    assert [p.reason for p in outcome.problems] == [
        "missing", "district_unknown", "point_outside_india", "parent_is_itself", "parent_unknown",
        "code_twice",
    ]  # fmt: skip


def test_a_changed_registry_is_put_back_by_undoing_it(upload: Run) -> None:
    upload(PHC, kind="facilities", header=HEADER)
    changed, added = ["F1", "PHC New Name", "CHC", "Patna"], ["F9", "PHC Nine", "", "Gaya"]
    second = upload(changed, added, kind="facilities", header=HEADER)

    assert counts(second) == {"created": 1, "updated": 1}
    assert undo_import(second.upload_id, by="clerk", now=make.NOW) == 2
    assert Facility.objects.get().name == PHC[1]
