from django.db import migrations

# What a hand does to a person may reach a session of another district, which a page of one does not see, and
# what it does to a session may reach a person of another. Each function does one such thing, without names.

# All sessions of a hand are locked in one order, whoever sees them. It changes nothing.
HOLD_SESSIONS = """
    CREATE FUNCTION teeka_hold_sessions(named uuid[], people bigint[]) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        PERFORM id FROM planning_session
        WHERE id = ANY (named) OR id IN (
            SELECT session_id FROM allotment_appointment
            WHERE beneficiary_id = ANY (people) AND cancelled_at IS NULL)
        ORDER BY id FOR UPDATE;
    END $$;
    REVOKE ALL ON FUNCTION teeka_hold_sessions FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_hold_sessions TO teeka_app, teeka_worker;
"""
# Who loses a place waits, and why, in whichever district. Nobody who has a place can be made to wait by it.
WAIT_AGAIN = """
    CREATE FUNCTION teeka_wait_again(places bigint[]) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
        INSERT INTO allotment_unplaced (district_code, campaign_id, beneficiary_id, dose, reason, detail)
        SELECT person.district_code, gone.campaign_id, person.id, gone.dose, gone.cancelled_for, '{}'
        FROM allotment_appointment gone JOIN people_beneficiary person ON person.id = gone.beneficiary_id
        WHERE gone.id = ANY (places) AND gone.cancelled_at IS NOT NULL AND gone.cancelled_for <> ''
          AND NOT EXISTS (
              SELECT FROM allotment_appointment live
              WHERE live.beneficiary_id = gone.beneficiary_id AND live.campaign_id = gone.campaign_id
                AND live.dose = gone.dose AND live.cancelled_at IS NULL)
        ON CONFLICT (beneficiary_id, campaign_id, dose) DO UPDATE
        SET reason = excluded.reason, standby_session_id = NULL, standby_rank = NULL
    $$;
    REVOKE ALL ON FUNCTION teeka_wait_again FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_wait_again TO teeka_app, teeka_worker;
"""
# What decides who leaves a session that loses seats.
CLAIMS_ON = """
    CREATE FUNCTION teeka_claims_on(of_session uuid)
    RETURNS TABLE (appointment bigint, reference bigint, category text, is_listed boolean, is_pinned boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT live.id, person.reference, person.category,
               EXISTS (SELECT FROM allotment_frozenrow line WHERE line.appointment_id = live.id),
               live.is_pinned
        FROM allotment_appointment live JOIN people_beneficiary person ON person.id = live.beneficiary_id
        WHERE live.session_id = of_session AND live.cancelled_at IS NULL
        ORDER BY live.id
    $$;
    REVOKE ALL ON FUNCTION teeka_claims_on FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_claims_on TO teeka_app, teeka_worker;
"""
# A person's own absence frees the place that lies in its days in another district's session, and that
# district's audit trail says so. Only for an absence of the reader's districts; the sessions are held.
FREE_ABSENT = """
    CREATE FUNCTION teeka_free_absent(of_absence bigint, who text, at_moment timestamptz)
    RETURNS TABLE (appointment bigint)
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
        WITH gone AS (
            UPDATE allotment_appointment place
            SET cancelled_at = at_moment, cancelled_by = who, cancelled_for = 'ABSENT',
                cancel_reason = coalesce(nullif(absence.note, ''), absence.kind)
            FROM allotment_absence absence, planning_session session
            WHERE absence.id = of_absence
              AND absence.district_code = ANY (
                  string_to_array(current_setting('teeka.districts', true), ',')::int[])
              AND place.beneficiary_id = absence.beneficiary_id AND place.cancelled_at IS NULL
              AND session.id = place.session_id AND session.starts_at > at_moment
              AND session.held_on BETWEEN absence.first_on AND absence.last_on
            RETURNING place.id, place.session_id, place.district_code
        ), freed AS (
            UPDATE planning_session session SET taken = session.taken - back.seats
            FROM (SELECT session_id, count(*) AS seats FROM gone GROUP BY session_id) back
            WHERE session.id = back.session_id
        ), told AS (
            INSERT INTO accounts_auditevent (at, by, action, subject_type, subject_id, district_code, detail)
            SELECT at_moment, who, 'place.taken_back', 'appointment', gone.id::text, gone.district_code,
                   jsonb_build_object('absence', of_absence)
            FROM gone
        )
        SELECT id FROM gone
    $$;
    REVOKE ALL ON FUNCTION teeka_free_absent FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_free_absent TO teeka_app, teeka_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("allotment", "0009_seats_for_a_session"), ("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(HOLD_SESSIONS, "DROP FUNCTION teeka_hold_sessions"),
        migrations.RunSQL(WAIT_AGAIN, "DROP FUNCTION teeka_wait_again"),
        migrations.RunSQL(CLAIMS_ON, "DROP FUNCTION teeka_claims_on"),
        migrations.RunSQL(FREE_ABSENT, "DROP FUNCTION teeka_free_absent"),
    ]
