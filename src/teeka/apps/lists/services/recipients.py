"""Who gets a facility's packs by e-mail, and the password that the officer tells them by telephone."""

import base64
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.lists.models import PackRecipient
from teeka.apps.places.models import Facility
from teeka.shared.email_address import read_email

LETTERS_A_GROUP, GROUPS = 4, 5  # 100 bits, and easy to say


class RecipientRefused(Exception):
    """Nothing was changed; the text says why, in both languages."""


def set_recipient(facility_code: str, email: str, *, by: str, now: datetime) -> None:
    """Packs of this facility's sessions go there from now on; "" ends it. Raises RecipientRefused.

    Another address gets another password. Lock: the recipient's row.
    """
    facility = Facility.objects.filter(code=facility_code).first()
    address = read_email(email)
    if facility is None or (email and not address):
        raise RecipientRefused(
            "There is no such facility, or this is no e-mail address. Nothing was changed.\n"
            "ऐसा कोई संस्थान नहीं है, या यह ई-मेल पता नहीं है। कुछ नहीं बदला गया।"
        )
    with transaction.atomic():
        earlier = PackRecipient.objects.select_for_update().filter(facility=facility).first()
        if not address:
            PackRecipient.objects.filter(facility=facility).delete()
        elif earlier is None:
            PackRecipient.objects.create(
                facility=facility, district_code=facility.district_code, email=address, set_by=by, set_at=now
            )
        elif earlier.email != address:
            PackRecipient.objects.filter(facility=facility).update(
                email=address, generation=F("generation") + 1, set_by=by, set_at=now
            )
        _record(facility, "pack.recipient_set" if address else "pack.recipient_ended", by=by, now=now)


def shown_password(facility_code: str, *, by: str, now: datetime) -> str:
    """For the officer who tells it by telephone; that they looked is written. Raises RecipientRefused."""
    found = PackRecipient.objects.select_related("facility").filter(facility__code=facility_code).first()
    if found is None:
        raise RecipientRefused(
            "Nobody gets the packs of this facility by e-mail: name who with `teeka place mail-to`.\n"
            "इस संस्थान के पैक किसी को ई-मेल से नहीं जाते: `teeka place mail-to` से पता दें।"
        )
    _record(found.facility, "pack.password_shown", by=by, now=now)
    return password_of(facility_code, found.generation)


def password_of(facility_code: str, generation: int) -> str:
    """Five groups of four letters and digits, made of the installation's secret; stored nowhere."""
    which = f"{generation} {facility_code}"
    digest = salted_hmac("teeka.pack.password", which, algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode()
    ends = range(0, LETTERS_A_GROUP * GROUPS, LETTERS_A_GROUP)
    return "-".join(letters[start : start + LETTERS_A_GROUP] for start in ends)


def _record(facility: Facility, action: str, *, by: str, now: datetime) -> None:
    record_event(
        action=action,
        subject_type="facility",
        subject_id=facility.pk,
        by=by,
        now=now,
        district_code=facility.district_code,
    )
