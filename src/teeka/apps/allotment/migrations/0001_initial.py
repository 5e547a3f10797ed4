import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("planning", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField(help_text="the session's")),
                ("dose", models.SmallIntegerField()),
                ("slot_at", models.DateTimeField(help_text="when the arrival window opens")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("allotted", "Allotted"),
                            ("booked", "Booked"),
                            ("by_hand", "By Hand"),
                            ("standby", "Standby"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("distance_km", models.FloatField(null=True)),
                ("made_by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_by", models.CharField(blank=True, db_default="", max_length=60)),
                ("cancel_reason", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "beneficiary",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="people.beneficiary",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.campaign",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="planning.session",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FrozenList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("version", models.SmallIntegerField()),
                ("frozen_at", models.DateTimeField()),
                ("frozen_by", models.CharField(max_length=60)),
                ("reason", models.CharField(max_length=200)),
                ("row_count", models.IntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "heading",
                    models.JSONField(
                        help_text="what is printed above the rows: site, date, hours, vaccine, officers"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen_lists",
                        to="planning.session",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FrozenRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "frozen_list_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.SmallIntegerField()),
                ("district_code", models.IntegerField()),
                ("slot_at", models.DateTimeField()),
                ("reference", models.BigIntegerField()),
                ("full_name", models.CharField(max_length=120)),
                ("name_hi", models.CharField(max_length=120)),
                ("gender", models.CharField(max_length=1)),
                ("birth_year", models.SmallIntegerField()),
                ("mobile", models.CharField(max_length=10)),
                ("mobile_state", models.CharField(max_length=9)),
                ("language", models.CharField(max_length=2)),
                ("category", models.CharField(max_length=30)),
                ("designation", models.CharField(max_length=120)),
                ("facility_code", models.CharField(max_length=40)),
                ("facility_name", models.CharField(max_length=200)),
                ("facility_name_hi", models.CharField(max_length=200)),
                ("photo_id_type", models.SmallIntegerField(null=True)),
                ("photo_id_last4", models.CharField(max_length=4)),
                ("origin", models.CharField(max_length=8)),
                (
                    "appointment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="allotment.appointment",
                    ),
                ),
                (
                    "beneficiary",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.beneficiary",
                    ),
                ),
                (
                    "frozen_list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="allotment.frozenlist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                ("seed", models.BigIntegerField()),
                ("input_sha256", models.CharField(max_length=64)),
                ("counts", models.JSONField(default=dict)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="planning.campaign",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="appointment",
            name="plan",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="allotment.plan",
            ),
        ),
        migrations.CreateModel(
            name="Unplaced",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("dose", models.SmallIntegerField()),
                ("reason", models.CharField(max_length=30)),
                ("detail", models.JSONField(default=dict)),
                ("standby_rank", models.SmallIntegerField(null=True)),
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
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.campaign",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="allotment.plan",
                    ),
                ),
                (
                    "standby_session",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.session",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("made_by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
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
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.campaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("beneficiary", "campaign"), name="excluded_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="frozenlist",
            constraint=models.UniqueConstraint(fields=("session", "version"), name="frozen_version_once"),
        ),
        migrations.AddIndex(
            model_name="frozenrow",
            index=models.Index(fields=["appointment"], name="frozen_row_appointment"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["session", "slot_at"], name="appointment_session"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at", None)),
                fields=("beneficiary", "campaign", "dose"),
                name="one_live_appointment",
            ),
        ),
        migrations.AddIndex(
            model_name="unplaced",
            index=models.Index(
                condition=models.Q(("standby_session", None), _negated=True),
                fields=["standby_session"],
                name="standby_of_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="unplaced",
            constraint=models.UniqueConstraint(
                fields=("beneficiary", "campaign", "dose"), name="unplaced_once"
            ),
        ),
        RowSecurity("allotment_appointment"),
        RowSecurity("allotment_unplaced"),
        RowSecurity("allotment_exclusion"),
        RowSecurity("allotment_frozenlist", append_only=True),
        RowSecurity("allotment_frozenrow", append_only=True),
    ]
