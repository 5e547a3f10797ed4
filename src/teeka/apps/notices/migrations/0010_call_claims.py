import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0009_price_of_a_segment"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("claimed_by", models.CharField(max_length=60)),
                ("claimed_until", models.DateTimeField()),
                (
                    "appointment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="allotment.appointment",
                    ),
                ),
            ],
        ),
        RowSecurity("notices_callclaim"),
    ]
