from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that facilities can be written while the index is built

    dependencies = [("places", "0002_facilities_listed_more_than_once")]

    operations = [
        AddIndexConcurrently(
            model_name="facility",
            index=models.Index(
                condition=models.Q(("one_with__isnull", False)),
                fields=["one_with"],
                name="facility_one_with",
            ),
        ),
        ValidateConstraint(model_name="facility", name="no_facility_listed_for_itself"),
    ]
