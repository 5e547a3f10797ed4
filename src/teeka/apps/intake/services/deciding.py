"""Lets a person decide on a held row: its details take effect, or it is rejected. The hand leaves a trace.

Locks: the kind's advisory lock, then the row; two people who decide at once: the second finds it decided.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

from teeka.apps.intake.models import Upload, UploadRow
from teeka.apps.intake.services.importing import LOCK_OF_KIND, LOCK_SPACE
from teeka.apps.people.services.roster_undo import apply_held


class DecisionRefusal(StrEnum):
    NO_SUCH_ROW = "no_such_row"
    ALREADY_DECIDED = "already_decided"
    ONLY_ROSTERS = "only_rosters"
    PERSON_IS_GONE = "person_is_gone"


DECISION_REFUSAL_WORDS: dict[DecisionRefusal, tuple[str, str]] = {
    DecisionRefusal.NO_SUCH_ROW: ("There is no such row.", "ऐसी कोई पंक्ति नहीं है।"),
    DecisionRefusal.ALREADY_DECIDED: (
        "Somebody has already decided on this row.",
        "इस पंक्ति पर पहले ही निर्णय हो चुका है।",
    ),
    DecisionRefusal.ONLY_ROSTERS: (
        "A held session takes effect by moving its people first and uploading the plan again.",
        "रुका हुआ सत्र तब लागू होता है जब पहले उसके लोगों को हटाकर योजना फिर अपलोड की जाए।",
    ),
    DecisionRefusal.PERSON_IS_GONE: (
        "The person that this row speaks of was removed since. Upload the row again.",
        "इस पंक्ति का व्यक्ति तब से हटा दिया गया है। पंक्ति फिर से अपलोड करें।",
    ),
}


class DecisionRefused(Exception):
    def __init__(self, refusal: DecisionRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal

    def sentence(self, language: str = "en") -> str:
        return DECISION_REFUSAL_WORDS[self.refusal][1 if language == "hi" else 0]


@transaction.atomic
def accept_held_row(upload_id: int, row_number: int, *, by: str, now: datetime) -> None:
    """The held row's details replace the person's; its fate becomes `updated`. Raises DecisionRefused."""
    row, kind = _locked(upload_id, row_number)
    if kind != Upload.Kind.ROSTER:
        raise DecisionRefused(DecisionRefusal.ONLY_ROSTERS)
    before = None
    if row.subject_id is not None and row.raw is not None:
        before = apply_held(row.raw, beneficiary_id=row.subject_id, upload_id=upload_id, now=now)
    if before is None:
        raise DecisionRefused(DecisionRefusal.PERSON_IS_GONE)
    _decide(upload_id, row_number, UploadRow.Fate.UPDATED, before, by=by, now=now)


@transaction.atomic
def reject_held_row(upload_id: int, row_number: int, *, by: str, now: datetime) -> None:
    """What is known stays as it is; the row's fate becomes `rejected`. Raises DecisionRefused."""
    _locked(upload_id, row_number)
    _decide(upload_id, row_number, UploadRow.Fate.REJECTED, None, by=by, now=now)


def _locked(upload_id: int, row_number: int) -> tuple[UploadRow, str]:
    upload = Upload.objects.filter(pk=upload_id, state=Upload.State.COMMITTED).first()
    if upload is None:
        raise DecisionRefused(DecisionRefusal.NO_SUCH_ROW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, LOCK_OF_KIND[upload.kind]])
    found = UploadRow.objects.select_for_update().filter(upload_id=upload_id, row_number=row_number).first()
    if found is None:
        raise DecisionRefused(DecisionRefusal.NO_SUCH_ROW)
    if found.fate != UploadRow.Fate.HELD:
        raise DecisionRefused(DecisionRefusal.ALREADY_DECIDED)
    return found, upload.kind


def _decide(
    upload_id: int, row_number: int, fate: str, before: dict[str, Any] | None, *, by: str, now: datetime
) -> None:
    UploadRow.objects.filter(upload_id=upload_id, row_number=row_number).update(
        fate=fate, before=before, decided_by=by, decided_at=now
    )
