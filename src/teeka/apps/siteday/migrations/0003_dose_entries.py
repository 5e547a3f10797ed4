import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("siteday", "0002_forms_and_closing"),
    ]

    operations = [
        migrations.CreateModel(
            name="DoseEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField(help_text="the session's")),
                ("batch", models.CharField(help_text="as a Batch has it", max_length=40)),
                ("given_at", models.DateTimeField(null=True)),
                ("keyed_by", models.CharField(max_length=60)),
                ("keyed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(help_text="null: the dose does not count yet", null=True)),
                ("ended_by", models.CharField(blank=True, db_default="", max_length=60)),
                (
                    "check_in",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="siteday.checkin",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("check_in", "keyed_by"),
                        name="dose_keyed_once_a_person",
                    )
                ],
            },
        ),
        RowSecurity("siteday_doseentry"),
    ]
