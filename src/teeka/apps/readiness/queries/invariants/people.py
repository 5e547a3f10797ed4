"""Nobody is lost on the way in: each row of a file has one fate, each person one answer (invariants 1, 2)."""

from teeka.apps.readiness.queries.invariants.finding import Rule, by_rules

EACH_ROW_ONCE = Rule(
    """
    SELECT upload.id, upload.file_name, upload.row_count, count(line.row_number) AS fates
    FROM intake_upload upload
    LEFT JOIN intake_uploadrow line ON line.upload_id = upload.id
         AND line.fate IN ('created', 'updated', 'unchanged', 'held', 'rejected')
    WHERE upload.state IN ('committed', 'undone')
    GROUP BY upload.id HAVING upload.row_count <> count(line.row_number)
    """,
    row="upload {id}",
    why="{row_count} rows were received in {file_name}, but {fates} have a fate",
)
NOT_TAKEN_WITH_A_REASON = Rule(
    """
    SELECT line.upload_id, line.row_number, line.fate FROM intake_uploadrow line
    WHERE line.fate IN ('held', 'rejected')
      AND (line.problems IS NULL OR line.problems IN ('[]'::jsonb, '{}'::jsonb, 'null'::jsonb))
    """,
    row="upload {upload_id}, row {row_number}",
    why="was {fate} without a reason",
)
TAKEN_AND_STILL_THERE = Rule(
    """
    SELECT line.upload_id, line.row_number, line.fate FROM intake_uploadrow line
    JOIN intake_upload upload ON upload.id = line.upload_id
         AND upload.kind = 'roster' AND upload.state = 'committed'
    LEFT JOIN people_beneficiary person ON person.id = line.subject_id
    WHERE line.fate IN ('created', 'updated', 'unchanged') AND person.id IS NULL
    """,
    row="upload {upload_id}, row {row_number}",
    why="was {fate}, but the person is not there",
)

rows_add_up = by_rules(
    "SELECT count(*) FROM intake_uploadrow", EACH_ROW_ONCE, NOT_TAKEN_WITH_A_REASON, TAKEN_AND_STILL_THERE
)

# A person whom the last plan could not know waits for the next one; whoever stands for another has no
# answer of their own. Who was given the dose is done, whatever else was planned or decided of the day.
PLANNED_FOR = """
    SELECT person.id, person.reference, plan.campaign_id
    FROM (SELECT campaign_id, max(made_at) AS made_at FROM allotment_plan GROUP BY campaign_id) plan
    JOIN planning_campaign campaign ON campaign.id = plan.campaign_id AND campaign.is_running
    JOIN people_beneficiary person ON person.registered_at <= plan.made_at AND person.stands_for_id IS NULL
"""
ANSWERS = """
    SELECT campaign_id, beneficiary_id, count(*) AS answers,
           string_agg(answer, ' and ' ORDER BY answer) AS which
    FROM (
        SELECT campaign_id, beneficiary_id, 'placed' AS answer FROM allotment_appointment live
        JOIN planning_campaign campaign ON campaign.id = live.campaign_id AND campaign.dose = live.dose
        WHERE cancelled_at IS NULL
        UNION ALL
        SELECT campaign_id, beneficiary_id,
               CASE WHEN standby_session_id IS NULL THEN 'unplaced' ELSE 'standby' END
        FROM allotment_unplaced waiting
        JOIN planning_campaign campaign ON campaign.id = waiting.campaign_id AND campaign.dose = waiting.dose
        UNION ALL
        SELECT campaign_id, beneficiary_id, 'excluded' FROM allotment_exclusion
    ) answer
    GROUP BY campaign_id, beneficiary_id
"""
DONE = """
    SELECT done.campaign_id, coalesce(given.stands_for_id, given.id) AS beneficiary_id
    FROM allotment_done done
    JOIN planning_campaign campaign ON campaign.id = done.campaign_id AND campaign.dose = done.dose
    JOIN people_beneficiary given ON given.id = done.beneficiary_id
"""
ONE_ANSWER = Rule(
    f"""
    SELECT person.reference,
           coalesce(answer.which, 'in none of placed, standby, unplaced, done, excluded') AS which
    FROM ({PLANNED_FOR}) person
    LEFT JOIN ({ANSWERS}) answer ON answer.campaign_id = person.campaign_id
         AND answer.beneficiary_id = person.id
    WHERE coalesce(answer.answers, 0) <> 1 AND (person.campaign_id, person.id) NOT IN ({DONE})
    """,
    row="beneficiary {reference}",
    why="is {which}: must be in exactly one",
)
# The day's place stays with whoever came to it, or missed it; only waiting and places ahead end.
DONE_AND_WAITING = Rule(
    f"""
    SELECT person.reference FROM ({DONE}) done
    JOIN people_beneficiary person ON person.id = done.beneficiary_id
    WHERE EXISTS (SELECT FROM allotment_unplaced waiting
                  JOIN planning_campaign campaign ON campaign.id = waiting.campaign_id
                       AND campaign.dose = waiting.dose
                  WHERE waiting.beneficiary_id = person.id AND waiting.campaign_id = done.campaign_id)
    """,
    row="beneficiary {reference}",
    why="was given the dose, and still waits for a place",
)
DUPLICATE_WITHOUT_A_SEAT = Rule(
    """
    SELECT person.reference, appointment.id AS appointment FROM allotment_appointment appointment
    JOIN planning_campaign campaign ON campaign.id = appointment.campaign_id AND campaign.is_running
    JOIN people_beneficiary person ON person.id = appointment.beneficiary_id
    WHERE appointment.cancelled_at IS NULL AND person.stands_for_id IS NOT NULL
    """,
    row="beneficiary {reference}",
    why="is a second registration of somebody, and holds appointment {appointment}",
)
UNPLACED_WITH_A_REASON = Rule(
    """
    SELECT person.reference FROM allotment_unplaced unplaced
    JOIN people_beneficiary person ON person.id = unplaced.beneficiary_id WHERE unplaced.reason = ''
    """,
    row="beneficiary {reference}",
    why="is unplaced without a reason",
)
EXCLUDED_WITH_A_REASON = Rule(
    """
    SELECT person.reference FROM allotment_exclusion exclusion
    JOIN people_beneficiary person ON person.id = exclusion.beneficiary_id
    WHERE exclusion.reason = '' OR exclusion.made_by = ''
    """,
    row="beneficiary {reference}",
    why="is excluded without a reason, or by nobody",
)

each_person_has_one_answer = by_rules(
    f"SELECT count(*) FROM ({PLANNED_FOR}) person",
    ONE_ANSWER,
    DONE_AND_WAITING,
    DUPLICATE_WITHOUT_A_SEAT,
    UNPLACED_WITH_A_REASON,
    EXCLUDED_WITH_A_REASON,
)
