import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0015_channels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AlarmLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("reference", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("to_email", models.CharField(max_length=254)),
                ("language", models.CharField(max_length=2)),
                ("subject", models.CharField(max_length=300)),
                ("text", models.CharField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("refused", "Refused"),
                        ],
                        default="queued",
                        max_length=7,
                    ),
                ),
                ("state_at", models.DateTimeField()),
                ("code", models.CharField(blank=True, max_length=60)),
                (
                    "alarm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notices.promisealarm",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending"])),
                        fields=["id"],
                        name="letter_to_send",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("alarm", "staff"), name="one_letter_an_alarm")
                ],
            },
        ),
        RowSecurity("notices_alarmletter"),
    ]
