from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0004_seats_agreed")]

    operations = [
        migrations.AddField(
            "campaign",
            "freeze_hours",
            models.SmallIntegerField(
                db_default=30,
                default=30,
                help_text="a list is published this long before its session, or by hand",
            ),
        ),
    ]
