import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("allotment", "0003_why_places_move"), ("people", "0009_keys_of_what_was_compared")]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("leave", "Leave"), ("on_duty", "On Duty"), ("deferred", "Deferred")],
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("made_by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                (
                    "beneficiary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.beneficiary",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="absence_ends_after_start",
                    )
                ],
            },
        ),
        RowSecurity("allotment_absence"),
    ]
