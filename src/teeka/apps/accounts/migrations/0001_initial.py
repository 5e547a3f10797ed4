from django.db import migrations, models

from teeka.apps.accounts.row_security import AppendOnly, RowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60, unique=True)),
                ("full_name", models.CharField(max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("state", "State"),
                            ("district", "District"),
                            ("block", "Block"),
                            ("facility", "Facility"),
                            ("session_site", "Session Site"),
                            ("verifier", "Verifier"),
                            ("vaccinator", "Vaccinator"),
                            ("call_centre", "Call Centre"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=20,
                    ),
                ),
                ("state_code", models.IntegerField(null=True)),
                ("district_code", models.IntegerField(null=True)),
                ("block_code", models.IntegerField(null=True)),
                ("facility_id", models.BigIntegerField(null=True)),
                ("session_site_id", models.BigIntegerField(null=True)),
                ("language", models.CharField(default="en", max_length=2)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuditAnchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("last_event_id", models.BigIntegerField(unique=True)),
                ("event_count", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                ("action", models.CharField(max_length=60)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=60)),
                ("district_code", models.IntegerField()),
                ("detail", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")],
            },
        ),
        RowSecurity("accounts_auditevent", append_only=True),
        AppendOnly("accounts_auditanchor"),
        # After a bulk write the planner must know of it at once; only an owner may ANALYZE.
        migrations.RunSQL(
            """
            CREATE FUNCTION teeka_refresh_statistics(names text[]) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
            DECLARE name text;
            BEGIN
                FOREACH name IN ARRAY names LOOP EXECUTE format('ANALYZE %I', name); END LOOP;
            END $$;
            REVOKE ALL ON FUNCTION teeka_refresh_statistics FROM PUBLIC, teeka_app;
            GRANT EXECUTE ON FUNCTION teeka_refresh_statistics TO teeka_worker;
            """,
            "DROP FUNCTION teeka_refresh_statistics",
        ),
    ]
