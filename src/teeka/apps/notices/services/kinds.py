"""Which kinds of notices the running campaign sends, and who decided so.

Lock: the planner's, so that nothing of a kind is made while it is switched.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.notices.models import KindSwitch
from teeka.apps.notices.queries import is_rehearsal
from teeka.apps.notices.services.owing import PLANNER_LOCK
from teeka.apps.notices.services.texts import unapproved_texts
from teeka.apps.notices.services.withdrawing import withdraw_kind
from teeka.apps.planning.models import Campaign
from teeka.rules.messages.invitation import ALWAYS_SENT, TAKES_BACK, Purpose, going_with


class KindRefusal(StrEnum):
    NO_CAMPAIGN = "no_campaign"
    ALWAYS_SENT = "always_sent"
    GOES_WITH = "goes_with"
    REASON_MISSING = "reason_missing"
    NOT_APPROVED = "not_approved"


KIND_REFUSAL_WORDS: dict[KindRefusal, tuple[str, str]] = {
    KindRefusal.NO_CAMPAIGN: (
        "No campaign is running. Import its sessions first.",
        "कोई अभियान नहीं चल रहा। पहले उसके सत्र आयात करें।",
    ),
    KindRefusal.ALWAYS_SENT: (
        "Every campaign sends this kind: it cannot be switched. `teeka stop` stops messages.",
        "यह सूचना हर अभियान भेजता है: इसे बंद नहीं किया जा सकता। `teeka stop` संदेश रोकता है।",
    ),
    KindRefusal.GOES_WITH: (
        "This kind takes another one back, and goes with it: switch that one. Nothing was changed.",
        "यह सूचना दूसरी को वापस लेती है और उसी के साथ चलती है: उसे बदलें। कुछ नहीं बदला गया।",
    ),
    KindRefusal.REASON_MISSING: (
        "Say why: whoever pays for the messages must know. Nothing was changed.",
        "क्यों, बताएँ: जो संदेशों का खर्च देता है उसे पता होना चाहिए। कुछ नहीं बदला गया।",
    ),
    KindRefusal.NOT_APPROVED: (
        "The operators would drop its texts, for they are not approved yet. Record their approval first "
        "(`teeka route approve`). Nothing was changed.",
        "ऑपरेटर इसके संदेश गिरा देंगे, क्योंकि वे अभी स्वीकृत नहीं हैं। पहले स्वीकृति दर्ज करें "
        "(`teeka route approve`)। कुछ नहीं बदला गया।",
    ),
}


class KindRefused(Exception):
    def __init__(self, refusal: KindRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Switched:
    """withdrawn: messages of the kind that were not on the wire and are not sent."""

    withdrawn: int = 0


@transaction.atomic
def switch_kind(purpose: Purpose, *, is_on: bool, reason: str, by: str, now: datetime) -> Switched:
    """Send this kind in the running campaign, or no more: then what is not on the wire is withdrawn.

    Raises KindRefused. Repeating it keeps another row, with its reason.
    """
    campaign = Campaign.objects.filter(is_running=True).first()
    if campaign is None:
        raise KindRefused(KindRefusal.NO_CAMPAIGN)
    if purpose in ALWAYS_SENT:
        raise KindRefused(KindRefusal.ALWAYS_SENT)
    if purpose in TAKES_BACK:
        raise KindRefused(KindRefusal.GOES_WITH)
    if not reason.strip():
        raise KindRefused(KindRefusal.REASON_MISSING)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
    if is_on and not is_rehearsal() and unapproved_texts(going_with(purpose)):
        raise KindRefused(KindRefusal.NOT_APPROVED)
    switch = KindSwitch.objects.create(
        campaign=campaign, purpose=purpose.value, is_on=is_on, reason=reason.strip()[:200], made_by=by,
        made_at=now,
    )  # fmt: skip
    record_event(
        action="campaign.kind_switched", subject_type="campaign", subject_id=campaign.pk, by=by, now=now,
        detail={"kind": purpose.value, "on": is_on},
    )  # fmt: skip
    return Switched(0 if is_on else withdraw_kind(switch.purpose, campaign_id=campaign.pk, now=now))


def kinds_in_use() -> frozenset[Purpose]:
    """What the running campaign sends."""
    campaign = Campaign.objects.filter(is_running=True).first()
    return frozenset(ALWAYS_SENT) | (kinds_switched_on(campaign.pk) if campaign else frozenset())


def kinds_switched_on(campaign_id: int) -> frozenset[Purpose]:
    """What this campaign sends beside what every campaign sends."""
    newest = KindSwitch.objects.filter(campaign=campaign_id).order_by("purpose", "-pk").distinct("purpose")
    on = {Purpose(switch.purpose) for switch in newest if switch.is_on}
    return frozenset(kind for purpose in on for kind in going_with(purpose))
