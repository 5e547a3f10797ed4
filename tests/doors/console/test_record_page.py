"""The page on which a session's paper is keyed: line by line, all at once, or as a sheet."""

import base64
import csv
import html
import io
import re
from datetime import datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import CheckIn, Closing, Dose, Form
from teeka.formats.outgoing.rejected import REASON_HEADER
from teeka.rules.permissions import Role
from teeka.shared.clock import INDIA, today_in_india
from tests.doors.console.conftest import Visit
from tests.doors.console.world import PATNA, World

PAGE = "/record/PATNA-1/"
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def yesterday(world: World) -> World:
    day = today_in_india(world.now) - timedelta(days=1)
    Session.objects.filter(pk=world.sessions[PATNA].pk).update(
        held_on=day,
        starts_at=datetime.combine(day, time(9), INDIA),
        ends_at=datetime.combine(day, time(17), INDIA),
    )
    return world


def line(reference: int, **cells: str) -> dict[str, str]:
    return {"line": str(reference), **{f"{name}-{reference}": text for name, text in cells.items()}}


def dosed(world: World, name: str) -> dict[str, str]:
    return line(world.reference(name), arrived="0930", identity="y", batch="ab12", given_at="0945")


def test_one_line_is_sent_and_comes_back_recorded(yesterday: World, visit: Visit) -> None:
    answer = visit(Role.SESSION_SITE, PAGE, dosed(yesterday, "Asha"), headers=SCRIPT).content.decode()

    assert answer.count("<tr") == 1
    assert f'id="line-{yesterday.reference("Asha")}"' in answer
    assert "recorded" in answer
    assert Dose.objects.get().recorded_by == "session_site-of-patna"
    page = visit(Role.BLOCK, PAGE).content.decode()
    assert "AB12" in page
    assert "09:45" in page


def test_a_line_refused_says_why_beside_it_and_keeps_what_was_typed(yesterday: World, visit: Visit) -> None:
    typed = dosed(yesterday, "Asha") | {f"given_at-{yesterday.reference('Asha')}": "2509"}
    answer = visit(Role.SESSION_SITE, PAGE, typed, headers=SCRIPT).content.decode()
    assert "“2509” is not a time" in answer
    assert 'value="ab12"' in answer
    assert not CheckIn.objects.exists()


def test_without_a_script_all_lines_go_at_once_and_the_good_ones_stay(yesterday: World, visit: Visit) -> None:
    asha, dev = dosed(yesterday, "Asha"), dosed(yesterday, "Dev")
    bad = {f"identity-{yesterday.reference('Dev')}": "perhaps"}
    both = asha | dev | bad | {"line": [asha["line"], dev["line"], "new"]}
    page = visit(Role.VERIFIER, PAGE, both).content.decode()
    assert "“perhaps” is no identity document" in page
    assert CheckIn.objects.get().beneficiary.full_name == "Asha Kumari"


def test_who_walked_in_is_added_below_and_a_fresh_line_follows(yesterday: World, visit: Visit) -> None:
    typed = {
        "line": "new", "reference-new": str(yesterday.reference("Eve")), "arrived-new": "1010",
        "batch-new": "AB12",
    }  # fmt: skip
    answer = visit(Role.VACCINATOR, PAGE, typed, headers=SCRIPT).content.decode()
    assert answer.count("<tr") == 2
    assert f'id="line-{yesterday.reference("Eve")}"' in answer
    assert 'id="line-new"' in answer
    assert CheckIn.objects.get().came_as == "standby" or CheckIn.objects.get().came_as == "walk_in"
    refused = visit(Role.VACCINATOR, PAGE, typed | {"reference-new": "123"}, headers=SCRIPT).content.decode()
    assert refused.count("<tr") == 1
    assert "is not the 14 digits" in refused
    assert 'value="123"' in refused


def test_who_is_on_the_list_and_was_keyed_as_a_walk_in_is_shown_in_the_line_of_the_list(
    yesterday: World, visit: Visit
) -> None:
    typed = {"line": "new", "reference-new": str(yesterday.reference("Asha")), "batch-new": "AB12"}
    answer = visit(Role.VACCINATOR, PAGE, typed, headers=SCRIPT).content.decode()
    assert answer.count('hx-swap-oob="true"') == 1
    assert CheckIn.objects.get().came_as == "listed"


def test_a_sheet_is_recorded_and_each_row_refused_is_named(yesterday: World, visit: Visit) -> None:
    rows = f"reference,arrived,batch\n{yesterday.reference('Asha')},0930,AB12\n12,0930,AB12\n"
    file = SimpleUploadedFile("back.csv", rows.encode())
    page = visit(Role.SESSION_SITE, PAGE + "sheet/", {"file": file}).content.decode()
    assert "Row 2:" in page
    assert "is not the 14 digits" in page
    assert Dose.objects.count() == 1
    assert visit(Role.SESSION_SITE, PAGE + "sheet/", {}).status_code == 400


@pytest.mark.parametrize("language", ["en", "hi"])
def test_refused_rows_come_back_as_a_file_that_is_corrected_and_brought_again(
    yesterday: World, visit: Visit, language: str
) -> None:
    asha, dev = yesterday.reference("Asha"), yesterday.reference("Dev")
    rows = f"reference,arrived,batch,not read\n{asha},0930,AB12,a\n{dev},soon,AB12,=1+1\n"
    file = SimpleUploadedFile("back.csv", rows.encode())
    clerk = yesterday.staff[Role.SESSION_SITE]
    clerk.language = language
    clerk.save()
    page = visit(Role.SESSION_SITE, PAGE + "sheet/", {"file": file}).content.decode()
    name, content = _linked_file(page)
    assert name == "back-rejected.csv"
    head, refused = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert head[-1] == REASON_HEADER[language]
    assert refused[:4] == [str(dev), "soon", "AB12", "'=1+1"]
    assert "“soon”" in refused[-1]
    assert ("समय नहीं है" in refused[-1]) == (language == "hi")

    corrected = SimpleUploadedFile(name, content.replace(b"soon", b"0935"))
    page = visit(Role.SESSION_SITE, PAGE + "sheet/", {"file": corrected}).content.decode()
    assert "download=" not in page
    assert Dose.objects.count() == 2


def test_of_a_workbook_the_refused_rows_are_one(yesterday: World, visit: Visit) -> None:
    book = Workbook()
    for row in (["reference", "arrived"], [str(yesterday.reference("Asha")), "soon"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    page = visit(
        Role.SESSION_SITE, PAGE + "sheet/", {"file": SimpleUploadedFile("b.xlsx", file.getvalue())}
    ).content.decode()
    name, content = _linked_file(page)
    assert name == "b-rejected.xlsx"
    assert "“soon”" in load_workbook(io.BytesIO(content)).active["C2"].value


def _linked_file(page: str) -> tuple[str, bytes]:
    found = re.search(r'download="([^"]+)" href="data:[^"]+;base64,([^"]+)"', page)
    assert found
    return found[1], base64.b64decode(html.unescape(found[2]))


def test_a_dose_is_taken_back_with_a_reason(yesterday: World, visit: Visit) -> None:
    visit(Role.SESSION_SITE, PAGE, dosed(yesterday, "Asha"), headers=SCRIPT)
    form = {"reference": str(yesterday.reference("Asha")), "reason": "wrong line"}
    visit(Role.SESSION_SITE, PAGE + "undo/", form)
    assert Dose.objects.get().undo_reason == "wrong line"


def test_an_arrival_is_taken_back_with_a_reason_once_its_dose_is(yesterday: World, visit: Visit) -> None:
    asha = str(yesterday.reference("Asha"))
    visit(Role.SESSION_SITE, PAGE, dosed(yesterday, "Asha"), headers=SCRIPT)
    form = {"reference": asha, "reason": "the line of somebody else"}
    page = visit(Role.VERIFIER, PAGE + "undo-arrival/", form, follow=True).content.decode()
    assert "Take the dose back first" in page
    visit(Role.VERIFIER, PAGE + "undo/", form)
    page = visit(Role.VERIFIER, PAGE + "undo-arrival/", form, follow=True).content.decode()
    assert "The arrival is taken back" in page
    assert "0 came, 0 got a dose" in page
    assert CheckIn.objects.get().undone_by == "verifier-of-patna"
    page = visit(Role.VERIFIER, PAGE + "undo-arrival/", form, follow=True).content.decode()
    assert "was taken back before" in page
    person = visit(Role.DISTRICT, f"/people/{asha}/").content.decode()
    assert "Dose 1, batch AB12" in person
    assert "arrival taken back" in person
    assert "the line of somebody else" in person


def test_forms_are_void_the_session_is_closed_and_opened_again(yesterday: World, visit: Visit) -> None:
    visit(Role.SESSION_SITE, PAGE, dosed(yesterday, "Asha"), headers=SCRIPT)
    total = Form.objects.count()
    assert total > 0
    number = Form.objects.filter(kind="W").order_by("number").first().number
    visit(Role.VACCINATOR, PAGE + "forms/void/", {"numbers": number[-5:], "reason": "torn"})
    assert "torn" in visit(Role.VACCINATOR, PAGE).content.decode()
    assert visit(Role.VACCINATOR, PAGE + "close/", {"blank": "1"}).status_code == 403
    visit(Role.SESSION_SITE, PAGE + "close/", {"blank": str(total)})
    assert not Closing.objects.exists()
    visit(Role.SESSION_SITE, PAGE + "close/", {"blank": str(total - 1)})
    assert Closing.objects.get().absent == 1
    page = visit(Role.SESSION_SITE, PAGE).content.decode()
    assert "Closed by session_site-of-patna" in page
    assert 'data-cell="arrived"' not in page
    visit(Role.SESSION_SITE, PAGE + "reopen/", {"reason": "found one"})
    assert Closing.objects.get().reopen_reason == "found one"


def test_the_session_page_leads_there_once_its_day_has_come(yesterday: World, visit: Visit) -> None:
    assert PAGE in visit(Role.BLOCK, "/sessions/PATNA-1/").content.decode()
    Session.objects.update(held_on=today_in_india(yesterday.now) + timedelta(days=1))
    assert PAGE not in visit(Role.BLOCK, "/sessions/PATNA-1/").content.decode()


def test_another_districts_paper_is_not_there(yesterday: World, visit: Visit) -> None:
    for address in ("/record/GAYA-1/", "/record/NONE/"):
        assert visit(Role.SESSION_SITE, address).status_code == 404
        assert visit(Role.BLOCK, address, {"line": "new"}).status_code == 404
    assert visit(Role.BLOCK, "/record/GAYA-1/close/", {"blank": "1"}).status_code == 404
    assert visit(Role.STATE, PAGE).status_code == 403
