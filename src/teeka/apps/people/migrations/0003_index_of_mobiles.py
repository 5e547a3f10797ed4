from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that people can be written while the index is built

    dependencies = [
        ("people", "0002_reference_blocks"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="beneficiary",
            index=models.Index(
                condition=models.Q(("mobile_state__in", ["ok", "shared"])),
                fields=["mobile"],
                name="beneficiary_mobile",
            ),
        ),
    ]
