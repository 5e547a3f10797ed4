from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0011_email")]

    operations = [
        AddIndexConcurrently(
            model_name="beneficiary",
            index=models.Index(
                condition=~models.Q(("stands_for", None)), fields=["stands_for"], name="beneficiary_second"
            ),
        ),
    ]
