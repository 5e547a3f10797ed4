"""Imports one file: all of it or nothing, and every row with exactly one fate.

Locks: one advisory lock a kind, held to the end of the transaction, so that the same roster uploaded
twice at the same moment is stored once and found unchanged the second time. A dry run is the same
transaction, rolled back.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from teeka.apps.intake.models import Upload
from teeka.apps.intake.outcome import FATES, PROBLEMS_SHOWN, Outcome, Problem
from teeka.apps.intake.services.fates import ROW_FATE, held_facts, keep_fates, rejected_rows
from teeka.apps.intake.services.takers import Checked, Taker
from teeka.apps.places.staging import append, clear
from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.table import IncomingTable, UploadRefused
from teeka.rules.row_checks.reasons import HeldFor, RowProblem, held_sentence, problem_sentence

LOCK_SPACE = 7_010  # pg_advisory_xact_lock(LOCK_SPACE, kind)
LOCK_OF_KIND = {"facilities": 1, "roster": 2, "sessions": 3}
# " (1)", " - Copy": what a browser or a desktop adds to the same file.
_COPY_MARK = re.compile(r"(?:\s*\(\d{1,2}\)|\s*-\s*copy(?:\s*\(\d{1,2}\))?)$", re.IGNORECASE)

Rejected = Callable[[IncomingTable, Checked], None]


def import_file(
    taker: Taker,
    path: Path,
    *,
    by: str,
    now: datetime,
    file_name: str = "",
    is_dry_run: bool = False,
    district_code: int = 0,
    upload_id: int | None = None,
    being_read: Future[IncomingTable] | None = None,
    on_rejected: Rejected | None = None,
) -> Outcome:
    """Read, check and store one file. A refusal is an outcome too: nothing of the file is stored then.

    upload_id: a row that a page has already made for the stored file; else one is made here.
    being_read: the file's table, where somebody has begun to read it; else it is read here.
    on_rejected: given the table as it was read, while the uploaded file is still at hand.
    """
    name = (file_name or path.name).encode(errors="replace").decode()  # names can hold bytes that are no text
    try:
        table = being_read.result() if being_read else read_upload(path, taker.kind, file_name=name)
    except UploadRefused as refused:
        if not is_dry_run:
            _keep_refusal(
                taker, name, refused, by=by, now=now, district_code=district_code, upload_id=upload_id
            )
        return Outcome(name, refused=refused.sentence(), refused_hi=refused.sentence("hi"))
    checked = taker.check(table, now)
    with transaction.atomic():
        upload = _upload_row(
            taker, name, _sha256(path), by=by, now=now, district_code=district_code, upload_id=upload_id
        )
        outcome = _store(taker, table, checked, upload, now)
        transaction.set_rollback(is_dry_run)
    if on_rejected is not None:
        on_rejected(table, checked)
    return outcome


def _store(taker: Taker, table: IncomingTable, checked: Checked, upload: Upload, now: datetime) -> Outcome:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, LOCK_OF_KIND[taker.kind]])
        clear(cursor, "row_fate")
        cursor.execute(ROW_FATE)
        if checked.clean.height:
            taker.store(checked.clean, upload_id=upload.pk, same_file=_same_file(upload), now=now)
        rejected = rejected_rows(table, checked.problems, upload.district_code)
        append(cursor, "row_fate", rejected)
        held = held_facts(cursor, PROBLEMS_SHOWN)
        counts = keep_fates(cursor, upload.pk)
    rows = table.cells.height
    if sum(counts.values()) != rows:
        raise RuntimeError(f"fates {counts} do not add up to {rows} rows")
    upload.state, upload.row_count, upload.committed_at = Upload.State.COMMITTED, rows, now
    upload.save(update_fields=["state", "row_count", "committed_at"])
    return Outcome(
        file=upload.file_name,
        upload_id=upload.pk,
        rows=rows,
        counts={fate: counts.get(fate, 0) for fate in FATES},
        problems=_first_problems(table, checked, held),
        ignored_columns=table.ignored,
    )


def _first_problems(
    table: IncomingTable, checked: Checked, held: Sequence[tuple[int, str, dict[str, Any]]]
) -> tuple[Problem, ...]:
    found = []
    for row, column, reason in checked.problems.head(PROBLEMS_SHOWN).iter_rows():
        header, why = table.header_of(column), RowProblem(reason)
        sentences = (problem_sentence(why, row=row, header=header, language=lang) for lang in ("en", "hi"))
        found.append(Problem(row, header, reason, *sentences))
    for row, reason, facts in held:
        words = (held_sentence(HeldFor(reason), row=row, facts=facts, language=lang) for lang in ("en", "hi"))
        found.append(Problem(row, "", reason, *words))
    return tuple(sorted(found, key=lambda p: p.row)[:PROBLEMS_SHOWN])


def _upload_row(
    taker: Taker, name: str, sha256: str, *, by: str, now: datetime, district_code: int, upload_id: int | None
) -> Upload:
    if upload_id is not None:
        upload = Upload.objects.select_for_update().get(pk=upload_id)
        upload.sha256 = sha256
        upload.save(update_fields=["sha256"])
        return upload
    return Upload.objects.create(
        kind=taker.kind.value,
        state=Upload.State.RECEIVED,
        file_name=name,
        sha256=sha256,
        district_code=district_code,
        uploaded_by=by,
        received_at=now,
    )


def _keep_refusal(
    taker: Taker,
    name: str,
    refused: UploadRefused,
    *,
    by: str,
    now: datetime,
    district_code: int,
    upload_id: int | None,
) -> None:
    upload = _upload_row(taker, name, "", by=by, now=now, district_code=district_code, upload_id=upload_id)
    upload.state, upload.refused_because = Upload.State.REFUSED, refused.sentence()
    upload.save(update_fields=["state", "refused_because"])


def _same_file(upload: Upload) -> list[int]:
    """Earlier uploads of the same file by its name, and this one: they may correct what they stated."""
    earlier = Upload.objects.filter(kind=upload.kind, state=Upload.State.COMMITTED)
    name = _plain_name(upload.file_name)
    ids = [pk for pk, other in earlier.values_list("pk", "file_name") if _plain_name(other) == name]
    return [*ids, upload.pk]


def _plain_name(file_name: str) -> str:
    return _COPY_MARK.sub("", Path(file_name).stem).strip().casefold()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
