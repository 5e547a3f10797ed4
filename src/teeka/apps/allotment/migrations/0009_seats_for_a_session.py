import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import F, Q

EITHER = models.CheckConstraint(
    condition=Q(beneficiary=None, seats__isnull=False) | Q(beneficiary__isnull=False, seats=None),
    name="a_person_or_a_number",
)
TWO_PEOPLE = models.CheckConstraint(
    condition=~Q(opens_seats=True, ended_by=F("made_by")), name="two_people_publish_seats"
)


class Migration(migrations.Migration):
    dependencies = [
        ("allotment", "0008_index_of_standby_with_a_later_place"),
        ("planning", "0004_seats_agreed"),
    ]

    operations = [
        migrations.AddField(
            "askedseat",
            "seats",
            models.IntegerField(null=True, help_text="how many the session is to have"),
        ),
        migrations.AlterField(
            "askedseat",
            "beneficiary",
            models.ForeignKey(
                "people.beneficiary",
                django.db.models.deletion.CASCADE,
                null=True,
                related_name="+",
                db_index=False,
            ),
        ),
        migrations.AddConstraint(
            "askedseat",
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(decision="waits", beneficiary=None),
                name="seats_asked_for_once",
            ),
        ),
        AddConstraintNotValid("askedseat", EITHER),
        ValidateConstraint("askedseat", "a_person_or_a_number"),
        migrations.AddField(
            "whatif",
            "opens_seats",
            models.BooleanField(
                default=False, db_default=False, help_text="published with seats above the plan"
            ),
        ),
        AddConstraintNotValid("whatif", TWO_PEOPLE),
        ValidateConstraint("whatif", "two_people_publish_seats"),
    ]
