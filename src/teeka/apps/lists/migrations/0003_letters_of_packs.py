import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("allotment", "0010_hands_across_districts"),
        ("lists", "0002_places"),
        ("places", "0005_closed_proposals"),
    ]

    operations = [
        migrations.CreateModel(
            name="PackRecipient",
            fields=[
                (
                    "facility",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="places.facility",
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("email", models.CharField(max_length=254)),
                ("generation", models.IntegerField(db_default=1, default=1)),
                ("set_by", models.CharField(max_length=60)),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PackLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("to_email", models.CharField(max_length=254)),
                ("sent_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("tries", models.IntegerField(db_default=0, default=0)),
                ("not_before", models.DateTimeField(null=True)),
                (
                    "frozen_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="allotment.frozenlist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("frozen_list", "to_email"), name="one_letter_a_version")
                ],
            },
        ),
        RowSecurity("lists_packrecipient"),
        RowSecurity("lists_packletter"),
    ]
