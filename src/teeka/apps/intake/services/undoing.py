"""Takes a whole import back, as long as nothing depends on it.

Locks: the kind's advisory lock, then the upload's row. Either all of the import is undone or none of it:
the database's own foreign keys say whether anything still refers to what would go.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, connection, transaction

from teeka.apps.intake.models import Upload
from teeka.apps.intake.services.importing import LOCK_OF_KIND, LOCK_SPACE
from teeka.apps.intake.services.takers import Taker
from teeka.apps.places.staging import clear
from teeka.formats.incoming.table import Kind


class UndoRefusal(StrEnum):
    NO_SUCH_UPLOAD = "no_such_upload"
    NOT_COMMITTED = "not_committed"
    CHANGED_SINCE = "changed_since"
    IN_USE = "in_use"
    OF_OTHERS = "of_others"


UNDO_REFUSAL_WORDS: dict[UndoRefusal, tuple[str, str]] = {
    UndoRefusal.NO_SUCH_UPLOAD: ("There is no import {upload}.", "आयात {upload} नहीं है।"),
    UndoRefusal.NOT_COMMITTED: (
        "Import {upload} stored nothing or is undone already.",
        "आयात {upload} ने कुछ नहीं सहेजा, या वह पहले ही वापस लिया जा चुका है।",
    ),
    UndoRefusal.CHANGED_SINCE: (
        "Import {upload} cannot be undone: {count} of its rows were changed by a later import, said by "
        "somebody to be one person's, or already give somebody a seat. Undo what came later first.",
        "आयात {upload} वापस नहीं लिया जा सकता: उसकी {count} पंक्तियाँ बाद के आयात से बदलीं, "
        "किसी ने उन्हें एक ही व्यक्ति की बताया, या किसी को सीट दे चुकी हैं। पहले बाद वाला काम वापस लें।",
    ),
    UndoRefusal.IN_USE: (
        "Import {upload} cannot be undone: other records ({table}) already depend on its rows.",
        "आयात {upload} वापस नहीं लिया जा सकता: दूसरे अभिलेख ({table}) उसकी पंक्तियों पर टिके हैं।",
    ),
    UndoRefusal.OF_OTHERS: (
        "Import {upload} holds rows of districts that you do not see. Ask the state's officer to undo it.",
        "आयात {upload} में ऐसे ज़िलों की पंक्तियाँ हैं जो आपको नहीं दिखतीं। राज्य के अधिकारी से इसे वापस लेने को कहें।",
    ),
}
SEEN = "SELECT count(*) FROM intake_uploadrow WHERE upload_id = %s"
GATHER = """
    CREATE TEMP TABLE undo_row ON COMMIT DROP AS
    SELECT subject_id, fate, before FROM intake_uploadrow
    WHERE upload_id = %s AND fate IN ('created', 'updated')
"""


class UndoRefused(Exception):
    def __init__(self, refusal: UndoRefusal, **facts: str | int) -> None:
        super().__init__(refusal.value)
        self.refusal, self.facts = refusal, facts

    def sentence(self, language: str = "en") -> str:
        return UNDO_REFUSAL_WORDS[self.refusal][1 if language == "hi" else 0].format(**self.facts)


def undo_upload(takers: Mapping[str, Taker], upload_id: int, *, by: str, now: datetime) -> int:
    """Remove what the upload created, put back what it changed; returns how many rows. Raises UndoRefused."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise UndoRefused(UndoRefusal.NO_SUCH_UPLOAD, upload=upload_id)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, LOCK_OF_KIND[upload.kind]])
            upload = Upload.objects.select_for_update().get(pk=upload_id)
            if upload.state != Upload.State.COMMITTED:
                raise UndoRefused(UndoRefusal.NOT_COMMITTED, upload=upload_id)
            cursor.execute(SEEN, [upload_id])
            if cursor.fetchone()[0] != upload.row_count:  # row security keeps the rest from this reader
                raise UndoRefused(UndoRefusal.OF_OTHERS, upload=upload_id)
            clear(cursor, "undo_row")
            cursor.execute(GATHER, [upload_id])
            undone = int(cursor.rowcount)
            if changed := takers[Kind(upload.kind)].undo(upload_id, now=now):
                raise UndoRefused(UndoRefusal.CHANGED_SINCE, upload=upload_id, count=changed)
            upload.state, upload.undone_at, upload.undone_by = Upload.State.UNDONE, now, by
            upload.save(update_fields=["state", "undone_at", "undone_by"])
            return undone
    except IntegrityError as error:
        table = getattr(getattr(error.__cause__, "diag", None), "table_name", "") or "?"
        raise UndoRefused(UndoRefusal.IN_USE, upload=upload_id, table=table) from error
