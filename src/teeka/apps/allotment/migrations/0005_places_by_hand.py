import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity

# A place, or a colleague's, may lie in a session of another district, which the page of one does not see;
# the rules hold all the same. The functions change nothing and tell neither names nor sites.
PLACES_OF = """
    CREATE FUNCTION teeka_places_of(people bigint[])
    RETURNS TABLE (beneficiary bigint, appointment bigint, campaign bigint, dose smallint, vaccine text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT live.beneficiary_id, live.id, live.campaign_id, live.dose, session.vaccine_id
        FROM allotment_appointment live JOIN planning_session session ON session.id = live.session_id
        WHERE live.beneficiary_id = ANY (people) AND live.cancelled_at IS NULL
    $$;
    REVOKE ALL ON FUNCTION teeka_places_of FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_places_of TO teeka_app, teeka_worker;
"""
# OFFSET 0 keeps the look-up person by person, also when the tables were never counted.
STAFF_AWAY = """
    CREATE FUNCTION teeka_staff_away(of_facility bigint, of_campaign bigint, of_dose smallint)
    RETURNS TABLE (held_on date, people int)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT session.held_on, sum(seats.taken)::int FROM (
            SELECT live.session_id, count(*) AS taken
            FROM people_posting posting
            JOIN people_beneficiary person ON person.posting_id = posting.id AND person.stands_for_id IS NULL
            CROSS JOIN LATERAL (
                SELECT place.session_id FROM allotment_appointment place
                WHERE place.beneficiary_id = person.id AND place.cancelled_at IS NULL
                  AND place.campaign_id = of_campaign AND place.dose = of_dose OFFSET 0
            ) live
            WHERE posting.decision = 'accept' AND posting.facility_id IN (
                SELECT id FROM places_facility WHERE id = of_facility OR one_with_id = of_facility)
            GROUP BY live.session_id
        ) seats JOIN planning_session session ON session.id = seats.session_id
        GROUP BY session.held_on
    $$;
    REVOKE ALL ON FUNCTION teeka_staff_away FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_staff_away TO teeka_app, teeka_worker;
"""
# As the plan counts them: own district's sessions, the own site's and the parent's, and where the
# campaign crosses borders every one that is near enough.
DAYS_IN_REACH = """
    CREATE FUNCTION teeka_days_in_reach(of_facility bigint, of_campaign bigint, after timestamptz, km int)
    RETURNS int
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT count(DISTINCT session.held_on)::int
        FROM places_facility home
        JOIN places_district own ON own.code = home.district_code
        LEFT JOIN places_facility parent ON parent.id = home.parent_id
        JOIN planning_campaign campaign ON campaign.id = of_campaign
        JOIN planning_session session ON session.campaign_id = of_campaign
             AND session.cancelled_at IS NULL AND session.starts_at > after
        JOIN planning_sessionsite site ON site.id = session.site_id
        JOIN places_district district ON district.code = site.district_code
        LEFT JOIN places_facility facility ON facility.id = site.facility_id
        LEFT JOIN places_pincode pin ON pin.pin_code = site.pin_code
        WHERE home.id = of_facility AND (
            site.district_code = home.district_code
            OR coalesce(facility.one_with_id, facility.id)
               IN (home.id, coalesce(parent.one_with_id, parent.id))
            OR campaign.crosses_borders AND 12742.0176 * asin(sqrt(least(1,
                power(sin(radians(coalesce(site.latitude, facility.latitude, pin.latitude, district.latitude)
                                  - coalesce(home.latitude, own.latitude)) / 2), 2)
                + cos(radians(coalesce(home.latitude, own.latitude)))
                * cos(radians(coalesce(site.latitude, facility.latitude, pin.latitude, district.latitude)))
                * power(sin(radians(
                    coalesce(site.longitude, facility.longitude, pin.longitude, district.longitude)
                    - coalesce(home.longitude, own.longitude)) / 2), 2)))) <= km)
    $$;
    REVOKE ALL ON FUNCTION teeka_days_in_reach FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_days_in_reach TO teeka_app, teeka_worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("allotment", "0004_absence"),
        ("people", "0009_keys_of_what_was_compared"),
        ("places", "0005_closed_proposals"),
        ("planning", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="is_pinned",
            field=models.BooleanField(db_default=False, default=False, help_text="no plan may move it"),
        ),
        migrations.CreateModel(
            name="HandSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField(help_text="its maker's; 0 when that is several")),
                ("file_name", models.CharField(max_length=200)),
                ("made_by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                (
                    "rows",
                    models.JSONField(
                        help_text="[{row, reference, action, session_code, other_reference, reason}]"
                    ),
                ),
                (
                    "outcomes",
                    models.JSONField(help_text="[{row, fate, rules, facts}], as last tried or as applied"),
                ),
                ("applied_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["made_by", "-made_at"], name="hand_sheet_of_maker")],
            },
        ),
        migrations.CreateModel(
            name="AskedSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField(help_text="the session's")),
                ("reason", models.CharField(max_length=200)),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        choices=[("waits", "Waits"), ("approved", "Approved"), ("refused", "Refused")],
                        db_default="waits",
                        default="waits",
                        max_length=8,
                    ),
                ),
                ("decided_by", models.CharField(blank=True, db_default="", max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "beneficiary",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.beneficiary",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_seats",
                        to="planning.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        name="two_people_open_a_seat",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", ""), ("decision", "waits")),
                            models.Q(
                                models.Q(("decision", "waits"), _negated=True),
                                models.Q(("decided_by", ""), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="seat_decided_whole_or_not",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "waits")),
                        fields=("beneficiary", "session"),
                        name="seat_asked_for_once",
                    ),
                ],
            },
        ),
        RowSecurity("allotment_handsheet"),
        RowSecurity("allotment_askedseat"),
        migrations.RunSQL(PLACES_OF, "DROP FUNCTION teeka_places_of"),
        migrations.RunSQL(STAFF_AWAY, "DROP FUNCTION teeka_staff_away"),
        migrations.RunSQL(DAYS_IN_REACH, "DROP FUNCTION teeka_days_in_reach"),
    ]
