"""Opens an e-mail for whom no SMS reaches. The person stays on the call sheet: an e-mail proves nothing.

Locks: the planner's, so that nobody supersedes meanwhile what the e-mail repeats.
"""

from datetime import datetime

from django.db import connection, transaction

from teeka.apps.notices.models import Route
from teeka.apps.notices.queries import is_rehearsal
from teeka.apps.notices.services.owing import PLANNER_LOCK
from teeka.rules.messages.second_channel import Channel, Ended, opens_email

# The last message about an appointment, where nothing is stopped; one that a version replaced says nothing.
CANDIDATES = """
SELECT settled.message_id, settled.state, settled.reason, session.starts_at, person.email IS NOT NULL
FROM notices_settled settled
JOIN notices_message message ON message.id = settled.message_id
     AND message.channel = 'sms' AND message.text <> ''
     AND message.purpose IN ('invitation', 'change', 'cancellation', 'correction')
JOIN people_beneficiary person ON person.id = message.beneficiary_id AND person.email IS NOT NULL
JOIN planning_session session ON session.id = message.session_id AND session.starts_at > %(now)s
JOIN allotment_appointment seat ON seat.id = message.appointment_id
WHERE settled.state IN ('suppressed', 'undelivered', 'expired', 'rejected')
  AND (seat.cancelled_at IS NULL OR message.purpose IN ('cancellation', 'correction'))
  AND NOT EXISTS (
      SELECT FROM notices_message later WHERE later.appointment_id = message.appointment_id
        AND (later.id > message.id AND later.channel = 'sms'
             AND later.purpose IN ('invitation', 'change', 'cancellation', 'correction')
             OR later.channel = 'email' AND (later.purpose, later.revision, later.sequence)
                = (message.purpose, message.revision, message.sequence)))
  AND NOT EXISTS (
      SELECT FROM notices_stop stop WHERE stop.lifted_at IS NULL
        AND CASE WHEN stop.session_id IS NULL THEN stop.district_code = message.district_code
            ELSE stop.session_id = message.session_id END)
"""
OPEN = """
WITH opened AS (
    INSERT INTO notices_message
        (district_code, reference, purpose, campaign_id, session_id, frozen_list_id, appointment_id,
         beneficiary_id, revision, channel, sequence, slot_at, site_name, language, template_id, to_number,
         to_email, text, segments, must_be_told_by, planned_at)
    SELECT m.district_code, gen_random_uuid(), m.purpose, m.campaign_id, m.session_id, m.frozen_list_id,
           m.appointment_id, m.beneficiary_id, m.revision, 'email', m.sequence, m.slot_at, m.site_name,
           m.language, m.template_id, '', person.email, m.text, 0, m.must_be_told_by, %(now)s
    FROM notices_message m JOIN people_beneficiary person ON person.id = m.beneficiary_id
    WHERE m.id = ANY(%(ids)s)
    ON CONFLICT ON CONSTRAINT one_message_a_revision DO NOTHING
    RETURNING id, district_code, session_id, must_be_told_by
)
INSERT INTO notices_outbox
    (message_id, district_code, session_id, channel, state, state_at, priority, must_be_told_by, useless_from)
SELECT opened.id, opened.district_code, session.id, 'email', 'queued', %(now)s, 5, opened.must_be_told_by,
       session.starts_at
FROM opened JOIN planning_session session ON session.id = opened.session_id
"""


def may_send_email() -> bool:
    """A route for e-mail is on, and it is no rehearsal: then nothing leaves this machine."""
    return Route.objects.filter(is_on=True, channel=Channel.EMAIL.value).exists() and not is_rehearsal()


def open_emails(*, now: datetime) -> int:
    """Queue an e-mail each, at any hour, for nobody is woken by one; how many. None in a rehearsal."""
    if not may_send_email():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
        cursor.execute(CANDIDATES, {"now": now})
        ids = [row[0] for row in cursor.fetchall() if opens_email(Ended(*row[1:]), now=now)]
        if not ids:
            return 0
        cursor.execute(OPEN, {"ids": ids, "now": now})
        return int(cursor.rowcount)
