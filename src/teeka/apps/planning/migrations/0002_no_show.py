from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]

    operations = [
        migrations.AddField(
            "campaign",
            "no_show",
            models.FloatField(
                db_default=0.3,
                default=0.3,
                help_text="the part of those with a place that does not come, by what was seen so far",
            ),
        ),
    ]
