import json

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teeka.apps.intake.models import Upload, UploadRow
from teeka.apps.intake.services.deciding import DecisionRefused, accept_held_row, reject_held_row
from teeka.apps.intake.services.undoing import UndoRefused
from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.planning.services.uploads import undo_import
from teeka.shared.ids import beneficiary_reference, number_in_block
from tests import make
from tests.apps.intake.conftest import Upload as Run
from tests.formats.incoming.files import ASHA, DEV, ROSTER_HEADER

WITH_ID = [*ROSTER_HEADER, "employee_id", "photo_id_number"]


def counts(outcome) -> dict[str, int]:
    return {fate: n for fate, n in outcome.counts.items() if n}


def snapshot() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, b.* FROM people_beneficiary b ORDER BY id")
        return cursor.fetchall()


def moved_to(place: str, row: list[str]) -> list[str]:
    return [*row[:5], place, *row[6:]]


def test_people_are_made_with_a_reference_a_posting_and_the_state_of_their_mobile(upload: Run) -> None:
    outcome = upload(ASHA, DEV)

    asha, dev = Beneficiary.objects.order_by("full_name")
    assert counts(outcome) == {"created": 2}
    assert (asha.mobile, asha.mobile_state, dev.mobile_state) == ("9812345670", "ok", "missing")
    assert len(str(asha.reference)) == 14
    assert asha.district_code == make.PATNA
    assert asha.posting.text == "PHC Phulwari"


def test_an_import_that_was_killed_and_repeated_gives_the_references_of_an_undisturbed_one(
    upload: Run,
) -> None:
    with connection.cursor() as cursor:  # what a killed import leaves: numbers of uploads that never were
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('intake_upload', 'id')) FROM generate_series(1, 33)"
        )
    upload(ASHA)
    upload(ASHA)
    upload(DEV, name="danapur.csv")

    references = Beneficiary.objects.order_by("full_name").values_list("reference", flat=True)
    assert list(references) == [beneficiary_reference(number_in_block(block, 1)) for block in (1, 2)]


def test_references_of_an_import_that_was_undone_are_not_given_out_again(upload: Run) -> None:
    first = upload(ASHA)
    before = Beneficiary.objects.get().reference
    undo_import(first.upload_id, by="officer", now=make.NOW)
    upload(ASHA)

    assert Beneficiary.objects.get().reference != before


def test_people_who_write_the_same_workplace_share_one_posting(upload: Run) -> None:
    upload(ASHA, moved_to(ASHA[5], DEV))

    assert Posting.objects.count() == 1


def test_the_same_file_again_touches_no_row(upload: Run) -> None:
    upload(ASHA, DEV)
    before = snapshot()

    assert counts(upload(ASHA, DEV)) == {"unchanged": 2}
    assert snapshot() == before


def test_a_dry_run_counts_the_same_and_stores_nothing(upload: Run) -> None:
    outcome = upload(ASHA, DEV, ["", *DEV[1:]], is_dry_run=True)

    assert counts(outcome) == {"created": 2, "rejected": 1}
    assert Beneficiary.objects.count() == Upload.objects.count() == Posting.objects.count() == 0


def test_a_corrected_row_of_the_same_roster_updates_the_person(upload: Run) -> None:
    e1 = ["E1", ""]
    upload([*ASHA, *e1], header=WITH_ID)

    outcome = upload([*moved_to("PHC Danapur", ASHA), *e1], header=WITH_ID, name="patna (1).csv")

    assert counts(outcome) == {"updated": 1}
    assert Beneficiary.objects.get().posting.text == "PHC Danapur"


def test_what_a_later_file_leaves_out_is_kept(upload: Run) -> None:
    header = [*ROSTER_HEADER, "employee_id", "designation"]
    upload([*ASHA, "E1", "ANM"], header=header)

    upload([*ASHA[:3], "", *ASHA[4:], "E1"], header=header[:-1])

    asha = Beneficiary.objects.get()
    assert (asha.designation, asha.mobile, asha.mobile_state) == ("ANM", "9812345670", "ok")


def test_two_rosters_that_claim_one_person_are_held_with_both_claims_named(upload: Run) -> None:
    e1 = ["E1", ""]
    upload([*ASHA, *e1], header=WITH_ID)

    outcome = upload([*moved_to("PHC Danapur", ASHA), *e1], header=WITH_ID, name="danapur.csv")

    assert counts(outcome) == {"held": 1}
    (problem,) = outcome.problems
    assert problem.row == 1
    for named in ("patna.csv", "PHC Phulwari", "PHC Danapur"):
        assert named in problem.text
        assert named in problem.text_hi
    assert Beneficiary.objects.get().posting.text == "PHC Phulwari"


def test_another_person_under_the_same_employee_number_is_held(upload: Run) -> None:
    upload([*ASHA, "E1", ""], header=WITH_ID)

    outcome = upload([*DEV, "E1", ""], header=WITH_ID)

    assert [p.reason for p in outcome.problems] == ["another_person_under_this_key"]
    assert Beneficiary.objects.get().full_name == "Asha Devi"


def test_a_person_twice_in_a_file_is_made_once_and_a_differing_row_is_held(upload: Run) -> None:
    e1 = ["E1", ""]

    outcome = upload([*ASHA, *e1], [*ASHA, *e1], [*moved_to("PHC Danapur", ASHA), *e1], header=WITH_ID)

    assert counts(outcome) == {"created": 1, "unchanged": 1, "held": 1}
    assert "Row 1 of this file is the same person" in outcome.problems[0].text


def test_a_held_row_takes_effect_when_somebody_accepts_it_once(upload: Run) -> None:
    e1 = ["E1", "1234-1234-1234"]
    upload([*ASHA, *e1], header=WITH_ID)
    held = upload([*moved_to("PHC Danapur", ASHA), *e1], header=WITH_ID, name="danapur.csv")

    accept_held_row(held.upload_id, 1, by="officer", now=make.NOW)

    row = UploadRow.objects.get(upload_id=held.upload_id)
    assert (row.fate, row.decided_by, row.decided_at) == ("updated", "officer", make.NOW)
    assert Beneficiary.objects.get().posting.text == "PHC Danapur"
    with pytest.raises(DecisionRefused):
        reject_held_row(held.upload_id, 1, by="officer", now=make.NOW)


def test_a_held_row_that_is_rejected_changes_nobody(upload: Run) -> None:
    upload([*ASHA, "E1", ""], header=WITH_ID)
    held = upload([*moved_to("PHC Danapur", ASHA), "E1", ""], header=WITH_ID, name="danapur.csv")
    before = snapshot()

    reject_held_row(held.upload_id, 1, by="officer", now=make.NOW)

    assert snapshot() == before
    assert UploadRow.objects.get(upload_id=held.upload_id).fate == "rejected"


def test_no_identity_number_is_stored_anywhere(upload: Run) -> None:
    number = "123456789012"
    good, held = [*ASHA, "E1", number], [*moved_to("PHC Danapur", ASHA), "E1", number]
    wrong_column = [*DEV[:5], f"PHC {number}", "Atlantis", "E2", number]

    upload(good, held, wrong_column, header=WITH_ID)

    with connection.cursor() as cursor:
        for table in ("people_beneficiary", "people_posting", "intake_uploadrow", "intake_upload"):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            assert number not in "".join(text for (text,) in cursor.fetchall())
    asha = Beneficiary.objects.get()
    assert len(asha.photo_id_hash) == 32
    assert asha.photo_id_last4 == "9012"


def test_a_mobile_that_seven_people_of_two_rosters_share_is_flagged_for_all(upload: Run) -> None:
    upload(*([f"Asha {letter}", *ASHA[1:]] for letter in "ABCD"))
    upload(*([f"Asha {letter}", *ASHA[1:]] for letter in "EFG"), name="second.csv")

    assert set(Beneficiary.objects.values_list("mobile_state", flat=True)) == {"shared"}


def test_a_mobile_is_shared_no_more_when_one_of_seven_gives_another_or_an_import_is_undone(
    upload: Run,
) -> None:
    def states() -> set[str]:
        return set(Beneficiary.objects.values_list("mobile_state", flat=True))

    asha = [[f"Asha {letter}", *ASHA[1:], f"E{letter}", ""] for letter in "ABCDEFG"]
    upload(*asha, header=WITH_ID)
    assert states() == {"shared"}
    corrected = [[*asha[0][:3], "9812300000", *asha[0][4:]]]
    later = upload(*corrected, header=WITH_ID)
    assert states() == {"ok"}
    undo_import(later.upload_id, by="clerk", now=make.NOW)
    assert states() == {"shared"}


def test_a_rejected_row_keeps_its_reasons_and_its_place(upload: Run) -> None:
    outcome = upload(ASHA, ["", "X", *DEV[2:]])

    row = UploadRow.objects.get(fate="rejected")
    assert row.row_number == 2
    assert {p["reason"] for p in row.problems} == {"missing", "gender_unknown"}
    assert row.district_code == make.PATNA
    assert json.loads(json.dumps(outcome.as_dict()))["problems"][0]["row"] == 2


def test_an_import_is_undone_whole(upload: Run) -> None:
    first = upload([*ASHA, "E1", ""], header=WITH_ID)
    before = [row[1:] for row in snapshot()]
    second = upload([*moved_to("PHC Danapur", ASHA), "E1", ""], [*DEV, "E2", ""], header=WITH_ID)

    assert undo_import(second.upload_id, by="clerk", now=make.NOW) == 2
    assert [row[1:] for row in snapshot()] == before
    assert undo_import(first.upload_id, by="clerk", now=make.NOW) == 1
    assert Beneficiary.objects.count() == Posting.objects.count() == 0
    assert Upload.objects.get(pk=first.upload_id).state == "undone"


def test_an_import_that_a_later_one_changed_cannot_be_undone(upload: Run) -> None:
    first = upload([*ASHA, "E1", ""], header=WITH_ID)
    upload([*moved_to("PHC Danapur", ASHA), "E1", ""], header=WITH_ID)

    with pytest.raises(UndoRefused) as refused:
        undo_import(first.upload_id, by="clerk", now=make.NOW)

    assert "1 of its rows were changed" in refused.value.sentence()


def test_an_import_of_somebody_who_holds_a_seat_cannot_be_undone(upload: Run) -> None:
    first = upload(ASHA)
    make.seat(Beneficiary.objects.get(), make.session(make.facility()))

    with pytest.raises(UndoRefused) as refused:
        undo_import(first.upload_id, by="clerk", now=make.NOW)

    assert "already depend" in refused.value.sentence()
    assert Beneficiary.objects.count() == 1


def test_a_file_whose_name_is_no_text_comes_in_all_the_same(upload: Run) -> None:
    assert counts(upload(ASHA, name="patna\udcff.csv")) == {"created": 1}


def test_a_refused_file_is_remembered_with_its_sentence(upload: Run) -> None:
    outcome = upload(header=ROSTER_HEADER)

    kept = Upload.objects.get()
    assert outcome.refused == kept.refused_because
    assert kept.state == "refused"


cells = st.one_of(st.sampled_from(["", "E1", "E2", "Patna", "Gaya", "F", "1985", "9812345670", "9999999999"]))
rows = st.lists(
    st.builds(
        lambda base, place, cell, number: [*base[:place], cell, *base[place + 1 :], number, ""],
        st.sampled_from([ASHA, DEV]),
        st.integers(0, 6),
        cells,
        st.sampled_from(["", "E1", "E2"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(uploads=st.lists(rows, min_size=1, max_size=2))
def test_fates_always_add_up_to_the_rows_and_the_same_file_again_changes_nothing(
    uploads: list[list[list[str]]], upload: Run
) -> None:
    for number, file in enumerate(uploads):
        outcome = upload(*file, header=WITH_ID, name=f"roster {number}.csv")
        assert sum(outcome.counts.values()) == outcome.rows == len(file)
        assert UploadRow.objects.filter(upload_id=outcome.upload_id).count() == len(file)
    before = snapshot()

    again = upload(*uploads[-1], header=WITH_ID, name=f"roster {len(uploads) - 1}.csv")

    assert again.counts["created"] == 0
    assert snapshot() == before
