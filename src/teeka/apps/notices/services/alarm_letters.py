"""Tells who is in charge of a district of each alarm there, by e-mail, once."""

from datetime import datetime

from django.db import connection

from teeka.apps.notices.models import AlarmLetter
from teeka.apps.notices.services.second_channel import may_send_email
from teeka.rules.messages.promise import Rung, alarm_letter
from teeka.shared.clock import in_india

UNTOLD = """
SELECT alarm.id, alarm.district_code, staff.id, staff.email, staff.language, alarm.cause, alarm.people,
       session.code, site.name, site.name_hi, session.starts_at - campaign.tell_hours * interval '1 hour'
FROM notices_promisealarm alarm
JOIN accounts_staff staff ON staff.role = 'district' AND staff.district_code = alarm.district_code
     AND staff.is_active AND staff.email IS NOT NULL
JOIN planning_session session ON session.id = alarm.session_id
JOIN planning_campaign campaign ON campaign.id = session.campaign_id
JOIN planning_sessionsite site ON site.id = session.site_id
WHERE alarm.ended_at IS NULL AND NOT EXISTS (
    SELECT FROM notices_alarmletter letter WHERE letter.alarm_id = alarm.id AND letter.staff_id = staff.id)
"""


def write_alarm_letters(*, now: datetime) -> int:
    """Queue a letter for each alarm that rings and each district officer with an address; how many.

    None in a rehearsal, nor without a route for e-mail. Two workers at once: a unique key keeps one.
    """
    if not may_send_email():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(UNTOLD)
        rows = cursor.fetchall()
    letters = []
    for alarm, district, staff, email, language, cause, people, code, site, site_hi, told_by in rows:
        rung = Rung(cause, people, code, site, site_hi, in_india(told_by))
        subject, text = alarm_letter(rung, language)
        letters.append(
            AlarmLetter(
                alarm_id=alarm, district_code=district, staff_id=staff, to_email=email, language=language,
                subject=subject, text=text, state_at=now,
            )
        )  # fmt: skip
    AlarmLetter.objects.bulk_create(letters, ignore_conflicts=True)
    return len(letters)
