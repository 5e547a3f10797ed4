import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("allotment", "0010_hands_across_districts"),
        ("notices", "0021_step_faults"),
        ("planning", "0006_packs_before_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="PackGate",
            fields=[
                (
                    "frozen_list",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="allotment.frozenlist",
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("opened_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AskedLaunch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        choices=[("waits", "Waits"), ("approved", "Approved"), ("refused", "Refused")],
                        default="waits",
                        max_length=10,
                    ),
                ),
                ("decision_reason", models.CharField(blank=True, db_default="", max_length=200)),
                ("decided_by", models.CharField(blank=True, db_default="", max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision__in", ["waits", "approved"])),
                        fields=("session",),
                        name="one_launch_asked_for",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        name="launch_decided_by_another",
                    ),
                ],
            },
        ),
        RowSecurity("notices_packgate"),
        RowSecurity("notices_askedlaunch"),
    ]
