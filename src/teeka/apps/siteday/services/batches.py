"""Says until when a batch may be given. One statement; doses that were recorded before are not touched."""

from datetime import date, datetime

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.planning.models import Vaccine
from teeka.apps.siteday.models import Batch
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.rules.site_day import batch_number
from teeka.rules.visit_lines import LONGEST_BATCH

NO_SUCH_VACCINE = (
    "No session is planned with this vaccine. Compare its name with the sessions.",
    "इस टीके का कोई सत्र नहीं है। सत्रों से नाम मिलाएँ।",
)
NOT_A_BATCH = (
    "A batch has 1 to 40 signs. Compare it with the vial.",
    "बैच में 1 से 40 अक्षर होते हैं। शीशी से मिलाएँ।",
)


def set_expiry(vaccine: str, number: str, expires_on: date, *, by: str, now: datetime) -> Batch:
    """The last day on which this batch may be given. Raises RecordRefused."""
    kept = batch_number(number)
    if not 1 <= len(kept) <= LONGEST_BATCH:
        raise RecordRefused(NOT_A_BATCH)
    if not Vaccine.objects.filter(code=vaccine).exists():
        raise RecordRefused(NO_SUCH_VACCINE)
    with transaction.atomic():
        batch, _ = Batch.objects.update_or_create(
            vaccine_id=vaccine, number=kept, defaults={"expires_on": expires_on}
        )
        record_event(
            action="batch.expiry_set", subject_type="batch", subject_id=batch.pk, by=by, now=now,
            detail={"expires_on": expires_on.isoformat()},
        )  # fmt: skip
    return batch
