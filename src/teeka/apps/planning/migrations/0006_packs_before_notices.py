from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0005_freeze_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="pack_places",
            field=models.SmallIntegerField(
                db_default=2,
                default=2,
                help_text="no notice of a session leaves before its pack lies in so many places",
            ),
        ),
    ]
