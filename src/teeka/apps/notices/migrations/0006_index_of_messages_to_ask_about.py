from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that messages can be sent while the index is built

    dependencies = [
        ("notices", "0005_parts_of_long_messages"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="outbox",
            index=models.Index(
                condition=models.Q(("state", "accepted"), models.Q(("not_before", None), _negated=True)),
                fields=["route", "not_before"],
                name="outbox_to_ask_about",
            ),
        ),
    ]
