import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity

# Whoever got a dose may live, or have a place, in another district than that of the session; a page there
# does not see them. The places that lie ahead are free then, and the audit trail of their districts says so.
# The caller holds the people's sessions.
BE_DONE = """
    CREATE FUNCTION teeka_be_done(of_session uuid, of_dose smallint, people bigint[], who text,
                                  at_moment timestamptz) RETURNS TABLE (appointment bigint)
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
        WITH session AS (SELECT * FROM planning_session WHERE id = of_session), gone AS (
            UPDATE allotment_appointment place
            SET cancelled_at = at_moment, cancelled_by = who, cancelled_for = 'DOSE_GIVEN',
                cancel_reason = 'session ' || session.code
            FROM session, planning_session ahead
            WHERE place.beneficiary_id = ANY (people) AND place.campaign_id = session.campaign_id
              AND place.dose = of_dose AND place.cancelled_at IS NULL
              AND ahead.id = place.session_id AND ahead.id <> of_session AND ahead.starts_at > at_moment
            RETURNING place.id, place.session_id, place.district_code
        ), freed AS (
            UPDATE planning_session ahead SET taken = ahead.taken - back.seats
            FROM (SELECT session_id, count(*) AS seats FROM gone GROUP BY session_id) back
            WHERE ahead.id = back.session_id
        ), told AS (
            INSERT INTO accounts_auditevent (at, by, action, subject_type, subject_id, district_code, detail)
            SELECT at_moment, who, 'place.taken_back', 'appointment', gone.id::text, gone.district_code,
                   jsonb_build_object('dose_given_at', session.code)
            FROM gone, session
        ), waits_no_more AS (
            DELETE FROM allotment_unplaced waiting USING session
            WHERE waiting.beneficiary_id = ANY (people) AND waiting.campaign_id = session.campaign_id
              AND waiting.dose = of_dose
        ), done AS (
            INSERT INTO allotment_done
                (district_code, campaign_id, beneficiary_id, dose, session_id, vaccine, given_on)
            SELECT person.district_code, session.campaign_id, person.id, of_dose, session.id,
                   session.vaccine_id, session.held_on
            FROM session, people_beneficiary person WHERE person.id = ANY (people)
        )
        SELECT id FROM gone
    $$;
    REVOKE ALL ON FUNCTION teeka_be_done FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_be_done TO teeka_app, teeka_worker;
"""
BE_NOT_DONE = """
    CREATE FUNCTION teeka_be_not_done(of_session uuid, of_dose smallint, of_person bigint) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
        WITH undone AS (
            DELETE FROM allotment_done done
            WHERE done.session_id = of_session AND done.dose = of_dose AND done.beneficiary_id = of_person
            RETURNING done.*
        )
        INSERT INTO allotment_unplaced (district_code, campaign_id, beneficiary_id, dose, reason, detail)
        SELECT undone.district_code, undone.campaign_id, undone.beneficiary_id, undone.dose, 'DOSE_UNDONE',
               '{}'
        FROM undone JOIN people_beneficiary person ON person.id = undone.beneficiary_id
        WHERE person.stands_for_id IS NULL
          AND NOT EXISTS (SELECT FROM allotment_appointment live
                          WHERE live.beneficiary_id = undone.beneficiary_id
                            AND live.campaign_id = undone.campaign_id AND live.dose = undone.dose
                            AND live.cancelled_at IS NULL)
          AND NOT EXISTS (SELECT FROM allotment_exclusion excluded
                          WHERE excluded.beneficiary_id = undone.beneficiary_id
                            AND excluded.campaign_id = undone.campaign_id)
        ON CONFLICT (beneficiary_id, campaign_id, dose) DO NOTHING
    $$;
    REVOKE ALL ON FUNCTION teeka_be_not_done FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_be_not_done TO teeka_app, teeka_worker;
"""
DOSES_OF = """
    CREATE FUNCTION teeka_doses_of(people bigint[])
    RETURNS TABLE (beneficiary bigint, campaign bigint, dose smallint, session uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT beneficiary_id, campaign_id, dose, session_id FROM allotment_done
        WHERE beneficiary_id = ANY (people)
    $$;
    REVOKE ALL ON FUNCTION teeka_doses_of FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_doses_of TO teeka_app, teeka_worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("allotment", "0010_hands_across_districts"),
        ("people", "0011_email"),
        ("planning", "0004_seats_agreed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Done",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField(help_text="the person's")),
                ("dose", models.SmallIntegerField()),
                ("vaccine", models.CharField(max_length=20)),
                ("given_on", models.DateField()),
                (
                    "beneficiary",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.beneficiary",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.campaign",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="planning.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("beneficiary", "campaign", "dose"), name="done_once")
                ],
            },
        ),
        RowSecurity("allotment_done"),
        migrations.RunSQL(BE_DONE, "DROP FUNCTION teeka_be_done"),
        migrations.RunSQL(BE_NOT_DONE, "DROP FUNCTION teeka_be_not_done"),
        migrations.RunSQL(DOSES_OF, "DROP FUNCTION teeka_doses_of"),
    ]
