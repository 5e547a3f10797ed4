from django.db import migrations, models


class Migration(migrations.Migration):
    """Both columns are added without rewriting the table; null: no roster told of a first dose."""

    dependencies = [("people", "0009_keys_of_what_was_compared")]

    operations = [
        migrations.AddField(
            "beneficiary",
            "dose1_vaccine",
            models.CharField(
                help_text="code of the vaccine of a first dose that a roster told of",
                max_length=20,
                null=True,
            ),
        ),
        migrations.AddField("beneficiary", "dose1_on", models.DateField(null=True)),
    ]
