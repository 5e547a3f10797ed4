import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0010_call_claims"),
        ("planning", "0002_no_show"),
    ]

    operations = [
        migrations.CreateModel(
            name="KindSwitch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("is_on", models.BooleanField()),
                ("reason", models.CharField(max_length=200)),
                ("made_by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.campaign",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["campaign", "purpose", "-id"], name="kind_switch_newest")],
            },
        ),
        AppendOnly("notices_kindswitch"),
    ]
