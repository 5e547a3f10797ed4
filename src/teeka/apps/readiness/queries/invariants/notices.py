"""List and message are the same row: who is listed is told, and nobody else (invariants 5 to 8)."""

from teeka.apps.readiness.queries.invariants.finding import Rule, by_rules
from teeka.rules.messages.invitation import OF_DOSES, REMINDERS
from teeka.rules.messages.states import NEVER_SENT, OPEN, RANK, SETTLED, State

LATEST = """
    SELECT DISTINCT ON (session_id) id, session_id, version FROM allotment_frozenlist
    ORDER BY session_id, version DESC
"""
WITHDRAWN = sorted({State.CANCELLED.value, State.SUPERSEDED.value})
# A cancelled appointment needs no notice; the next version of the list says who left and why.
LISTED = f"""
    SELECT line.appointment_id, line.slot_at, latest.id AS frozen_list_id, latest.session_id, latest.version
    FROM ({LATEST}) latest
    JOIN allotment_frozenrow line ON line.frozen_list_id = latest.id
    JOIN allotment_appointment appointment ON appointment.id = line.appointment_id
         AND appointment.cancelled_at IS NULL
"""
# The newest that announces an appointment is what counts; other messages take back what was said.
NEWEST = """
    SELECT message.appointment_id, message.id, message.slot_at, message.site_name, message.to_number,
           standing.state, standing.reason
    FROM (
        SELECT max(id) AS id FROM notices_message
        WHERE purpose IN ('invitation', 'change') AND channel = 'sms' GROUP BY appointment_id
    ) last
    JOIN notices_message message ON message.id = last.id
    LEFT JOIN notices_standing standing ON standing.message_id = message.id
"""
ONE_NOTICE_EACH = Rule(
    f"""
    SELECT listed.appointment_id, session.code, listed.version FROM ({LISTED}) listed
    JOIN planning_session session ON session.id = listed.session_id
    LEFT JOIN ({NEWEST}) newest ON newest.appointment_id = listed.appointment_id
    WHERE newest.id IS NULL OR (newest.state = ANY (%(withdrawn)s) AND newest.reason = '')
    """,
    row="appointment {appointment_id}",
    why="is on list {code} version {version} without a live notice, and without a reason for none",
    params={"withdrawn": WITHDRAWN},
)
NOT_TWO_NOTICES = Rule(
    f"""
    SELECT listed.appointment_id, newest.id AS newest, earlier.id AS earlier, standing.state
    FROM ({LISTED}) listed JOIN ({NEWEST}) newest ON newest.appointment_id = listed.appointment_id
    JOIN notices_message earlier ON earlier.appointment_id = listed.appointment_id
         AND earlier.id < newest.id AND earlier.purpose IN ('invitation', 'change')
         AND earlier.channel = 'sms'
    JOIN notices_standing standing ON standing.message_id = earlier.id
    WHERE standing.state IN ('planned', 'queued', 'claimed', 'suppressed')
       OR (earlier.slot_at, earlier.site_name, earlier.to_number)
          = (newest.slot_at, newest.site_name, newest.to_number)
          AND standing.state IN ('accepted', 'delivered')
          AND NOT EXISTS (SELECT FROM notices_message correction
                          WHERE correction.appointment_id = earlier.appointment_id
                            AND correction.purpose = 'correction' AND correction.id > earlier.id)
    """,
    row="appointment {appointment_id}",
    why="has two live notices: message {newest}, and message {earlier}, which is {state}",
)
UNTOLD_WITH_A_REASON = Rule(
    """
    SELECT message.appointment_id FROM notices_settled settled
    JOIN notices_message message ON message.id = settled.message_id
    WHERE settled.state = 'suppressed' AND settled.reason = ''
    """,
    row="appointment {appointment_id}",
    why="has a notice that is not sent, without a reason",
)
SAYS_WHAT_THE_LIST_SAYS = Rule(
    f"""
    SELECT newest.id, listed.appointment_id FROM ({LISTED}) listed
    JOIN ({NEWEST}) newest ON newest.appointment_id = listed.appointment_id
    WHERE newest.slot_at <> listed.slot_at
    """,
    row="message {id}",
    why="names another hour than the list does for appointment {appointment_id}",
)
# A reminder counts as no notice: it only repeats one, and while it can still leave, one that holds.
REMINDS_OF_WHAT_WAS_SAID = Rule(
    """
    SELECT reminder.id, reminder.appointment_id FROM notices_message reminder
    WHERE reminder.purpose = ANY (%(reminders)s) AND NOT EXISTS (
        SELECT FROM notices_message announced
        WHERE announced.appointment_id = reminder.appointment_id AND announced.id < reminder.id
          AND announced.purpose IN ('invitation', 'change')
          AND (announced.revision, announced.slot_at, announced.site_name, announced.to_number)
              = (reminder.revision, reminder.slot_at, reminder.site_name, reminder.to_number))
    """,
    row="message {id}",
    why="reminds of what nobody was told of appointment {appointment_id}",
    params={"reminders": [purpose.value for purpose in REMINDERS]},
)
OPEN_REMINDER_HOLDS = Rule(
    f"""
    SELECT reminder.id, reminder.appointment_id, reminder_stands.state FROM notices_outbox reminder_stands
    JOIN notices_message reminder ON reminder.id = reminder_stands.message_id
         AND reminder.purpose = ANY (%(reminders)s)
    JOIN ({NEWEST}) newest ON newest.appointment_id = reminder.appointment_id AND newest.id > reminder.id
    WHERE reminder_stands.state IN ('planned', 'queued', 'claimed')
    """,
    row="message {id}",
    why="is {state}, and reminds of what no longer holds for appointment {appointment_id}",
    params={"reminders": [purpose.value for purpose in REMINDERS]},
)
each_listed_person_has_a_notice = by_rules(
    f"SELECT count(*) FROM ({LISTED}) listed",
    ONE_NOTICE_EACH,
    NOT_TWO_NOTICES,
    UNTOLD_WITH_A_REASON,
    SAYS_WHAT_THE_LIST_SAYS,
    REMINDS_OF_WHAT_WAS_SAID,
    OPEN_REMINDER_HOLDS,
)

ONLY_THE_LISTED = Rule(
    """
    SELECT message.id, message.appointment_id FROM notices_message message
    WHERE message.purpose <> ALL (%(of_doses)s) AND NOT EXISTS (
        SELECT FROM allotment_frozenrow line
        WHERE line.frozen_list_id = message.frozen_list_id AND line.appointment_id = message.appointment_id
    )
    """,
    row="message {id}",
    why="announces appointment {appointment_id}, which is not on the frozen list that it names",
    params={"of_doses": [purpose.value for purpose in OF_DOSES]},
)
OPEN_AFTER_CANCELLATION = Rule(
    """
    SELECT message.id, message.appointment_id, standing.state FROM notices_outbox standing
    JOIN notices_message message ON message.id = standing.message_id
         AND message.purpose NOT IN ('cancellation', 'correction')
    JOIN allotment_appointment appointment ON appointment.id = message.appointment_id
    WHERE appointment.cancelled_at IS NOT NULL
      AND standing.state IN ('planned', 'queued', 'claimed')
    """,
    row="message {id}",
    why="is {state}, though appointment {appointment_id} is cancelled",
)
SENT_AFTER_CANCELLATION = Rule(
    """
    SELECT DISTINCT message.id, message.appointment_id FROM allotment_appointment appointment
    JOIN notices_message message ON message.appointment_id = appointment.id
         AND message.purpose NOT IN ('cancellation', 'correction')
    JOIN notices_attempt attempt ON attempt.message_id = message.id
         AND attempt.send_started_at > appointment.cancelled_at
    WHERE appointment.cancelled_at IS NOT NULL AND attempt.answer <> 'not_sent'
    """,
    row="message {id}",
    why="was sent after appointment {appointment_id} had been cancelled",
)
# What is about no appointment is about a dose on record, or about one that was.
DUE_AFTER_A_FIRST_DOSE = Rule(
    """
    SELECT message.id, person.reference FROM notices_message message
    JOIN people_beneficiary person ON person.id = message.beneficiary_id
    WHERE message.purpose = 'dose_2_due' AND person.dose1_on IS NULL
      AND NOT EXISTS (SELECT FROM allotment_done first
                      JOIN people_beneficiary given ON given.id = first.beneficiary_id
                      WHERE first.dose = 1 AND coalesce(given.stands_for_id, given.id) = person.id)
      AND EXISTS (SELECT FROM notices_outbox standing WHERE standing.message_id = message.id)
    """,
    row="message {id}",
    why="says that a second dose is due to beneficiary {reference}, of whom no first dose is known",
)
AFTER_A_DOSE = Rule(
    """
    SELECT message.id, person.reference FROM notices_message message
    JOIN people_beneficiary person ON person.id = message.beneficiary_id
    WHERE message.purpose IN ('after_dose', 'dose_undone') AND NOT EXISTS (
        SELECT FROM siteday_dose dose
        WHERE dose.beneficiary_id = message.beneficiary_id AND dose.campaign_id = message.campaign_id
          AND (message.purpose = 'after_dose' OR dose.undone_at IS NOT NULL))
    """,
    row="message {id}",
    why="speaks of a dose to beneficiary {reference}, of whom none was recorded, or none taken back",
)
# An e-mail proves nothing: it stands beside a message that counts, and says the same.
EMAIL_REPEATS_A_MESSAGE = Rule(
    """
    SELECT email.id, email.appointment_id FROM notices_message email
    WHERE email.channel <> 'sms' AND NOT EXISTS (
        SELECT FROM notices_message message
        WHERE message.appointment_id = email.appointment_id AND message.channel = 'sms'
          AND (message.purpose, message.revision, message.sequence, message.text, message.slot_at)
              = (email.purpose, email.revision, email.sequence, email.text, email.slot_at))
    """,
    row="message {id}",
    why="is an e-mail about appointment {appointment_id} that repeats no message",
)
EMAIL_TELLS_NOBODY = Rule(
    """
    SELECT email.id, email.appointment_id FROM notices_message email
    JOIN notices_settled settled ON settled.message_id = email.id
    WHERE email.channel <> 'sms' AND settled.state = 'delivered'
    """,
    row="message {id}",
    why="is an e-mail that counts as delivered, to appointment {appointment_id}, without any proof",
)
nobody_else_has_a_notice = by_rules(
    "SELECT count(*) FROM notices_message",
    ONLY_THE_LISTED,
    OPEN_AFTER_CANCELLATION,
    SENT_AFTER_CANCELLATION,
    DUE_AFTER_A_FIRST_DOSE,
    AFTER_A_DOSE,
    EMAIL_REPEATS_A_MESSAGE,
    EMAIL_TELLS_NOBODY,
)

IN_ONE_STATE = Rule(
    """
    SELECT message.id, count(standing.message_id) AS standings FROM notices_message message
    LEFT JOIN notices_standing standing ON standing.message_id = message.id
    GROUP BY message.id HAVING count(standing.message_id) <> 1
    """,
    row="message {id}",
    why="stands in {standings} states: must stand in one",
)
IN_A_KNOWN_STATE = Rule(
    """
    SELECT message_id, state FROM notices_standing
    WHERE state <> ALL (CASE WHEN is_settled THEN %(settled)s::text[] ELSE %(open)s::text[] END)
    """,
    row="message {message_id}",
    why="is in state {state}, which is not known where it stands",
    params={"settled": sorted(s.value for s in SETTLED), "open": sorted(s.value for s in OPEN)},
)
IN_HAND_WITHIN_ITS_LEASE = Rule(
    """
    SELECT outbox.message_id, outbox.state FROM notices_outbox outbox
    LEFT JOIN notices_submission submission ON submission.id = outbox.submission_id
    WHERE outbox.state IN ('claimed', 'submitting')
      AND (submission.id IS NULL OR submission.lease_until < now())
    """,
    row="message {message_id}",
    why="is still {state}, though its lease is over",
)
# What a provider answered and what a receipt said are kept for ever: no state may stand below them.
NOT_BELOW_AN_ANSWER = Rule(
    """
    SELECT attempt.message_id, max(attempt.answer) AS answer, max(standing.state) AS state
    FROM notices_attempt attempt JOIN notices_standing standing ON standing.message_id = attempt.message_id
    WHERE attempt.answer = 'accepted' AND attempt.attempt = standing.attempt
      AND standing.state = ANY (%(below)s)
    GROUP BY 1
    """,
    row="message {message_id}",
    why="went back to {state} after a provider had answered {answer}",
    params={
        "below": sorted(s.value for s, rank in RANK.items() if rank < RANK[State.ACCEPTED] or s in NEVER_SENT)
    },
)
NOT_BELOW_A_RECEIPT = Rule(
    """
    SELECT receipt.message_id, max(receipt.state) AS receipt, max(standing.state) AS state
    FROM notices_receipt receipt JOIN notices_standing standing ON standing.message_id = receipt.message_id
    WHERE receipt.applied_at IS NOT NULL
      AND (receipt.state = 'delivered' AND standing.state <> 'delivered')
    GROUP BY 1
    """,
    row="message {message_id}",
    why="is {state}, though a receipt said {receipt}",
)
each_message_is_in_one_state = by_rules(
    "SELECT count(*) FROM notices_message",
    IN_ONE_STATE,
    IN_A_KNOWN_STATE,
    IN_HAND_WITHIN_ITS_LEASE,
    NOT_BELOW_AN_ANSWER,
    NOT_BELOW_A_RECEIPT,
)

# An attempt does not count as handed over when the gateway said that it never saw it, or when the same
# reference went to a gateway that keeps one of two.
HANDED_OVER_ONCE = Rule(
    """
    SELECT handed.message_id, handed.times FROM (
        SELECT message_id, count(*) AS times FROM (
            SELECT message_id, attempt FROM notices_attempt GROUP BY 1, 2
            HAVING bool_or(answer IN ('accepted', 'unknown'))
               AND NOT bool_or(answer IN ('same_reference', 'never_saw_it'))
        ) attempts
        GROUP BY 1 HAVING count(*) > 1
    ) handed
    JOIN notices_standing standing ON standing.message_id = handed.message_id
    WHERE NOT standing.is_possible_duplicate
    """,
    row="message {message_id}",
    why="was handed over {times} times, and is not counted as a possible duplicate",
)
each_message_is_handed_over_once = by_rules("SELECT count(*) FROM notices_attempt", HANDED_OVER_ONCE)
