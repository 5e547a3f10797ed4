import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Both columns are added without rewriting the table; places given before say nothing in them."""

    dependencies = [("allotment", "0002_seats_of_a_facility"), ("places", "0005_closed_proposals")]

    operations = [
        migrations.AddField(
            "appointment",
            "posted_at",
            models.ForeignKey(
                "places.facility", django.db.models.deletion.PROTECT, null=True, related_name="+",
                db_index=False, db_constraint=False,
                help_text="where a plan took the person to work when it gave the place",
            ),
        ),
        migrations.AddField(
            "appointment",
            "cancelled_for",
            models.CharField(
                max_length=30, blank=True, db_default="",
                help_text="a Reason of the rules, where there is one",
            ),
        ),
    ]  # fmt: skip
