"""What is recorded at the site refers to its session and its batch, once (invariant 10)."""

from teeka.apps.readiness.queries.invariants.finding import Rule, by_rules

OF_ITS_SESSION = Rule(
    """
    SELECT dose.id, session.code FROM siteday_dose dose
    JOIN siteday_checkin came ON came.id = dose.check_in_id
    JOIN planning_session session ON session.id = came.session_id
    JOIN siteday_batch batch ON batch.id = dose.batch_id
    WHERE came.beneficiary_id <> dose.beneficiary_id OR dose.campaign_id <> session.campaign_id
       OR batch.vaccine_id <> session.vaccine_id
       OR (dose.given_at AT TIME ZONE 'Asia/Kolkata')::date <> session.held_on
    """,
    row="dose {id}",
    why="is not of the person, campaign, vaccine or day of session {code}, where it was recorded",
)
NOT_BOTH = Rule(
    """
    SELECT came.id FROM siteday_checkin came
    JOIN siteday_dose dose ON dose.check_in_id = came.id AND dose.undone_at IS NULL
    WHERE came.not_given_for <> ''
    """,
    row="check-in {id}",
    why="has a dose, and a reason why none was given",
)
# The plan knows of each dose, and of none that was undone.
KNOWN_TO_THE_PLAN = Rule(
    """
    SELECT coalesce(dose.beneficiary_id, done.beneficiary_id) AS person,
           CASE WHEN done.id IS NULL THEN 'a dose that the plan does not know'
                ELSE 'no dose, though the plan takes the person for done' END AS what
    FROM (SELECT * FROM siteday_dose WHERE undone_at IS NULL) dose
    FULL JOIN allotment_done done ON done.beneficiary_id = dose.beneficiary_id
         AND done.campaign_id = dose.campaign_id AND done.dose = dose.dose
    WHERE dose.id IS NULL OR done.id IS NULL
    """,
    row="beneficiary id {person}",
    why="has {what}",
)
FORM_OF_ITS_SESSION = Rule(
    """
    SELECT came.id, came.form_number AS number FROM siteday_checkin came
    LEFT JOIN siteday_form form ON form.number = came.form_number AND form.session_id = came.session_id
    WHERE came.form_number IS NOT NULL AND came.undone_at IS NULL
      AND (form.id IS NULL OR form.state <> 'issued')
    """,
    row="check-in {id}",
    why="names form {number}, which is not one of its session or is said to be void or blank",
)
ENTRIES_OF_NO_DOSE = Rule(
    """
    SELECT entry.id FROM siteday_doseentry entry
    JOIN siteday_checkin came ON came.id = entry.check_in_id
    WHERE entry.ended_at IS NULL AND (came.not_given_for <> '' OR EXISTS (
        SELECT FROM siteday_dose dose WHERE dose.check_in_id = came.id AND dose.undone_at IS NULL))
    """,
    row="dose entry {id}",
    why="waits for a second person, though the dose or the reason for none is recorded",
)
NOTHING_WITH_AN_UNDONE_ARRIVAL = Rule(
    """
    SELECT came.id, standing.what FROM siteday_checkin came
    JOIN (SELECT check_in_id, 'dose ' || id AS what FROM siteday_dose WHERE undone_at IS NULL
          UNION ALL
          SELECT check_in_id, 'dose entry ' || id FROM siteday_doseentry WHERE ended_at IS NULL) standing
      ON standing.check_in_id = came.id
    WHERE came.undone_at IS NOT NULL
    """,
    row="check-in {id}",
    why="was taken back, and {what} stands with it",
)
CLOSED_IS_COMPLETE = Rule(
    """
    SELECT session.code, open.what FROM siteday_closing closing
    JOIN planning_session session ON session.id = closing.session_id
    CROSS JOIN LATERAL (
        SELECT 'form ' || form.number || ' without a fate' AS what FROM siteday_form form
        LEFT JOIN siteday_checkin used ON used.form_number = form.number AND used.undone_at IS NULL
        WHERE form.session_id = closing.session_id AND form.state = 'issued' AND used.id IS NULL
        UNION ALL
        SELECT 'check-in ' || came.id || ' with neither a dose nor a reason' FROM siteday_checkin came
        WHERE came.session_id = closing.session_id AND came.undone_at IS NULL AND came.not_given_for = ''
          AND NOT EXISTS (SELECT FROM siteday_dose dose
                          WHERE dose.check_in_id = came.id AND dose.undone_at IS NULL)
        UNION ALL
        SELECT 'check-in ' || came.id || ' recorded after that' FROM siteday_checkin came
        WHERE came.session_id = closing.session_id AND came.undone_at IS NULL
          AND came.recorded_at > closing.closed_at
    ) open
    WHERE closing.reopened_at IS NULL
    """,
    row="session {code}",
    why="is closed and has {what}",
)

each_dose_has_its_session = by_rules(
    "SELECT count(*) FROM siteday_checkin",
    OF_ITS_SESSION,
    NOT_BOTH,
    KNOWN_TO_THE_PLAN,
    FORM_OF_ITS_SESSION,
    ENTRIES_OF_NO_DOSE,
    NOTHING_WITH_AN_UNDONE_ARRIVAL,
    CLOSED_IS_COMPLETE,
)
