from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

COMES_ONCE = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS comes_once
    ON siteday_checkin (session_id, beneficiary_id) WHERE undone_at IS NULL
"""
FORM_USED_BY_ONE = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS form_used_by_one
    ON siteday_checkin (form_number) WHERE undone_at IS NULL
"""


def built_beside(statement: str, name: str, *fields: str) -> migrations.SeparateDatabaseAndState:
    return migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunSQL(statement, f"DROP INDEX CONCURRENTLY IF EXISTS {name}")],
        state_operations=[
            migrations.AddConstraint(
                model_name="checkin",
                constraint=models.UniqueConstraint(condition=Q(undone_at=None), fields=fields, name=name),
            )
        ],
    )


class Migration(migrations.Migration):
    atomic = False  # indexes are built beside the work

    dependencies = [
        ("siteday", "0003_dose_entries"),
    ]

    operations = [
        migrations.AddField("checkin", "undone_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "checkin", "undone_by", models.CharField(blank=True, db_default="", max_length=60)
        ),
        migrations.AddField(
            "checkin", "undo_reason", models.CharField(blank=True, db_default="", max_length=200)
        ),
        AddConstraintNotValid(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=Q(undone_at=None, undo_reason="") | Q(~Q(undo_reason=""), undone_at__isnull=False),
                name="arrival_undone_with_a_reason",
            ),
        ),
        ValidateConstraint(model_name="checkin", name="arrival_undone_with_a_reason"),
        built_beside(COMES_ONCE, "comes_once", "session", "beneficiary"),
        built_beside(FORM_USED_BY_ONE, "form_used_by_one", "form_number"),
        migrations.RemoveConstraint(model_name="checkin", name="nobody_comes_twice"),
        migrations.RemoveConstraint(model_name="checkin", name="form_used_once"),
    ]
