from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that receipts can be stored while the index is built

    dependencies = [
        ("notices", "0006_index_of_messages_to_ask_about"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(("message_id", None), _negated=True),
                fields=["message_id"],
                name="receipt_message",
            ),
        ),
    ]
