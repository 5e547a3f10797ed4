from django.db import migrations, models


class Migration(migrations.Migration):
    """Three columns with constant defaults: no row is rewritten, and an import that names none goes on."""

    dependencies = [("places", "0004_proposed_facilities")]

    operations = [
        migrations.AddField(
            model_name="facility",
            name="closed_by",
            field=models.CharField(
                blank=True, db_default="", help_text="who said that the proposal was wrong", max_length=60
            ),
        ),
        migrations.AddField(
            model_name="facility",
            name="closed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="facility",
            name="closed_reason",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
    ]
