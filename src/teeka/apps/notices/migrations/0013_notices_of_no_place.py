import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

# Built beside the messages that go on being written; they all have an appointment so far.
ONCE_A_DOSE = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_message_a_dose
ON notices_message (beneficiary_id, campaign_id, purpose, channel, sequence) WHERE appointment_id IS NULL
"""


class Migration(migrations.Migration):
    atomic = False  # so that messages can be written while the index is built and the rows are checked

    dependencies = [
        ("notices", "0012_last_day_of_an_approval"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="session",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="planning.session",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="frozen_list",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="allotment.frozenlist",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="appointment",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="allotment.appointment",
            ),
        ),
        migrations.AlterField(
            model_name="outbox",
            name="session_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name="settled",
            name="session_id",
            field=models.UUIDField(null=True),
        ),
        AddConstraintNotValid(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=Q(purpose="dose_2_due", appointment=None, frozen_list=None, session=None)
                | Q(
                    ~Q(purpose="dose_2_due"),
                    appointment__isnull=False,
                    frozen_list__isnull=False,
                    session__isnull=False,
                ),
                name="of_a_place_or_of_a_dose",
            ),
        ),
        ValidateConstraint(model_name="message", name="of_a_place_or_of_a_dose"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(ONCE_A_DOSE, "DROP INDEX CONCURRENTLY IF EXISTS one_message_a_dose")
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.UniqueConstraint(
                        condition=Q(appointment=None),
                        fields=["beneficiary", "campaign", "purpose", "channel", "sequence"],
                        name="one_message_a_dose",
                    ),
                )
            ],
        ),
    ]
