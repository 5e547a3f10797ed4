from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0006_packs_before_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="keys_doses_twice",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="a dose counts when two people keyed the same batch",
            ),
        ),
    ]
