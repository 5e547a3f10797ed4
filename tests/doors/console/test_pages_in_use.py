"""Lists, persons, uploads, postings and calls, as staff use them."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.intake.models import Upload
from teeka.apps.notices.models import CallOutcome, Route
from teeka.apps.people.models import Posting
from teeka.apps.places.models import FacilityAlias
from teeka.apps.planning.models import Session, SessionSite
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World, crowd


def events(action: str) -> list[dict[str, Any]]:
    return list(
        AuditEvent.objects.filter(action=action).values("by", "subject_id", "district_code", "detail")
    )


def table_names(page: Any) -> list[str]:
    body = page.content.decode().split("<tbody", 1)[-1]
    return re.findall(r"<th[^>]*scope=\"row\"[^>]*><a[^>]*>([^<]+)</a>", body)


# People


def test_people_are_found_by_name_workplace_and_reference_and_not_by_mobile(
    world: World, visit: Visit
) -> None:
    for wanted in ("asha", "PHC Patna", str(world.reference("Asha"))):
        assert "Asha Kumari" in table_names(
            visit(Role.DISTRICT, "/people/", None, query_params={"q": wanted})
        )
    assert table_names(visit(Role.DISTRICT, "/people/?q=9000000001")) == []


def test_a_search_for_signs_of_sql_finds_only_those_signs(visit: Visit) -> None:
    for signs in ("%", "_", "\\", "' OR 1=1 --", "\0"):
        page = visit(Role.DISTRICT, "/people/", None, query_params={"q": f"x{signs}x"})
        assert (page.status_code, table_names(page)) == (200, [])


def test_a_table_is_sorted_both_ways_and_an_unknown_column_changes_nothing(visit: Visit) -> None:
    up = table_names(visit(Role.DISTRICT, "/people/?sort=name"))
    down = table_names(visit(Role.DISTRICT, "/people/?sort=-name"))

    assert up == sorted(up)
    assert down == up[::-1]
    assert table_names(visit(Role.DISTRICT, "/people/?sort=password")) == up


def test_a_long_list_comes_in_pages_and_downloads_whole(world: World, visit: Visit) -> None:
    crowd(world, PATNA, 120)

    first, second = visit(Role.DISTRICT, "/people/"), visit(Role.DISTRICT, "/people/?page=2")
    assert (len(table_names(first)), len(table_names(second))) == (100, 25)
    assert "1 to 100 of 125" in first.content.decode()
    assert len(csv_rows(visit(Role.DISTRICT, "/people/?as=csv"))) == 126


def csv_rows(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_a_download_is_the_table_as_it_stands(visit: Visit) -> None:
    rows = csv_rows(visit(Role.DISTRICT, "/people/?where=told&sort=-name&as=csv"))
    sheet = openpyxl.load_workbook(
        io.BytesIO(visit(Role.DISTRICT, "/people/?where=told&as=xlsx").content)
    ).worksheets[0]

    assert [row[0] for row in rows] == ["name", "Asha Kumari"]
    assert sheet["A2"].value == "Asha Kumari"
    assert events("people.downloaded")[0]["detail"] == {"people": 1}


def test_who_may_not_download_gets_no_file_of_people(visit: Visit) -> None:
    assert visit(Role.AUDITOR, "/people/?as=csv").status_code == 404


# One person


def test_every_look_at_a_person_is_recorded(world: World, visit: Visit) -> None:
    visit(Role.DISTRICT, f"/people/{world.reference('Asha')}/")
    visit(Role.STATE, f"/people/{world.reference('Asha')}/")

    assert events("person.seen") == [
        {
            "by": f"{role}-of-patna", "subject_id": str(world.reference("Asha")), "district_code": PATNA,
            "detail": {"with_mobile": with_mobile},
        }
        for role, with_mobile in (("district", True), ("state", False))
    ]  # fmt: skip


def test_a_whole_mobile_is_shown_only_to_a_role_that_needs_it(world: World, visit: Visit) -> None:
    page = f"/people/{world.reference('Asha')}/"

    assert "9000000001" in visit(Role.DISTRICT, page).content.decode()
    masked = visit(Role.STATE, page).content.decode()
    assert "9000000001" not in masked
    assert "••••••0001" in masked
    assert "9000000001" not in visit(Role.VERIFIER, "/sessions/PATNA-1/").content.decode()
    assert "9000000001" not in visit(Role.STATE, "/sessions/PATNA-1/?as=csv").content.decode()


def test_a_person_page_tells_the_whole_way(world: World, visit: Visit) -> None:
    asha = visit(Role.DISTRICT, f"/people/{world.reference('Asha')}/").content.decode()
    for said in (
        "PHC Patna",
        "the same name letter for letter",
        "own facility",
        "version 1, line 1",
        "delivered",
    ):
        assert said in asha
    binod = visit(Role.DISTRICT, f"/people/{world.reference('Binod')}/").content.decode()
    assert f"/people/{world.reference('Asha')}/" in binod
    eve = visit(Role.DISTRICT, f"/people/{world.reference('Eve')}/").content.decode()
    assert "Every session in reach is full" in eve


def test_no_page_shows_more_of_an_identity_number_than_four_digits(world: World, visit: Visit) -> None:
    assert "•••• 4321" in visit(Role.DISTRICT, f"/people/{world.reference('Asha')}/").content.decode()


# A session's list


def test_a_published_version_downloads_in_three_formats_and_is_recorded(visit: Visit) -> None:
    for ending, starts in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        response = visit(Role.DISTRICT, f"/sessions/PATNA-1/v1.{ending}")
        assert response.content.startswith(starts), ending
        assert f"due-list-PATNA-1-v1.{ending}" in response["Content-Disposition"]
    assert len(events("list.downloaded")) == 3
    assert visit(Role.DISTRICT, "/sessions/PATNA-1/v2.pdf").status_code == 404
    assert visit(Role.DISTRICT, "/sessions/PATNA-1/v1.exe").status_code == 404


def test_a_site_sees_its_own_sessions_only(world: World, visit: Visit) -> None:
    own = world.sessions[PATNA]
    elsewhere = SessionSite.objects.create(district_code=PATNA, name="Another school", sms_name="School")
    Session.objects.create(
        code="PATNA-2", campaign=own.campaign, site=elsewhere, district_code=PATNA, held_on=own.held_on,
        starts_at=own.starts_at, ends_at=own.ends_at, capacity=50, vaccine=own.vaccine,
    )  # fmt: skip

    assert "PATNA-2" in visit(Role.DISTRICT, "/sessions/").content.decode()
    assert "PATNA-2" not in visit(Role.VERIFIER, "/sessions/").content.decode()
    assert visit(Role.VERIFIER, "/sessions/PATNA-2/").status_code == 404


# Uploads


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.TEEKA_HOME = tmp_path
    return tmp_path


def send(visit: Visit, role: str, name: str, content: bytes, kind: str = "roster") -> Any:
    return visit(role, "/uploads/new/", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def test_an_uploaded_file_is_stored_whole_and_waits_for_the_worker(home: Path, visit: Visit) -> None:
    response = send(visit, Role.DISTRICT, "roster of PMCH.csv", b"name,gender\nAsha,F\n")

    upload = Upload.objects.get(file_name="roster of PMCH.csv")
    assert response["Location"] == f"/uploads/{upload.pk}/"
    assert (upload.state, upload.kind, upload.district_code) == ("received", "roster", PATNA)
    assert upload.uploaded_by == "district-of-patna"
    stored = Path(upload.stored_path)
    assert stored.read_bytes() == b"name,gender\nAsha,F\n"
    assert stored.parent == home / "uploads"
    assert stored.stat().st_mode & 0o077 == 0
    assert "waits to be read" in visit(Role.DISTRICT, f"/uploads/{upload.pk}/").content.decode()


def test_a_file_name_never_leads_out_of_its_folder(home: Path, visit: Visit) -> None:
    send(visit, Role.DISTRICT, "../../etc/passwd.csv", b"x\n")

    assert Path(Upload.objects.latest("pk").stored_path).parent == home / "uploads"


@pytest.mark.parametrize(
    ("name", "content", "kind", "said"),
    [
        ("roster.pdf", b"%PDF", "roster", "not CSV, XLSX or ODS"),
        ("roster.csv", b"", "roster", "The file is empty"),
        ("roster.csv", b"x", "people", "Choose what the file holds"),
    ],
)
def test_what_cannot_be_a_list_is_refused_at_once_with_the_way_out(
    home: Path, visit: Visit, name: str, content: bytes, kind: str, said: str
) -> None:
    response = send(visit, Role.DISTRICT, name, content, kind)

    assert response.status_code == 400
    assert said in response.content.decode()
    assert not (home / "uploads").exists()


def test_a_facility_may_upload_its_roster_and_nothing_else(home: Path, visit: Visit) -> None:
    assert send(visit, Role.FACILITY, "sessions.csv", b"x\n", "sessions").status_code == 400
    assert send(visit, Role.FACILITY, "roster.csv", b"x\n").status_code == 302


def test_a_facility_sees_only_its_own_uploads(home: Path, world: World, visit: Visit) -> None:
    send(visit, Role.FACILITY, "own.csv", b"x\n")

    page = visit(Role.FACILITY, "/uploads/").content.decode()
    assert "own.csv" in page
    assert "roster-Patna.csv" not in page
    assert visit(Role.FACILITY, f"/uploads/{world.uploads[PATNA].pk}/").status_code == 404


def test_rejected_rows_come_back_as_typed_with_the_reason_last_and_no_live_formula(
    world: World, visit: Visit
) -> None:
    rows = csv_rows(visit(Role.DISTRICT, f"/uploads/{world.uploads[PATNA].pk}/to-correct.csv"))

    assert rows[0] == ["name", "birth_year", "what_to_correct"]
    assert rows[1][0] == "'=cmd of Patna"
    assert rows[1][2].startswith("Row 7: 'birth_year'")
    assert visit(Role.DISTRICT, f"/uploads/{world.uploads[GAYA].pk}/to-correct.csv").status_code == 404


# Postings


def test_one_press_settles_all_with_the_same_text_and_the_next_roster(world: World, visit: Visit) -> None:
    posting = world.open_posting[PATNA]
    alike = Posting.objects.create(
        district_code=PATNA, stated_district_code=PATNA, text="ASPATAL  PATNA.", facility_code_given="",
        decision="review",
    )  # fmt: skip
    visit(Role.DISTRICT, f"/postings/{posting.pk}/settle/", {"facility": world.facilities[PATNA].pk})

    for settled in (posting, alike):
        settled.refresh_from_db()
        assert (settled.decision, settled.facility) == ("accept", world.facilities[PATNA])
        assert settled.decided_by == "district-of-patna"
    assert FacilityAlias.objects.get().facility == world.facilities[PATNA]
    assert len(events("posting.settled")) == 1


def test_a_text_cannot_be_settled_to_a_facility_outside_ones_area(world: World, visit: Visit) -> None:
    visit(
        Role.DISTRICT,
        f"/postings/{world.open_posting[PATNA].pk}/settle/",
        {"facility": world.facilities[GAYA].pk},
    )

    world.open_posting[PATNA].refresh_from_db()
    assert world.open_posting[PATNA].decision == "confirm"


def test_the_second_who_settles_is_told_so(world: World, visit: Visit) -> None:
    address = f"/postings/{world.open_posting[PATNA].pk}/settle/"
    visit(Role.DISTRICT, address, {"facility": world.facilities[PATNA].pk})
    again = visit(Role.DISTRICT, address, {"facility": world.facilities[PATNA].pk}, follow=True)

    assert "settled already" in again.content.decode()
    assert len(events("posting.settled")) == 1


def test_a_facility_that_is_no_candidate_is_found_by_its_name(world: World, visit: Visit) -> None:
    page = visit(Role.DISTRICT, f"/postings/{world.open_posting[PATNA].pk}/?q=PHC").content.decode()

    assert "PHC Patna" in page
    assert "PHC Gaya" not in page


# Calls


def test_the_call_sheet_names_who_was_not_reached_and_a_call_takes_them_off(
    world: World, visit: Visit
) -> None:
    sheet = visit(Role.CALL_CENTRE, "/calls/").content.decode()
    assert "Dev Kumari" in sheet
    assert "Asha Kumari" not in sheet
    visit(Role.CALL_CENTRE, f"/calls/{world.appointments['Dev'].pk}/", {"outcome": "will_come", "note": "x"})

    assert CallOutcome.objects.get().outcome == "will_come"
    assert "Nobody needs to be called" in visit(Role.CALL_CENTRE, "/calls/").content.decode()


def test_who_did_not_answer_stays_on_the_sheet(world: World, visit: Visit) -> None:
    visit(Role.CALL_CENTRE, f"/calls/{world.appointments['Dev'].pk}/", {"outcome": "no_answer"})

    sheet = visit(Role.CALL_CENTRE, "/calls/").content.decode()
    assert "Dev Kumari" in sheet
    assert "no answer" in sheet


def test_an_outcome_for_somebody_not_on_ones_sheet_is_not_kept(world: World, visit: Visit) -> None:
    for name in ("Asha", "Chitra"):
        visit(Role.CALL_CENTRE, f"/calls/{world.appointments[name].pk}/", {"outcome": "told"})
    visit(Role.CALL_CENTRE, f"/calls/{world.appointments['Dev'].pk}/", {"outcome": "bribed"})

    assert not CallOutcome.objects.exists()


# Every page


def test_every_page_says_that_this_is_a_rehearsal_until_a_real_route_is_on(
    world: World, visit: Visit
) -> None:
    for role, address in ((None, "/login/"), (Role.DISTRICT, "/"), (Role.VERIFIER, "/sessions/")):
        assert "no message leaves this machine" in visit(role, address).content.decode()
    Route.objects.create(code="real", adapter="http", changed_at=world.now, changed_by="x")

    assert "no message leaves this machine" not in visit(Role.DISTRICT, "/").content.decode()


def test_an_empty_list_says_so_and_what_to_do(visit: Visit) -> None:
    assert "Nobody stands here" in visit(Role.DISTRICT, "/people/?where=excluded").content.decode()
    assert "Nothing matches this filter" in visit(Role.DISTRICT, "/sessions/?q=zzz").content.decode()


def test_the_pages_of_errors_speak_both_languages_and_show_no_trace(visit: Visit) -> None:
    for address, status in (("/nothing-here/", 404), ("/postings/", 403)):
        page = visit(Role.DISTRICT if status == 404 else Role.VERIFIER, address)
        assert page.status_code == status
        text = page.content.decode()
        assert 'lang="hi"' in text
        assert "Traceback" not in text
        assert "पहला पृष्ठ" in text
