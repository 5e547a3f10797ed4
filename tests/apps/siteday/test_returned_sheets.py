"""A due list that comes back from the site as a spreadsheet: each line is recorded once, or named."""

from datetime import datetime, time, timedelta

import pytest

from teeka.apps.accounts.row_security import scope
from teeka.apps.allotment.services import cancel_appointment
from teeka.apps.siteday.models import CheckIn, Dose
from teeka.apps.siteday.services.lines import record_sheet
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.table import Kind
from teeka.rules.form_numbers import FormKind, FormNumber, form_number
from teeka.shared.clock import INDIA
from tests.apps.allotment.test_races import together
from tests.apps.allotment.world import GAYA, NOW, PATNA, TOMORROW, facility, person, session
from tests.apps.siteday.paper import EVENING, bring_back, columns_of, fill, freeze, listed_day, workbook_of
from tests.conftest import web_role

pytestmark = pytest.mark.django_db
CAME = {"arrived": "0930", "identity": "y", "dose": "y", "batch": "ab 12", "given_at": "09:45"}


def test_a_filled_line_is_the_visit_and_an_empty_one_stays_open(tmp_path):
    day, (asha, _dev) = listed_day("Asha", "Dev")
    book = workbook_of(day)
    fill(book, asha.reference, **CAME)

    assert sorted(bring_back(book, tmp_path / "back.xlsx")) == ["left_empty", "recorded"]

    came, dose = CheckIn.objects.get(), Dose.objects.get()
    assert (came.beneficiary, came.identity_seen, came.recorded_by) == (asha, 12, "clerk")
    assert came.arrived_at == datetime.combine(TOMORROW, time(9, 30), INDIA)
    assert (dose.batch.number, dose.given_at) == ("AB12", datetime.combine(TOMORROW, time(9, 45), INDIA))


def test_the_same_sheet_twice_changes_nothing(tmp_path):
    day, (asha, dev) = listed_day("Asha", "Dev")
    book = workbook_of(day)
    fill(book, asha.reference, **CAME)
    fill(book, dev.reference, arrived="y", reason="was unwell")
    assert bring_back(book, tmp_path / "1.xlsx") == ["recorded", "recorded"]

    assert bring_back(book, tmp_path / "2.xlsx", by="another") == ["already", "already"]

    assert (CheckIn.objects.count(), Dose.objects.count()) == (2, 1)
    assert set(CheckIn.objects.values_list("recorded_by", flat=True)) == {"clerk"}


def test_rows_in_another_order_and_hidden_columns_are_the_same_visits(tmp_path):
    day, people = listed_day("Asha", "Asha", "Asha", "Dev")
    book = workbook_of(day)
    for number, one in enumerate(people):
        fill(book, one.reference, **{**CAME, "batch": f"LOT{number}"})
    sheet, columns = book["List"], columns_of(book)
    body = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for line, row in enumerate(reversed(body), start=2):
        for place, value in enumerate(row, start=1):
            sheet.cell(line, place, value)
    for name in ("reference", "batch", "session"):
        sheet.column_dimensions[sheet.cell(1, columns[name]).column_letter].hidden = True

    assert bring_back(book, tmp_path / "back.xlsx") == ["recorded"] * 4

    given = {dose.beneficiary_id: dose.batch.number for dose in Dose.objects.select_related("batch")}
    assert given == {one.pk: f"LOT{number}" for number, one in enumerate(people)}


def test_who_walked_in_is_written_below_with_a_reference_or_with_a_form_as_well(tmp_path):
    day, (_asha,) = listed_day("Asha")
    eve = person("Eve", facility("PHC Danapur"))
    form = form_number("S-1", FormNumber(FormKind.WALK_IN, 1))
    book = workbook_of(day)
    fill(book, eve.reference, **CAME, form=form[-5:])

    assert bring_back(book, tmp_path / "back.xlsx") == ["left_empty", "recorded"]

    came = CheckIn.objects.get()
    assert (came.beneficiary, came.came_as, came.form_number) == (eve, "walk_in", form)


def test_a_line_added_by_hand_that_names_nobody_we_know_is_named_and_the_others_recorded(tmp_path):
    day, (asha,) = listed_day("Asha")
    book = workbook_of(day)
    fill(book, asha.reference, **CAME)
    fill(book, "", **CAME, form=form_number("S-1", FormNumber(FormKind.WALK_IN, 1)))
    fill(book, "12345", **CAME)
    fill(book, "99999999999999", **CAME)
    fill(book, "", **CAME, form="W0019")

    assert bring_back(book, tmp_path / "back.xlsx") == [
        "recorded", "nobody_named", "reference_unreadable", "no_such_person", "wrong_check",
    ]  # fmt: skip


def test_yesterdays_version_records_who_came_and_says_who_is_on_the_list_no_more(tmp_path):
    day, (asha, dev) = listed_day("Asha", "Dev")
    old = workbook_of(day)
    cancel_appointment(asha.appointments.get().pk, by="officer", now=NOW, reason="asked")
    freeze(day, reason="one less")
    assert day.frozen_lists.count() == 2
    fill(old, asha.reference, **CAME)
    fill(old, dev.reference, **CAME)

    assert sorted(bring_back(old, tmp_path / "back.xlsx")) == ["off_the_list", "recorded"]
    assert Dose.objects.count() == 2


def test_the_sheet_of_another_session_is_refused_on_this_ones_page_and_recorded_by_itself(tmp_path):
    day, (asha,) = listed_day("Asha")
    other = session(facility("PHC Danapur"), code="S-2")
    book = workbook_of(day)
    fill(book, asha.reference, **CAME)

    assert bring_back(book, tmp_path / "back.xlsx", code=other.code) == ["other_session"]
    assert not CheckIn.objects.exists()
    assert bring_back(book, tmp_path / "back.xlsx") == ["recorded"]
    assert CheckIn.objects.get().session == day


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({**CAME, "arrived": "25:10"}, "time_unreadable"),
        ({**CAME, "identity": "perhaps"}, "identity_unreadable"),
        ({**CAME, "dose": "maybe"}, "dose_unreadable"),
        ({**CAME, "dose": "n"}, "batch_without_dose"),
        ({"arrived": "0930", "dose": "n"}, "reason_missing"),
        ({"arrived": "0930", "dose": "y"}, "batch_missing"),
        ({"arrived": "0930", "reason": "the moon"}, "reason_unreadable"),
        ({**CAME, "batch": "B" * 41}, "batch_too_long"),
        ({**CAME, "given_at": "0900"}, "dose_before_arrival"),
        ({**CAME, "arrived": "23:59", "given_at": ""}, "in_future"),
        ({**CAME, "reason": "unwell"}, "dose_and_reason"),
        ({**CAME, "batch": "=1+1"}, "formula"),
        ({**CAME, "form": "D001*"}, "wrong_check"),
    ],
)
def test_a_line_refused_says_why_and_the_others_stay(tmp_path, cells, why):
    day, (asha, dev) = listed_day("Asha", "Dev")
    book = workbook_of(day)
    fill(book, asha.reference, **cells)
    fill(book, dev.reference, **CAME)
    assert sorted(bring_back(book, tmp_path / "back.xlsx")) == sorted([why, "recorded"])
    assert Dose.objects.get().beneficiary == dev


def test_times_that_a_spreadsheet_keeps_as_times_are_read(tmp_path):
    day, (asha,) = listed_day("Asha")
    book = workbook_of(day)
    line = fill(book, asha.reference, **CAME)
    for name, moment in (("arrived", time(9, 5)), ("given_at", time(9, 20))):
        cell = book["List"].cell(line, columns_of(book)[name])
        cell.value, cell.number_format = moment, "hh:mm"
    assert bring_back(book, tmp_path / "back.xlsx") == ["recorded"]
    assert CheckIn.objects.get().arrived_at == datetime.combine(TOMORROW, time(9, 5), INDIA)


def test_a_sheet_that_names_no_session_is_refused_whole(tmp_path):
    file = tmp_path / "back.csv"
    file.write_text("reference,arrived,batch\n10000000000000,0930,AB12\n")
    with pytest.raises(RecordRefused, match="names no session"):
        record_sheet(read_upload(file, Kind.VISITS), by="clerk", now=EVENING)


def test_as_the_web_another_districts_sheet_is_no_session_here(tmp_path):
    gaya = facility("PHC Bodh Gaya", district=GAYA)
    day, (chitra,) = listed_day("Chitra", place=gaya)
    book = workbook_of(day)
    fill(book, chitra.reference, **CAME)
    with web_role(), scope([PATNA]):
        assert bring_back(book, tmp_path / "back.xlsx") == ["session_unknown"]
    with web_role(), scope([GAYA]):
        assert bring_back(book, tmp_path / "back.xlsx") == ["recorded"]


def test_before_the_sessions_day_nothing_is_recorded(tmp_path):
    day, (asha,) = listed_day("Asha")
    book = workbook_of(day)
    fill(book, asha.reference, arrived="y", batch="AB12")
    assert bring_back(book, tmp_path / "back.xlsx", now=EVENING - timedelta(days=1)) == ["not_begun"]


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_bring_one_sheet_at_once_record_each_line_once(tmp_path):
    """Guards: the session is held, and behind that the unique index with another look; else one fails."""
    day, people = listed_day(*["Asha"] * 12, capacity=12)
    book = workbook_of(day)
    for one in people:
        fill(book, one.reference, **CAME)
    book.save(tmp_path / "back.xlsx")
    table = read_upload(tmp_path / "back.xlsx", Kind.VISITS)

    first, second = together(
        *(lambda by=by: record_sheet(table, by=by, now=EVENING) for by in ("rekha", "mohan"))
    )

    fates = [sorted((one.fate, other.fate)) for one, other in zip(first, second, strict=True)]
    assert fates == [["already", "recorded"]] * 12
    assert Dose.objects.count() == CheckIn.objects.count() == 12
