from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0008_probabilities_of_candidates")]

    operations = [
        # Without keys until the next run, which takes everybody for new: the rule is another one.
        migrations.AddField(
            model_name="comparedregistration",
            name="keys",
            field=models.BinaryField(
                db_default=b"",
                help_text="what it may share with others: each of the rule's KEY_COLUMNS in 8 bytes",
            ),
        ),
    ]
