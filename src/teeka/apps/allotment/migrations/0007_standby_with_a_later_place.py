import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Both columns are added without rewriting the table; nobody with a place stood by before."""

    dependencies = [("allotment", "0006_what_if"), ("planning", "0002_no_show")]

    operations = [
        migrations.AddField(
            "appointment",
            "standby_session",
            models.ForeignKey(
                "planning.session", django.db.models.deletion.PROTECT, null=True, related_name="+",
                db_index=False, db_constraint=False,
                help_text="an earlier one that the person stands by for, after those without a place",
            ),
        ),
        migrations.AddField("appointment", "standby_rank", models.SmallIntegerField(null=True)),
    ]  # fmt: skip
