import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("allotment", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PackCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("place", models.CharField(max_length=40)),
                ("path", models.CharField(max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("row_count", models.IntegerField()),
                ("verified_at", models.DateTimeField()),
                (
                    "frozen_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="allotment.frozenlist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("frozen_list", "place", "path"), name="one_copy_a_place_and_path"
                    )
                ],
            },
        ),
        RowSecurity("lists_packcopy"),
    ]
