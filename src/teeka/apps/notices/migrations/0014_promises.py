import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0013_notices_of_no_place"),
        ("planning", "0004_seats_agreed"),
    ]

    operations = [
        migrations.CreateModel(
            name="PromiseOutlook",
            fields=[
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="planning.session",
                    ),
                ),
                ("district_code", models.IntegerField()),
                (
                    "at_risk",
                    models.IntegerField(help_text="people who would not be told in time at the pace seen"),
                ),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PromiseAlarm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("cause", models.CharField(max_length=10)),
                ("people", models.IntegerField(help_text="the most that it rang for")),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="planning.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("session", "cause"),
                        name="one_alarm_a_cause",
                    )
                ],
            },
        ),
        RowSecurity("notices_promiseoutlook"),
        RowSecurity("notices_promisealarm"),
    ]
