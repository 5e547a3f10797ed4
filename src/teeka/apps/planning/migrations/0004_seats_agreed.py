from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import F, Q

AGREED = models.CheckConstraint(
    condition=Q(capacity__lte=F("seats_agreed")), name="seats_above_plan_are_agreed"
)


class Migration(migrations.Migration):
    """Added empty, filled, then required: no step rewrites the table or holds it for longer than a look."""

    dependencies = [("planning", "0003_dose_intervals")]

    operations = [
        migrations.AddField("session", "seats_agreed", models.IntegerField(null=True)),
        migrations.RunSQL(
            "UPDATE planning_session SET seats_agreed = capacity WHERE seats_agreed IS NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            "session",
            "seats_agreed",
            models.IntegerField(
                help_text="as planned, or as two officers agreed since: one alone opens no seat above it"
            ),
        ),
        AddConstraintNotValid("session", AGREED),
        ValidateConstraint("session", "seats_above_plan_are_agreed"),
    ]
