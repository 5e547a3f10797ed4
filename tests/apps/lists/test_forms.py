"""Forms that carry a session's paper: their numbers, how many there are, and what is printed of them."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from teeka.apps.lists.documents.forms import blank_forms
from teeka.apps.lists.queries.published import newest_lists
from teeka.apps.lists.services.writing import write_lists
from teeka.formats.outgoing.pdf import write_pdf
from teeka.rules.form_numbers import FormKind, FormNumber, form_number
from tests.apps.lists import publishing
from tests.formats.outgoing.printed_text import text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
SESSION = Path("2026-01-16/patna/S1")


def printed(path: Path) -> list[str]:
    reader = PdfReader(path)
    return [text_of(page, reader) for page in reader.pages]


def test_the_pack_holds_whole_pages_of_forms_for_the_free_seats_and_every_dose(tmp_path: Path) -> None:
    publishing.published_state(people=12)  # of 100 seats

    write_lists(tmp_path, now=NOW)

    walk_in, dose = (printed(tmp_path / SESSION / f"{name}-forms.pdf") for name in ("walk-in", "dose"))
    assert (len(walk_in), len(dose)) == (15, 14)  # 90 forms by six, 112 by eight
    for running in (1, 90):
        assert form_number("S1", FormNumber(FormKind.WALK_IN, running)) in "".join(walk_in)
    for running in (1, 112):
        assert form_number("S1", FormNumber(FormKind.DOSE, running)) in "".join(dose)
    assert "14 / 14" in dose[-1]


def test_the_next_version_prints_the_same_numbers(tmp_path: Path) -> None:
    here = publishing.published_state(people=3)
    (first,) = newest_lists()
    where = here.campaign.sessions.get()
    publishing.frozen(here, where, list(where.appointments.order_by("id")[:2]), version=2)
    (second,) = newest_lists()

    for kind in FormKind:
        before, after = (blank_forms(version, kind).rows for version in (first, second))
        assert before == after[: len(before)]


def test_a_session_of_five_hundred_has_a_form_a_seat_within_300_kilobytes() -> None:
    here = publishing.ground()
    where = publishing.session(here, "BR-PAT-0117", capacity=500)
    crowd = [publishing.person(here, 1)]
    publishing.frozen(here, where, publishing.placed(here, where, crowd))
    (published,) = newest_lists()

    made = write_pdf(blank_forms(published, FormKind.DOSE))

    reader = PdfReader(io.BytesIO(made))
    last = form_number("BR-PAT-0117", FormNumber(FormKind.DOSE, 552))
    assert last in text_of(reader.pages[-1], reader)
    assert len(made) <= 300_000


def test_the_verifiers_list_holds_documents_and_no_mobile(tmp_path: Path) -> None:
    publishing.published_state(people=3)

    write_lists(tmp_path, now=NOW)

    text = (tmp_path / SESSION / "verifier-list.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["photo_id"] for row in rows] == ["Aadhaar …0000", "Aadhaar …0001", "Aadhaar …0002"]
    on_page = "".join(printed(tmp_path / SESSION / "verifier-list.pdf"))
    assert "••••••" not in text + on_page
    assert "98765" not in text + on_page
    assert "Aadhaar …0002" in on_page
