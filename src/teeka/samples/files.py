"""Writes a sample's rosters as offices send them: by district and by large facility, CSV and XLSX."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter

from teeka.samples.dirt import Dirt, as_words
from teeka.samples.facilities import Facility
from teeka.samples.places import DistrictPlaces
from teeka.samples.rosters import Rows

MADE_AT = datetime(2021, 1, 1, tzinfo=UTC)
LARGE = 150  # people of a facility that sends its own roster
OWN_ROSTERS_A_DISTRICT, OWN_ROSTERS = 3, 12
XLSX_ROWS, XLSX_ROWS_IN_ALL = 1_500, 6_000
HINDI_HEADERS = {
    "name": "नाम", "name_hi": "हिंदी नाम", "gender": "लिंग", "birth_year": "जन्म वर्ष",
    "date_of_birth": "जन्म तिथि", "mobile": "मोबाइल नंबर", "alt_mobile": "वैकल्पिक मोबाइल",
    "photo_id_type": "पहचान पत्र का प्रकार",
    "photo_id_number": "पहचान पत्र संख्या", "category": "श्रेणी", "designation": "पदनाम",
    "posting": "पदस्थापन स्थल", "posting_facility_code": "संस्थान कोड", "posting_district": "पदस्थापन जिला",
    "home_address": "घर का पता",
    "home_pincode": "घर का पिन कोड", "employee_id": "कर्मचारी आईडी",
    "is_vaccinator": "टीकाकार", "language": "भाषा",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RosterFile:
    name: str
    rows: np.ndarray  # indices into Rows, in the file's order
    is_xlsx: bool
    number: int


def share_out(
    rows: Rows, facilities: list[Facility], districts: list[DistrictPlaces], seed: int
) -> list[RosterFile]:
    """Which rows stand in which file. Second registrations come through the district's roster."""
    rng = np.random.default_rng([seed, 71])
    home = np.array([f.home for f in facilities])
    staff = np.bincount(rows.facility, minlength=len(facilities))
    sender = _senders(facilities, home, staff)  # facility -> its own roster's number, or -1
    second = (rows.dirt & int(Dirt.DUPLICATE)) > 0
    own = np.where(second, -1, sender[rows.facility])
    group = np.where(own >= 0, len(districts) + own, home[rows.facility])
    order = np.lexsort((rng.random(len(group)), rows.facility, group))
    edges = np.flatnonzero(np.diff(group[order])) + 1
    files: list[RosterFile] = []
    left = XLSX_ROWS_IN_ALL
    for number, mine in enumerate(np.split(order, edges)):
        of = int(group[mine[0]])
        is_xlsx = of >= len(districts) and len(mine) <= min(XLSX_ROWS, left)
        left -= len(mine) if is_xlsx else 0
        label = (
            _label(districts[of].post_name) if of < len(districts) else _sender_label(rows, mine, facilities)
        )
        files.append(RosterFile(f"roster-{label}.{'xlsx' if is_xlsx else 'csv'}", mine, is_xlsx, number))
    return files


def _senders(facilities: list[Facility], home: np.ndarray, staff: np.ndarray) -> np.ndarray:
    sender = np.full(len(facilities), -1, dtype=np.int64)
    next_number = 0
    for district in range(int(home.max()) + 1):
        mine = np.flatnonzero((home == district) & (staff >= LARGE))
        kinds = [n for n in mine.tolist() if facilities[n].type in {"MCH", "DH", "SDH", "HOSP"}]
        for facility in sorted(kinds, key=lambda n: -staff[n])[:OWN_ROSTERS_A_DISTRICT]:
            if next_number < OWN_ROSTERS:
                sender[facility] = next_number
                next_number += 1
    return sender


def _label(text: str) -> str:
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in text.lower()).split())


def _sender_label(rows: Rows, mine: np.ndarray, facilities: list[Facility]) -> str:
    facility = facilities[int(rows.facility[mine[0]])]
    return f"{_label(facility.name)}-{_label(facility.code)}"


def write_rosters(
    folder: Path, rows: Rows, files: list[RosterFile], facilities: list[Facility]
) -> pl.DataFrame:
    """Writes every file; returns the truth: file, row (1 = first below the header), facility_code, person_id,
    dirt, must_be_rejected, one row for each row of each file."""
    codes = pl.Series([f.code for f in facilities])
    truth = []
    for file in files:
        table = _with_one_birth(rows.cells[file.rows], file.number)
        if file.is_xlsx:
            _write_xlsx(folder / file.name, table, in_hindi=file.number % 3 == 0)
        else:
            shown = table.rename(_shown_headers(file.number), strict=False)
            shown.write_csv(folder / file.name, include_bom=file.number % 4 == 1)
        dirt = pl.Series(rows.dirt[file.rows])
        truth.append(
            pl.DataFrame(
                {
                    "file": [file.name] * len(file.rows),
                    "row": np.arange(1, len(file.rows) + 1),
                    "facility_code": codes.gather(rows.facility[file.rows]),
                    "person_id": rows.person[file.rows],
                    "dirt": as_words(dirt),
                    "must_be_rejected": np.where((rows.dirt[file.rows] & int(Dirt.REJECT)) > 0, "Y", "N"),
                }
            )
        )
    return pl.concat(truth)


def _with_one_birth(table: pl.DataFrame, number: int) -> pl.DataFrame:
    """Some files ask for the year, some for the date; some have both columns and one of them filled in."""
    if number % 3 == 0:
        return table.drop("date_of_birth")
    if number % 3 == 1:
        return table.drop("birth_year")
    by_date = pl.int_range(pl.len()) % 5 < 2
    return table.with_columns(
        pl.when(by_date).then(pl.lit("")).otherwise("birth_year").alias("birth_year"),
        pl.when(by_date).then("date_of_birth").otherwise(pl.lit("")).alias("date_of_birth"),
    )


def _shown_headers(number: int) -> dict[str, str]:
    if number % 3 == 1:
        return {name: name.replace("_", " ").title() for name in HINDI_HEADERS}
    return {}


def _write_xlsx(path: Path, table: pl.DataFrame, *, in_hindi: bool) -> None:
    """Mobiles and birth years as numbers where they are plain, as typists leave them; all else as text."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": MADE_AT})  # else the same sample would not be the same bytes
    sheet = book.add_worksheet("Roster")
    sheet.write_row(0, 0, [HINDI_HEADERS[c] if in_hindi else c.upper() for c in table.columns])
    as_number = {n for n, c in enumerate(table.columns) if c in {"mobile", "birth_year", "home_pincode"}}
    for line, cells in enumerate(table.iter_rows(), 1):
        for column, text in enumerate(cells):
            if column in as_number and text.isascii() and text.isdigit():
                sheet.write_number(line, column, int(text))
            elif text:
                sheet.write_string(line, column, text)
    book.close()
