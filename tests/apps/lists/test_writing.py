import csv
import errno
import io
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teeka.apps.allotment.models import FrozenList
from teeka.apps.lists.models import PackCopy
from teeka.apps.lists.services import workers, writing
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.lists.services.places import ListsBusy
from teeka.apps.lists.services.writing import ListsNotWritten, write_lists
from teeka.apps.places.models import Block, District, Facility
from teeka.shared.whole_file import hash_of
from tests.apps.lists import publishing
from tests.apps.lists.folders import tree

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
SESSION = Path("2026-01-16/patna/S1")
OF_NOW = ("directions.pdf", "manifest.json")
ABOUT = ("directions.pdf", "directions.csv")
OF_ALL = ("index.html", "manifest.json")


def of_any_hour(files: dict[str, object]) -> dict[str, object]:
    """Without what is dated by the hour in which it was asked for."""
    return {path: content for path, content in files.items() if Path(path).name not in OF_NOW}


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def listed(folder: Path) -> dict[str, dict[str, object]]:
    """Path → what a folder's manifest says of it."""
    stored = json.loads((folder / "manifest.json").read_text())
    assert stored["file_count"] == len(stored["files"])
    return {item["path"]: item for item in stored["files"]}


def test_a_published_session_lies_there_as_pdf_xlsx_csv_and_pack(tmp_path: Path) -> None:
    publishing.published_state(people=12)

    written = write_lists(tmp_path, now=NOW)

    names = {path.name for path in (tmp_path / SESSION).iterdir()}
    of_tables = {
        f"{name}.{ending}" for name in ("due-list", "verifier-list") for ending in ("pdf", "xlsx", "csv")
    }
    assert names == {*of_tables, "pack.json", "walk-in-forms.pdf", "dose-forms.pdf", *ABOUT, *OF_ALL}
    assert (tmp_path / SESSION / "due-list.pdf").read_bytes().startswith(b"%PDF")
    listed = rows_of(tmp_path / SESSION / "due-list.csv")
    assert [row["full_name"] for row in listed[:2]] == ["Asha Kumari", "Shri Ram Prasad"]
    assert len(listed) == 12
    assert json.loads((tmp_path / SESSION / "pack.json").read_text())["row_count"] == 12
    # due list, verifier's, two of forms, directions; facility, its duties, block, district, sessions, state
    assert written.documents == written.written == 11


def test_the_printed_and_packed_mobile_is_masked(tmp_path: Path) -> None:
    publishing.published_state(people=3)

    write_lists(tmp_path, now=NOW)

    for name in ("due-list.csv", "pack.json"):
        text = (tmp_path / SESSION / name).read_text(encoding="utf-8-sig")
        assert "98765" not in text
        assert "••••••0001" in text


def test_the_manifest_names_hash_version_and_rows_of_each_file(tmp_path: Path) -> None:
    publishing.published_state(people=4)

    write_lists(tmp_path, now=NOW)

    whole = listed(tmp_path)
    folders = [path.removesuffix("/manifest.json") for path in whole if path.endswith("/manifest.json")]
    inside = {f"{folder}/{name}" for folder in folders for name in listed(tmp_path / folder)}
    assert {*whole, *inside} == {name for name in tree(tmp_path) if name not in {"manifest.json", ".lock"}}
    session = whole[f"{SESSION}/manifest.json"]
    assert (session["row_count"], session["sha256"]) == (4, hash_of(tmp_path / SESSION / "manifest.json"))
    due_list = listed(tmp_path / SESSION)["due-list.pdf"]
    assert (due_list["version"], due_list["row_count"]) == (1, 4)
    assert due_list["sha256"] == hash_of(tmp_path / SESSION / "due-list.pdf")


def test_a_copy_is_recorded_only_for_what_was_read_back(tmp_path: Path) -> None:
    publishing.published_state(people=2)

    write_lists(tmp_path, now=NOW)

    copies = PackCopy.objects.all()
    assert {Path(copy.path).name for copy in copies} == {
        "due-list.pdf",
        "due-list.xlsx",
        "due-list.csv",
        "pack.json",
    }
    assert all(copy.sha256 == hash_of(tmp_path / copy.path) for copy in copies)
    assert {(copy.row_count, copy.verified_at) for copy in copies} == {(2, NOW)}


def test_a_second_run_writes_nothing_and_changes_nothing(tmp_path: Path) -> None:
    publishing.published_state(people=5, codes=("S1", "S2"))
    write_lists(tmp_path, now=NOW)
    before = tree(tmp_path)

    again = write_lists(tmp_path, now=NOW + timedelta(hours=1))

    assert (again.written, again.unchanged, again.removed) == (0, 16, 0)
    assert tree(tmp_path) == before


def test_two_folders_get_the_same_bytes(tmp_path: Path) -> None:
    publishing.published_state(people=5)
    write_lists(tmp_path / "one", now=NOW)

    write_lists(tmp_path / "two", now=NOW + timedelta(days=1))

    one, two = (of_any_hour(tree(tmp_path / name)) for name in ("one", "two"))
    assert one == two
    assert f"{SESSION}/due-list.pdf" in one


def test_worker_processes_write_the_same_bytes_as_one(tmp_path: Path, monkeypatch) -> None:
    publishing.published_state(people=3, codes=("S1", "S2"))
    write_lists(tmp_path / "alone", now=NOW)
    monkeypatch.setattr(writing, "FEW", 0)

    write_lists(tmp_path / "shared", now=NOW)

    assert tree(tmp_path / "alone") == tree(tmp_path / "shared")


def test_a_damaged_file_is_written_again(tmp_path: Path) -> None:
    publishing.published_state(people=3)
    write_lists(tmp_path, now=NOW)
    before = tree(tmp_path)
    (tmp_path / SESSION / "due-list.csv").write_bytes(b"nothing")

    again = write_lists(tmp_path, now=NOW)

    assert again.written == 1
    assert tree(tmp_path) == before


def test_a_new_version_replaces_the_list_and_leaves_a_change_slip(tmp_path: Path) -> None:
    here = publishing.published_state(people=3)
    write_lists(tmp_path, now=NOW)
    first = FrozenList.objects.get()
    gone, *stay = first.session.appointments.order_by("id")
    gone.cancelled_at, gone.cancelled_by, gone.cancel_reason = NOW, "officer", "transferred to Gaya"
    gone.save()
    binod = publishing.placed(here, first.session, [publishing.person(here, 50, ("Binod", "बिनोद"))])
    publishing.frozen(here, first.session, [*stay, *binod], version=2, reason="transfer")

    write_lists(tmp_path, now=NOW)

    slip = {row["full_name"]: row for row in rows_of(tmp_path / SESSION / "change-slip-v2.csv")}
    assert set(slip) == {"Binod", "Asha Kumari"}
    assert slip["Asha Kumari"]["change"].startswith("Removed")
    assert (slip["Asha Kumari"]["why"], slip["Asha Kumari"]["by"]) == ("transferred to Gaya", "officer")
    assert slip["Binod"]["why"] == "transfer"
    changes = rows_of(tmp_path / "districts/patna/change-register.csv")
    said = {(row["full_name"], row["version"], row["why"], row["by"]) for row in changes}
    assert said == {
        ("Asha Kumari", "2", "transferred to Gaya", "officer"),
        ("Binod", "2", "transfer", "planner"),
    }
    assert "Binod" in (tmp_path / SESSION / "due-list.csv").read_text()
    assert not verify_lists(tmp_path).faults


def test_a_run_killed_between_documents_goes_on_to_the_same_tree(tmp_path: Path) -> None:
    publishing.published_state(people=3, codes=("S1", "S2", "S3"))
    write_lists(tmp_path / "whole", now=NOW)

    class Killed(BaseException):
        pass

    def kill(done: int, total: int) -> None:
        if done >= 2:
            raise Killed

    with pytest.raises(Killed):
        write_lists(tmp_path / "killed", now=NOW, progress=kill, scope=None)
    with (tmp_path / "killed" / "manifest.journal").open("a") as journal:
        journal.write('[{"path": "cut sho')
    (tmp_path / "killed" / SESSION / ".due-list.pdf.99.part").write_bytes(b"half")
    again = write_lists(tmp_path / "killed", now=NOW)

    assert again.unchanged >= 1
    assert tree(tmp_path / "killed") == tree(tmp_path / "whole")


def test_a_full_disk_is_a_plain_sentence_and_the_next_run_goes_on(tmp_path: Path, monkeypatch) -> None:
    publishing.published_state(people=2)
    real, calls = os.fsync, []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ListsNotWritten, match=r"is full\. Make room"):
        write_lists(tmp_path, now=NOW)
    monkeypatch.setattr(os, "fsync", real)

    write_lists(tmp_path, now=NOW)

    assert not verify_lists(tmp_path).faults
    assert not list(tmp_path.rglob("*.part"))


def test_two_runs_never_write_to_one_folder_at_once(tmp_path: Path) -> None:
    publishing.published_state(people=1)

    def second(done: int, total: int) -> None:
        with pytest.raises(ListsBusy):
            write_lists(tmp_path, now=NOW)
        seen.append(done)

    seen: list[int] = []
    write_lists(tmp_path, now=NOW, progress=second)

    assert seen


def test_a_session_whose_code_is_a_path_stays_inside_the_folder(tmp_path: Path) -> None:
    publishing.published_state(people=1, codes=("../../../evil",))

    write_lists(tmp_path / "out", now=NOW)

    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    assert not verify_lists(tmp_path / "out").faults


def test_the_facility_list_says_who_goes_when_and_who_does_not_and_why(tmp_path: Path) -> None:
    publishing.published_state(people=2)

    write_lists(tmp_path, now=NOW)

    rows = rows_of(tmp_path / "facilities/patna/BR-PAT-PHC1/facility-list.csv")
    assert [row["arrival"] for row in rows] == ["09:00", "09:00", ""]
    assert rows[0]["day"].startswith("Friday 16 January 2026")
    assert rows[2]["full_name"] == "Chitra"
    assert rows[2]["why"].startswith("Every session in reach is full")


def test_registers_add_up_from_block_to_state(tmp_path: Path) -> None:
    publishing.published_state(people=3)

    write_lists(tmp_path, now=NOW)

    registers = (
        rows_of(tmp_path / "blocks/patna/phulwari/block-register.csv"),
        rows_of(tmp_path / "districts/patna/district-register.csv"),
        rows_of(tmp_path / "state/state-register.csv"),
    )
    for register in registers:
        total = register[-1]
        assert (total["people"], total["placed"], total["unplaced"], total["expected"]) == (
            "4",
            "3",
            "1",
            "7",
        )
        assert total["main_reason"].startswith("Sessions full")


def test_pages_lead_from_the_date_to_every_list_without_script(tmp_path: Path) -> None:
    publishing.published_state(people=1)

    write_lists(tmp_path, now=NOW)

    top, date, district, session = (
        (tmp_path / folder / "index.html").read_text()
        for folder in ("", "2026-01-16", "2026-01-16/patna", SESSION)
    )
    assert 'href="2026-01-16/index.html"' in top
    assert 'href="patna/index.html"' in date
    assert 'href="S1/due-list.pdf"' in district  # one press away, for who is in a hurry
    assert 'href="S1/index.html"' in district
    assert "प्राथमिक स्वास्थ्य केन्द्र फुलवारी" in district
    files = {path.name for path in (tmp_path / SESSION).iterdir()} - set(OF_ALL)
    assert {name for name in files if f'href="{name}"' not in session} == set()
    assert 'href="../../../index.html"' in session
    assert "<script" not in top + date + district + session


@pytest.mark.parametrize("sessions", [1, 3])
def test_more_sessions_take_no_more_statements(
    tmp_path: Path, sessions: int, django_assert_num_queries
) -> None:
    publishing.published_state(people=2, codes=[f"S{number}" for number in range(sessions)])
    write_lists(tmp_path, now=NOW)

    # newest lists and their rows twice (gate, verifier), slips, calls, who stands by, who was told, lists
    # ahead and their directions, facilities twice, their staff, who is away, counts thrice, sessions,
    # changes, and the record of copies; unsigned versions, keys, newest copies, counters, the manifest's row
    with django_assert_num_queries(24):
        write_lists(tmp_path, now=NOW)


def test_two_blocks_spelt_alike_keep_a_register_each(tmp_path: Path) -> None:
    here = publishing.published_state(people=1)
    district = District.objects.get(code=publishing.PATNA)
    for code, name in ((2031, "Sadar"), (2032, "SADAR")):
        block = Block.objects.create(code=code, district=district, name=name)
        values = {"name": f"HSC {name}", "sms_name": "HSC", "coordinates_from": "nowhere"}
        Facility.objects.create(code=f"F{code}", district_code=district.code, block=block, **values)
    assert here.facility.block_id == 2030

    write_lists(tmp_path, now=NOW)

    folder = tmp_path / "blocks/patna"
    names = {rows_of(folder / name / "block-register.csv")[0]["name"] for name in ("sadar", "sadar-2")}
    assert names == {"HSC Sadar", "HSC SADAR"}
    assert write_lists(tmp_path, now=NOW).written == 0


def test_a_worker_killed_from_outside_is_a_plain_sentence(tmp_path: Path, monkeypatch) -> None:
    publishing.published_state(people=2)
    monkeypatch.setattr(writing, "FEW", 0)
    monkeypatch.setattr(workers, "write_document", _die)

    with pytest.raises(ListsNotWritten, match="was stopped from outside"):
        write_lists(tmp_path, now=NOW)


def _die(*_arguments: object) -> None:
    os._exit(9)
