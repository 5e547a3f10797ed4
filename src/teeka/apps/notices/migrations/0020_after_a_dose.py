from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

OF_DOSES = ("dose_2_due", "after_dose", "dose_undone")


class Migration(migrations.Migration):
    atomic = False  # so that messages can be written while the rows are checked

    dependencies = [("notices", "0019_index_of_what_is_bound_to_a_route")]

    operations = [
        migrations.RemoveConstraint(model_name="message", name="of_a_place_or_of_a_dose"),
        AddConstraintNotValid(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=Q(purpose__in=OF_DOSES, appointment=None, frozen_list=None, session=None)
                | Q(
                    ~Q(purpose__in=OF_DOSES),
                    appointment__isnull=False,
                    frozen_list__isnull=False,
                    session__isnull=False,
                ),
                name="of_a_place_or_of_a_dose",
            ),
        ),
        ValidateConstraint(model_name="message", name="of_a_place_or_of_a_dose"),
    ]
