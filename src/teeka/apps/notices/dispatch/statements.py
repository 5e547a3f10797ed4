"""The dispatcher's statements. Each is one transaction; marks are fenced by submission and attempt."""

from teeka.apps.notices import receipt_rows, reply_rows, route_rows, text_rows
from teeka.rules.messages.states import Event, State, states_before

# Claimed rows are leased and nothing is on the wire. SKIP LOCKED: two dispatchers never take the same row.
# $5: whether the route takes what is new, and not only what was perhaps sent on it. $6: up to when it takes
# what fell due: a bulk that came since, in the same commit as its rows, needs a canary first. $7: the route's
# channel; an e-mail needs no operator's approval.
CLAIM = f"""
WITH picked AS (
    SELECT message_id, route_id IS NULL AS is_free FROM notices_outbox
    WHERE state = 'queued' AND channel = $7 AND (not_before IS NULL OR not_before <= now())
      AND useless_from > now()
      AND (route_id = $1 OR (route_id IS NULL AND $5::bool))
      AND NOT EXISTS (
          SELECT 1 FROM notices_route r WHERE r.id = $1 AND r.canary_number <> '' AND r.bulk_at > $6)
      AND ($7 <> 'sms' OR {text_rows.MAY_CARRY})
    ORDER BY priority, must_be_told_by, message_id
    LIMIT $2 FOR UPDATE SKIP LOCKED
),
batch AS (
    INSERT INTO notices_submission (route_id, owner, claimed_at, lease_until, message_count)
    SELECT $1, $3, clock_timestamp(), clock_timestamp() + make_interval(secs => $4), count(*)
    FROM picked HAVING count(*) > 0
    RETURNING id
),
held AS (
    UPDATE notices_outbox o SET state = 'claimed', submission_id = batch.id, state_at = now()
    FROM picked, batch WHERE o.message_id = picked.message_id
    RETURNING o.message_id, o.submission_id, o.attempt, o.district_code, picked.is_free
)
SELECT held.message_id, held.submission_id, held.attempt, held.district_code, held.is_free,
       m.reference, CASE m.channel WHEN 'email' THEN m.to_email ELSE m.to_number END,
       m.text, m.language, m.segments, m.template_id
FROM held JOIN notices_message m ON m.id = held.message_id
"""
# One canary under way on a route at most, whoever is quick; who did not answer for theirs is gone.
CANARY_LOST = """
UPDATE notices_canary SET state = 'lost', settled_at = now()
WHERE state = 'sending' AND began_at < now() - make_interval(secs => $1)
"""
CANARY_BEGINS = """
INSERT INTO notices_canary (route_id, reference, state, text, began_at)
SELECT id, $2, 'sending', $3, clock_timestamp() FROM notices_route WHERE id = $1 AND changed_at = $4
ON CONFLICT (route_id) WHERE state IN ('sending', 'sent') DO NOTHING
RETURNING id
"""
CANARY_ANSWERED = """
UPDATE notices_canary
SET state = $2::text, code = $3, receipt_key = $4, settled_at = CASE WHEN $2::text <> 'sent' THEN now() END
WHERE id = $1 AND state IN ('sending', 'lost')
"""
CANARY_OVERDUE = """
UPDATE notices_canary SET state = 'failed', code = 'no receipt', settled_at = now()
WHERE state = 'sent' AND began_at < now() - make_interval(secs => $1)
RETURNING route_id
"""
CANARY_TO_ASK_ABOUT = """
SELECT receipt_key FROM notices_canary WHERE route_id = $1 AND state = 'sent' AND receipt_key IS NOT NULL
"""
# An approved text before one that is not, the shortest form, in English: what the operators surely know.
CANARY_TEMPLATE = f"""
SELECT text, names, language, dlt_template_id, dlt_header, dlt_entity_id FROM notices_template
WHERE retired_at IS NULL AND purpose = 'invitation'
ORDER BY id IN ({text_rows.WITHHELD}), approved_at IS NULL, form <> 'short', language <> 'en', id LIMIT 1
"""
KEEP_BALANCE = """
UPDATE notices_route SET balance = $2, balance_unit = $3, balance_state = $4, balance_at = now()
WHERE id = $1
"""
NO_CREDIT = """
UPDATE notices_route SET balance_state = 'empty', balance_at = now() WHERE id = $1
"""
WAITING_SEGMENTS = """
SELECT coalesce(sum(m.segments), 0)::bigint
FROM notices_outbox o JOIN notices_message m ON m.id = o.message_id
WHERE o.state IN ('planned', 'queued') AND o.channel = 'sms'
"""
# From the commit of this statement on, bytes may be on the wire. Nobody is told of a seat that is gone.
SEND_START = """
UPDATE notices_outbox o SET state = 'submitting', send_started_at = now(), state_at = now(), route_id = $3
FROM notices_message m
LEFT JOIN allotment_appointment a ON a.id = m.appointment_id
WHERE o.message_id = ANY($1) AND o.submission_id = $2 AND o.state = 'claimed' AND m.id = o.message_id
  AND (a.cancelled_at IS NULL OR m.purpose IN ('cancellation', 'correction'))
  AND EXISTS (SELECT 1 FROM notices_submission s WHERE s.id = $2 AND s.lease_until > clock_timestamp())
RETURNING o.message_id, o.send_started_at
"""
# Claimed, and the appointment was cancelled before the send began.
WITHDRAW = """
WITH gone AS (
    DELETE FROM notices_outbox o USING notices_message m, allotment_appointment a
    WHERE o.message_id = ANY($1) AND o.submission_id = $2 AND o.state = 'claimed' AND m.id = o.message_id
      AND a.id = m.appointment_id AND a.cancelled_at IS NOT NULL
      AND m.purpose NOT IN ('cancellation', 'correction')
    RETURNING o.*
)
INSERT INTO notices_settled
    (message_id, district_code, session_id, state, state_at, reason, must_be_told_by, attempt, route_id,
     provider_id, receipt_key, is_perhaps_sent, is_possible_duplicate)
SELECT message_id, district_code, session_id,
       CASE WHEN is_perhaps_sent THEN 'unconfirmed' ELSE 'cancelled' END,
       now(), 'appointment cancelled', must_be_told_by, attempt, route_id, provider_id, receipt_key,
       is_perhaps_sent, is_possible_duplicate
FROM gone
"""
# Claimed, and not sent after all: the next claim may have it.
GIVE_BACK = """
UPDATE notices_outbox SET state = 'queued', attempt = attempt + 1, state_at = now(), not_before = NULL
WHERE message_id = ANY($1) AND submission_id = $2 AND state = 'claimed'
"""
RENEW = """
UPDATE notices_submission SET lease_until = clock_timestamp() + make_interval(secs => $2)
WHERE id = ANY($1) AND lease_until > clock_timestamp()
RETURNING id
"""
_BEFORE_ACCEPTED = ", ".join(f"'{state}'" for state in states_before(Event.ACCEPTED))
_GIVEN = """
    SELECT * FROM unnest($2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::float8[])
        AS given (message_id, attempt, becomes, code, provider_id, after)
"""
# One statement records the answers and marks the rows: with ten messages at a time, round trips cost as much
# as the sending. $1 submission, $8 whether receipts carry our reference, $9 the route's code, $12 when the
# sending began, $13 those that any route might have taken: what this one did not take, any may take again.
MARK = f"""
WITH given AS ({_GIVEN}),
recorded AS (
    INSERT INTO notices_attempt (message_id, district_code, submission_id, attempt, answer, code, provider_id,
                                 send_started_at, answered_at)
    SELECT given.message_id, told.district_code, $1, given.attempt, told.answer, given.code,
           given.provider_id, $12, now()
    FROM given
    JOIN unnest($2::bigint[], $10::int[], $11::text[]) AS told (message_id, district_code, answer)
      ON told.message_id = given.message_id
)
UPDATE notices_outbox o
SET state = given.becomes, state_at = now(), last_code = given.code,
    provider_id = given.provider_id,
    receipt_key = CASE WHEN given.provider_id <> '' AND NOT $8 THEN $9 || ':' || given.provider_id
                       ELSE o.receipt_key END,
    attempt = o.attempt + (given.becomes = 'queued')::int,
    is_perhaps_sent = o.is_perhaps_sent OR given.becomes = 'uncertain',
    not_before = CASE WHEN given.after > 0 THEN now() + make_interval(secs => given.after) END,
    route_id = CASE
        WHEN given.becomes <> 'queued' THEN o.route_id
        WHEN o.is_perhaps_sent AND NOT o.message_id = ANY($13::bigint[]) THEN o.route_id END
FROM given
WHERE o.message_id = given.message_id AND o.submission_id = $1 AND o.attempt = given.attempt
  AND given.becomes <> 'rejected'
  AND (o.state = 'submitting'
       OR (given.becomes = 'accepted' AND o.state IN ({_BEFORE_ACCEPTED})))
"""
REJECT = f"""
WITH given AS ({_GIVEN}),
gone AS (
    DELETE FROM notices_outbox o USING given
    WHERE o.message_id = given.message_id AND o.submission_id = $1 AND o.attempt = given.attempt
      AND given.becomes = 'rejected' AND o.state = 'submitting'
    RETURNING o.*
)
INSERT INTO notices_settled
    (message_id, district_code, session_id, state, state_at, reason, must_be_told_by, attempt, route_id,
     provider_id, receipt_key, is_perhaps_sent, is_possible_duplicate)
SELECT message_id, district_code, session_id, 'rejected', now(), 'rejected', must_be_told_by, attempt,
       route_id, provider_id, receipt_key, is_perhaps_sent, is_possible_duplicate
FROM gone
"""
# A long text that went as several messages: each has a receipt of its own. $1: the route's code.
RECORD_PARTS = """
INSERT INTO notices_part (message_id, district_code, attempt, number, receipt_key, state)
SELECT message_id, district_code, attempt, number, CASE WHEN id <> '' THEN $1 || ':' || id END, 'accepted'
FROM unnest($2::bigint[], $3::int[], $4::smallint[], $5::smallint[], $6::text[])
     AS given (message_id, district_code, attempt, number, id)
"""
STORE_RECEIPTS = receipt_rows.STORE.format(
    route="$1", keys="$2", references="$3", ids="$4", states="$5", codes="$6", now="now()"
)
STORE_REPLIES = reply_rows.STORE.format(route="$1", keys="$2", senders="$3", lines="$4", texts="$5", now="$6")
# Whoever asks puts off first: at every doubling of a message's age, and every quarter of an hour later on.
ASK_ABOUT = """
UPDATE notices_outbox o
SET not_before = now() + least(greatest(now() - o.state_at, interval '10 seconds'), interval '15 minutes')
WHERE o.message_id IN (
    SELECT message_id FROM notices_outbox
    WHERE state = 'accepted' AND route_id = $1 AND not_before <= now() AND provider_id <> ''
    ORDER BY not_before LIMIT $2 FOR UPDATE SKIP LOCKED
)
RETURNING o.provider_id
"""
DOUBTS = """
SELECT o.message_id, o.attempt, o.district_code, o.submission_id, o.state_at, o.must_be_told_by,
       o.times_asked, o.is_possible_duplicate, o.send_started_at, m.reference, now() AS now
FROM notices_outbox o JOIN notices_message m ON m.id = o.message_id
WHERE o.state = 'uncertain' AND o.route_id = $1 AND (o.not_before IS NULL OR o.not_before <= now())
ORDER BY o.not_before NULLS FIRST LIMIT 500
"""
# Fenced by the attempt: a receipt, or another worker, may have decided meanwhile.
LOOK_LATER = """
UPDATE notices_outbox o SET not_before = given.at, times_asked = o.times_asked + given.asked
FROM unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::smallint[])
     AS given (message_id, attempt, at, asked)
WHERE o.message_id = given.message_id AND o.attempt = given.attempt AND o.state = 'uncertain'
"""
# Only where the gateway removes doubles must it be the same gateway.
SEND_AGAIN = """
WITH again AS (
    UPDATE notices_outbox o
    SET state = 'queued', attempt = o.attempt + 1, state_at = now(), not_before = NULL,
        route_id = CASE given.why WHEN 'same_reference' THEN o.route_id END,
        is_possible_duplicate = o.is_possible_duplicate OR given.is_at_risk
    FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::bool[])
         AS given (message_id, attempt, why, is_at_risk)
    WHERE o.message_id = given.message_id AND o.attempt = given.attempt AND o.state = 'uncertain'
    RETURNING o.message_id, o.district_code, o.submission_id, given.attempt, given.why, o.send_started_at
)
INSERT INTO notices_attempt (message_id, district_code, submission_id, attempt, answer, code, provider_id,
                             send_started_at, answered_at)
SELECT message_id, district_code, submission_id, attempt, why, '', '', coalesce(send_started_at, now()), now()
FROM again
"""
# Perhaps sent on a route that is away, and bound to it: near the deadline others may send it, once, counted.
LET_STRANDED_GO = """
WITH stranded AS (
    UPDATE notices_outbox o
    SET route_id = NULL, not_before = NULL, is_possible_duplicate = true
    WHERE o.state = 'queued' AND o.route_id = $1 AND o.is_perhaps_sent AND NOT o.is_possible_duplicate
      AND now() >= o.must_be_told_by - make_interval(secs => $2)
    RETURNING o.message_id, o.district_code, o.submission_id, o.attempt, o.send_started_at
)
INSERT INTO notices_attempt (message_id, district_code, submission_id, attempt, answer, code, provider_id,
                             send_started_at, answered_at)
SELECT message_id, district_code, submission_id, attempt, 'sent_at_risk', 'its route is away', '',
       coalesce(send_started_at, now()), now()
FROM stranded
"""
# Routes that somebody switched off while messages on them were in doubt.
OFF_WITH_DOUBTS = """
SELECT r.id, r.channel, r.receipt_patience_seconds FROM notices_route r
WHERE NOT r.is_on AND EXISTS (
    SELECT 1 FROM notices_outbox o
    WHERE o.route_id = r.id AND (o.state = 'uncertain' OR o.state = 'queued' AND o.is_perhaps_sent))
"""
FOUND_AT_GATEWAY = """
UPDATE notices_outbox o SET state = 'accepted', state_at = now(), not_before = NULL
FROM unnest($1::bigint[], $2::smallint[]) AS given (message_id, attempt)
WHERE o.message_id = given.message_id AND o.attempt = given.attempt AND o.state = 'uncertain'
"""
GIVE_UP = """
WITH gone AS (
    DELETE FROM notices_outbox o USING unnest($1::bigint[], $2::smallint[]) AS given (message_id, attempt)
    WHERE o.message_id = given.message_id AND o.attempt = given.attempt AND o.state = 'uncertain'
    RETURNING o.*
)
INSERT INTO notices_settled
    (message_id, district_code, session_id, state, state_at, reason, must_be_told_by, attempt, route_id,
     provider_id, receipt_key, is_perhaps_sent, is_possible_duplicate)
SELECT message_id, district_code, session_id, 'unconfirmed', now(), 'uncertain', must_be_told_by, attempt,
       route_id, provider_id, receipt_key, is_perhaps_sent, is_possible_duplicate
FROM gone
"""
ROUTES, MINUTES = route_rows.ROUTES, route_rows.MINUTES
# Each dispatcher adds what its gateways answered; so all of them, also after a restart, weigh a route alike.
COUNT_ANSWERS = """
INSERT INTO notices_routeminute AS known (route_id, minute, texts, errors, slow)
SELECT route_id, date_trunc('minute', now()), texts, errors, slow
FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[]) AS told (route_id, texts, errors, slow)
ON CONFLICT (route_id, minute) DO UPDATE
SET texts = known.texts + excluded.texts, errors = known.errors + excluded.errors,
    slow = known.slow + excluded.slow
"""
TEXTS = "SELECT id, dlt_template_id, dlt_header, dlt_entity_id, text FROM notices_template"
NOTE_FAULT = (
    "UPDATE notices_route SET last_fault = $2, last_fault_at = now() WHERE id = $1 AND last_fault <> $2"
)
# An alarm that is over is told to nobody any more. Who took a letter and died gives it back in five minutes.
TAKE_LETTERS = """
UPDATE notices_alarmletter letter SET state = 'sending', state_at = now()
WHERE letter.id IN (
    SELECT waits.id FROM notices_alarmletter waits
    JOIN notices_promisealarm rings ON rings.id = waits.alarm_id AND rings.ended_at IS NULL
    WHERE waits.state = 'queued' OR waits.state = 'sending' AND waits.state_at < now() - interval '5 minutes'
    ORDER BY waits.id LIMIT 20 FOR UPDATE OF waits SKIP LOCKED)
RETURNING letter.id, letter.reference, letter.to_email, letter.language, letter.subject, letter.text
"""
MARK_LETTER = """
UPDATE notices_alarmletter SET state = $2, code = $3, state_at = now() WHERE id = $1 AND state = 'sending'
"""
STATE_OF_ANSWER = {
    "accepted": State.ACCEPTED.value,
    "refused_final": State.REJECTED.value,
    "refused_retry": State.QUEUED.value,
    "throttled": State.QUEUED.value,
    "not_sent": State.QUEUED.value,
    "unknown": State.UNCERTAIN.value,
}
