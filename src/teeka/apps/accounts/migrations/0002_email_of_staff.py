from django.db import migrations, models


class Migration(migrations.Migration):
    """Added without rewriting the table; null: nobody gave one."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            "staff",
            "email",
            models.CharField(
                help_text="where alarms are written to; null: nowhere", max_length=254, null=True
            ),
        ),
    ]
