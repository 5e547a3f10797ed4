from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0004_callbacks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.BigIntegerField()),
                ("district_code", models.IntegerField()),
                ("attempt", models.SmallIntegerField()),
                ("number", models.SmallIntegerField(help_text="from 1, in the order of the text")),
                (
                    "receipt_key",
                    models.CharField(
                        help_text="route and provider's id; null where the answer was lost",
                        max_length=130,
                        null=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(help_text="accepted until its receipt says more", max_length=11),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["message_id"], name="part_message"),
                    models.Index(
                        condition=models.Q(("receipt_key", None), _negated=True),
                        fields=["receipt_key"],
                        name="part_receipt_key",
                    ),
                ],
            },
        ),
        RowSecurity("notices_part"),
        migrations.RunSQL(
            "REVOKE INSERT, UPDATE, DELETE ON notices_part FROM teeka_app", migrations.RunSQL.noop
        ),
    ]
