"""How fast a roster comes in, against a plain COPY of the same rows into the same tables, in one run.

Needs a database that holds the facilities' districts and no people; leaves the people of the roster in it.
"""

import csv
import random
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from teeka.apps.places.queries import district_names
from teeka.apps.planning.services.uploads import import_uploads
from teeka.config.database import DatabaseRole, target

TABLES = ("people_posting", "people_beneficiary", "intake_uploadrow")
HEADER = (
    "name", "name_hi", "gender", "birth_year", "mobile", "photo_id_type", "photo_id_number", "category",
    "designation", "posting", "posting_district", "home_address", "home_pincode", "employee_id",
    "is_vaccinator", "language",
)  # fmt: skip
FIRST = ["Asha", "Binod", "Chitra", "Dev", "Sunita", "Ramesh", "Anita", "Rakesh", "Pooja", "Shabnam", "Vikas"]
LAST = ["Devi", "Kumar", "Singh", "Yadav", "Prasad", "Khatoon", "Paswan", "Jha", "Mishra"]
HINDI = ["आशा देवी", "बिनोद कुमार", "चित्रा सिंह", "देव प्रसाद"]
CATEGORIES = [
    "Medical Officer",
    "Nurses",
    "Frontline Health Workers",
    "Support Staff",
    "Paramedical",
    "Students",
]


def write_roster(path: Path, people: int, *, seed: int = 1) -> None:
    """A seeded roster with 4,000 postings in the districts of the home state."""
    chance = random.Random(seed)
    districts = [district.name for district in district_names().values()]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(people):
            place = number % 4000
            name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {number % 9973}"
            writer.writerow([
                name, chance.choice(HINDI), chance.choice("MF"), chance.randint(1961, 2000),
                chance.randint(6_000_000_000, 9_999_999_990), 1, chance.randint(10**11, 10**12 - 1),
                chance.choice(CATEGORIES), "Staff", f"PHC Village {place}", districts[place % len(districts)],
                f"Ward {number % 40}, near the school", "800001", f"E{number}" if number % 3 else "",
                chance.choice("YN"), "hi",
            ])  # fmt: skip


def measure_import(roster: Path, *, now: datetime) -> dict[str, Any]:
    """Seconds of the import, of an identical re-upload, and of a plain COPY of what the import wrote."""
    started = time.perf_counter()
    outcome = next(import_uploads("roster", [roster], by="bench", now=now))
    import_seconds = time.perf_counter() - started
    if outcome.refused:
        raise ValueError(outcome.refused)
    with psycopg.connect(**target(DatabaseRole.OWNER).for_psycopg()) as owner:
        copy_seconds = _copy_seconds(owner)
        _settle(owner)
    started = time.perf_counter()
    again = next(import_uploads("roster", [roster], by="bench", now=now))
    again_seconds = time.perf_counter() - started
    return {
        "people": outcome.rows,
        "import_seconds": round(import_seconds, 2),
        "rows_per_second": round(outcome.rows / import_seconds),
        "plain_copy_seconds": round(copy_seconds, 2),
        "share_of_plain_copy": round(copy_seconds / import_seconds, 3),
        "same_file_again_seconds": round(again_seconds, 2),
        "same_file_again_unchanged": again.counts["unchanged"],
    }


def _settle(owner: psycopg.Connection) -> None:
    """A file that comes again finds tables cleaned and counted, not such as COPY has just filled."""
    owner.autocommit = True
    for table in TABLES:
        owner.execute(f"VACUUM (ANALYZE) {table}")


def _copy_seconds(owner: psycopg.Connection) -> float:
    """Empty the tables and COPY the very same rows back as their owner: text from memory, same indexes."""
    cursor = owner.cursor()
    written = {}
    for table in TABLES:
        with cursor.copy(f"COPY {table} TO STDOUT") as copy:
            written[table] = [bytes(piece) for piece in copy]
    cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
    owner.commit()
    started = time.perf_counter()
    for table in TABLES:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for start in range(0, len(written[table]), 1000):
                copy.write(b"".join(written[table][start : start + 1000]))
    owner.commit()
    return time.perf_counter() - started
