from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("notices", "0018_changes_balance_canary"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="outbox",
            index=models.Index(
                condition=models.Q(("is_perhaps_sent", True), ("state", "queued")),
                fields=["route"],
                name="outbox_bound",
            ),
        ),
    ]
