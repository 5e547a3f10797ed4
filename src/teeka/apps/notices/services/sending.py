"""When planned messages become due, and what becomes of those that nobody ever confirms."""

from datetime import datetime

from django.db import connection, transaction

from teeka.apps.notices.services.launching import MAY_LEAVE
from teeka.apps.planning.models import Campaign
from teeka.rules.messages.canaries import BULK
from teeka.rules.messages.hours import SendingHours
from teeka.rules.messages.reasons import CallReason
from teeka.shared.clock import INDIA

STOP_LOCK = 7_110_002  # who stops holds it alone: nothing of it becomes due in the same moment
DUE_LOCK = 7_110_005  # two who make the same rows due would each wait for the other's
# Of a dose that comes due there is no session, and no pack.
HAS_A_PACK = f"(o.session_id IS NULL OR o.session_id IN ({MAY_LEAVE}))"
MAKE_DUE = """
UPDATE notices_outbox o SET state = 'queued', state_at = %(now)s
WHERE state = 'planned' AND useless_from > %(now)s AND ({at_any_hour} OR must_be_told_by <= %(now)s)
  AND {has_a_pack}
  AND NOT EXISTS (
      SELECT FROM notices_stop stop WHERE stop.lifted_at IS NULL
        AND CASE WHEN stop.session_id IS NULL THEN stop.district_code = o.district_code
            ELSE stop.session_id = o.session_id END)
"""
# In the same commit as the messages that fell due: no dispatcher sees these without it.
NOTE_BULK = f"""
UPDATE notices_route SET bulk_at = %(now)s
WHERE canary_number <> '' AND (
    SELECT count(*) FROM (
        SELECT FROM notices_outbox o WHERE o.state = 'queued' AND o.channel = notices_route.channel
        LIMIT {BULK}
    ) waiting
) >= {BULK}
"""
# The lease is judged by the clock of the database, which all dispatchers share. What may have been on the
# wire becomes uncertain, never queued.
REAP = """
UPDATE notices_outbox o
SET state = CASE o.state WHEN 'claimed' THEN 'queued' ELSE 'uncertain' END,
    attempt = o.attempt + (o.state = 'claimed')::int,
    is_perhaps_sent = o.is_perhaps_sent OR o.state = 'submitting',
    state_at = %(now)s, not_before = NULL
FROM notices_submission s
WHERE s.id = o.submission_id AND o.state IN ('claimed', 'submitting') AND s.lease_until < clock_timestamp()
RETURNING o.state
"""
# Accepted, and no receipt within the route's patience; or the promise falls due and ten minutes have passed.
SETTLE_UNCONFIRMED = """
WITH gone AS (
    DELETE FROM notices_outbox o
    USING notices_route r
    WHERE r.id = o.route_id AND o.state = 'accepted'
      AND %(now)s >= o.state_at + least(
          make_interval(secs => r.receipt_patience_seconds),
          greatest(o.must_be_told_by - o.state_at, interval '10 minutes'))
    RETURNING o.*
)
INSERT INTO notices_settled
    (message_id, district_code, session_id, state, state_at, reason, must_be_told_by, attempt, route_id,
     provider_id, receipt_key, is_perhaps_sent, is_possible_duplicate)
SELECT message_id, district_code, session_id, 'unconfirmed', %(now)s, %(reason)s, must_be_told_by, attempt,
       route_id, provider_id, receipt_key, is_perhaps_sent, is_possible_duplicate
FROM gone
"""


def make_due(*, now: datetime, at_any_hour: bool = False) -> int:
    """Planned messages are queued: inside the sending hours, or where the promise is already due; of a
    session only when its pack lies where it must, or two officers said that it may go without.

    at_any_hour: somebody sends by hand. Locks: the stops, shared, so that none begins meanwhile; making due,
    alone; the planned rows; of a bulk, the routes that want a canary first.
    """
    statement = MAKE_DUE.format(
        at_any_hour="TRUE" if at_any_hour or are_hours_open(now) else "FALSE",
        has_a_pack=HAS_A_PACK if packs_needed() else "TRUE",
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [STOP_LOCK])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DUE_LOCK])
        cursor.execute(statement, {"now": now})
        if due := int(cursor.rowcount):
            cursor.execute(NOTE_BULK, {"now": now})
        return due


def are_hours_open(now: datetime) -> bool:
    """Whether the running campaign's sending hours hold; without a campaign there is nothing to send."""
    campaign = Campaign.objects.filter(is_running=True).first()
    return campaign is not None and sending_hours(campaign).are_open(now)


def packs_needed() -> int:
    """In how many places a session's pack must lie before anybody is told of it; 0: nobody waits for it."""
    campaign = Campaign.objects.filter(is_running=True).first()
    return campaign.pack_places if campaign is not None else 0


def sending_hours(campaign: Campaign) -> SendingHours:
    return SendingHours(campaign.sending_from, campaign.sending_until, INDIA)


def reap_lapsed_leases(*, now: datetime) -> tuple[int, int]:
    """(claimed ones queued again, perhaps sent ones now uncertain) of dispatchers that are gone."""
    with connection.cursor() as cursor:
        cursor.execute(REAP, {"now": now})
        states = [row[0] for row in cursor.fetchall()]
    return states.count("queued"), states.count("uncertain")


def settle_unconfirmed(*, now: datetime) -> int:
    """No receipt in time: the person is on the call sheet; a late receipt still counts."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE_UNCONFIRMED, {"now": now, "reason": CallReason.UNCONFIRMED.value})
        return int(cursor.rowcount)
