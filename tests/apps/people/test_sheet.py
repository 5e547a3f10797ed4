"""A sheet of posting texts comes back from an office: each row ends with a fate and a sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from teeka.apps.accounts.row_security import scope
from teeka.apps.people.models import Posting
from teeka.apps.people.services import sheet as sheet_service
from teeka.apps.people.services.postings import resolve_all
from teeka.apps.people.services.settling import settle_posting
from teeka.apps.people.services.sheet import decide_sheet
from teeka.apps.people.services.sheet_outcome import SheetOutcome
from teeka.apps.places.models import DistrictSpelling, Facility
from teeka.apps.readiness.queries.posting_sheet import posting_sheet
from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.table import Kind, UploadRefused
from teeka.formats.outgoing.csv import write_csv
from teeka.formats.outgoing.xlsx import write_xlsx
from teeka.rules.districts import fold_place
from teeka.rules.permissions import Jurisdiction
from tests.apps.people.world import BHOJPUR, NOW, PATNA, person, posting, registry
from tests.conftest import web_role

pytestmark = pytest.mark.django_db
BOTH = Jurisdiction(frozenset({PATNA, BHOJPUR}))
CAMP, SADAR = "Old camp by the river", "Sadar Hospitl Aara"
Fill = Callable[[Any], None]


@pytest.fixture(autouse=True)
def facilities():
    made = registry()
    DistrictSpelling.objects.create(district_id=PATNA, folded=fold_place("Patna"))
    person("Asha Kumari", posting(CAMP))
    person("Chitra Devi", posting("old camp BY the river"))
    person("Dev Paswan", posting(SADAR))
    resolve_all(now=NOW)
    return made


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    """The sheet as an office downloads it: the first row is the camp of two people, the second the Sadar."""
    path = tmp_path / "texts.xlsx"
    path.write_bytes(write_xlsx(posting_sheet(BOTH, now=NOW)))
    return path


def column(sheet: Any, key: str) -> int:
    names = [str(cell.value).split("\n")[0].lower().replace(" ", "_") for cell in sheet[1]]
    return names.index(key) + 1


def filled(path: Path, **by_row: dict[str, object]) -> Path:
    """Write into cells of rows (row_1 is the first below the header), as an office would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for name, cells in by_row.items():
        for key, value in cells.items():
            sheet.cell(int(name.removeprefix("row_")) + 1, column(sheet, key)).value = value
    book.save(path)
    return path


def decide(path: Path) -> SheetOutcome:
    return decide_sheet(read_upload(path, Kind.DECISIONS), by="rekha", now=NOW)


def fates(outcome: SheetOutcome) -> list[str]:
    assert sum(outcome.counts.values()) == len(outcome.rows)
    return [row.fate.value for row in outcome.rows]


def settled_on(text: str) -> str:
    where = Posting.objects.get(text=text)
    return where.facility.code if where.facility else ""


def test_an_office_decides_in_the_sheet_and_everybody_with_the_text_is_settled(taken: Path) -> None:
    outcome = decide(filled(taken, row_1={"decision": "f2"}, row_2={"decision": 1}))

    assert fates(outcome) == ["settled", "settled"]
    assert (outcome.texts, outcome.people, outcome.needs_a_person) == (3, 3, False)
    assert [settled_on(text) for text in (CAMP, "old camp BY the river", SADAR)] == ["F2", "F2", "F3"]
    assert outcome.rows[0].text == f"Row 1: “{CAMP}” is settled: APHC Lari (F2). People: 2."
    assert outcome.rows[0].text_hi.startswith("पंक्ति 1: ")


def test_the_same_sheet_again_changes_nothing_and_says_so(taken: Path) -> None:
    decide(filled(taken, row_1={"decision": "F2"}))
    outcome = decide(taken)

    assert fates(outcome) == ["already_settled", "left_open"]
    assert "is settled already: APHC Lari (F2)" in outcome.rows[0].text
    assert "'Decision निर्णय' is empty, so the text stays open." in outcome.rows[1].text


def test_rows_may_be_reordered(taken: Path) -> None:
    book = openpyxl.load_workbook(filled(taken, row_1={"decision": "F2"}))
    sheet = book.worksheets[0]
    first, second = ([cell.value for cell in sheet[row]] for row in (2, 3))
    for place, (above, below) in enumerate(zip(second, first, strict=True), start=1):
        sheet.cell(2, place).value, sheet.cell(3, place).value = above, below
    book.save(taken)

    assert fates(decide(taken)) == ["left_open", "settled"]
    assert settled_on(CAMP) == "F2"


def test_columns_and_rows_may_be_hidden_or_filtered_and_count_all_the_same(taken: Path) -> None:
    book = openpyxl.load_workbook(filled(taken, row_2={"decision": "1"}))
    sheet = book.worksheets[0]
    for letter in ("A", "C", "F"):
        sheet.column_dimensions[letter].hidden = True
    sheet.row_dimensions[3].hidden = True
    book.save(taken)

    assert fates(decide(taken)) == ["left_open", "settled"]
    assert settled_on(SADAR) == "F3"


def test_a_column_that_was_deleted_is_named_and_nothing_is_stored(taken: Path) -> None:
    book = openpyxl.load_workbook(filled(taken, row_1={"decision": "F2"}))
    sheet = book.worksheets[0]
    sheet.delete_cols(column(sheet, "decision"))
    book.save(taken)

    with pytest.raises(UploadRefused) as refused:
        decide(taken)
    assert "lacks: decision" in refused.value.sentence()


def test_a_row_added_by_hand_is_found_by_its_words_and_district(taken: Path) -> None:
    by_hand = {"posting": "OLD CAMP by the river", "district": "Patna", "decision": "F2"}
    unheard = {"posting": "a place nobody wrote", "district": "Patna", "decision": "F2"}
    outcome = decide(filled(taken, row_3=by_hand, row_4=unheard))

    assert fates(outcome) == ["left_open", "left_open", "settled", "not_found"]
    assert "'Posting पदस्थापन' names no text of your area" in outcome.rows[3].text


def test_yesterdays_sheet_means_the_candidates_that_it_names_itself(taken: Path, facilities) -> None:
    filled(taken, row_2={"decision": 1})
    Posting.objects.filter(text=SADAR).update(candidates=[facilities["F1"].pk])

    assert fates(decide(taken)) == ["left_open", "settled"]
    assert settled_on(SADAR) == "F3"


def test_yesterdays_sheet_does_not_overrule_what_was_settled_since(taken: Path, facilities) -> None:
    filled(taken, row_1={"decision": "F1"})
    settle_posting(
        posting_id=Posting.objects.get(text=CAMP).pk, facility_id=facilities["F2"].pk, by="meena", now=NOW
    )

    assert fates(decide(taken)) == ["already_settled", "left_open"]
    assert settled_on(CAMP) == "F2"


def test_a_number_with_other_words_is_stale(taken: Path) -> None:
    outcome = decide(filled(taken, row_1={"decision": "F2", "posting": "Another text"}))

    assert fates(outcome) == ["stale", "left_open"]
    assert settled_on(CAMP) == ""


@pytest.mark.parametrize(
    ("said", "fate", "sentence"),
    [
        ("F9", "unknown_code", "means the code “F9”, and no open facility of your area has it"),
        ("1/2", "unreadable", "says “1/2”, which is no decision. Write 1, 2 or 3"),
        ("7", "unreadable", "says “7”, which is no decision"),
        ("NEW", "new_refused", "says NEW, but the facility cannot be made. Write the facility's name."),
        ("=1+0", "bad_cell", "holds a formula and not its result"),
        ("x" * 2001, "bad_cell", "holds more than 2,000 characters"),
    ],
)
def test_each_thing_that_goes_wrong_has_its_sentence(
    said: str, fate: str, sentence: str, taken: Path
) -> None:
    outcome = decide(filled(taken, row_1={"decision": said}, row_2={"decision": "1"}))

    assert fates(outcome) == [fate, "settled"]  # one bad row keeps no other back
    assert outcome.rows[0].text.startswith("Row 1: 'Decision निर्णय'")
    assert sentence in outcome.rows[0].text
    assert outcome.rows[0].text_hi.startswith("पंक्ति 1: 'Decision निर्णय'")
    assert outcome.needs_a_person
    assert settled_on(CAMP) == ""


def test_rows_that_contradict_each_other_are_both_left(taken: Path) -> None:
    twin = {"posting": CAMP, "district": "Patna", "decision": "F1"}
    outcome = decide(filled(taken, row_1={"decision": "F2"}, row_3=twin))

    assert fates(outcome) == ["decided_twice", "left_open", "decided_twice"]
    assert "in row 3 decide the same text differently" in outcome.rows[0].text


def test_new_makes_the_facility_that_the_row_describes(taken: Path) -> None:
    new = {
        "decision": "new", "new_name": "PHC Nawada", "new_type": "PHC", "new_block": "Barh",
        "new_pin_code": 800001,
    }  # fmt: skip
    assert fates(decide(filled(taken, row_1=new))) == ["settled", "left_open"]

    made = Facility.objects.get(proposed_by="rekha")
    assert settled_on(CAMP) == made.code == f"P{PATNA}-0001"
    assert (made.name, made.block_name, made.pin_code) == ("PHC Nawada", "Barh", "800001")


def test_a_sheet_that_dies_on_the_way_stores_nothing(taken: Path, monkeypatch) -> None:
    def die(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    new = {"decision": "NEW", "new_name": "PHC Nawada", "new_type": "PHC", "new_pin_code": "800001"}
    filled(taken, row_1={"decision": "F2"}, row_2=new)
    monkeypatch.setattr(sheet_service, "store_choices", die)

    with pytest.raises(RuntimeError):
        decide(taken)
    assert not Facility.objects.exclude(proposed_by="").exists()
    assert settled_on(CAMP) == ""


def test_an_officer_decides_only_on_texts_of_the_own_district(taken: Path) -> None:
    filled(taken, row_1={"decision": "F3"}, row_2={"decision": "F3"})

    with web_role(), scope({BHOJPUR, 0}):
        elsewhere = decide(taken)
    with web_role(), scope({PATNA, 0}):
        without_rights_there = decide(taken)

    assert fates(elsewhere) == ["not_found", "not_found"]
    assert fates(without_rights_there) == ["unknown_code", "unknown_code"]
    assert not Posting.objects.filter(decision="accept").exists()


def test_the_csv_comes_back_too_and_holds_no_live_formula(tmp_path: Path) -> None:
    person("Eve Devi", posting("=cmd|' /C calc'!A0"))
    path = tmp_path / "texts.csv"
    path.write_bytes(write_csv(posting_sheet(BOTH, now=NOW)))
    lines = path.read_text("utf-8-sig").splitlines()
    assert not any(cell.startswith(("=", "+", "@")) for line in lines for cell in line.split('"'))
    at = lines[0].replace('"', "").split(",").index("decision")
    assert at == len(lines[0].split(",")) - 5
    # The last five cells are empty: the decision and what a new facility needs.
    path.write_text("\n".join([lines[0], *(line[: -len(',"","","","",""')] + ',"F2"' for line in lines[1:])]))

    assert fates(decide(path)) == ["settled"] * 3


def test_a_sheet_costs_as_many_statements_for_many_texts_as_for_few_but_the_trail(
    taken: Path, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        person("Dev Paswan", posting(f"{SADAR} {number}"))
    resolve_all(now=NOW)
    taken.write_bytes(write_xlsx(posting_sheet(BOTH, now=NOW)))
    book = openpyxl.load_workbook(taken)
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column(sheet, "decision")).value = "F3"
    book.save(taken)

    # An event of the trail is a savepoint, a lock, a row and its release; an alias that ends, one more.
    with django_assert_max_num_queries(20 + 5 * 32):
        assert set(fates(decide(taken))) == {"settled"}
