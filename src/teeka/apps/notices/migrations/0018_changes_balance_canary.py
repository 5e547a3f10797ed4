import django.db.models.deletion
from django.db import migrations, models

# A whole state's login changes routes and sees their history; a district's reads how they stand.
IN_SCOPE = "district.code = ANY (string_to_array(current_setting('teeka.districts', true), ',')::int[])"
WHOLE_STATE = f"""EXISTS (
    SELECT FROM places_district district GROUP BY district.state_id
    HAVING coalesce(bool_and({IN_SCOPE}), false)
)"""
ROUTES = f"""
ALTER TABLE notices_route ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON notices_route FOR SELECT TO teeka_app USING (true);
CREATE POLICY change ON notices_route FOR UPDATE TO teeka_app
    USING ({WHOLE_STATE}) WITH CHECK ({WHOLE_STATE});
CREATE POLICY every_row ON notices_route TO teeka_worker USING (true) WITH CHECK (true);
GRANT UPDATE (weight, rate_per_second, "window", slow_seconds, balance_floor, balance_state, canary_number,
              is_on, changed_at, changed_by, change_reason) ON notices_route TO teeka_app;
ALTER TABLE notices_routechange ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_state ON notices_routechange TO teeka_app USING ({WHOLE_STATE}) WITH CHECK ({WHOLE_STATE});
CREATE POLICY every_row ON notices_routechange TO teeka_worker USING (true) WITH CHECK (true);
REVOKE UPDATE, DELETE, TRUNCATE ON notices_routechange FROM teeka_app, teeka_worker;
ALTER TABLE notices_canary ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON notices_canary FOR SELECT TO teeka_app USING ({WHOLE_STATE});
CREATE POLICY trust ON notices_canary FOR INSERT TO teeka_app
    WITH CHECK (state = 'trusted' AND {WHOLE_STATE});
CREATE POLICY every_row ON notices_canary TO teeka_worker USING (true) WITH CHECK (true);
REVOKE UPDATE, DELETE ON notices_canary FROM teeka_app;
"""
BACK = """
DROP POLICY read ON notices_route;
DROP POLICY change ON notices_route;
DROP POLICY every_row ON notices_route;
REVOKE UPDATE (weight, rate_per_second, "window", slow_seconds, balance_floor, balance_state, canary_number,
               is_on, changed_at, changed_by, change_reason) ON notices_route FROM teeka_app;
ALTER TABLE notices_route DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0017_answers_by_the_minute"),
    ]

    operations = [
        migrations.AddField(
            model_name="route",
            name="balance",
            field=models.FloatField(help_text="as the provider told it; none: not known", null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="balance_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="balance_floor",
            field=models.FloatField(help_text="below it somebody must top up", null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="balance_state",
            field=models.CharField(
                blank=True, db_default="", help_text="rules/messages/balance.py", max_length=11
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="balance_unit",
            field=models.CharField(blank=True, db_default="", max_length=8),
        ),
        migrations.AddField(
            model_name="route",
            name="canary_number",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="our own; what goes there proves the route before a bulk",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="bulk_at",
            field=models.DateTimeField(help_text="when so much fell due that a canary goes first", null=True),
        ),
        migrations.CreateModel(
            name="Canary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.UUIDField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("not_sent", "Not Sent"),
                            ("lost", "Lost"),
                            ("failed", "Failed"),
                            ("delivered", "Delivered"),
                            ("trusted", "Trusted"),
                        ],
                        max_length=9,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("began_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("code", models.CharField(blank=True, db_default="", max_length=60)),
                ("receipt_key", models.CharField(max_length=130, null=True)),
                (
                    "made_by",
                    models.CharField(
                        blank=True, db_default="", help_text="of one who trusts it", max_length=60
                    ),
                ),
                ("reason", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "route",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notices.route",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["route", "began_at"], name="canary_route")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["sending", "sent"])),
                        fields=("route",),
                        name="one_canary_under_way",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RouteChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("changes", models.JSONField(help_text="setting -> [before, after]")),
                (
                    "route",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notices.route",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["route", "made_at"], name="route_change_route")],
            },
        ),
        migrations.RunSQL(ROUTES, BACK),
    ]
