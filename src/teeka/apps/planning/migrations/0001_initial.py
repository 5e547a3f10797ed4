import uuid

import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Vaccine",
            fields=[
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("name_hi", models.CharField(blank=True, max_length=60)),
                ("doses_per_vial", models.SmallIntegerField(default=10)),
            ],
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("name_hi", models.CharField(blank=True, max_length=120)),
                ("dose", models.SmallIntegerField(default=1)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("is_running", models.BooleanField(default=True)),
                (
                    "staff_share",
                    models.FloatField(
                        default=0.34, help_text="at most this share of a facility's staff on one day"
                    ),
                ),
                ("crosses_borders", models.BooleanField(default=False)),
                ("seed", models.BigIntegerField(default=1)),
                ("sending_from", models.TimeField()),
                ("sending_until", models.TimeField()),
                ("tell_hours", models.SmallIntegerField(default=24)),
                ("created_at", models.DateTimeField()),
                (
                    "state",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.state",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CohortTier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=30)),
                ("tier", models.SmallIntegerField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tiers",
                        to="planning.campaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SessionSite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("name", models.CharField(max_length=200)),
                ("name_hi", models.CharField(blank=True, max_length=200)),
                ("pin_code", models.CharField(blank=True, max_length=6)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("sms_name", models.CharField(max_length=30)),
                (
                    "facility",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.facility",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40, unique=True)),
                ("district_code", models.IntegerField()),
                ("held_on", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("capacity", models.IntegerField()),
                ("reserve_percent", models.SmallIntegerField(default=0)),
                ("taken", models.IntegerField(db_default=0, default=0)),
                ("dose", models.SmallIntegerField(help_text="null: any dose", null=True)),
                ("cohort", models.CharField(blank=True, max_length=200)),
                ("vaccinators", models.SmallIntegerField(default=1)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_by", models.CharField(blank=True, max_length=60)),
                ("cancel_reason", models.CharField(blank=True, max_length=200)),
                ("upload_id", models.BigIntegerField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="planning.campaign",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="planning.sessionsite",
                    ),
                ),
                (
                    "vaccine",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="planning.vaccine"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_running", True)), fields=("is_running",), name="one_running_campaign"
            ),
        ),
        migrations.AddConstraint(
            model_name="cohorttier",
            constraint=models.UniqueConstraint(fields=("campaign", "category"), name="one_tier_a_category"),
        ),
        migrations.AddConstraint(
            model_name="sessionsite",
            constraint=models.UniqueConstraint(
                condition=models.Q(("facility", None)),
                fields=("district_code", "name", "pin_code"),
                name="outreach_site_once",
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["district_code", "held_on"], name="session_district_date"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken__gte", 0), ("taken__lte", models.F("capacity"))),
                name="session_not_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="session_ends_after_start"
            ),
        ),
        RowSecurity("planning_sessionsite"),
        RowSecurity("planning_session"),
        migrations.RunSQL(
            """INSERT INTO planning_vaccine (code, name, name_hi, doses_per_vial) VALUES
               ('covishield', 'Covishield', 'कोविशील्ड', 10), ('covaxin', 'Covaxin', 'कोवैक्सीन', 20)""",
            migrations.RunSQL.noop,
        ),
    ]
