"""What lies in a pack beside the frozen lists: directions, officers, who was told; and the duty roster."""

import csv
import io
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from teeka.apps.accounts.models import Staff
from teeka.apps.allotment.models import Absence, Appointment
from teeka.apps.lists.queries.published import newest_lists
from teeka.apps.lists.services.gate import gate_copy
from teeka.apps.lists.services.writing import write_lists
from teeka.apps.notices.models import CallOutcome, Message, Settled
from teeka.apps.places.models import Facility
from tests.apps.lists import publishing
from tests.formats.outgoing.printed_text import text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
SESSION = Path("2026-01-16/patna/S1")
FACILITY = Path("facilities/patna/BR-PAT-PHC1")


def rows_in(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def message(name: str, state: str) -> None:
    seat = Appointment.objects.filter(beneficiary__full_name__startswith=name).earliest("id")
    (published,) = newest_lists()
    told = Message.objects.create(
        district_code=seat.district_code, reference=uuid.uuid4(), purpose="invitation", revision=1,
        campaign_id=seat.campaign_id, session_id=seat.session_id, frozen_list_id=published.id,
        appointment=seat, beneficiary_id=seat.beneficiary_id, slot_at=seat.slot_at, site_name="PHC",
        language="hi", to_number="9876500000", must_be_told_by=NOW, planned_at=NOW,
    )  # fmt: skip
    Settled.objects.create(
        message=told, district_code=seat.district_code, session_id=seat.session_id, state=state,
        state_at=NOW, must_be_told_by=NOW, attempt=1,
    )  # fmt: skip


def test_the_directions_say_where_the_site_is_and_whom_to_ring_from_the_site_upwards(tmp_path: Path) -> None:
    here = publishing.published_state(people=1)
    parent = Facility.objects.create(
        code="SDH", name="Sub-divisional Hospital Danapur", district_code=publishing.PATNA, sms_name="SDH",
        coordinates_from="nowhere", incharge_name="Dr Chitra", incharge_mobile="9876500002",
    )  # fmt: skip
    changed = {"incharge_name": "Dr Asha", "incharge_mobile": "9876500001", "parent": parent}
    located = {"latitude": 25.58, "longitude": 85.0712345, "coordinates_from": "file"}
    Facility.objects.filter(pk=here.facility.pk).update(**changed, **located)
    for role, place in (("district", {}), ("block", {"block_code": 2030}), ("block", {"block_code": 9})):
        Staff.objects.create(
            username=f"{role}{place.get('block_code', '')}", role=role,
            full_name=f"Officer {place.get('block_code', 0)}", district_code=publishing.PATNA,
            email="officer@example.org", **place,
        )  # fmt: skip

    write_lists(tmp_path, now=NOW)

    officers = rows_in((tmp_path / SESSION / "directions.csv").read_bytes())
    assert [(row["officer"], row["name"], row["mobile"]) for row in officers] == [
        ("In-charge of the site", "Dr Asha", "9876500001"),
        ("In-charge of Sub-divisional Hospital Danapur", "Dr Chitra", "9876500002"),
        ("Block officer", "Officer 2030", ""),
        ("District officer", "Officer 0", ""),
    ]
    reader = PdfReader(tmp_path / SESSION / "directions.pdf")
    assert len(reader.pages) == 1
    page = text_of(reader.pages[0], reader)
    assert "25.58000, 85.07123" in page
    assert "Phulwari" in page
    assert "801505" in page


def test_a_site_that_nobody_located_says_so_and_draws_no_map(tmp_path: Path) -> None:
    here = publishing.published_state(people=1)
    here.site.district_code = 999  # no directory holds it
    here.site.save()

    write_lists(tmp_path, now=NOW)

    reader = PdfReader(tmp_path / SESSION / "directions.pdf")
    page = text_of(reader.pages[0], reader)
    assert "not known" in page
    assert "Scan the square code" not in page
    assert "No officer's number is known" in page


def test_a_number_that_changed_makes_new_directions_and_no_new_version(tmp_path: Path) -> None:
    here = publishing.published_state(people=1)
    write_lists(tmp_path, now=NOW)
    listed = (tmp_path / SESSION / "due-list.pdf").read_bytes()

    Facility.objects.filter(pk=here.facility.pk).update(incharge_name="Dr Dev", incharge_mobile="9876500003")
    again = write_lists(tmp_path, now=NOW + timedelta(minutes=5))

    assert again.by_list == {"directions": 1}
    assert b"9876500003" in (tmp_path / SESSION / "directions.csv").read_bytes()
    assert (tmp_path / SESSION / "due-list.pdf").read_bytes() == listed


def test_the_gate_list_says_who_was_told_and_how() -> None:
    publishing.published_state(people=5)
    (published,) = newest_lists()
    message("Asha", "delivered")
    message("Shri", "undelivered")
    message("Kshetrapal", "unconfirmed")
    message("Gyaneshwar", "undelivered")
    seat = Appointment.objects.get(beneficiary__full_name__startswith="Gyaneshwar")
    CallOutcome.objects.create(
        district_code=seat.district_code, appointment=seat, session_id=seat.session_id, outcome="told",
        channel="voice", made_by="caller", made_at=NOW,
    )  # fmt: skip

    told = [row["told"] for row in rows_in(gate_copy(published, "csv", now=NOW))]

    assert told == [
        "by message",
        "NOT told",
        "sent, no receipt",
        "by voice",
        "not sent yet",
    ]


def test_a_gate_list_is_written_as_soon_as_messages_came_to_an_end(tmp_path: Path) -> None:
    publishing.published_state(people=2)
    message("Asha", "suppressed")
    write_lists(tmp_path, now=NOW)
    assert not (tmp_path / SESSION / "gate-list.pdf").exists()

    message("Shri", "delivered")
    write_lists(tmp_path, now=NOW)

    assert (tmp_path / SESSION / "gate-list.pdf").exists()


def test_the_duty_roster_counts_who_is_away_by_day_and_designation_with_leave(tmp_path: Path) -> None:
    here = publishing.published_state(people=2, codes=("S1", "S2"))
    someone = publishing.person(here, 90, ("Binod", "बिनोद"))
    Absence.objects.create(
        district_code=publishing.PATNA, beneficiary=someone, first_on=date(2026, 1, 1),
        last_on=date(2026, 1, 16), kind="leave", made_by="officer", made_at=NOW,
    )  # fmt: skip

    write_lists(tmp_path, now=NOW)

    rows = rows_in((tmp_path / FACILITY / "duty-roster.csv").read_bytes())
    said = [(row["date"], row["full_name"], row["from"].partition(" ")[0], row["share"]) for row in rows]
    assert said == [
        ("2026-01-14", "Binod", "all", "1 / 6"),
        ("2026-01-15", "Binod", "all", "1 / 6"),
        ("2026-01-16", "Asha Kumari", "09:00", "3 / 6"),
        ("2026-01-16", "Shri Ram Prasad", "09:00", "3 / 6"),
        ("2026-01-16", "Binod", "all", "3 / 6"),
        ("2026-01-17", "Gyaneshwar Mishra", "09:00", "2 / 6"),
        ("2026-01-17", "Kshetrapal Singh", "09:00", "2 / 6"),
    ]
    assert rows[2]["day"].endswith("away · बाहर 3 / 6")
    assert rows[4]["site"] == "on leave"


def test_after_the_last_day_there_is_no_duty_roster(tmp_path: Path) -> None:
    publishing.published_state(people=1)

    write_lists(tmp_path, now=NOW + timedelta(days=5))

    assert not (tmp_path / FACILITY / "duty-roster.csv").exists()


def test_registers_say_how_many_came_of_those_expected_and_who_is_not_told(tmp_path: Path) -> None:
    publishing.published_state(people=3)  # and one without a place; seven are expected
    message("Asha", "delivered")
    message("Shri", "undelivered")

    write_lists(tmp_path, now=NOW)

    for name in ("blocks/patna/phulwari/block", "districts/patna/district", "state/state"):
        total = rows_in((tmp_path / f"{name}-register.csv").read_bytes())[-1]
        found = [total[key] for key in ("expected", "people", "coverage", "placed", "not_told")]
        assert found == ["7", "4", "57%", "3", "2"]


def test_a_facility_that_sent_more_than_expected_makes_up_for_no_other(tmp_path: Path) -> None:
    here = publishing.published_state(people=3)
    Facility.objects.filter(pk=here.facility.pk).update(expected_workers=2)  # four came
    Facility.objects.create(
        code="BR-PAT-PHC2", name="PHC Danapur", district_code=publishing.PATNA, block_id=2030,
        sms_name="PHC", coordinates_from="nowhere", expected_workers=2,
    )  # fmt: skip

    write_lists(tmp_path, now=NOW)

    rows = rows_in((tmp_path / "blocks/patna/phulwari/block-register.csv").read_bytes())
    assert [row["coverage"] for row in rows] == ["0%", "100%", "50%"]
