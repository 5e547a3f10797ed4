"""A frozen list of one line, for people whom the plan would not send there."""

from teeka.apps.allotment.models import FrozenList, FrozenRow
from tests.make import NOW


def put_on_list(day, who, place):
    frozen = FrozenList.objects.create(
        district_code=day.district_code, session=day, version=1, frozen_at=NOW, frozen_by="test", reason="",
        row_count=1, sha256="", heading={},
    )  # fmt: skip
    return FrozenRow.objects.create(
        frozen_list=frozen, position=1, district_code=day.district_code, appointment=place, beneficiary=who,
        slot_at=day.starts_at, reference=who.reference, full_name=who.full_name, name_hi="", gender="F",
        birth_year=1980, mobile=who.mobile, mobile_state=who.mobile_state, language="en", category="nurse",
        designation="", facility_code="", facility_name="", facility_name_hi="", photo_id_last4="",
        origin="by_hand",
    )  # fmt: skip
