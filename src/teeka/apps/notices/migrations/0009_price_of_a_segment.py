from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0008_receipts_of_messages_in_scope"),
    ]

    operations = [
        migrations.AddField(
            model_name="route",
            name="paise_a_segment",
            field=models.DecimalField(decimal_places=3, help_text="none: not known", max_digits=7, null=True),
        ),
    ]
