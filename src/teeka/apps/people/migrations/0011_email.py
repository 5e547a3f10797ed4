from django.db import migrations, models


class Migration(migrations.Migration):
    """Added without rewriting the table; null: no roster told of an address."""

    dependencies = [("people", "0010_first_dose")]

    operations = [
        migrations.AddField(
            "beneficiary",
            "email",
            models.CharField(help_text="null: none is known", max_length=254, null=True),
        ),
    ]
