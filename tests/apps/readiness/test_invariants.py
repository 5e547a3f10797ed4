"""Each invariant holds in a state that holds, and names the one row that somebody broke."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from teeka.apps.lists.services.writing import write_lists
from teeka.apps.readiness.queries.invariants.every import INVARIANTS, findings
from teeka.apps.readiness.queries.invariants.finding import Found
from teeka.apps.siteday.services.recording import record_visits
from teeka.rules.site_day import Visit
from tests.apps.readiness.published import BEFORE, in_outbox
from tests.apps.readiness.state import GAYA, Told, break_by, everybody_told

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Told:
    return everybody_told()


def found(number: int) -> Found:
    return next(invariant.check() for invariant in INVARIANTS if invariant.number == number)


def broken_rows(number: int) -> list[str]:
    return [offence.row for offence in found(number).offences]


@pytest.mark.usefixtures("told")
def test_everything_holds_in_a_state_that_nobody_broke() -> None:
    # Number 11 reads through a connection of its own: see test_access.py.
    assert {i.number: i.check().offences for i in INVARIANTS if i.number != 11} == {
        number: () for number in range(1, 14) if number != 11
    }


@pytest.mark.django_db(databases=["default", "web"])
def test_an_empty_database_holds() -> None:
    assert all(result.broken == 0 for _, result in findings())


def test_1_a_row_without_a_fate_is_missed(told: Told) -> None:
    break_by("DELETE FROM intake_uploadrow WHERE upload_id = %s AND row_number = 5", told.upload.pk)
    assert broken_rows(1) == [f"upload {told.upload.pk}"]


def test_1_a_rejection_without_a_reason_is_named(told: Told) -> None:
    break_by("UPDATE intake_uploadrow SET problems = NULL WHERE upload_id = %s", told.upload.pk)
    assert broken_rows(1) == [f"upload {told.upload.pk}, row 5"]


def test_1_a_person_who_vanished_after_the_import_is_named_by_row(told: Told) -> None:
    break_by("DELETE FROM people_beneficiary WHERE id = %s", told.chitra.pk)
    assert broken_rows(1) == [f"upload {told.upload.pk}, row 3"]


def test_2_a_person_with_no_answer_is_named(told: Told) -> None:
    break_by("DELETE FROM allotment_unplaced")
    assert broken_rows(2) == [f"beneficiary {told.chitra.reference}"]


def test_2_a_person_who_is_placed_and_unplaced_is_named(told: Told) -> None:
    break_by("UPDATE allotment_unplaced SET beneficiary_id = %s", told.asha.pk)
    assert set(broken_rows(2)) == {
        f"beneficiary {told.asha.reference}",
        f"beneficiary {told.chitra.reference}",
    }


def test_2_a_second_registration_with_a_seat_is_named(told: Told) -> None:
    break_by(
        "UPDATE allotment_appointment SET beneficiary_id = %s WHERE id = %s", told.binod.pk, told.dev_place.pk
    )
    assert f"beneficiary {told.binod.reference}" in broken_rows(2)


def test_2_whoever_registers_after_the_plan_waits_for_the_next_one(told: Told) -> None:
    break_by("DELETE FROM allotment_unplaced")
    break_by(
        "UPDATE people_beneficiary SET registered_at = %s WHERE id = %s",
        BEFORE + timedelta(days=1),
        told.chitra.pk,
    )
    assert broken_rows(2) == []


def test_3_a_session_with_more_people_than_seats_is_named(told: Told) -> None:
    break_by("ALTER TABLE planning_session DROP CONSTRAINT session_not_oversold")
    break_by("UPDATE planning_session SET capacity = 1")
    assert broken_rows(3) == ["session S1"]


def test_3_a_counter_that_lies_is_named(told: Told) -> None:
    break_by("UPDATE planning_session SET taken = 1")
    assert broken_rows(3) == ["session S1"]


def test_3_two_live_appointments_of_one_person_are_named(told: Told) -> None:
    break_by("DROP INDEX one_live_appointment")
    break_by("UPDATE allotment_appointment SET beneficiary_id = %s", told.asha.pk)
    assert broken_rows(3) == [f"beneficiary {told.asha.reference}"]


def test_3_two_seats_for_two_registrations_of_one_person_are_named(told: Told) -> None:
    break_by(
        "UPDATE allotment_appointment SET beneficiary_id = %s WHERE id = %s", told.binod.pk, told.dev_place.pk
    )
    assert broken_rows(3) == [f"beneficiary {told.asha.reference}"]


def test_3_a_place_outside_its_sessions_hours_is_named(told: Told) -> None:
    break_by(
        "UPDATE allotment_appointment SET slot_at = slot_at - interval '1 day' WHERE id = %s",
        told.asha_place.pk,
    )
    assert broken_rows(3) == [f"appointment {told.asha_place.pk}"]


def test_3_who_stands_by_for_no_earlier_session_is_named(told: Told) -> None:
    break_by(
        "UPDATE allotment_appointment SET standby_session_id = session_id WHERE id = %s", told.asha_place.pk
    )
    assert broken_rows(3) == [f"appointment {told.asha_place.pk}"]


def test_4_a_published_row_that_somebody_changed_is_named_by_its_list(told: Told) -> None:
    break_by("UPDATE allotment_frozenrow SET full_name = 'Eve' WHERE appointment_id = %s", told.asha_place.pk)
    assert broken_rows(4) == ["list S1 version 1"]


def test_4_a_published_row_that_somebody_removed_is_missed(told: Told) -> None:
    break_by("DELETE FROM allotment_frozenrow WHERE appointment_id = %s", told.asha_place.pk)
    assert found(4).offences[0].why == "was published with 2 rows, and has 1"


def test_5_a_listed_person_without_a_notice_is_named(told: Told) -> None:
    break_by("DELETE FROM notices_message WHERE id = %s", told.asha_message.pk)
    assert broken_rows(5) == [f"appointment {told.asha_place.pk}"]


def test_5_a_person_with_two_live_notices_is_named(told: Told) -> None:
    told.asha_message.pk, told.asha_message.reference = None, "7" * 32
    told.asha_message.revision = 2
    told.asha_message.save(force_insert=True)
    in_outbox(told.asha_message, "planned")
    assert broken_rows(5) == [f"appointment {told.asha_place.pk}"]


def test_5_a_notice_that_is_not_sent_without_a_reason_is_named(told: Told) -> None:
    break_by("UPDATE notices_settled SET reason = '' WHERE message_id = %s", told.dev_message.pk)
    assert broken_rows(5) == [f"appointment {told.dev_place.pk}"]


def test_5_a_notice_that_says_another_hour_than_the_list_is_named(told: Told) -> None:
    break_by(
        "UPDATE notices_message SET slot_at = slot_at + interval '1 hour' WHERE id = %s", told.asha_message.pk
    )
    assert broken_rows(5) == [f"message {told.asha_message.pk}"]


def test_6_a_notice_of_an_appointment_on_no_list_is_named(told: Told) -> None:
    break_by("DELETE FROM allotment_frozenrow WHERE appointment_id = %s", told.asha_place.pk)
    assert broken_rows(6) == [f"message {told.asha_message.pk}"]


def test_6_a_notice_that_waits_for_a_cancelled_appointment_is_named(told: Told) -> None:
    in_outbox(told.asha_message, "queued")
    break_by("UPDATE allotment_appointment SET cancelled_at = now() WHERE id = %s", told.asha_place.pk)
    assert broken_rows(6) == [f"message {told.asha_message.pk}"]


def test_6_a_notice_sent_after_the_cancellation_is_named(told: Told) -> None:
    break_by(
        "UPDATE allotment_appointment SET cancelled_at = %s WHERE id = %s",
        BEFORE - timedelta(1),
        told.asha_place.pk,
    )
    assert broken_rows(6) == [f"message {told.asha_message.pk}"]


def test_7_a_message_in_no_state_is_named(told: Told) -> None:
    break_by("DELETE FROM notices_settled WHERE message_id = %s", told.asha_message.pk)
    assert broken_rows(7) == [f"message {told.asha_message.pk}"]


def test_7_a_state_that_nobody_knows_is_named(told: Told) -> None:
    break_by("UPDATE notices_settled SET state = 'sent' WHERE message_id = %s", told.dev_message.pk)
    assert broken_rows(7) == [f"message {told.dev_message.pk}"]


def test_7_a_message_in_hand_beyond_its_lease_is_named(told: Told) -> None:
    in_outbox(told.dev_message, "claimed")
    assert broken_rows(7) == [f"message {told.dev_message.pk}"]


def test_7_a_delivered_message_that_went_back_is_named(told: Told) -> None:
    break_by("UPDATE notices_settled SET state = 'unconfirmed' WHERE message_id = %s", told.asha_message.pk)
    assert broken_rows(7) == [f"message {told.asha_message.pk}"]


def test_7_an_accepted_message_that_is_queued_again_is_named(told: Told) -> None:
    break_by("DELETE FROM notices_receipt")
    in_outbox(told.asha_message, "queued")
    assert broken_rows(7) == [f"message {told.asha_message.pk}"]


def test_8_a_message_handed_over_twice_is_named_unless_it_is_counted(told: Told) -> None:
    break_by(
        """INSERT INTO notices_attempt (message_id, district_code, attempt, answer, code, provider_id,
                                        send_started_at, answered_at)
           SELECT message_id, district_code, 2, 'unknown', '', '', send_started_at, answered_at
           FROM notices_attempt"""
    )
    assert broken_rows(8) == [f"message {told.asha_message.pk}"]
    break_by("UPDATE notices_settled SET is_possible_duplicate = true")
    assert broken_rows(8) == []


@pytest.mark.usefixtures("told")
def test_9_a_list_on_disk_that_somebody_changed_is_named(tmp_path: Path) -> None:
    with override_settings(TEEKA_HOME=tmp_path):
        write_lists(now=BEFORE)
        assert broken_rows(9) == []
        changed = next((tmp_path / "lists").rglob("due-list.csv"))
        changed.write_text(changed.read_text().replace("Asha", "Eve"))
        assert broken_rows(9) == [str(changed.relative_to(tmp_path / "lists"))]


@pytest.fixture
def dosed(told: Told) -> Told:
    """Asha was given her dose, and it was recorded in the evening of the session's day."""
    visit = Visit(told.asha.reference, batch="AB12")
    record_visits(told.session.code, [visit], by="clerk", now=told.session.ends_at + timedelta(hours=1))
    assert found(10).checked == 1
    assert [broken_rows(number) for number in (2, 3, 10)] == [[], [], []]
    return told


def test_10_a_dose_that_the_plan_does_not_know_is_found(dosed: Told) -> None:
    break_by("DELETE FROM allotment_done")
    assert broken_rows(10) == [f"beneficiary id {dosed.asha.pk}"]


def test_10_a_dose_undone_behind_the_plans_back_is_found(dosed: Told) -> None:
    break_by("UPDATE siteday_dose SET undone_at = now(), undo_reason = 'no'")
    assert broken_rows(10) == [f"beneficiary id {dosed.asha.pk}"]


def test_10_a_dose_of_another_person_than_came_is_found(dosed: Told) -> None:
    break_by("UPDATE siteday_checkin SET beneficiary_id = %s", dosed.dev.pk)
    assert len(broken_rows(10)) == 1


def test_10_a_dose_beside_a_reason_for_none_is_found(dosed: Told) -> None:
    break_by("UPDATE siteday_checkin SET not_given_for = 'unwell'")
    assert len(broken_rows(10)) == 1


def test_2_somebody_who_was_given_the_dose_and_still_waits_is_named(dosed: Told) -> None:
    break_by("UPDATE allotment_unplaced SET beneficiary_id = %s", dosed.asha.pk)
    assert str(dosed.asha.reference) in " ".join(broken_rows(2))


def test_12_an_audit_event_that_somebody_rewrote_is_found(told: Told) -> None:
    break_by("UPDATE accounts_auditevent SET by = 'dev' WHERE subject_id = '1'")
    assert len(broken_rows(12)) == 1


def test_12_an_audit_event_that_somebody_removed_is_found(told: Told) -> None:
    break_by("DELETE FROM accounts_auditevent WHERE subject_id = '1'")
    assert "2 of 3" in found(12).offences[0].why


def test_13_a_facility_in_a_block_of_another_district_is_named(told: Told) -> None:
    break_by("UPDATE places_facility SET block_id = %s WHERE code = 'Patna-PHC'", GAYA * 10)
    assert set(broken_rows(13)) == {"district 203 (Patna)", "district 208 (Gaya)", "facility Patna-PHC"}


def test_13_people_of_a_district_that_no_state_knows_are_named(told: Told) -> None:
    break_by("UPDATE people_beneficiary SET district_code = 999 WHERE id = %s", told.chitra.pk)
    assert "district 999" in broken_rows(13)


def test_at_most_a_hundred_rows_are_named_and_all_are_counted(told: Told) -> None:
    break_by(
        """INSERT INTO intake_uploadrow (upload_id, row_number, district_code, fate, decided_by)
           SELECT %s, n, 0, 'held', '' FROM generate_series(6, 155) n""",
        told.upload.pk,
    )
    result = found(1)
    assert (len(result.offences), result.broken) == (100, 151)
