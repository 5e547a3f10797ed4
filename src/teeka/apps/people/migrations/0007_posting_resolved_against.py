from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_what_was_compared")]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="resolved_against",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="the print of the rule and the names; empty: anew",
                max_length=16,
            ),
        ),
    ]
