from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns with constants for what is there: no table is rewritten."""

    dependencies = [("notices", "0014_promises")]

    operations = [
        migrations.AddField(
            "message", "to_email", models.CharField(blank=True, db_default="", max_length=254)
        ),
        migrations.AddField(
            "outbox", "channel", models.CharField(db_default="sms", default="sms", max_length=5)
        ),
        migrations.AddField(
            "route",
            "channel",
            models.CharField(
                db_default="sms",
                default="sms",
                help_text="sms or email: of which its adapter is",
                max_length=5,
            ),
        ),
    ]
